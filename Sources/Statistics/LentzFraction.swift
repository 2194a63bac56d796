/// Forward evaluation of b₀ + a₁/(b₁ + a₂/(b₂ + …)).
///
/// Source: W. J. Lentz (1976), modified by I. J. Thompson and A. R. Barnett (1986).
struct LentzFraction {
  /// The value with the terms seen so far.
  private(set) var value: Double
  private var c: Double
  private var d = 0.0

  init(leading: Double) {
    value = leading == 0 ? LentzFraction.tiny : leading
    c = value
  }

  /// Takes one more term; true when it no longer changed the value.
  @discardableResult
  mutating func append(numerator: Double, denominator: Double = 1) -> Bool {
    d = denominator + numerator * d
    if d == 0 { d = LentzFraction.tiny }
    c = denominator + numerator / c
    if c == 0 { c = LentzFraction.tiny }
    d = 1 / d
    let factor = c * d
    value *= factor
    // One unit in the last place may come and go for ever.
    return abs(factor - 1) < 3e-16
  }

  private static let tiny = 1e-300
}
