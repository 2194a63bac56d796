/// The product of conditional chances, rounded once per censoring instead of once per event.
///
/// Between two censorings (n₁ − d₁)/n₁ · (n₂ − d₂)/n₂ telescopes to one quotient, because each
/// number at risk is what the last one left. An uncensored sample thus gives exact shares, and a
/// curve that should touch ½ does.
struct TelescopingProduct {
  private var settled = 1.0
  private var opening = 0
  private var remaining = 0

  /// Takes `events` of `atRisk` units.
  mutating func append(events: Int, atRisk: Int) {
    if atRisk != remaining {
      settled = value
      opening = atRisk
    }
    remaining = atRisk - events
  }

  /// The product so far.
  var value: Double {
    opening == 0 ? settled : settled * Double(remaining) / Double(opening)
  }
}
