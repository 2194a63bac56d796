import Synchronization

/// What a long run is doing: one redrawn line on a terminal, nothing elsewhere (the run logs a
/// line per file there).
final class Progress: Sendable {
  private struct State {
    var stage = ""
    var done = 0
    var total = 0
    var rows = 0
    var began: ContinuousClock.Instant
    var lastDrawn: ContinuousClock.Instant
  }

  private let log: Log
  private let state: Mutex<State>
  private static let interval = Duration.milliseconds(100)

  init(log: Log) {
    self.log = log
    let now = ContinuousClock.now
    state = Mutex(State(began: now, lastDrawn: now))
  }

  /// Begins a stage of `total` units: bytes where `rows` will be reported, else steps.
  func begin(_ stage: String, total: Int) {
    guard log.isInteractive else { return }
    state.withLock { state in
      state = State(stage: stage, total: total, began: .now, lastDrawn: .now - .seconds(1))
    }
    advance(by: 0)
  }

  /// Adds units of work that are done, and rows that they held.
  func advance(by units: Int, rows: Int = 0) {
    guard log.isInteractive else { return }
    let line: String? = state.withLock { state in
      state.done += units
      state.rows += rows
      let now = ContinuousClock.now
      guard state.lastDrawn + Self.interval <= now else { return nil }
      state.lastDrawn = now
      return Self.line(state, elapsed: now - state.began)
    }
    if let line { log.draw(line) }
  }

  /// Takes the line away.
  func end() { log.clear() }

  private static func line(_ state: State, elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    var text = state.stage
    let share = state.total > 0 ? min(1, Double(state.done) / Double(state.total)) : 0
    text += "  \(Int(share * 100)) %"
    if state.rows > 0 {
      text += "  \(state.rows) rows"
      if seconds > 0.2 { text += "  \(Int(Double(state.done) / 1e6 / seconds)) MB/s" }
    }
    if share > 0.02 && seconds > 1 {
      text += "  \(Int((seconds / share - seconds).rounded(.up))) s left"
    }
    return text
  }
}
