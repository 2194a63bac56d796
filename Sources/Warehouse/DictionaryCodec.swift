import FunnelModel

/// The distinct texts of a column in whichever form is shortest.
///
/// | form | holds |
/// |---|---|
/// | raw | lengths as integers, then the bytes |
/// | padded | texts of one prefix and a decimal number of fixed width (`ord-000123`): the numbers |
/// | plain | the same with numbers as short as they can be (`c9`, `c10`) |
/// | hex | texts of 2n lower-case hexadecimal digits: n bytes each |
/// | uuid | `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, lower case: 16 bytes each |
enum DictionaryCodec {
  enum Form: UInt8 { case raw, padded, plain, hex, uuid }

  /// Longest text that the hexadecimal form takes.
  static let longestHex = 128

  static func encode(_ dictionary: ByteDictionary, into writer: inout ByteWriter) {
    if let numbered = NumberedTexts(dictionary) {
      writer.byte((numbered.width == nil ? Form.plain : Form.padded).rawValue)
      writer.varint(dictionary.count - 1)
      numbered.encode(into: &writer)
    } else if let length = HexTexts.length(dictionary) {
      let isUUID = length == HexTexts.uuidLength
      writer.byte((isUUID ? Form.uuid : Form.hex).rawValue)
      writer.varint(dictionary.count - 1)
      if !isUUID { writer.varint(length / 2) }
      HexTexts.encode(dictionary, length: length, into: &writer)
    } else {
      writer.byte(Form.raw.rawValue)
      writer.varint(dictionary.count - 1)
      encodeRaw(dictionary, into: &writer)
    }
  }

  static func decode(from reader: inout ByteReader) throws(WarehouseError) -> StoredTexts {
    guard let form = Form(rawValue: try reader.byte()) else {
      throw .damagedSegment("a dictionary form is unknown")
    }
    let count = try reader.varint(limit: SegmentCodec.maximalRows)
    switch form {
    case .raw: return .named(try decodeRaw(count, from: &reader))
    case .padded: return try NumberedTexts.decode(count, padded: true, from: &reader)
    case .plain: return try NumberedTexts.decode(count, padded: false, from: &reader)
    case .hex:
      let bytes = try reader.varint(limit: longestHex / 2)
      return .named(try HexTexts.decode(count, bytes: bytes, isUUID: false, from: &reader))
    case .uuid:
      return .named(try HexTexts.decode(count, bytes: 16, isUUID: true, from: &reader))
    }
  }

  private static func encodeRaw(_ dictionary: ByteDictionary, into writer: inout ByteWriter) {
    var lengths = [Int64](repeating: 0, count: dictionary.count - 1)
    var code = 1
    while code < dictionary.count {
      lengths[code - 1] = Int64(dictionary.ends[code] - dictionary.ends[code - 1])
      code += 1
    }
    IntegerCodec.encode(lengths, into: &writer)
    writer.append(dictionary.bytes)
  }

  private static func decodeRaw(
    _ count: Int, from reader: inout ByteReader
  ) throws(WarehouseError) -> ByteDictionary {
    let lengths = try IntegerCodec.decode(count, from: &reader)
    var dictionary = ByteDictionary()
    dictionary.ends.reserveCapacity(count + 1)
    let limit = reader.left
    var end = 0
    var index = 0
    while index < count {
      let length = lengths[index]
      guard length >= 0, length <= Int64(limit - end) else {
        throw .damagedSegment("a text leaves its dictionary")
      }
      end += Int(length)
      dictionary.ends.append(UInt32(truncatingIfNeeded: end))
      index += 1
    }
    guard end <= Int(UInt32.max) else { throw .damagedSegment("a dictionary is too large") }
    let start = try reader.skip(end)
    dictionary.bytes = Array(reader.bytes[start..<start + end])
    return dictionary
  }
}
