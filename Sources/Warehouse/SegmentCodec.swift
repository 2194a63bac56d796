package import FunnelModel

/// An event batch as one columnar blob, and back.
///
/// Layout (numbers little-endian): version byte · directory · its checksum · one payload per
/// column · eight spare zero bytes, so that packed words may be read across the last one. The
/// directory holds the row count and, per column, its number (and name, for a custom dimension),
/// storage, payload length and checksum: a reader decodes and verifies the columns it wants and
/// skips the rest. Custom dimensions go by name, so that a segment outlives a change of the
/// configuration.
package enum SegmentCodec {
  /// First byte of every blob of this layout.
  package static let version: UInt8 = 1
  /// Rows that one segment may hold: what bounds the memory of a decoder.
  package static let maximalRows = 1 << 20

  private static let mostColumns = 4096
  private static let longestName = 1 << 16

  private struct Entry {
    var column: EventColumn?
    /// Of a custom dimension; nil for a canonical column.
    var name: String?
    var storage: EventColumn.Storage
    var payload: Range<Int>
    var checksum: UInt64
  }

  /// The blob of a batch. Dictionaries with more texts than rows lose the unused ones.
  /// - Throws: `.internalFault` for too many rows or a custom column that `schema` does not name.
  package static func encode(
    _ batch: EventBatch, schema: EventSchema
  ) throws(WarehouseError) -> [UInt8] {
    guard batch.count <= maximalRows else {
      throw internalFault("A segment of \(batch.count) rows is too large")
    }
    var payloads = ByteWriter()
    var directory = ByteWriter()
    var columns = 0
    for position in batch.integers.indices {
      let column = EventColumn(rawValue: position)
      if let integers = batch.integers(column) {
        let start = payloads.bytes.count
        IntegerCodec.encode(integers.values, into: &payloads)
        try describe(column, .integer, payloads.bytes, start, schema, into: &directory)
        columns += 1
      }
      if let texts = batch.texts(column) {
        let start = payloads.bytes.count
        encode(texts, into: &payloads)
        try describe(column, .text, payloads.bytes, start, schema, into: &directory)
        columns += 1
      }
    }
    var blob = ByteWriter()
    blob.byte(version)
    blob.varint(batch.count)
    blob.varint(columns)
    blob.append(directory.bytes)
    blob.word(checksum(blob.bytes, 0..<blob.bytes.count))
    blob.append(payloads.bytes)
    _ = blob.extend(by: 8)
    return blob.bytes
  }

  /// The batch of a blob: `columns` of it, or all columns for nil. Columns that the blob does not
  /// hold, or whose name `schema` does not know, are nil in the batch.
  /// - Parameter picked: The rows to decode, ascending; nil = all.
  /// - Throws: `.damaged` for bytes that no encoder wrote; memory stays bounded by
  ///   `maximalRows` values per wanted column.
  package static func decode(
    _ blob: [UInt8], columns: Set<EventColumn>? = nil, picking picked: [Int]? = nil,
    schema: EventSchema
  ) throws(WarehouseError) -> EventBatch {
    try decode(blob, rows: nil, columns: columns, picking: picked, keys: [], schema: schema).batch
  }

  /// The same, but the texts of `keys` columns come apart from the batch, whose dictionaries of
  /// those columns stay empty.
  /// - Parameter rows: How many rows the blob must hold; nil = any number.
  static func decode(
    _ blob: [UInt8], rows: Int?, columns: Set<EventColumn>?, picking picked: [Int]?,
    keys: Set<EventColumn>, schema: EventSchema
  ) throws(WarehouseError) -> (batch: EventBatch, keys: [EventColumn: StoredTexts]) {
    let (count, entries, _) = try readDirectory(blob, schema: schema)
    guard rows == nil || rows == count else { throw .damagedSegment("its row count differs") }
    var batch = EventBatch(columnLimit: schema.columnLimit)
    batch.count = picked?.count ?? count
    var keyTexts: [EventColumn: StoredTexts] = [:]
    for entry in entries {
      guard let column = entry.column, columns?.contains(column) ?? true else { continue }
      guard checksum(blob, entry.payload) == entry.checksum else {
        throw .damagedSegment("the checksum of a column differs")
      }
      var reader = ByteReader(blob, entry.payload)
      switch entry.storage {
      case .integer:
        let values = try IntegerCodec.decode(count, from: &reader)
        batch.integers[column.rawValue] = IntegerColumn(
          picked.map { picked in picked.map { values[$0] } } ?? values)
      case .text:
        let texts = try DictionaryCodec.decode(from: &reader)
        var codes = try IntegerCodec.decodeCodes(count, below: texts.count, from: &reader)
        if let picked { codes = picked.map { codes[$0] } }
        batch.texts[column.rawValue] = TextColumn(codes: codes)
        if keys.contains(column) {
          keyTexts[column] = texts
        } else {
          batch.texts[column.rawValue]?.dictionary = texts.dictionary(
            wanted: picked == nil ? nil : used(codes, of: texts.count))
        }
      }
    }
    return (batch, keyTexts)
  }

  /// The schema of the custom dimensions that a blob holds.
  static func schema(of blob: [UInt8]) throws(WarehouseError) -> EventSchema {
    EventSchema(customNames: try readDirectory(blob, schema: EventSchema()).names)
  }

  // MARK: Directory

  private static func describe(
    _ column: EventColumn, _ storage: EventColumn.Storage, _ payloads: [UInt8], _ start: Int,
    _ schema: EventSchema, into directory: inout ByteWriter
  ) throws(WarehouseError) {
    directory.varint(min(column.rawValue, EventColumn.firstCustom))
    if column.isCustom {
      guard let name = schema.name(of: column) else {
        throw internalFault("Column \(column.rawValue) has no name in the schema")
      }
      directory.text(name)
    }
    directory.byte(storage == .integer ? 0 : 1)
    directory.varint(payloads.count - start)
    directory.word(checksum(payloads, start..<payloads.count))
  }

  private static func readDirectory(
    _ blob: [UInt8], schema: EventSchema
  ) throws(WarehouseError) -> (rows: Int, entries: [Entry], names: [String]) {
    var reader = ByteReader(blob, 0..<blob.count)
    let found = try reader.byte()
    guard found == version else {
      throw .damagedSegment("its layout \(found) is unknown")
    }
    let rows = try reader.varint(limit: maximalRows)
    let count = try reader.varint(limit: mostColumns)
    var entries: [Entry] = []
    var seen: Set<EventColumn> = []
    var length = 0
    for _ in 0..<count {
      var entry = try readEntry(from: &reader, schema: schema)
      if let column = entry.column, !seen.insert(column).inserted {
        throw .damagedSegment("a column stands in it twice")
      }
      entry.payload = length..<length + entry.payload.count
      length = entry.payload.upperBound
      entries.append(entry)
    }
    let end = reader.position
    guard try reader.word() == checksum(blob, 0..<end) else {
      throw .damagedSegment("the checksum of its directory differs")
    }
    let start = reader.position
    guard blob.count == start + length + 8 else { throw .damagedSegment("its length is wrong") }
    for index in entries.indices {
      let payload = entries[index].payload
      entries[index].payload = start + payload.lowerBound..<start + payload.upperBound
    }
    return (rows, entries, entries.compactMap(\.name))
  }

  private static func readEntry(
    from reader: inout ByteReader, schema: EventSchema
  ) throws(WarehouseError) -> Entry {
    let number = try reader.varint(limit: EventColumn.firstCustom)
    var column: EventColumn? = EventColumn(rawValue: number)
    var name: String?
    if number == EventColumn.firstCustom {
      let found = try reader.text(limit: longestName)
      name = found
      column = schema.customNames.firstIndex(of: found).map(EventColumn.custom)
    }
    let storage = try reader.byte()
    guard storage <= 1 else { throw .damagedSegment("a storage is unknown") }
    // Lengths are held to the blob's own, so that their sum cannot overflow.
    let length = try reader.varint(limit: reader.bytes.count)
    return Entry(
      column: column, name: name, storage: storage == 0 ? .integer : .text, payload: 0..<length,
      checksum: try reader.word())
  }

  private static func checksum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    WordHash.hash(bytes.span, offset: range.lowerBound, count: range.count, seed: 0x5e9)
  }

  // MARK: Texts

  private static func encode(_ texts: TextColumn, into writer: inout ByteWriter) {
    var column = texts
    if column.dictionary.count > column.codes.count + 1 {
      column = column.gathered(Array(column.codes.indices))
    }
    DictionaryCodec.encode(column.dictionary, into: &writer)
    IntegerCodec.encode(codes: column.codes, into: &writer)
  }

  /// By code, whether it occurs.
  private static func used(_ codes: [UInt32], of count: Int) -> [Bool] {
    var used = [Bool](repeating: false, count: count)
    for code in codes { used[Int(code)] = true }
    used[0] = false
    return used
  }

  private static func internalFault(_ message: String) -> WarehouseError {
    WarehouseError(
      kind: .internalFault, message: message + ".",
      remedy: "This is a defect of the program; please report it with this message.")
  }
}
