import FunnelModel
import Reporting

/// What a run met and did: the source of `run.json` and `metrics.prom`. Everything that depends
/// on how the data arrived stands here and in no other file.
struct RunAccount: Sendable {
  /// What happened to one file.
  enum Action: String, Sendable {
    /// Its rows were added.
    case loaded
    /// It took the place of an earlier version of itself.
    case superseded
    /// Its contents were known already.
    case unchanged
    /// It was still being written and is left to the next run.
    case deferred
    /// It was rolled back.
    case refused
  }

  /// One file.
  struct File: Sendable {
    var source: String
    /// As the user would name it.
    var path: String
    var bytes: Int
    var action: Action
    var rows = RowAccounting()
    var duration = Duration.zero
    /// The first rejected rows, and what else was wrong, as sentences.
    var problems: [String] = []
  }

  /// Freshness of one source.
  struct Source: Sendable {
    var name: String
    /// Latest event; nil without events.
    var latest: Instant?
    var files: Int
    var isStale: Bool
    var problem: String
  }

  /// When the run began, by the machine's clock.
  let started: Instant
  var runID: Int64?
  var configuration: String?
  var configurationDigest = ""
  var asOf: Instant?
  var files: [File] = []
  var sources: [Source] = []
  /// Numbers of past periods that the last run gave otherwise.
  var restated = 0
  var warnings: [String] = []
  var errors: [String] = []
  var stages: [(name: String, duration: Duration)] = []
  var exitCode = ExitCode.done
  var isPublished = false

  /// The account of a run that has done nothing yet.
  init(started: Instant) { self.started = started }

  /// All rows of the run's files together.
  var rows: RowAccounting {
    var total = RowAccounting()
    for file in files { total.add(file.rows) }
    return total
  }

  /// Takes the worse of the exit code so far and another.
  mutating func raise(_ code: ExitCode) { exitCode = exitCode.combined(with: code) }

  /// What `metrics.prom` says of the run.
  var facts: RunFacts {
    let total = stages.reduce(Duration.zero) { $0 + $1.duration }
    let (seconds, atto) = total.components
    return RunFacts(
      accounting: rows, duration: seconds * 1_000_000 + atto / 1_000_000_000_000,
      watermarks: sources.compactMap { source in source.latest.map { (source.name, $0) } },
      exitCode: Int(exitCode.rawValue))
  }
}
