/// A value for run.json, log lines and the output of commands.
enum JSONOutput: Sendable {
  case text(String)
  case integer(Int)
  /// A decimal number that is written already.
  case decimal(String)
  case bool(Bool)
  case null
  case list([JSONOutput])
  case object([(String, JSONOutput)])

  /// A text, or null.
  static func optional(_ text: String?) -> JSONOutput { text.map(JSONOutput.text) ?? .null }

  /// Seconds with three fractional digits.
  static func seconds(_ duration: Duration) -> JSONOutput {
    let (whole, atto) = duration.components
    let digits = String(1000 + atto / 1_000_000_000_000_000).dropFirst()
    return .decimal("\(whole).\(digits)")
  }
}

/// Writes JSON: members in the order given, texts escaped, nothing else.
enum JSONText {
  /// One object on one line.
  static func object(_ members: [(String, JSONOutput)]) -> String { line(.object(members)) }

  /// A value on one line.
  static func line(_ node: JSONOutput) -> String {
    switch node {
    case .text(let text): return quoted(text)
    case .integer(let value): return String(value)
    case .decimal(let text): return text
    case .bool(let value): return value ? "true" : "false"
    case .null: return "null"
    case .list(let items): return "[" + items.map(line).joined(separator: ", ") + "]"
    case .object(let members):
      return "{" + members.map { "\(quoted($0.0)): \(line($0.1))" }.joined(separator: ", ") + "}"
    }
  }

  /// A value for people: objects and lists of objects are indented, flat ones stay on a line.
  static func indented(_ node: JSONOutput, margin: String = "") -> String {
    let inner = margin + "  "
    switch node {
    case .object(let members) where !members.isEmpty && (margin.isEmpty || !isFlat(node)):
      let lines = members.map { "\(inner)\(quoted($0.0)): \(indented($0.1, margin: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
    case .list(let items) where items.contains(where: isContainer):
      let lines = items.map { inner + indented($0, margin: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(margin)]"
    default: return line(node)
    }
  }

  private static func isContainer(_ node: JSONOutput) -> Bool {
    switch node {
    case .list, .object: true
    default: false
    }
  }

  private static func isFlat(_ node: JSONOutput) -> Bool {
    guard case .object(let members) = node else { return true }
    return members.count <= 8 && !members.contains { isContainer($0.1) }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
