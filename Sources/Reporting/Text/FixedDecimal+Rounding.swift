import FunnelModel

extension FixedDecimal {
  /// 10 to a power between 0 and 37.
  static func tenToThe(_ exponent: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<exponent { result *= 10 }
    return result
  }

  /// The value × `factor`, rounded half-even to fewer digits; more digits are filled with zeros.
  func rounded(to digits: Int, times factor: Int128 = 1) -> FixedDecimal {
    FixedDecimal(ratio: units * factor, Self.tenToThe(self.digits), digits: digits)
  }

  /// The exact difference, with the digits of the finer of the two.
  func minus(_ other: FixedDecimal) -> FixedDecimal {
    let digits = max(self.digits, other.digits)
    let mine = units * Self.tenToThe(digits - self.digits)
    let theirs = other.units * Self.tenToThe(digits - other.digits)
    return FixedDecimal(units: mine - theirs, digits: digits)
  }

  /// The quotient to six digits; nil where the divisor is 0 or the numbers have opposite signs
  /// (a factor between them would mislead).
  func factor(over other: FixedDecimal) -> FixedDecimal? {
    guard other.units != 0, units.signum() * other.units.signum() >= 0,
      units.magnitude < 1 << 90, other.units.magnitude < 1 << 90
    else { return nil }
    let digits = max(self.digits, other.digits)
    return FixedDecimal(
      ratio: units * Self.tenToThe(digits - self.digits),
      other.units * Self.tenToThe(digits - other.digits), digits: 6)
  }

  /// The same value, whatever the number of digits.
  func isEqual(to other: FixedDecimal) -> Bool { !(self < other) && !(other < self) }

  /// A number in plain decimal notation (`-0.0210`): at most 18 fractional and 30 whole digits.
  /// nil for any other text, exponents included.
  package init?(text: String) {
    var units: Int128 = 0
    var whole = 0
    var digits = 0
    var seenMark = false
    var body = Substring(text)
    let isNegative = body.first == "-"
    if isNegative { body = body.dropFirst() }
    for byte in body.utf8 {
      if byte == UInt8(ascii: "."), !seenMark {
        seenMark = true
      } else if (48...57).contains(byte) {
        units = units * 10 + Int128(byte - 48)
        if seenMark { digits += 1 } else { whole += 1 }
        guard whole + digits <= 36, digits <= 18 else { return nil }
      } else {
        return nil
      }
    }
    guard whole > 0, !seenMark || digits > 0 else { return nil }
    self.init(units: isNegative ? -units : units, digits: digits)
  }
}
