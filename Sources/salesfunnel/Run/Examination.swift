import Foundation
import FunnelModel
import Ingestion
import Warehouse

/// Everything that `doctor` looks at, one finding each.
struct Examination {
  enum State: String, Sendable { case ok, warning, problem }

  struct Finding: Sendable {
    let subject: String
    let state: State
    let message: String
    let remedy: String
  }

  private(set) var findings: [Finding] = []
  /// The code that a run would end with.
  private(set) var code = ExitCode.done

  /// Free bytes below which a disk is called nearly full: a bulk load needs some.
  private static let leastSpace = 1 << 30

  mutating func add(
    _ subject: String, _ state: State, _ message: String, remedy: String = ""
  ) {
    findings.append(
      Finding(subject: subject, state: state, message: message, remedy: remedy))
  }

  mutating func add(_ subject: String, _ message: String) { add(subject, .ok, message) }

  mutating func add(_ subject: String, _ failure: Failure) {
    code = code.combined(with: failure.code)
    add(subject, .problem, failure.message, remedy: failure.remedy)
  }

  // MARK: Program

  mutating func examineProgram() {
    add("program", "salesfunnel \(Program.version), SQLite \(Warehouse.engineVersion)")
    examineZone("Europe/Berlin")
    for tool in ["gzip", "zstd"] where !isInstalled(tool) {
      add(
        "tools", .warning, "\(tool) is not installed", remedy: "needed for .\(ending(tool)) exports"
      )
    }
  }

  /// Whether the zone data hold the rules that the calendar needs: a day of 23 and one of 25 hours.
  private mutating func examineZone(_ name: String) {
    do throws(ZoneError) {
      let zone = try ZoneLoader().load(name)
      let hours = [(3, 30), (10, 26)].map { month, day -> Int64 in
        guard let date = LocalDay(year: 2025, month: month, day: day) else { return 0 }
        let start = zone.start(of: date).microseconds
        return (zone.start(of: date.advanced(by: 1)).microseconds - start) / 3_600_000_000
      }
      if hours == [23, 25] {
        add("time zones", "the zone data are there and know summer time")
      } else {
        add("time zones", Failure(.usage, "the zone data are wrong: \(name) has no summer time"))
      }
    } catch {
      add("time zones", Failure(.usage, "\(error)"))
    }
  }

  private func isInstalled(_ tool: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)")
    }
  }

  private func ending(_ tool: String) -> String { tool == "gzip" ? "gz" : "zst" }

  // MARK: Job

  mutating func examine(_ job: JobConfiguration) {
    examineConfiguration(job)
    examineWarehouse(job)
    do throws(Failure) {
      _ = try Publication(job.output, warehouse: job.warehouse)
      add("output", "\(job.output) can be published to")
    } catch {
      add("output", error)
    }
    examinePlace(job.warehouse.parent, "warehouse folder")
    examinePlace(job.output.parent, "output folder")
  }

  private mutating func examineConfiguration(_ job: JobConfiguration) {
    guard let file = job.file else {
      return add(
        "configuration", .warning, "there is none here",
        remedy: "fine for run PATH…; salesfunnel init DIR writes one")
    }
    let count = job.configuration.sources.count
    add("configuration", "\(file) is valid, \(count) source\(count == 1 ? "" : "s")")
    for source in job.configuration.sources {
      for zone in [source.timezone].compactMap({ $0 }) where (try? ZoneLoader().load(zone)) == nil {
        add("source \(source.name)", Failure(.usage, "its time zone \(zone) is unknown"))
      }
      let files = source.files.flatMap { FilePattern($0, root: job.root.text).files() }
      let unreadable = files.filter { !FileManager.default.isReadableFile(atPath: $0) }
      if let first = unreadable.first {
        add(
          "source \(source.name)",
          Failure(.inputOutput, "\(first) cannot be read", remedy: "grant read permission on it"))
      } else if files.isEmpty {
        code = code.combined(with: .stale)
        add(
          "source \(source.name)", .warning,
          "no file matches \(source.files.joined(separator: ", "))",
          remedy: "check `files`; they start at \(job.root)")
      } else {
        add("source \(source.name)", "\(files.count) file\(files.count == 1 ? "" : "s")")
      }
    }
  }

  private mutating func examineWarehouse(_ job: JobConfiguration) {
    let name = job.warehouse.text
    guard job.warehouse.kind != nil else {
      return add("warehouse", "\(name) will be made by the first run")
    }
    do throws(WarehouseError) {
      let warehouse = try Warehouse.examine(name)
      if warehouse.isPublic {
        add(
          "warehouse", .warning, "\(name) can be read by others",
          remedy: "chmod 600 \(name); the next run does so, too")
      }
      add(
        "warehouse",
        "\(name) is sound, version \(warehouse.version), \(warehouse.size / 1_000_000) MB")
      if let last = warehouse.lastRun, last != "done" {
        add(
          "last run", .warning, "the last run ended as \(last)",
          remedy: "see run.json in the output, or run again: it mends what was left")
      }
    } catch {
      add("warehouse", Failure(error))
    }
    if RunLock.isHeld(warehouse: name) {
      code = code.combined(with: .locked)
      add("lock", .warning, "a run is at work now", remedy: "another one would exit 5")
    }
  }

  private mutating func examinePlace(_ folder: FilePath, _ subject: String) {
    var existing = folder
    while existing.kind == nil && existing.text != "/" { existing = existing.parent }
    if !FileManager.default.isWritableFile(atPath: existing.text) {
      return add(
        subject,
        Failure(.inputOutput, "\(existing) may not be written", remedy: "chmod or chown it"))
    }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: existing.text)
    guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue else { return }
    let text = "\(existing) may be written, \(free / 1_000_000) MB are free"
    add(
      subject, free < Self.leastSpace ? .warning : .ok, text,
      remedy: free < Self.leastSpace ? "less than 1 GB: free some before a large load" : "")
  }
}
