/// SplitMix64 (Steele, Lea and Flood 2014): small, fast, and the same on every machine.
///
/// All draws are integer arithmetic, because the last bit of `log` or `pow` may differ between
/// mathematical libraries and with it a whole stream.
struct SeededRandom {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// The output function of SplitMix64, on its own a good hash of a number.
  static func mix(_ number: UInt64) -> UInt64 {
    var z = number
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0..<bound`, evenly (the bias of the multiplication is below bound ÷ 2⁶⁴).
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True `share` times in a thousand.
  mutating func perMille(_ share: Int) -> Bool {
    below(1000) < share
  }

  /// A number in `0..<bound` that favours small ones: the `power`-th power of an even draw.
  mutating func skewed(below bound: Int, power: Int) -> Int {
    let draw = next() >> 32
    var product = draw
    for _ in 1..<power {
      product = (product &* draw) >> 32
    }
    return Int((product &* UInt64(bound)) >> 32)
  }

  /// The position of one of `weights`, each as likely as its share of `total`, their sum.
  mutating func choice(of weights: [Int], total: Int) -> Int {
    var draw = below(total)
    for (position, weight) in weights.enumerated() {
      if draw < weight { return position }
      draw -= weight
    }
    return weights.count - 1
  }
}
