package import FunnelModel

/// Joining rows, with dictionaries that hold each text once.
extension EventBatch {
  /// Batches one after the other. Event ids are taken as distinct between batches; all other texts
  /// that are equal share a code.
  package static func concatenated(_ batches: [EventBatch]) -> EventBatch {
    if batches.count == 1 { return batches[0] }
    var result = EventBatch(columnLimit: batches.map(\.integers.count).max() ?? 0)
    result.count = batches.reduce(0) { $0 + $1.count }
    for position in result.integers.indices {
      let column = EventColumn(rawValue: position)
      if batches.contains(where: { $0.integers(column) != nil }) {
        result.integers[position] = joinIntegers(batches, column, count: result.count)
      }
      if batches.contains(where: { $0.texts(column) != nil }) {
        result.texts[position] = joinTexts(batches, column, count: result.count)
      }
    }
    return result
  }

  private static func joinIntegers(
    _ batches: [EventBatch], _ column: EventColumn, count: Int
  ) -> IntegerColumn {
    var values: [Int64] = []
    values.reserveCapacity(count)
    for batch in batches {
      if let part = batch.integers(column) {
        values.append(contentsOf: part.values)
      } else {
        values.append(contentsOf: repeatElement(IntegerColumn.missing, count: batch.count))
      }
    }
    return IntegerColumn(values)
  }

  private static func joinTexts(
    _ batches: [EventBatch], _ column: EventColumn, count: Int
  ) -> TextColumn {
    var codes = [UInt32](repeating: 0, count: count)
    var target = codes.mutableSpan
    var interner = ByteInterner()
    var plain = ByteDictionary()
    var start = 0
    for batch in batches {
      if let part = batch.texts(column) {
        let map =
          column == .eventID
          ? plain.appendAll(of: part.dictionary) : interner.codes(for: part.dictionary)
        let source = part.codes.span
        var index = 0
        while index < source.count {
          target[start &+ index] = map[Int(source[index])]
          index &+= 1
        }
      }
      start += batch.count
    }
    return TextColumn(codes: codes, dictionary: column == .eventID ? plain : interner.dictionary)
  }
}

extension ByteDictionary {
  /// Adds all entries of another dictionary unchecked; returns `result[theirs] = ours`.
  fileprivate mutating func appendAll(of other: ByteDictionary) -> [UInt32] {
    let firstByte = UInt32(bytes.count)
    let firstCode = UInt32(count - 1)
    bytes.append(contentsOf: other.bytes)
    var map = [UInt32](repeating: 0, count: other.count)
    for code in 1..<max(1, other.count) {
      ends.append(firstByte + other.ends[code])
      map[code] = firstCode + UInt32(code)
    }
    return map
  }
}
