import FunnelModel

/// Writes JSON (RFC 8259) with keys in the order in which they are given.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma: Bool

  /// A writer; one that continues a list starts with the comma after what stands before.
  init(continuesList: Bool = false) { needsComma = continuesList }

  /// The text with a line feed at its end, as a file.
  consuming func file() -> [UInt8] {
    bytes.append(10)
    return bytes
  }

  /// Makes room for so many bytes more.
  mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

  /// Writes elements of a list that another writer has made.
  mutating func fragment(_ bytes: [UInt8]) {
    self.bytes.append(contentsOf: bytes)
    needsComma = needsComma || !bytes.isEmpty
  }

  /// Writes an object; `body` writes its members.
  mutating func object(_ body: (inout JSONWriter) -> Void) { nest("{", "}", body) }

  /// Writes an array; `body` writes its elements.
  mutating func array(_ body: (inout JSONWriter) -> Void) { nest("[", "]", body) }

  /// Writes a key; exactly one value follows.
  mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    // Safety: the literal lives as long as the program. Names need no escapes.
    name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a key that is data; exactly one value follows.
  mutating func dataKey(_ name: String) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Starts a new line: files with one record a line can be read and compared line by line.
  mutating func lineBreak() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
    bytes.append(10)
  }

  mutating func value(_ text: String) {
    separate()
    string(text)
    needsComma = true
  }

  mutating func value(_ number: Int) { raw(String(number)) }

  /// Writes a number with all its digits, or null.
  mutating func value(_ number: FixedDecimal?) {
    guard let number else { return null() }
    separate()
    number.append(to: &bytes)
    needsComma = true
  }

  /// Writes the shortest text that reads back as the same number; null where it is none.
  mutating func value(_ number: Double?) {
    raw(number.flatMap { $0.isFinite ? "\($0)" : nil } ?? "null")
  }

  mutating func literal(_ value: Bool) { raw(value ? "true" : "false") }

  mutating func null() { raw("null") }

  mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    value(text)
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func nest(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
  }

  private mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    if Self.isPlain(text.utf8.span) {
      bytes.append(contentsOf: text.utf8)
    } else {
      escaped(text)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a text is of printable ASCII and holds nothing that is escaped.
  private static func isPlain(_ text: Span<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        || byte == UInt8(ascii: "<")
      {
        return false
      }
      index &+= 1
    }
    return true
  }

  private mutating func escaped(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes.append(contentsOf: [0x5C, 0x22])
      case "\\": bytes.append(contentsOf: [0x5C, 0x5C])
      case "\n": bytes.append(contentsOf: [0x5C, UInt8(ascii: "n")])
      // Besides what JSON asks for: what could end a script or hide text in an editor.
      case "<", "\u{2028}", "\u{2029}": escape(scalar.value)
      default:
        if scalar.value < 0x20 || scalar.value < 0x1_0000 && VisibleText.isHarmful(scalar) {
          escape(scalar.value)
        } else {
          bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
      }
    }
  }

  private mutating func escape(_ value: UInt32) {
    let digits = String(value, radix: 16)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
    bytes.append(contentsOf: "\\u\(zeros)\(digits)".utf8)
  }
}
