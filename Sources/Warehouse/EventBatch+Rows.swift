package import FunnelModel

/// Choosing and joining rows, with dictionaries that hold only what the rows use.
extension EventBatch {
  /// The rows at some positions, in that order. Dictionary codes are given anew, in order of first
  /// appearance.
  package func gathered(_ rows: [Int]) -> EventBatch {
    var result = EventBatch(columnLimit: 0)
    result.count = rows.count
    result.integers = integers.map { column in
      column.map { IntegerColumn(Self.gather($0.values, rows)) }
    }
    result.texts = texts.map { column in column.map { $0.gathered(rows) } }
    return result
  }

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

  private static func gather(_ values: [Int64], _ rows: [Int]) -> [Int64] {
    var result = [Int64](repeating: 0, count: rows.count)
    let source = values.span
    var target = result.mutableSpan
    var index = 0
    while index < rows.count {
      target[index] = source[rows[index]]
      index &+= 1
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

extension TextColumn {
  /// The rows at some positions with a dictionary of their own.
  func gathered(_ rows: [Int]) -> TextColumn {
    var chosen = [UInt32](repeating: 0, count: rows.count)
    let source = codes.span
    var target = chosen.mutableSpan
    var least = UInt32.max
    var greatest: UInt32 = 0
    var index = 0
    while index < rows.count {
      let code = source[rows[index]]
      target[index] = code
      if code != 0 { least = min(least, code) }
      greatest = max(greatest, code)
      index &+= 1
    }
    guard greatest > 0 else { return TextColumn(codes: chosen) }
    // Codes of neighbouring rows lie close together, so the table spans only what they use.
    var table = [UInt32](repeating: 0, count: Int(greatest - least) + 1)
    var fresh = table.mutableSpan
    var used = ByteDictionary()
    index = 0
    while index < target.count {
      let code = target[index]
      if code != 0 {
        let slot = Int(code &- least)
        if fresh[slot] == 0 {
          used.bytes.append(contentsOf: dictionary.bytes[dictionary.range(of: code)])
          used.ends.append(UInt32(used.bytes.count))
          fresh[slot] = UInt32(used.ends.count &- 1)
        }
        target[index] = fresh[slot]
      }
      index &+= 1
    }
    return TextColumn(codes: chosen, dictionary: used)
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
