import FunnelModel

/// Timelines of some of the events: what a trace folds to see whom a number is made of.
extension TimelineBucket {
  /// The events at some rows, which rise; buyers without any are gone.
  func keeping(rows: [Int]) -> TimelineBucket {
    var starts: [Int32] = []
    var columns: [UInt8] = []
    var codes: [UInt32] = []
    var buyer = -1
    for (position, row) in rows.enumerated() where buyer < 0 || row >= Int(buyerStarts[buyer + 1]) {
      buyer = self.buyer(ofRow: row)
      starts.append(Int32(position))
      columns.append(buyerColumn[buyer])
      codes.append(buyerCode[buyer])
    }
    starts.append(Int32(rows.count))
    return TimelineBucket(
      count: rows.count, buyerStarts: starts, time: rows.map { time[$0] },
      day: rows.map { day[$0] }, kind: rows.map { kind[$0] }, market: rows.map { market[$0] },
      source: rows.map { source[$0] }, segments: segments.map { column in rows.map { column[$0] } },
      buyerColumn: columns, buyerCode: codes, buyerIDs: buyerIDs,
      integerColumns: integerColumns.map { column in
        column.map { values in rows.map { values[$0] } }
      },
      textColumns: textColumns.map { $0?.keeping(rows) }, pairs: pairs)
  }

  /// Without the events of files that do not count.
  func ofSources() -> TimelineBucket {
    if !source.contains(Self.noSource) { return self }
    return keeping(rows: source.indices.filter { source[$0] != Self.noSource })
  }

  /// The timelines of some buyers, by their numbers, which rise.
  func keeping(buyers: [Int]) -> TimelineBucket {
    keeping(rows: buyers.flatMap { Array(Int(buyerStarts[$0])..<Int(buyerStarts[$0 + 1])) })
  }

  /// The buyer whose events hold a row.
  private func buyer(ofRow row: Int) -> Int {
    var low = 0
    var high = buyerCount
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(buyerStarts[middle]) <= row { low = middle } else { high = middle }
    }
    return low
  }
}

extension TextColumn {
  /// The texts at some rows with a dictionary of their own, so that what is sized by it stays as
  /// small as the selection.
  fileprivate func keeping(_ rows: [Int]) -> TextColumn {
    var fresh: [UInt32: UInt32] = [0: 0]
    var used = ByteDictionary()
    let chosen = rows.map { row in
      let old = codes[row]
      if let code = fresh[old] { return code }
      used.bytes.append(contentsOf: dictionary.bytes[dictionary.range(of: old)])
      used.ends.append(UInt32(used.bytes.count))
      let code = UInt32(used.ends.count - 1)
      fresh[old] = code
      return code
    }
    return TextColumn(codes: chosen, dictionary: used)
  }
}
