import FunnelModel

/// The columns of the batches of one bucket, one after the other; a text column is joined once,
/// when it is first asked for.
struct JoinedColumns {
  private let batches: [EventBatch]
  /// Events of all batches.
  let count: Int
  private var joined: [EventColumn: TextColumn] = [:]

  init(_ batches: [EventBatch]) {
    self.batches = batches
    count = batches.reduce(0) { $0 + $1.count }
  }

  /// An integer column; nil where no batch has it.
  func integers(_ column: EventColumn) -> [Int64]? {
    if batches.count == 1 { return batches[0].integers(column)?.values }
    guard batches.contains(where: { $0.integers(column) != nil }) else { return nil }
    var values: [Int64] = []
    values.reserveCapacity(count)
    for batch in batches {
      if let part = batch.integers(column)?.values {
        values.append(contentsOf: part)
      } else {
        values.append(contentsOf: repeatElement(IntegerColumn.missing, count: batch.count))
      }
    }
    return values
  }

  /// A text column with one dictionary; nil where no batch has it.
  mutating func texts(_ column: EventColumn) -> TextColumn? {
    if batches.count == 1 { return batches[0].texts(column) }
    if let known = joined[column] { return known }
    let parts = batches.compactMap { $0.texts(column) }
    guard let first = parts.first else { return nil }
    let texts: TextColumn
    if parts.allSatisfy({ $0.dictionary.isUnnamed && $0.dictionary.count == first.dictionary.count }
    ) {
      texts = TextColumn(codes: codes(column) { _ in nil }, dictionary: first.dictionary)
    } else {
      var interner = ByteInterner()
      let codes = codes(column) { interner.codes(for: $0) }
      texts = TextColumn(codes: codes, dictionary: interner.dictionary)
    }
    joined[column] = texts
    return texts
  }

  /// Codes of all batches, translated by a table for each batch; nil stands for no change.
  private func codes(
    _ column: EventColumn, translation: (ByteDictionary) -> [UInt32]?
  ) -> [UInt32] {
    var codes: [UInt32] = []
    codes.reserveCapacity(count)
    for batch in batches {
      guard let part = batch.texts(column) else {
        codes.append(contentsOf: repeatElement(0, count: batch.count))
        continue
      }
      let start = codes.count
      codes.append(contentsOf: part.codes)
      if let table = translation(part.dictionary) {
        Self.translate(&codes, from: start, table.span)
      }
    }
    return codes
  }

  private static func translate(_ codes: inout [UInt32], from start: Int, _ table: Span<UInt32>) {
    var target = codes.mutableSpan
    var row = start
    while row < target.count {
      target[row] = table[Int(target[row])]
      row &+= 1
    }
  }
}

/// Brings joined columns into the order of the timelines.
struct ColumnOrder {
  /// Joined rows in sorted order.
  let rows: [Int32]
  /// Whether the joined rows stand in order already.
  private let isIdentity: Bool

  init(rows: [Int32], count: Int) {
    self.rows = rows
    isIdentity = rows.count == count && Self.isAscending(rows.span)
  }

  private static func isAscending(_ rows: Span<Int32>) -> Bool {
    var row = 0
    while row < rows.count {
      if rows[row] != Int32(row) { return false }
      row &+= 1
    }
    return true
  }

  func apply(_ values: [Int64]) -> [Int64] { permuted(values) }
  func apply(_ codes: [UInt32]) -> [UInt32] { permuted(codes) }
  func apply(_ bytes: [UInt8]) -> [UInt8] { permuted(bytes) }
  func apply(_ texts: TextColumn) -> TextColumn {
    TextColumn(codes: permuted(texts.codes), dictionary: texts.dictionary)
  }

  @inline(__always)
  private func permuted<Value: FixedWidthInteger>(_ values: [Value]) -> [Value] {
    if isIdentity { return values }
    var result = [Value](repeating: 0, count: rows.count)
    let source = values.span
    let rows = rows.span
    var target = result.mutableSpan
    var row = 0
    while row < rows.count {
      target[row] = source[Int(rows[row])]
      row &+= 1
    }
    return result
  }
}
