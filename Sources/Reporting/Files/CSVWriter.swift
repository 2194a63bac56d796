import FunnelModel

/// CSV after RFC 4180 in one of the profiles: lines end in CR LF, cells are quoted where needed.
struct CSVWriter {
  private(set) var bytes: [UInt8] = []
  private let profile: CSVProfile
  private let delimiter: UInt8
  private var isLineStart = true

  /// A writer; Excel's profiles start with a byte order mark.
  init(_ profile: CSVProfile) {
    self.profile = profile
    delimiter = profile == .excelGerman ? UInt8(ascii: ";") : UInt8(ascii: ",")
    if profile == .excelGerman || profile == .excelEnglish { bytes = [0xEF, 0xBB, 0xBF] }
  }

  /// Between cells.
  static func delimiter(_ profile: CSVProfile) -> Character {
    profile == .excelGerman ? ";" : ","
  }

  /// Between whole and fractional digits.
  static func decimalMark(_ profile: CSVProfile) -> Character {
    profile == .excelGerman ? "," : "."
  }

  /// Writes a text cell; one that a spreadsheet would run or reinterpret is defused.
  mutating func text(_ text: String) { cell(Self.isRisky(text, profile) ? "'" + text : text) }

  /// Writes a name of the program's own, such as a header or a date.
  mutating func literal(_ text: String) { cell(text) }

  /// Writes a number, or an empty cell. Numbers are never defused.
  mutating func number(_ value: FixedDecimal?, unit: MetricUnit?) {
    guard let value else { return cell("") }
    let isMoney = unit == .money || unit == .moneyPerDay
    let shown = profile != .plain && isMoney && value.digits > 2 ? value.rounded(to: 2) : value
    if Self.decimalMark(profile) == "." {
      separate()
      shown.append(to: &bytes)
    } else {
      cell(shown.description.replacing(".", with: String(Self.decimalMark(profile))))
    }
  }

  /// Ends the line.
  mutating func endLine() {
    bytes.append(contentsOf: [13, 10])
    isLineStart = true
  }

  private mutating func separate() {
    if !isLineStart { bytes.append(delimiter) }
    isLineStart = false
  }

  private mutating func cell(_ text: String) {
    separate()
    if needsQuotes(text.utf8.span) {
      quoted(text)
    } else {
      bytes.append(contentsOf: text.utf8)
    }
  }

  private func needsQuotes(_ text: Span<UInt8>) -> Bool {
    if text.isEmpty { return false }
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == delimiter || byte == UInt8(ascii: "\"") || byte == 10 || byte == 13 {
        return true
      }
      index &+= 1
    }
    return text[0] == UInt8(ascii: " ") || text[text.count - 1] == UInt8(ascii: " ")
  }

  private mutating func quoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a spreadsheet would run the text as a formula, after any white space or quote that
  /// some of them skip; in a spreadsheet's own profile also whether it would turn the text into
  /// a number or a date (`00601`, `9.10`).
  static func isRisky(_ text: String, _ profile: CSVProfile) -> Bool {
    // Most texts start with an ASCII letter, which nothing takes for a number or a formula.
    if let byte = text.utf8.first, byte | 0x20 >= UInt8(ascii: "a"),
      byte | 0x20 <= UInt8(ascii: "z")
    {
      return profile != .plain && looksNumeric(text)
    }
    guard let first = text.unicodeScalars.first(where: { !isSkipped($0) }) else { return false }
    if "=+-@＝＋－＠".unicodeScalars.contains(first) { return true }
    if let start = text.unicodeScalars.first, start == "\t" || start == "\r" || start == "\n" {
      return true
    }
    return profile != .plain && looksNumeric(text)
  }

  private static func isSkipped(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\"" || scalar == "\u{FEFF}" || scalar.value < 32
      || VisibleText.isHarmful(scalar)
  }

  private static func looksNumeric(_ text: String) -> Bool {
    var hasDigit = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: "-"),
        UInt8(ascii: "+"), UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "e"),
        UInt8(ascii: "E"), UInt8(ascii: "%"):
        continue
      default: return false
      }
    }
    return hasDigit
  }
}
