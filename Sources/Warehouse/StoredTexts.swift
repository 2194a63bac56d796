import FunnelModel

/// The distinct texts of a stored column, read but not made: most are numbers, and whoever only
/// asks which texts are equal, or wants a few of them, need not have them all written out.
enum StoredTexts {
  /// A common prefix and a number each; `width` digits, nil = as few as the number needs.
  case numbered(prefix: ArraySlice<UInt8>, width: Int?, numbers: [Int64])
  /// Anything else.
  case named(ByteDictionary)

  /// Texts that came as a dictionary.
  init(_ dictionary: ByteDictionary) {
    if let numbered = NumberedTexts(dictionary) {
      self = .numbered(
        prefix: numbered.prefix, width: numbered.width, numbers: numbered.numbers)
    } else {
      self = .named(dictionary)
    }
  }

  /// Number of codes, the missing one included.
  var count: Int {
    switch self {
    case .numbered(_, _, let numbers): numbers.count + 1
    case .named(let dictionary): dictionary.count
    }
  }

  /// The texts under their codes.
  ///
  /// - Parameter wanted: by code, which texts are needed; the others may be left empty. nil = all.
  func dictionary(wanted: [Bool]? = nil) -> ByteDictionary {
    switch self {
    case .numbered(let prefix, let width, let numbers):
      NumberedTexts.dictionary(prefix: prefix, width: width, numbers: numbers, wanted: wanted)
    case .named(let dictionary): dictionary
    }
  }
}

/// Gives the texts of one column of several segments codes of one space, equal ones the same.
enum KeyJoin {
  /// - Returns: for each part `result[their code] = joint code`, and the number of joint codes.
  static func tables(_ parts: [StoredTexts]) -> (tables: [[UInt32]], count: Int) {
    if let numbers = comparable(parts) {
      var interner = NumberInterner(capacity: numbers.reduce(0) { $0 + $1.count })
      return (numbers.map { interner.codes($0.span) }, interner.count)
    }
    var interner = ByteInterner()
    return (parts.map { interner.codes(for: $0.dictionary()) }, interner.count)
  }

  /// The numbers of all parts, where equal numbers mean equal texts and the other way round: one
  /// prefix, and either one width or no leading zeros anywhere.
  private static func comparable(_ parts: [StoredTexts]) -> [[Int64]]? {
    var result: [[Int64]] = []
    var first: (prefix: ArraySlice<UInt8>, width: Int?)?
    var isOneWidth = true
    var hasLeadingZeros = false
    for part in parts {
      guard case .numbered(let prefix, let width, let numbers) = part,
        first == nil || first?.prefix == prefix
      else { return nil }
      if let first, first.width != width { isOneWidth = false }
      if first == nil { first = (prefix, width) }
      if let width, width > 1, let least = numbers.min() {
        var bound: Int64 = 1
        for _ in 1..<width { bound *= 10 }
        if least < bound { hasLeadingZeros = true }
      }
      result.append(numbers)
    }
    return isOneWidth || !hasLeadingZeros ? result : nil
  }
}

/// Gives equal numbers equal codes: an open-addressing table of fixed size.
struct NumberInterner {
  private var keys: [Int64]
  /// 0 = free.
  private var codes: [UInt32]
  private let shift: UInt64
  /// Number of codes given, the missing one included.
  private(set) var count = 1

  /// Room for up to `capacity` numbers.
  init(capacity: Int) {
    var bits: UInt64 = 6
    while (1 << bits) * 3 < capacity * 4 { bits += 1 }
    keys = [Int64](repeating: 0, count: 1 << bits)
    codes = [UInt32](repeating: 0, count: 1 << bits)
    shift = 64 - bits
  }

  /// Codes of some distinct numbers, entered under 1, 2, 3…
  mutating func codes(_ numbers: Span<Int64>) -> [UInt32] {
    var result = [UInt32](repeating: 0, count: numbers.count + 1)
    count = Self.enter(
      numbers, &result, keys: &keys, codes: &codes, shift: shift, next: UInt32(count))
    return result
  }

  private static func enter(
    _ numbers: Span<Int64>, _ result: inout [UInt32], keys: inout [Int64], codes: inout [UInt32],
    shift: UInt64, next: UInt32
  ) -> Int {
    var result = result.mutableSpan
    var keys = keys.mutableSpan
    var codes = codes.mutableSpan
    let mask = keys.count &- 1
    var next = next
    var index = 0
    while index < numbers.count {
      let number = numbers[index]
      // Fibonacci hashing: Knuth, The Art of Computer Programming 3, section 6.4.
      let hash = UInt64(bitPattern: number) &* 0x9e37_79b9_7f4a_7c15
      var slot = Int(truncatingIfNeeded: hash &>> shift)
      while codes[slot] != 0 && keys[slot] != number { slot = (slot &+ 1) & mask }
      if codes[slot] == 0 {
        keys[slot] = number
        codes[slot] = next
        next &+= 1
      }
      index &+= 1
      result[index] = codes[slot]
    }
    return Int(next)
  }
}
