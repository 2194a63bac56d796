/// Bytes and small readings of ASCII text that every decoder shares.
enum ASCII {
  static let zero = UInt8(ascii: "0")
  static let space = UInt8(ascii: " ")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let colon = UInt8(ascii: ":")
  static let point = UInt8(ascii: ".")
  static let comma = UInt8(ascii: ",")
  static let slash = UInt8(ascii: "/")

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }

  /// Whether `text`, which must be lower case, stands at `offset`, in any case.
  static func matches(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int, _ text: StaticString)
    -> Bool
  {
    guard count == text.utf8CodeUnitCount else { return false }
    // Safety: a static string is immortal, and the index stays below its length.
    let letters = unsafe text.utf8Start
    var index = 0
    while index < count {
      if unsafe lowercased(bytes[offset &+ index]) != letters[index] { return false }
      index &+= 1
    }
    return true
  }

  /// Bounds without the blanks (space and below) around the text.
  @inline(__always)
  static func trimmed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (start: Int, end: Int) {
    var start = start
    var end = end
    while start < end, bytes[start] <= space { start &+= 1 }
    while end > start, bytes[end &- 1] <= space { end &-= 1 }
    return (start, end)
  }
}
