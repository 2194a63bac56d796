/// An exact amount with six fractional digits, held as an integer of micro-units.
///
/// The same scale serves money, quantities, probabilities and other plain numbers of an event.
package enum Micro {
  /// Units of the last digit per whole: 1 000 000.
  package static let scale: Int64 = 1_000_000
  /// Fractional digits held exactly.
  package static let digits = 6
}

/// An exact decimal number as it is printed: `units × 10^-digits`.
package struct FixedDecimal: Sendable, Hashable {
  /// The number as an integer of its last digit.
  package let units: Int128
  /// Fractional digits, 0 to 18.
  package let digits: Int

  /// The number `units × 10^-digits`.
  package init(units: Int128, digits: Int) {
    self.units = units
    self.digits = digits
  }

  /// A whole number.
  package init(_ value: Int) { self.init(units: Int128(value), digits: 0) }

  /// A sum of micro-units rounded half-even to `digits`.
  package init(micro: Int128, digits: Int) {
    self.init(ratio: micro, Int128(Micro.scale), digits: digits)
  }

  /// `numerator ÷ denominator` rounded half-even to `digits`, exactly. The denominator must not
  /// be 0, and `numerator × 10^digits` must fit 128 bits.
  package init(ratio numerator: Int128, _ denominator: Int128, digits: Int) {
    let sign: Int128 = (numerator < 0) == (denominator < 0) ? 1 : -1
    let top = numerator.magnitude * UInt128(Self.power(of: digits))
    let bottom = denominator.magnitude
    var quotient: UInt128
    let remainder: UInt128
    if let top = UInt64(exactly: top), let bottom = UInt64(exactly: bottom) {
      // The machine divides 64 bits at once.
      let parts = top.quotientAndRemainder(dividingBy: bottom)
      (quotient, remainder) = (UInt128(parts.quotient), UInt128(parts.remainder))
    } else {
      (quotient, remainder) = top.quotientAndRemainder(dividingBy: bottom)
    }
    let rest = bottom - remainder
    if remainder > rest || (remainder == rest && quotient & 1 == 1) { quotient += 1 }
    self.init(units: sign * Int128(quotient), digits: digits)
  }

  /// A floating-point result (an interval bound, a fitted value) rounded half-even to `digits`;
  /// nil for infinities and NaN.
  package init?(_ value: Double, digits: Int) {
    let scale =
      digits <= 18 ? Double(Self.smallPowers[digits]) : Double(Self.power(of: digits))
    let scaled = (value * scale).rounded(.toNearestOrEven)
    guard scaled.isFinite, abs(scaled) < 1e37 else { return nil }
    // Few numbers need the wide conversion, which is many times slower.
    self.init(units: Int64(exactly: scaled).map { Int128($0) } ?? Int128(scaled), digits: digits)
  }

  /// The nearest floating-point number, for charts and judgements.
  package var double: Double {
    // Few numbers need the wide conversions, which are many times slower.
    if digits <= 18, let units = Int64(exactly: units) {
      return Double(units) / Double(Self.smallPowers[digits])
    }
    return Double(units) / Double(Self.power(of: digits))
  }

  static func power(of digits: Int) -> Int128 {
    if digits <= 18 { return Int128(smallPowers[digits]) }
    var result: Int128 = 1
    for _ in 0..<digits { result *= 10 }
    return result
  }

  /// Powers of ten that fit 64 bits.
  private static let smallPowers: [Int64] = (0...18).map { digits in
    (0..<digits).reduce(1) { power, _ in power * 10 }
  }
}

extension FixedDecimal: CustomStringConvertible {
  /// Plain decimal notation with exactly `digits` fractional digits: `-0.021000`.
  package var description: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends `description` as ASCII, for files of many numbers.
  package func append(to bytes: inout [UInt8]) {
    guard let magnitude = UInt64(exactly: units.magnitude) else { return appendWide(to: &bytes) }
    // At most 20 digits, or 18 fractional ones after a zero, with mark and sign: filled from the
    // end.
    var text = InlineArray<24, UInt8>(repeating: UInt8(ascii: "0"))
    var start = 24
    var rest = magnitude
    var written = 0
    while rest > 0 || written <= digits {
      if written == digits && written > 0 {
        start &-= 1
        text[start] = UInt8(ascii: ".")
      }
      start &-= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      text[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
      written &+= 1
    }
    if units < 0 {
      start &-= 1
      text[start] = UInt8(ascii: "-")
    }
    bytes.append(addingCapacity: 24 &- start) { (output: inout OutputSpan<UInt8>) in
      while start < 24 {
        output.append(text[start])
        start &+= 1
      }
    }
  }

  private func appendWide(to bytes: inout [UInt8]) {
    let text = String(units.magnitude).utf8
    if units < 0 { bytes.append(UInt8(ascii: "-")) }
    let whole = text.count - digits
    if whole <= 0 { bytes.append(contentsOf: [UInt8(ascii: "0"), UInt8(ascii: ".")]) }
    if whole < 0 { bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -whole)) }
    for (index, digit) in text.enumerated() {
      if index == whole && index > 0 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(digit)
    }
  }
}

extension FixedDecimal: Comparable {
  /// Compares by value, whatever the number of digits.
  package static func < (a: FixedDecimal, b: FixedDecimal) -> Bool {
    if a.digits == b.digits { return a.units < b.units }
    if a.digits < b.digits { return a.units * power(of: b.digits - a.digits) < b.units }
    return a.units < b.units * power(of: a.digits - b.digits)
  }
}
