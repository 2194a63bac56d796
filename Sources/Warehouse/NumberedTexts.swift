import FunnelModel

/// Texts that are one common prefix and a decimal number each, as most generated ids are.
struct NumberedTexts {
  /// Digits that always fit a signed 64-bit integer.
  private static let mostDigits = 18
  private static let longestPrefix = 64

  let prefix: ArraySlice<UInt8>
  let numbers: [Int64]
  /// Digits of each number, leading zeros included; nil = as few as the number needs.
  let width: Int?

  /// The texts of a dictionary, or nil where they are not all of this kind.
  init?(_ dictionary: ByteDictionary) {
    guard dictionary.count > 1 else { return nil }
    let first = dictionary.range(of: 1)
    var digits = 0
    while digits < min(first.count, Self.mostDigits),
      Self.isDigit(dictionary.bytes[first.upperBound - 1 - digits])
    {
      digits += 1
    }
    let start = first.count - digits
    guard digits > 0, start <= Self.longestPrefix else { return nil }
    prefix = dictionary.bytes[first.lowerBound..<first.lowerBound + start]
    var numbers = [Int64](repeating: 0, count: dictionary.count - 1)
    guard let isFixed = Self.parse(dictionary, prefix: start, into: &numbers) else { return nil }
    self.numbers = numbers
    width = isFixed ? digits : nil
  }

  func encode(into writer: inout ByteWriter) {
    if let width { writer.byte(UInt8(width)) }
    writer.varint(prefix.count)
    writer.append(prefix)
    IntegerCodec.encode(numbers, into: &writer)
  }

  /// Reads what `encode` wrote.
  static func decode(
    _ count: Int, padded: Bool, from reader: inout ByteReader
  ) throws(WarehouseError) -> StoredTexts {
    let width = padded ? Int(try reader.byte()) : 0
    guard width <= mostDigits else { throw .damagedSegment("a number has too many digits") }
    let prefixCount = try reader.varint(limit: longestPrefix)
    let start = try reader.skip(prefixCount)
    let prefix = reader.bytes[start..<start + prefixCount]
    let numbers = try IntegerCodec.decode(count, from: &reader)
    var limit: Int64 = 1
    for _ in 0..<(padded ? width : mostDigits) { limit *= 10 }
    guard isInside(numbers.span, limit) else {
      throw .damagedSegment("a numbered text is out of range")
    }
    // A copy, since a slice would keep the whole segment.
    return .numbered(
      prefix: ArraySlice(Array(prefix)), width: padded ? width : nil, numbers: numbers)
  }

  private static func isInside(_ numbers: Span<Int64>, _ limit: Int64) -> Bool {
    var faults = 0
    var index = 0
    while index < numbers.count {
      faults |= numbers[index] < 0 || numbers[index] >= limit ? 1 : 0
      index &+= 1
    }
    return faults == 0
  }

  /// Writes the numbers out, those that are wanted; see `StoredTexts.dictionary`.
  static func dictionary(
    prefix: ArraySlice<UInt8>, width: Int?, numbers: [Int64], wanted: [Bool]?
  ) -> ByteDictionary {
    let prefix = Array(prefix)
    let count = wanted.map { wanted in wanted.count { $0 } } ?? numbers.count
    var dictionary = ByteDictionary()
    dictionary.bytes = [UInt8](
      repeating: 0, count: count * (prefix.count + (width ?? mostDigits + 1)))
    dictionary.ends = [UInt32](repeating: 0, count: numbers.count + 1)
    let length = write(
      prefix.span, width, numbers.span, wanted ?? [], into: &dictionary.bytes,
      ends: &dictionary.ends)
    dictionary.bytes.removeLast(dictionary.bytes.count - length)
    return dictionary
  }

  private static func write(
    _ prefix: Span<UInt8>, _ width: Int?, _ numbers: Span<Int64>, _ wanted: [Bool],
    into bytes: inout [UInt8], ends: inout [UInt32]
  ) -> Int {
    var target = bytes.mutableSpan
    var ends = ends.mutableSpan
    var position = 0
    var index = 0
    while index < numbers.count {
      if wanted.isEmpty || wanted[index &+ 1] {
        var copied = 0
        while copied < prefix.count {
          target[position &+ copied] = prefix[copied]
          copied &+= 1
        }
        position &+= prefix.count
        let digits = width ?? Self.digits(of: numbers[index])
        write(numbers[index], digits: digits, into: &target, at: position)
        position &+= digits
      }
      ends[index &+ 1] = UInt32(truncatingIfNeeded: position)
      index &+= 1
    }
    return position
  }

  /// Reads all numbers and tells whether all texts are equally long; nil where a text is of
  /// another kind.
  private static func parse(
    _ dictionary: ByteDictionary, prefix: Int, into numbers: inout [Int64]
  ) -> Bool? {
    let bytes = dictionary.bytes.span
    let ends = dictionary.ends.span
    var target = numbers.mutableSpan
    let firstLength = Int(ends[1])
    var isFixed = true
    var hasLeadingZero = false
    var start = 0
    var index = 0
    while index < target.count {
      let end = Int(ends[index &+ 1])
      let digits = end &- start &- prefix
      guard digits > 0, digits <= mostDigits else { return nil }
      var same = 0
      while same < prefix {
        if bytes[start &+ same] != bytes[same] { return nil }
        same &+= 1
      }
      var position = start &+ prefix
      if digits > 1 && bytes[position] == 0x30 { hasLeadingZero = true }
      var value: Int64 = 0
      while position < end {
        let digit = bytes[position] &- 0x30
        if digit > 9 { return nil }
        value = value &* 10 &+ Int64(digit)
        position &+= 1
      }
      if end &- start != firstLength { isFixed = false }
      target[index] = value
      start = end
      index &+= 1
    }
    return isFixed || !hasLeadingZero ? isFixed : nil
  }

  @inline(__always)
  private static func write(
    _ number: Int64, digits: Int, into target: inout MutableSpan<UInt8>, at position: Int
  ) {
    var rest = UInt64(bitPattern: number)
    var offset = digits &- 1
    while offset >= 0 {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      target[position &+ offset] = 0x30 &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
      offset &-= 1
    }
  }

  private static func digits(of number: Int64) -> Int {
    var count = 1
    var bound: Int64 = 10
    while count < mostDigits && number >= bound {
      count &+= 1
      bound = bound &* 10
    }
    return count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }
}
