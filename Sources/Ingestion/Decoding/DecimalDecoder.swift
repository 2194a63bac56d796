import FunnelModel

/// Reads the cells of one money or number column as micro-units, exactly.
///
/// Plain texts such as `-1234.56` take a fast path; signs, currencies, thousands marks and
/// exponents take the slow one. More than six fractional digits round half to even.
struct DecimalDecoder: Sendable {
  /// `.` or `,`.
  let decimalMark: UInt8
  /// Integer scale of the raw number: 100 for minor units.
  let divisor: Int64
  /// Cells that had more than six fractional digits.
  private(set) var roundedCount = 0

  init(decimalMark: UInt8 = ASCII.point, divisor: Int64 = 1) {
    self.decimalMark = decimalMark
    self.divisor = divisor
  }

  /// The number in `bytes[offset ..< offset + count]` (trimmed), or a reserved value of `Decoded`.
  @inline(__always)
  mutating func decode(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> Int64 {
    if count == 0 { return Decoded.missing }
    if count <= 12 && divisor == 1 {
      let value = decodePlainly(bytes, offset, count)
      if value != Decoded.invalid { return value }
    }
    return decodeSlowly(bytes, offset, count)
  }

  /// Digits with at most one decimal mark and a leading minus; `invalid` to look closer. Twelve
  /// bytes cannot overflow.
  @inline(__always)
  private func decodePlainly(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> Int64 {
    var position = offset
    let end = offset &+ count
    let isNegative = bytes[position] == ASCII.minus
    if isNegative { position &+= 1 }
    var value: Int64 = 0
    let start = position
    while position < end {
      let digit = bytes[position] &- ASCII.zero
      if digit > 9 { break }
      value = value &* 10 &+ Int64(digit)
      position &+= 1
    }
    if position == start { return Decoded.invalid }
    var unit: Int64 = Micro.scale
    if position < end {
      guard bytes[position] == decimalMark else { return Decoded.invalid }
      position &+= 1
      let fraction = position
      while position < end {
        let digit = bytes[position] &- ASCII.zero
        if digit > 9 { return Decoded.invalid }
        value = value &* 10 &+ Int64(digit)
        unit /= 10
        position &+= 1
      }
      if position == fraction || position &- fraction > Micro.digits { return Decoded.invalid }
    }
    return isNegative ? -(value &* unit) : value &* unit
  }

  private mutating func decodeSlowly(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int
  ) -> Int64 {
    let text = NumberText(bytes, offset, count, decimalMark: decimalMark)
    switch text.outcome {
    case .missing: return Decoded.missing
    case .invalid: return Decoded.invalid
    case .outOfRange: return Decoded.outOfRange
    case .number: break
    }
    // value = digits × 10^exponent ÷ divisor; in micro-units six powers more.
    let power = text.exponent + Micro.digits
    var numerator = Int128(text.digits)
    var denominator = Int128(divisor)
    if power >= 0 {
      guard power <= 36, let scaled = Self.scaled(numerator, power: power) else {
        return numerator == 0 ? 0 : Decoded.outOfRange
      }
      numerator = scaled
    } else {
      guard power >= -36, let scaled = Self.scaled(denominator, power: -power) else {
        // Below half of a micro-unit by many orders of magnitude.
        roundedCount += numerator == 0 ? 0 : 1
        return 0
      }
      denominator = scaled
    }
    var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder != 0 {
      roundedCount += 1
      let rest = denominator - remainder
      if remainder > rest || (remainder == rest && quotient & 1 == 1) { quotient += 1 }
    }
    guard quotient <= Int128(Int64.max) else { return Decoded.outOfRange }
    return text.isNegative ? -Int64(quotient) : Int64(quotient)
  }

  private static func scaled(_ value: Int128, power: Int) -> Int128? {
    var result = value
    for _ in 0..<power {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = product
    }
    return result
  }
}
