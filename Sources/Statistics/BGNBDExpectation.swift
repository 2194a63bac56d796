import Glibc

extension BGNBDParameters {
  /// P(alive | x, t_x, T) = 1 / (1 + [x > 0] a/(b + x − 1) · ((α + T)/(α + t_x))^(r + x)).
  ///
  /// Source: P. S. Fader, B. G. S. Hardie, "Computing P(alive) using the BG/NBD model" (2008).
  /// - Returns: 0…1; 1 without a repeat purchase; `nil` for a history that no customer can have.
  package func probabilityAlive(_ history: PurchaseHistory) -> Double? {
    guard history.isConsistent else { return nil }
    if history.frequency == 0 { return 1 }
    let x = Double(history.frequency)
    let growth = log((alpha + history.age) / (alpha + history.recency))
    // An overflow of the odds gives the right limit, 0.
    return 1 / (1 + exp(log(a / (b + x - 1)) + (r + x) * growth))
  }

  /// E[X(t)], the repeat purchases expected of a new customer within a time t ≥ 0.
  ///
  /// (a + b − 1)/(a − 1) · (1 − (α/(α + t))ʳ ₂F₁(r, b; a + b − 1; t/(α + t))).
  /// Source: Fader, Hardie, Lee (2005), eq. 9.
  package func expectedPurchases(within time: Double) -> Double? {
    guard time >= 0, time.isFinite else { return nil }
    return purchasesWhileAlive(frequency: 0, age: 0, time: time)
  }

  /// E[Y(t) | x, t_x, T], the purchases expected of a customer within a time t ≥ 0 after T.
  ///
  /// (a + b + x − 1)/(a − 1)
  ///   · (1 − ((α + T)/(α + T + t))^(r + x) ₂F₁(r + x, b + x; a + b + x − 1; t/(α + T + t)))
  ///   · P(alive). Source: Fader, Hardie, Lee (2005), eq. 10.
  package func expectedPurchases(within time: Double, after history: PurchaseHistory) -> Double? {
    guard time >= 0, time.isFinite, let alive = probabilityAlive(history) else { return nil }
    return alive * purchasesWhileAlive(frequency: history.frequency, age: history.age, time: time)
  }

  /// Σ over periods k = 1…n of the purchases expected in period k ÷ (1 + d)ᵏ, each period's at its
  /// end.
  ///
  /// - Parameters:
  ///   - history: what is known of the customer; `nil` for one who has just bought first.
  ///   - periods: n ≥ 0.
  ///   - length: of one period, in the model's unit of time.
  ///   - discount: d > −1 per period.
  /// - Returns: `nil` for arguments outside their ranges.
  package func discountedPurchases(
    after history: PurchaseHistory?, periods: Int, length: Double, discount: Double
  ) -> Double? {
    guard periods >= 0, length > 0, length.isFinite, discount > -1 else { return nil }
    let alive: Double
    if let history {
      guard let probability = probabilityAlive(history) else { return nil }
      alive = probability
    } else {
      alive = 1
    }
    var sum = 0.0
    var previous = 0.0
    var factor = 1.0
    for period in 0..<periods {
      let reached = purchasesWhileAlive(
        frequency: history?.frequency ?? 0, age: history?.age ?? 0,
        time: Double(period + 1) * length)
      factor /= 1 + discount
      sum += (reached - previous) * factor
      previous = reached
    }
    return alive * sum
  }

  /// E[Y(t) | x, T, alive at T], of which E[Y(t)] is P(alive) times; the same for all t_x.
  ///
  /// - Returns: `nil` for a negative x or age, or a time that is negative or not finite.
  package func expectedPurchasesWhileAlive(
    frequency: Int, age: Double, within time: Double
  ) -> Double? {
    guard frequency >= 0, age >= 0, age.isFinite, time >= 0, time.isFinite else { return nil }
    return purchasesWhileAlive(frequency: frequency, age: age, time: time)
  }

  /// The expectation of a customer who is alive at T.
  ///
  /// Euler's transformation turns the published form into one with small parameters. With
  /// c = a + b + x − 1, z = t/(α + T + t), B = a + b − 1 − r:
  ///
  ///     c/(a − 1) · (1 − (1 − z)^(a − 1) ₂F₁(a − 1, B; c; z))
  ///
  /// and the division by a − 1 is carried out inside both parts, so that a = 1 needs no care:
  ///
  ///     −c · expm1((a − 1) ln(1 − z))/(a − 1) − (1 − z)^(a − 1) Σₙ₌₁ (a)ₙ₋₁ (B)ₙ/(c + 1)ₙ₋₁ zⁿ/n!
  private func purchasesWhileAlive(frequency: Int, age: Double, time: Double) -> Double {
    if time == 0 { return 0 }
    let c = a + b + Double(frequency) - 1
    let z = time / (alpha + age + time)
    let logComplement = log((alpha + age) / (alpha + age + time))
    let exponent = (a - 1) * logComplement
    let growth = abs(exponent) < 1e-300 ? logComplement : expm1(exponent) / (a - 1)
    let series = purchaseSeries(first: a, second: a + b - 1 - r, third: c + 1, z)
    return max(0, -c * growth - exp(exponent) * series)
  }
}

/// Σₙ₌₁ (first)ₙ₋₁ (second)ₙ / (third)ₙ₋₁ zⁿ/n! for first, third > 0 and 0 < z < 1.
private func purchaseSeries(
  first: Double, second: Double, third: Double, _ z: Double
) -> Double {
  var term = second * z
  var sum = term
  var n = 1.0
  while term != 0 && n < 10_000_000 {
    let ratio = (first + n - 1) * (second + n) / ((third + n - 1) * (n + 1)) * z
    term *= ratio
    n += 1
    sum += term
    let bound = max(abs(ratio), z)
    // Once the signs have settled the rest is at most a geometric series.
    if second + n > 1 && bound < 1 && abs(term) * bound <= 1e-17 * (1 - bound) * abs(sum) {
      break
    }
  }
  return sum
}
