import FunnelModel

/// CSV after RFC 4180 in one of the profiles: lines end in CR LF, cells are quoted where needed.
struct CSVWriter {
  private(set) var bytes: [UInt8] = []
  private let profile: CSVProfile
  private var isLineStart = true

  /// A writer; Excel's profiles start with a byte order mark.
  init(_ profile: CSVProfile) {
    self.profile = profile
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
    let mark = Self.decimalMark(profile)
    cell(mark == "." ? shown.description : shown.description.replacing(".", with: String(mark)))
  }

  /// Ends the line.
  mutating func endLine() {
    bytes.append(contentsOf: [13, 10])
    isLineStart = true
  }

  private mutating func cell(_ text: String) {
    if !isLineStart { bytes.append(contentsOf: String(Self.delimiter(profile)).utf8) }
    isLineStart = false
    let delimiter = profile == .excelGerman ? UInt8(ascii: ";") : UInt8(ascii: ",")
    let needsQuotes = text.utf8.contains {
      $0 == delimiter || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13
    }
    guard needsQuotes || text.first == " " || text.last == " " else {
      bytes.append(contentsOf: text.utf8)
      return
    }
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
