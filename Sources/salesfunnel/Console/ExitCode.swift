/// What the program says to the shell (interface.md, "Exit codes").
enum ExitCode: Int32, Sendable, CaseIterable {
  case done = 0
  case checkFailed = 1
  case usage = 2
  case rejectsSetAside = 3
  case dataRefused = 4
  case locked = 5
  case inputOutput = 6
  case undecided = 7
  case stale = 8
  case interrupted = 130
  case terminated = 143

  /// What it tells, in the words of the manual.
  var meaning: String {
    switch self {
    case .done: "done, also with rejects inside the allowed limit"
    case .checkFailed: "a check failed: a metric regressed"
    case .usage: "the command line or the configuration is wrong, or nothing is selected"
    case .rejectsSetAside: "rejects were set aside, with --strict"
    case .dataRefused: "data were refused; nothing was published"
    case .locked: "another run holds the lock, or a reader holds an erasure up"
    case .inputOutput: "input, output or disk"
    case .undecided: "a check is undecided, with --strict"
    case .stale: "a source is stale or missing; the report was published"
    case .interrupted: "interrupted (SIGINT)"
    case .terminated: "terminated (SIGTERM)"
    }
  }

  /// Which one is reported where several apply: earlier wins.
  private static let precedence: [ExitCode] = [
    .interrupted, .terminated, .usage, .locked, .inputOutput, .dataRefused, .stale, .checkFailed,
    .undecided, .rejectsSetAside, .done,
  ]

  /// The code that is reported where both apply.
  func combined(with other: ExitCode) -> ExitCode {
    Self.precedence.first { $0 == self || $0 == other } ?? self
  }

  /// Whether the report of a run that has come to this code stays unpublished.
  var blocksPublication: Bool {
    switch self {
    case .usage, .dataRefused, .inputOutput, .locked, .interrupted, .terminated: true
    case .done, .checkFailed, .rejectsSetAside, .undecided, .stale: false
    }
  }
}
