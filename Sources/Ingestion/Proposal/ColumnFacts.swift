import FunnelModel

/// What the cells of one column of a sample are.
struct ColumnFacts: Sendable {
  let name: String
  /// The name in lower case, words apart by `_`, without what connectors put before it.
  let key: String
  let filled: Int
  /// Distinct filled cells, most frequent first, at most 50; empty where there are more.
  let values: [String]
  /// Whether every filled cell is a date or time.
  let isTime: Bool
  /// The pattern of the dates, where the automatic reading could take day for month.
  let format: String?
  /// Whether every filled cell is a number.
  let isNumber: Bool
  /// Whether some number has a decimal mark.
  let hasDecimals: Bool

  private static let mostValues = 50

  init(name: String, cells: [String]) {
    self.name = name
    key = Self.key(name)
    let texts = cells.filter { !$0.isEmpty }
    filled = texts.count
    let counts = Dictionary(grouping: texts) { $0 }.mapValues(\.count)
    values =
      counts.count > Self.mostValues
      ? [] : counts.keys.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) }
    let dates = DateFacts(texts, isNamedTime: Self.isNamedTime(key))
    isTime = dates.isTime
    format = dates.format
    // Either mark will do as long as it is the same in all cells: a load finds it out by itself.
    isNumber =
      !texts.isEmpty
      && [ASCII.point, ASCII.comma].contains { mark in
        texts.allSatisfy { text in
          let bytes = Array(text.utf8)
          let outcome = NumberText(bytes.span, 0, bytes.count, decimalMark: mark).outcome
          return outcome == .number || outcome == .missing
        }
      }
    hasDecimals = isNumber && texts.contains { $0.contains(".") || $0.contains(",") }
  }

  private static func key(_ name: String) -> String {
    var words = ""
    var last: Character = "_"
    for character in name.trimmed {
      if character.isLetter || character.isNumber {
        if character.isUppercase && last.isLowercase { words += "_" }
        words += character.lowercased()
      } else if !words.hasSuffix("_") {
        words += "_"
      }
      last = character
    }
    while words.hasSuffix("_") { words.removeLast() }
    while words.hasPrefix("_") { words.removeFirst() }
    for prefix in ["property_", "properties_"] where words.hasPrefix(prefix) {
      words.removeFirst(prefix.count)
    }
    return words
  }

  /// Whether a name promises a time, so that bare digits may be one.
  private static func isNamedTime(_ key: String) -> Bool {
    key.hasPrefix("column")
      || [
        "date", "time", "day", "_at", "_on", "created", "closed", "timestamp", "month", "datum",
        "zeit", "monat",
      ]
      .contains { key.contains($0) }
  }
}

/// Whether the cells of a column are dates, and how they are written.
private struct DateFacts {
  private(set) var isTime = false
  private(set) var format: String?

  init(_ texts: [String], isNamedTime: Bool) {
    guard !texts.isEmpty else { return }
    var orders: Set<DateOrder> = []
    var isOpen = false
    for text in texts {
      let bytes = Array(text.utf8)
      if !isNamedTime && bytes.allSatisfy({ (48...57).contains($0) || $0 == ASCII.point }) {
        return
      }
      switch DateText.read(bytes.span, 0, bytes.count, order: .dayFirst) {
      case .parts(let parts):
        guard (1971...2199).contains(parts.day.components.year) || parts.clock != nil else {
          return
        }
      case .instant(let micros):
        guard (0...7_000_000_000_000_000).contains(micros) else { return }
      case .ambiguous: break
      case .invalid:
        guard case .parts = DateText.read(bytes.span, 0, bytes.count, order: .monthFirst) else {
          return
        }
      }
      let evidence = DateText.evidence(bytes.span, 0, bytes.count)
      if let order = evidence.order { orders.insert(order) }
      isOpen = isOpen || evidence.isOpen
    }
    if orders.count > 1 { return }
    isTime = true
    if orders.isEmpty && !isOpen { return }
    format = Self.pattern(of: texts[0], orders.first ?? .dayFirst)
  }

  /// The pattern of a date of numbers, such as `dd/MM/yyyy HH:mm`; nil for forms that are read
  /// without one.
  private static func pattern(of text: String, _ order: DateOrder) -> String? {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard let date = parts.first,
      let separator = date.first(where: { $0 == "/" || $0 == "-" })
    else { return nil }
    let fields = date.split(separator: separator)
    guard fields.count == 3 else { return nil }
    let letters = order == .dayFirst ? ["d", "M"] : ["M", "d"]
    let isPadded = fields[0].count == 2 && fields[1].count == 2
    let day = letters.map { isPadded ? $0 + $0 : $0 }
    var pattern = (day + ["yyyy"]).joined(separator: String(separator))
    guard parts.count == 2 else { return pattern }
    switch parts[1].count {
    case 5: pattern += " HH:mm"
    case 8: pattern += " HH:mm:ss"
    default: return nil
    }
    return pattern
  }
}

extension String {
  /// The text without white space and byte-order mark at its ends.
  fileprivate var trimmed: String {
    var text = Substring(self)
    func isBlank(_ character: Character) -> Bool {
      character.isWhitespace || character == "\u{FEFF}"
    }
    while let first = text.first, isBlank(first) { text.removeFirst() }
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(text)
  }
}
