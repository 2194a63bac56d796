import FunnelModel

/// Writes JSON (RFC 8259) with keys in the order in which they are given.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Writes an object; `body` writes its members.
  mutating func object(_ body: (inout JSONWriter) -> Void) { nest("{", "}", body) }

  /// Writes an array; `body` writes its elements.
  mutating func array(_ body: (inout JSONWriter) -> Void) { nest("[", "]", body) }

  /// Writes a key; exactly one value follows.
  mutating func key(_ name: StaticString) {
    separate()
    string(name.description)
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
  mutating func value(_ number: FixedDecimal?) { raw(number?.description ?? "null") }

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
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ value: UInt32) {
    let digits = String(value, radix: 16)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
    bytes.append(contentsOf: "\\u\(zeros)\(digits)".utf8)
  }
}
