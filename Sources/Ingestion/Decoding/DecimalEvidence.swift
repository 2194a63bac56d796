/// What the cells of a number column say about its decimal mark.
struct DecimalEvidence: Sendable {
  /// Cells in which only a point, or only a comma, can be the decimal mark.
  private(set) var point = 0
  private(set) var comma = 0

  /// Looks at one cell (trimmed).
  mutating func add(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) {
    var points = 0
    var commas = 0
    var lastMark = -1
    var digitsBefore = 0
    var digitsBehind = 0
    var startsWithZero = false
    for index in offset..<(offset + count) {
      let byte = bytes[index]
      if byte == ASCII.point { points += 1 }
      if byte == ASCII.comma { commas += 1 }
      if byte == ASCII.point || byte == ASCII.comma {
        lastMark = Int(byte)
        digitsBehind = 0
      } else if ASCII.isDigit(byte) {
        if lastMark < 0 {
          if digitsBefore == 0 { startsWithZero = byte == ASCII.zero }
          digitsBefore += 1
        } else {
          digitsBehind += 1
        }
      }
    }
    guard lastMark >= 0 else { return }
    // Two different marks: the last is the decimal mark. One mark twice: it groups thousands.
    // One mark once: three digits behind it prove nothing, unless no group can stand before it.
    var mark = UInt8(lastMark)
    if points > 0, commas > 0 {
      if mark == ASCII.point ? points > 1 : commas > 1 { return }
    } else if points + commas > 1 {
      mark = mark == ASCII.point ? ASCII.comma : ASCII.point
    } else if digitsBehind == 3, (1...3).contains(digitsBefore), !startsWithZero {
      return
    }
    if mark == ASCII.point { point += 1 } else { comma += 1 }
  }

  /// Adds the evidence of another column.
  mutating func add(_ other: DecimalEvidence) {
    point += other.point
    comma += other.comma
  }

  /// The mark that the cells prove; nil where they prove nothing or contradict each other evenly.
  var mark: UInt8? {
    point == comma ? nil : point > comma ? ASCII.point : ASCII.comma
  }
}
