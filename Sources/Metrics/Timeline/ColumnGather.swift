import FunnelModel

/// Joins one column of several batches and brings it into the order of the timelines.
struct ColumnGather {
  let batches: [EventBatch]
  /// Rows of the joined batches in sorted order.
  let rows: [Int32]

  /// Joined values made elsewhere, in sorted order.
  func integers(joined: [Int64]) -> [Int64] { permute(joined) }

  /// An integer column; nil where no batch has it.
  func integers(_ column: EventColumn) -> [Int64]? {
    if batches.count == 1 { return batches[0].integers(column).map { permute($0.values) } }
    guard batches.contains(where: { $0.integers(column) != nil }) else { return nil }
    var joined: [Int64] = []
    for batch in batches {
      if let values = batch.integers(column)?.values {
        joined.append(contentsOf: values)
      } else {
        joined.append(contentsOf: repeatElement(IntegerColumn.missing, count: batch.count))
      }
    }
    return permute(joined)
  }

  /// A text column with one dictionary; nil where no batch has it.
  func texts(_ column: EventColumn) -> TextColumn? {
    if batches.count == 1 {
      return batches[0].texts(column).map {
        TextColumn(codes: permute($0.codes), dictionary: $0.dictionary)
      }
    }
    guard batches.contains(where: { $0.texts(column) != nil }) else { return nil }
    var interner = ByteInterner()
    var joined: [UInt32] = []
    for batch in batches {
      guard let texts = batch.texts(column) else {
        joined.append(contentsOf: repeatElement(0, count: batch.count))
        continue
      }
      let codes = interner.codes(for: texts.dictionary)
      var row = 0
      while row < batch.count {
        joined.append(codes[Int(texts.codes[row])])
        row &+= 1
      }
    }
    return TextColumn(codes: permute(joined), dictionary: interner.dictionary)
  }

  private func permute<Value>(_ values: [Value]) -> [Value] {
    rows.map { values[Int($0)] }
  }
}
