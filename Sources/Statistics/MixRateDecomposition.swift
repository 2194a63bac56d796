/// One segment's part of a rate in two windows.
package struct RateSegment: Equatable, Sendable {
  /// The segment's numerator in the first window (conversions, or money in micro-units).
  package let numeratorBefore: Int128
  /// The segment's denominator in the first window; 0 where it is absent.
  package let denominatorBefore: Int
  /// The segment's numerator in the second window.
  package let numeratorAfter: Int128
  /// The segment's denominator in the second window; 0 where it is absent.
  package let denominatorAfter: Int

  /// A segment of two windows.
  package init(
    numeratorBefore: Int128, denominatorBefore: Int, numeratorAfter: Int128, denominatorAfter: Int
  ) {
    self.numeratorBefore = numeratorBefore
    self.denominatorBefore = denominatorBefore
    self.numeratorAfter = numeratorAfter
    self.denominatorAfter = denominatorAfter
  }

  private var isConsistent: Bool {
    denominatorBefore >= 0 && denominatorAfter >= 0
      && (denominatorBefore > 0 || numeratorBefore == 0)
      && (denominatorAfter > 0 || numeratorAfter == 0)
  }

  fileprivate static func areConsistent(_ segments: [RateSegment]) -> Bool {
    segments.allSatisfy(\.isConsistent)
  }
}

/// A rate's change split into what each segment's weight and each segment's rate contributed.
///
/// With weights w (share of the denominator) and rates r of a segment, and total rates R:
///
///     rate effect = ½(w₀ + w₁)(r₁ − r₀)
///     mix effect  = (w₁ − w₀)(½(r₀ + r₁) − ½(R₀ + R₁))
///
/// A segment absent in one window takes the other's r, so that all of its effect is mix. The
/// effects sum to R₁ − R₀ identically. Source: E. M. Kitagawa, JASA 50 (1955) 1168–1194, with the
/// mix measured against the mean total rate.
package struct MixRateDecomposition: Equatable, Sendable {
  /// One segment's contributions, in the unit of the rate.
  package struct Component: Equatable, Sendable {
    /// Share of the first window's denominator.
    package let weightBefore: Double
    /// Share of the second window's denominator.
    package let weightAfter: Double
    /// The first window's rate; `nil` where the segment is absent.
    package let rateBefore: Double?
    /// The second window's rate; `nil` where the segment is absent.
    package let rateAfter: Double?
    /// What the change of the segment's own rate contributed.
    package let rateEffect: Double
    /// What the change of the segment's weight contributed.
    package let mixEffect: Double

    /// Both effects together.
    package var effect: Double { rateEffect + mixEffect }
  }

  /// R₀.
  package let rateBefore: Double
  /// R₁.
  package let rateAfter: Double
  /// One per segment, in the order given.
  package let components: [Component]

  /// R₁ − R₀.
  package var change: Double { rateAfter - rateBefore }

  /// Splits the change of a rate.
  ///
  /// - Returns: `nil` where a window is empty, a denominator is negative, or a segment has a
  ///   numerator without a denominator.
  package init?(_ segments: [RateSegment]) {
    let denominatorBefore = segments.reduce(0) { $0 + $1.denominatorBefore }
    let denominatorAfter = segments.reduce(0) { $0 + $1.denominatorAfter }
    guard RateSegment.areConsistent(segments), denominatorBefore > 0, denominatorAfter > 0 else {
      return nil
    }
    let before =
      Double(segments.reduce(0) { $0 + $1.numeratorBefore }) / Double(denominatorBefore)
    let after = Double(segments.reduce(0) { $0 + $1.numeratorAfter }) / Double(denominatorAfter)
    rateBefore = before
    rateAfter = after
    components = segments.map { segment in
      let w0 = Double(segment.denominatorBefore) / Double(denominatorBefore)
      let w1 = Double(segment.denominatorAfter) / Double(denominatorAfter)
      let r0 = ratio(segment.numeratorBefore, segment.denominatorBefore)
      let r1 = ratio(segment.numeratorAfter, segment.denominatorAfter)
      let (known0, known1) = (r0 ?? r1 ?? 0, r1 ?? r0 ?? 0)
      return Component(
        weightBefore: w0, weightAfter: w1, rateBefore: r0, rateAfter: r1,
        rateEffect: 0.5 * (w0 + w1) * (known1 - known0),
        mixEffect: (w1 - w0) * (0.5 * (known0 + known1) - 0.5 * (before + after)))
    }
  }
}

extension RateSegment {
  /// The interval of the segment's rate effect, ½(w₀ + w₁) times Newcombe's of r₁ − r₀, taking the
  /// weights as given.
  ///
  /// - Returns: `nil` where the segment is absent in a window or its rate is no proportion.
  package func rateEffectInterval(
    weights component: MixRateDecomposition.Component, confidence: Double = 0.95
  ) -> ConfidenceInterval? {
    guard let before = Int(exactly: numeratorBefore), let after = Int(exactly: numeratorAfter),
      let interval = newcombeInterval(
        successes1: after, trials1: denominatorAfter, successes2: before,
        trials2: denominatorBefore, confidence: confidence)
    else { return nil }
    let weight = 0.5 * (component.weightBefore + component.weightAfter)
    return ConfidenceInterval(lower: weight * interval.lower, upper: weight * interval.upper)
  }

  /// The p-value of an unchanged rate of the segment, for correction over segments.
  ///
  /// - Returns: `nil` where the segment is absent in a window or its rate is no proportion.
  package var pValue: Double? {
    guard let before = Int(exactly: numeratorBefore), let after = Int(exactly: numeratorAfter)
    else { return nil }
    return TwoProportionTest(
      successes1: after, trials1: denominatorAfter, successes2: before, trials2: denominatorBefore
    )?.pValue
  }
}

private func ratio(_ numerator: Int128, _ denominator: Int) -> Double? {
  denominator > 0 ? Double(numerator) / Double(denominator) : nil
}
