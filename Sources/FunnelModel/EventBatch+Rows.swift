/// Choosing rows, with dictionaries that hold only what the rows use.
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
}

extension TextColumn {
  /// The rows at some positions with a dictionary of their own.
  package func gathered(_ rows: [Int]) -> TextColumn {
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
