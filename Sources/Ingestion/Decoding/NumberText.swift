/// A written number taken apart: sign, digits, power of ten.
///
/// Understands thousands marks (point, comma, apostrophe, blank, no-break blanks; groups of three,
/// or two in lakh notation), a currency before or behind, `(50.00)` and U+2212 as minus, percent
/// signs, exponents. Dashes alone mean "no value".
struct NumberText {
  enum Outcome { case number, missing, invalid, outOfRange }
  private(set) var outcome = Outcome.invalid
  private(set) var isNegative = false
  /// All digits as one integer.
  private(set) var digits: Int64 = 0
  /// The value is `digits × 10^exponent`.
  private(set) var exponent = 0
  private let decimalMark: UInt8

  init(_ source: Span<UInt8>, _ offset: Int, _ count: Int, decimalMark: UInt8) {
    self.decimalMark = decimalMark
    guard count <= 128 else { return }
    var symbols = Self.symbols(source, offset, count)
    if symbols.allSatisfy({ $0 == ASCII.minus || $0 == ASCII.space }) {
      outcome = .missing
      return
    }
    if symbols.first == UInt8(ascii: "("), symbols.last == UInt8(ascii: ")") {
      isNegative = true
      symbols = Array(symbols.dropFirst().dropLast())
    }
    stripAffixes(&symbols)
    outcome = readNumber(symbols)
  }

  /// The cell with every kind of blank as a space, every minus as `-`, and any other character
  /// beyond ASCII (currency signs, words) as one `$`.
  private static func symbols(_ source: Span<UInt8>, _ offset: Int, _ count: Int) -> [UInt8] {
    var text = ""
    text.reserveCapacity(count)
    let copy = [UInt8](capacity: count) { out in
      for index in offset..<(offset + count) { out.append(source[index]) }
    }
    var result: [UInt8] = []
    for scalar in String(decoding: copy, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x2212: result.append(ASCII.minus)
      case 0xa0, 0x2007, 0x2009, 0x202f: result.append(ASCII.space)
      case 0x2019: result.append(UInt8(ascii: "'"))
      case 0..<0x80: result.append(UInt8(scalar.value))
      default: result.append(UInt8(ascii: "$"))
      }
    }
    return result
  }

  /// Removes signs, currency words and percent signs around the number.
  private mutating func stripAffixes(_ symbols: inout [UInt8]) {
    var start = 0
    var signs = 0
    while start < symbols.count {
      let byte = symbols[start]
      if byte == ASCII.minus || byte == ASCII.plus {
        signs += 1
        if byte == ASCII.minus { isNegative.toggle() }
      } else if !(byte == ASCII.space || byte == UInt8(ascii: "$") || ASCII.isLetter(byte)) {
        break
      }
      start += 1
    }
    var end = symbols.count
    while end > start {
      let byte = symbols[end - 1]
      if byte == UInt8(ascii: "%"), exponent == 0 {
        exponent = -2
      } else if byte == ASCII.minus, signs == 0 {
        // `50.00-`, as mainframe exports write it.
        signs += 1
        isNegative.toggle()
      } else if !(byte == ASCII.space || byte == UInt8(ascii: "$") || ASCII.isLetter(byte)) {
        break
      }
      end -= 1
    }
    symbols = signs > 1 || end - start > 64 ? [] : Array(symbols[start..<end])
  }

  private mutating func readNumber(_ symbols: [UInt8]) -> Outcome {
    var mantissa = symbols[...]
    if let e = symbols.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      guard let power = Self.power(symbols[(e + 1)...]) else { return .invalid }
      exponent += power
      mantissa = symbols[..<e]
    }
    let parts = mantissa.split(
      separator: decimalMark, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, let integer = Self.ungrouped(whole, decimalMark) else {
      return .invalid
    }
    let fraction = parts.count == 2 ? Array(parts[1]) : []
    guard !(integer.isEmpty && fraction.isEmpty), fraction.allSatisfy(ASCII.isDigit) else {
      return .invalid
    }
    return accumulate(integer, fraction)
  }

  private mutating func accumulate(_ integer: [UInt8], _ fraction: [UInt8]) -> Outcome {
    var kept = fraction[...]
    while kept.last == ASCII.zero { kept.removeLast() }
    for byte in integer + kept {
      let (product, high) = digits.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(byte - ASCII.zero))
      if high || carry { return .outOfRange }
      digits = sum
    }
    exponent -= kept.count
    return .number
  }

  /// A power of ten, bounded: nothing beyond three digits can fit.
  private static func power(_ text: ArraySlice<UInt8>) -> Int? {
    var rest = text
    let isNegative = rest.first == ASCII.minus
    if isNegative || rest.first == ASCII.plus { rest.removeFirst() }
    guard !rest.isEmpty, rest.count <= 9, rest.allSatisfy(ASCII.isDigit) else { return nil }
    let value = rest.reduce(0) { $0 * 10 + Int($1 - ASCII.zero) }
    return isNegative ? -value : value
  }

  /// Digits without their thousands marks; nil where the groups do not add up.
  private static func ungrouped(_ text: ArraySlice<UInt8>, _ decimalMark: UInt8) -> [UInt8]? {
    guard let mark = text.first(where: { !ASCII.isDigit($0) }) else { return Array(text) }
    let marks = [ASCII.point, ASCII.comma, ASCII.space, UInt8(ascii: "'")]
    guard marks.contains(mark), mark != decimalMark else { return nil }
    let groups = text.split(separator: mark, omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count), groups.last?.count == 3,
      groups.dropFirst().allSatisfy({ $0.count == 3 || $0.count == 2 }),
      groups.joined().allSatisfy(ASCII.isDigit)
    else { return nil }
    let hasLakh = groups.dropFirst().dropLast().contains { $0.count == 2 }
    let isUniform = groups.dropFirst().dropLast().allSatisfy { $0.count == (hasLakh ? 2 : 3) }
    return isUniform && !(hasLakh && first.count > 2) ? Array(groups.joined()) : nil
  }
}
