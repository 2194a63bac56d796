import Foundation
import FunnelModel
import Synchronization

/// Messages on stderr: plain lines, or one JSON object per line.
///
/// Progress is drawn on the last line of a terminal and wiped before a message, so that the two
/// never mix.
final class Log: Sendable {
  enum Level: String, Sendable, Comparable {
    case debug, info, warning, error

    private var rank: Int {
      switch self {
      case .debug: 0
      case .info: 1
      case .warning: 2
      case .error: 3
      }
    }

    static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }
  }

  enum Format: String, Sendable, CaseIterable { case text, json }

  let threshold: Level
  private let format: Format
  private let colour: Bool
  /// Whether a progress line may be drawn.
  let isInteractive: Bool
  /// Whether a progress line stands on the terminal now.
  private let drawn = Mutex(false)

  init(threshold: Level, format: Format, environment: [String: String]) {
    self.threshold = threshold
    self.format = format
    let terminal = isatty(OutputStream.standardError) == 1 && environment["TERM"] != "dumb"
    isInteractive = terminal && format == .text && threshold <= .info
    colour = terminal && format == .text && (environment["NO_COLOR"] ?? "").isEmpty
  }

  func debug(_ message: String, _ fields: [(String, String)] = []) {
    write(.debug, message, fields)
  }

  func info(_ message: String, _ fields: [(String, String)] = []) {
    write(.info, message, fields)
  }

  func warning(_ message: String, _ fields: [(String, String)] = []) {
    write(.warning, message, fields)
  }

  func error(_ message: String, _ fields: [(String, String)] = []) {
    write(.error, message, fields)
  }

  /// Says why a command ends; nothing where the failure has no message (a closed pipe).
  func failure(_ failure: Failure) {
    guard !failure.message.isEmpty else { return }
    let remedy = failure.remedy.isEmpty ? "" : "\n  \(failure.remedy)"
    write(
      .error, failure.message + (format == .text ? remedy : ""),
      [("exit_code", String(failure.code.rawValue))]
        + (failure.remedy.isEmpty ? [] : [("remedy", failure.remedy)]))
  }

  /// Draws the progress line; does nothing without a terminal.
  func draw(_ line: String) {
    guard isInteractive else { return }
    drawn.withLock { drawn in
      emit("\r\u{1b}[K\(line)")
      drawn = true
    }
  }

  /// Takes the progress line away.
  func clear() {
    guard isInteractive else { return }
    drawn.withLock { drawn in
      if drawn { emit("\r\u{1b}[K") }
      drawn = false
    }
  }

  private func write(_ level: Level, _ message: String, _ fields: [(String, String)]) {
    guard level >= threshold else { return }
    let line: String
    switch format {
    case .text: line = text(level, message) + "\n"
    case .json:
      let members =
        [("time", Clock.now.description), ("level", level.rawValue), ("message", message)] + fields
      line = JSONText.object(members.map { ($0.0, .text($0.1)) }) + "\n"
    }
    drawn.withLock { drawn in
      if drawn { emit("\r\u{1b}[K") }
      drawn = false
      emit(line)
    }
  }

  private func text(_ level: Level, _ message: String) -> String {
    // Whatever a file or a header holds must not steer the reader's terminal.
    let safe = PrintableText.of(message)
    switch level {
    case .debug, .info: return safe
    case .warning: return paint("warning:", "33") + " " + safe
    case .error: return paint("error:", "31") + " " + safe
    }
  }

  private func paint(_ text: String, _ code: String) -> String {
    colour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }

  private func emit(_ text: String) {
    // Nothing can be done where stderr itself is gone.
    _ = OutputStream.write(Array(text.utf8), to: OutputStream.standardError)
  }
}

/// Text that is safe on a terminal.
enum PrintableText {
  /// The text with control characters other than line feed and tab shown as `\u{…}`.
  static func of(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value < 0x20 && scalar != "\n" && scalar != "\t")
      || (0x7f...0x9f).contains(scalar.value)
  }
}
