import FunnelModel
import Ingestion

/// Tells of each file as it goes, and of all refused ones together at the end.
struct FileReport {
  let log: Log
  let isStrict: Bool
  private var refusals: [Refusal] = []
  private var setAside = 0

  init(log: Log, isStrict: Bool) {
    self.log = log
    self.isStrict = isStrict
  }

  /// A file that was loaded or known.
  mutating func add(_ file: RunAccount.File, in account: inout RunAccount) {
    account.files.append(file)
    setAside += file.rows.rejected
    log.info(Self.line(file), Self.fields(file))
  }

  /// A file that was not loaded.
  mutating func refuse(_ refusal: Refusal, in account: inout RunAccount) {
    refusals.append(refusal)
    account.files.append(
      RunAccount.File(
        source: refusal.source, path: refusal.path, bytes: refusal.bytes, action: .refused,
        rows: refusal.rows, problems: refusal.recorded))
    account.raise(refusal.code)
    log.info("\(refusal.path): refused")
  }

  /// A file that is still being written: the next run takes it.
  mutating func put(off item: LoadItem, in account: inout RunAccount) {
    account.files.append(
      RunAccount.File(
        source: item.source.source.name, path: item.name, bytes: 0, action: .deferred))
    account.raise(.stale)
    let warning = "\(item.name) is still being written; the next run loads it"
    log.warning(warning)
    account.warnings.append(warning)
  }

  /// Says what was set aside, then lists everything that was refused.
  func finish(_ account: inout RunAccount) {
    if setAside > 0 {
      let warning = "\(setAside) row\(setAside == 1 ? " was" : "s were") set aside"
      log.warning(warning + "; the warehouse keeps them in `rejects`")
      account.warnings.append(warning)
      if isStrict { account.raise(.rejectsSetAside) }
    }
    for refusal in refusals {
      let shown = refusal.problems.prefix(1 + Refusal.printed)
      var text = shown.joined(separator: "\n  ")
      if refusal.problems.count > shown.count {
        text += "\n  … and \(refusal.problems.count - shown.count) more, see run.json"
      }
      if !refusal.remedy.isEmpty { text += "\n  " + refusal.remedy }
      log.error(text, [("file", refusal.path), ("exit_code", "\(refusal.code.rawValue)")])
      account.errors += refusal.recorded
    }
  }

  private static func line(_ file: RunAccount.File) -> String {
    if file.action == .unchanged { return "\(file.path): known, nothing to do" }
    let rows = file.rows
    var text = "\(file.path): \(rows.read) rows read, \(rows.loaded) loaded"
    for (name, count) in [
      ("duplicate", rows.duplicate), ("filtered", rows.filtered), ("rejected", rows.rejected),
    ] where count > 0 { text += ", \(count) \(name)" }
    if file.action == .superseded { text += ", in place of its earlier version" }
    return text + " (\(JSONText.line(.seconds(file.duration))) s)"
  }

  private static func fields(_ file: RunAccount.File) -> [(String, String)] {
    [
      ("source", file.source), ("file", file.path), ("action", file.action.rawValue),
      ("read", "\(file.rows.read)"), ("loaded", "\(file.rows.loaded)"),
      ("rejected", "\(file.rows.rejected)"), ("seconds", JSONText.line(.seconds(file.duration))),
    ]
  }
}
