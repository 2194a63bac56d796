import FunnelModel

/// Texts that are one common prefix and a decimal number each, as most generated ids are.
struct NumberedTexts {
  /// Digits that always fit a signed 64-bit integer.
  private static let mostDigits = 18
  private static let longestPrefix = 64

  private let prefix: ArraySlice<UInt8>
  private let numbers: [Int64]
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

  static func decode(
    _ count: Int, padded: Bool, from reader: inout ByteReader
  ) throws(WarehouseError) -> ByteDictionary {
    let width = padded ? Int(try reader.byte()) : 0
    guard width <= mostDigits else { throw .damagedSegment("a number has too many digits") }
    let prefixCount = try reader.varint(limit: longestPrefix)
    let prefix = try reader.skip(prefixCount)
    let numbers = try IntegerCodec.decode(count, from: &reader)
    var limit: Int64 = 1
    for _ in 0..<(padded ? width : mostDigits) { limit *= 10 }
    let perText = prefixCount + (padded ? width : mostDigits + 1)
    var dictionary = ByteDictionary()
    var bytes = [UInt8](repeating: 0, count: count * perText)
    var ends = [UInt32](repeating: 0, count: count + 1)
    let source = reader.bytes.span
    var target = bytes.mutableSpan
    var position = 0
    var index = 0
    while index < count {
      let number = numbers[index]
      guard number >= 0, number < limit else {
        throw .damagedSegment("a numbered text is out of range")
      }
      var copied = 0
      while copied < prefixCount {
        target[position &+ copied] = source[prefix &+ copied]
        copied &+= 1
      }
      position &+= prefixCount
      let digits = padded ? width : Self.digits(of: number)
      write(number, digits: digits, into: &target, at: position)
      position &+= digits
      ends[index &+ 1] = UInt32(truncatingIfNeeded: position)
      index &+= 1
    }
    bytes.removeLast(bytes.count - position)
    dictionary.bytes = bytes
    dictionary.ends = ends
    return dictionary
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
