import FunnelModel

/// The row identities of a segment as a blob beside it.
///
/// Where they follow from a column (the hash of `event_id`, or `identityLow`), only that is said;
/// otherwise they are kept as they are, eight bytes each with a checksum.
enum IdentityCodec {
  private enum Form: UInt8 { case stored, eventIDHash, identityLow }

  static func encode(_ identities: [UInt64], of batch: EventBatch) -> [UInt8] {
    if let texts = batch.texts(.eventID), hashes(of: texts) == identities {
      return [Form.eventIDHash.rawValue]
    }
    if let low = batch.integers(.identityLow),
      low.values.elementsEqual(identities, by: { UInt64(bitPattern: $0) == $1 })
    {
      return [Form.identityLow.rawValue]
    }
    var writer = ByteWriter()
    writer.byte(Form.stored.rawValue)
    for identity in identities { writer.word(identity) }
    writer.word(checksum(writer.bytes))
    return writer.bytes
  }

  /// The identities of `rows` events; `segment` is the segment's own blob.
  static func decode(
    _ blob: [UInt8], rows: Int, segment: [UInt8]
  ) throws(WarehouseError) -> [UInt64] {
    guard let first = blob.first, let form = Form(rawValue: first) else {
      throw .damagedSegment("a form of identities is unknown")
    }
    let schema = EventSchema()
    var identities: [UInt64] = []
    switch form {
    case .stored: return try decodeStored(blob, rows: rows)
    case .eventIDHash:
      let batch = try SegmentCodec.decode(segment, columns: [.eventID], schema: schema)
      if let texts = batch.texts(.eventID) { identities = hashes(of: texts) }
    case .identityLow:
      let batch = try SegmentCodec.decode(segment, columns: [.identityLow], schema: schema)
      let low = batch.integers(.identityLow)?.values ?? []
      identities = low.map(UInt64.init(bitPattern:))
    }
    guard identities.count == rows else {
      throw .damagedSegment("its identities do not fit its rows")
    }
    return identities
  }

  private static func decodeStored(
    _ blob: [UInt8], rows: Int
  ) throws(WarehouseError) -> [UInt64] {
    guard blob.count == 1 + rows * 8 + 8,
      WordHash.word(blob.span, blob.count - 8) == checksum(Array(blob.dropLast(8)))
    else { throw .damagedSegment("its identities are cut off or changed") }
    var identities = [UInt64](repeating: 0, count: rows)
    let source = blob.span
    var index = 0
    while index < rows {
      identities[index] = WordHash.word(source, 1 &+ index &* 8)
      index &+= 1
    }
    return identities
  }

  private static func hashes(of texts: TextColumn) -> [UInt64] {
    let dictionary = texts.dictionary
    let bytes = dictionary.bytes.span
    var perCode = [UInt64](repeating: 0, count: dictionary.count)
    for code in 1..<max(1, dictionary.count) {
      let range = dictionary.range(of: UInt32(code))
      perCode[code] = WordHash.hash(bytes, offset: range.lowerBound, count: range.count)
    }
    return texts.codes.map { perCode[Int($0)] }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt64 {
    WordHash.hash(bytes.span, offset: 0, count: bytes.count)
  }
}
