/// Whether a value lies within a relative distance of a reference value that is not zero.
func isClose(_ value: Double?, to reference: Double, within tolerance: Double = 1e-9) -> Bool {
  guard let value else { return false }
  if value == reference { return true }
  return abs(value - reference) <= tolerance * abs(reference)
}

/// Whether a value lies within an absolute distance of a reference value.
func isNear(_ value: Double?, _ reference: Double, within tolerance: Double) -> Bool {
  guard let value else { return false }
  return abs(value - reference) <= tolerance
}

/// A small deterministic generator for random tests (SplitMix64, S. Vigna 2015).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
