import FunnelModel

/// Texts of lower-case hexadecimal digits, all of one length: digests and UUIDs.
enum HexTexts {
  static let uuidLength = 36

  /// The common length of the texts, or nil where they are not all of this kind. 36 means UUIDs;
  /// any other length is even and means digits only.
  static func length(_ dictionary: ByteDictionary) -> Int? {
    guard dictionary.count > 1 else { return nil }
    let length = dictionary.range(of: 1).count
    let isUUID = length == uuidLength
    guard length >= 8, length <= DictionaryCodec.longestHex, length % 2 == 0 else { return nil }
    let bytes = dictionary.bytes.span
    var start = 0
    var code = 1
    while code < dictionary.count {
      guard Int(dictionary.ends[code]) - start == length else { return nil }
      var index = 0
      while index < length {
        let byte = bytes[start &+ index]
        if isUUID && isDash(index) {
          if byte != 0x2d { return nil }
        } else if value(byte) > 15 {
          return nil
        }
        index &+= 1
      }
      start += length
      code += 1
    }
    return length
  }

  static func encode(_ dictionary: ByteDictionary, length: Int, into writer: inout ByteWriter) {
    let isUUID = length == uuidLength
    let bytes = dictionary.bytes.span
    var start = 0
    while start < bytes.count {
      var index = 0
      while index < length {
        if isUUID && isDash(index) { index &+= 1 }
        writer.byte(value(bytes[start &+ index]) << 4 | value(bytes[start &+ index &+ 1]))
        index &+= 2
      }
      start += length
    }
  }

  static func decode(
    _ count: Int, bytes perText: Int, isUUID: Bool, from reader: inout ByteReader
  ) throws(WarehouseError) -> ByteDictionary {
    let start = try reader.skip(count * perText)
    let length = isUUID ? uuidLength : perText * 2
    var texts = [UInt8](repeating: 0x2d, count: count * length)
    var ends = [UInt32](repeating: 0, count: count + 1)
    let source = reader.bytes.span
    var target = texts.mutableSpan
    var read = start
    var written = 0
    for text in 0..<count {
      var index = 0
      while index < length {
        if isUUID && isDash(index) { index &+= 1 }
        target[written &+ index] = digit(source[read] >> 4)
        target[written &+ index &+ 1] = digit(source[read] & 15)
        read &+= 1
        index &+= 2
      }
      written += length
      ends[text + 1] = UInt32(truncatingIfNeeded: written)
    }
    var dictionary = ByteDictionary()
    dictionary.bytes = texts
    dictionary.ends = ends
    return dictionary
  }

  private static func isDash(_ index: Int) -> Bool {
    index == 8 || index == 13 || index == 18 || index == 23
  }

  /// 0 to 15, or more for anything but a lower-case digit.
  private static func value(_ byte: UInt8) -> UInt8 {
    let decimal = byte &- 0x30
    if decimal <= 9 { return decimal }
    let letter = byte &- 0x61
    return letter <= 5 ? letter + 10 : 255
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
