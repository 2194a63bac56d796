import FunnelModel

/// An attribute of an element: the name is a literal of the program, the value any text.
struct HTMLAttribute {
  let name: StaticString
  let value: String

  init(_ name: StaticString, _ value: String) {
    self.name = name
    self.value = value
  }

  /// One or more class names of the style sheet.
  static func cssClass(_ value: String) -> HTMLAttribute { HTMLAttribute("class", value) }
}

/// Writes HTML in which injection cannot be expressed.
///
/// Names of elements and attributes, and everything that is not escaped, are `StaticString`s:
/// literals of the program. Text from anywhere else has two ways in, `text` and attribute values,
/// and both escape. Control characters and direction overrides, which could hide or reorder what
/// a reader sees, become U+FFFD.
struct HTMLWriter {
  private(set) var bytes: [UInt8] = []
  private var nextID = 0

  /// Writes an element, its attributes and what `body` writes.
  mutating func element(
    _ name: StaticString, _ attributes: [HTMLAttribute] = [],
    _ body: (inout HTMLWriter) -> Void
  ) {
    open(name, attributes)
    append(">")
    body(&self)
    append("</")
    append(name.description)
    append(">")
  }

  /// Writes an element that holds only text.
  mutating func element(
    _ name: StaticString, _ attributes: [HTMLAttribute] = [], text: String
  ) {
    element(name, attributes) { $0.text(text) }
  }

  /// Writes an HTML element without an end tag, such as `meta`.
  mutating func void(_ name: StaticString, _ attributes: [HTMLAttribute] = []) {
    open(name, attributes)
    append(">")
  }

  /// Writes an SVG element without content.
  mutating func shape(_ name: StaticString, _ attributes: [HTMLAttribute]) {
    open(name, attributes)
    append("/>")
  }

  /// Writes text.
  mutating func text(_ text: String) { escape(text) }

  /// Writes markup that the program holds as a literal, such as its style sheet.
  mutating func literal(_ markup: StaticString) { append(markup.description) }

  /// A new id for an element of this page.
  mutating func makeID(_ prefix: StaticString) -> String {
    nextID += 1
    return "\(prefix)\(nextID)"
  }

  private mutating func open(_ name: StaticString, _ attributes: [HTMLAttribute]) {
    append("<")
    append(name.description)
    for attribute in attributes {
      append(" ")
      append(attribute.name.description)
      append("=\"")
      escape(attribute.value)
      append("\"")
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func escape(_ text: String) {
    if Self.isPlain(text.utf8.span) { return bytes.append(contentsOf: text.utf8) }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": append("&amp;")
      case "<": append("&lt;")
      case ">": append("&gt;")
      case "\"": append("&quot;")
      case "'": append("&#39;")
      default:
        if VisibleText.isHarmful(scalar) {
          append("\u{FFFD}")
        } else {
          bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
      }
    }
  }

  /// Whether a text is of printable ASCII and holds nothing that is escaped.
  private static func isPlain(_ text: Span<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      switch text[index] {
      case 0..<0x20, 0x7F...: return false
      case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
        UInt8(ascii: "'"):
        return false
      default: index &+= 1
      }
    }
    return true
  }
}
