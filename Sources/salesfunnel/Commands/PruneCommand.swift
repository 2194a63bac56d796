import FunnelModel
import Metrics
import Warehouse

/// `salesfunnel prune --older-than AGE`: deletes what lies beyond the time that data are kept.
enum PruneCommand {
  static func run(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    guard let text = invocation[.olderThan] else {
      throw Failure(
        .usage, "prune needs --older-than", remedy: "for example --older-than 24mo")
    }
    let job = try JobConfiguration(invocation)
    let today = job.zone.day(of: Clock.now)
    guard let floor = firstKeptDay(text, today: today) else {
      throw Failure(
        .usage, "--older-than \(text): neither an age nor a date",
        remedy: "write 24mo, 2y, 90d, 8w, or a date such as 2023-01-01")
    }
    if floor > today {
      throw Failure(.usage, "--older-than \(text): \(floor) has not come yet")
    }
    let stored = try StoredWarehouse.open(job)
    let count: Warehouse.ErasureCount
    do throws(WarehouseError) {
      count = try stored.warehouse.prune(before: job.zone.start(of: floor), day: floor)
    } catch {
      throw Failure(error)
    }
    log.info(
      "deleted what was before \(floor): \(count.events) events, \(count.costs) cost rows; "
        + "later exports bring nothing of that time back")
    try stored.finishErasure()
    return .done
  }

  /// The first local day that is kept; nil where the text is neither an age nor a date.
  static func firstKeptDay(_ text: String, today: LocalDay) -> LocalDay? {
    if let day = LocalDay(text) { return day }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), (1...36_500).contains(count) else { return nil }
    switch text.dropFirst(digits.count) {
    case "d": return today.advanced(by: -count)
    case "w": return today.advanced(by: -7 * count)
    case "mo" where count <= 1200: return today.advanced(byMonths: -count)
    case "y" where count <= 100: return today.advanced(byMonths: -12 * count)
    default: return nil
    }
  }
}
