import FunnelModel

/// Picks the events of one bucket out of sorted chunks and makes a batch of them.
struct BucketAssembler {
  let plan: RowPlan
  let schema: EventSchema
  /// Ledger id of the file.
  let fileID: Int64
  /// Chunks in file order.
  let chunks: [FinishedChunk]
  /// Line of each chunk's first row, by chunk number.
  let lineBases: [Int]
  /// Codes of the file's dictionary for the label codes of each worker, by worker and column.
  let labelCodes: [[[UInt32]]]
  /// The file's dictionary of each label column.
  let dictionaries: [ByteDictionary]

  /// A batch with the identities of its events; nil where the bucket has none.
  struct Assembled {
    var batch: EventBatch
    var identities: [UInt64]
    /// Rows that each event's row stands for; empty = one each.
    var weights: [UInt32]
  }

  /// The events of a bucket. `ordinals` counts identical rows over the whole file.
  func assemble(_ bucket: Int, ordinals: inout RowOrdinals) -> Assembled? {
    let count = chunks.reduce(0) {
      $0 + Int($1.chunk.starts[bucket + 1]) - Int($1.chunk.starts[bucket])
    }
    if count == 0 { return nil }
    var batch = EventBatch(columnLimit: schema.columnLimit)
    batch.count = count
    for (index, column) in plan.integerColumns.enumerated() {
      batch.integers[column.column.rawValue] = integers(bucket, index, count)
    }
    for (index, column) in plan.labelColumns.enumerated() {
      batch.texts[column.column.rawValue] = labels(bucket, index, count)
    }
    for (index, column) in plan.identifierColumns.enumerated() {
      batch.texts[column.column.rawValue] =
        index == plan.eventIDColumn
        ? eventIDs(bucket, index, count) : identifiers(bucket, index, count)
    }
    addRowColumns(bucket, count, &batch)
    let identities = identities(bucket, count, &batch, &ordinals)
    var weights: [UInt32] = []
    for finished in chunks where !finished.chunk.weights.isEmpty {
      weights += finished.chunk.weights[range(finished, bucket)]
    }
    return Assembled(batch: batch, identities: identities, weights: weights)
  }

  private func range(_ finished: FinishedChunk, _ bucket: Int) -> Range<Int> {
    Int(finished.chunk.starts[bucket])..<Int(finished.chunk.starts[bucket + 1])
  }

  // MARK: Columns

  private func integers(_ bucket: Int, _ column: Int, _ count: Int) -> IntegerColumn? {
    var values: [Int64] = []
    values.reserveCapacity(count)
    for finished in chunks {
      let range = range(finished, bucket)
      let base = column * finished.chunk.count
      values.append(
        contentsOf: finished.chunk.integers[(base + range.lowerBound)..<(base + range.upperBound)])
    }
    return values.contains { $0 != IntegerColumn.missing } ? IntegerColumn(values) : nil
  }

  /// Labels with a dictionary of those that occur in the bucket.
  private func labels(_ bucket: Int, _ column: Int, _ count: Int) -> TextColumn? {
    let whole = dictionaries[column]
    // The bucket's code of each of the file's labels, and of each label of each worker.
    var local = [UInt32](repeating: 0, count: whole.count)
    var known = labelCodes.map { [UInt32](repeating: 0, count: $0[column].count) }
    var dictionary = ByteDictionary()
    var codes = [UInt32](repeating: 0, count: count)
    var place = 0
    for finished in chunks {
      let range = range(finished, bucket)
      if range.isEmpty { continue }
      let worker = finished.chunk.worker
      let base = column * finished.chunk.count
      let labels = finished.chunk.labels
      place = Self.translate(
        labels.span.extracting(base + range.lowerBound..<base + range.upperBound),
        by: &known[worker], into: &codes, from: place
      ) { label in
        let code = labelCodes[worker][column][label]
        if local[Int(code)] == 0 {
          let text = whole.range(of: code)
          local[Int(code)] = dictionary.append(
            whole.bytes.span, offset: text.lowerBound, count: text.count)
        }
        return local[Int(code)]
      }
    }
    return dictionary.count == 1 ? nil : TextColumn(codes: codes, dictionary: dictionary)
  }

  /// Writes the code of each label from a place on. `name` gives a label that is not yet `known`
  /// its code; label 0 is the missing one and has code 0.
  /// - Returns: The place after the last.
  @inline(__always)
  private static func translate(
    _ labels: Span<UInt32>, by known: inout [UInt32], into codes: inout [UInt32], from start: Int,
    _ name: (Int) -> UInt32
  ) -> Int {
    var table = known.mutableSpan
    var target = codes.mutableSpan
    var index = 0
    while index < labels.count {
      let label = Int(labels[index])
      var code = table[label]
      if code == 0 && label != 0 {
        code = name(label)
        table[label] = code
      }
      target[start &+ index] = code
      index &+= 1
    }
    return start + labels.count
  }

  private func identifiers(_ bucket: Int, _ column: Int, _ count: Int) -> TextColumn? {
    var interner = ByteInterner(capacity: count / 4)
    let codes = [UInt32](capacity: count) { output in
      for finished in chunks {
        let range = range(finished, bucket)
        let base = column * finished.chunk.count
        let idEndsColumn = finished.chunk.idEnds
        let ends = idEndsColumn.span
        let idBytesColumn = finished.chunk.idBytes
        let bytes = idBytesColumn.span
        var index = base &+ range.lowerBound
        var start = index == 0 ? 0 : Int(ends[index &- 1])
        while index < base &+ range.upperBound {
          let end = Int(ends[index])
          output.append(interner.intern(bytes, offset: start, count: end &- start))
          start = end
          index &+= 1
        }
      }
    }
    return interner.count == 1 ? nil : TextColumn(codes: codes, dictionary: interner.dictionary)
  }

  /// Event ids differ from row to row, so they are taken over without looking for equal ones.
  private func eventIDs(_ bucket: Int, _ column: Int, _ count: Int) -> TextColumn? {
    var dictionary = ByteDictionary()
    dictionary.ends.reserveCapacity(count + 1)
    let codes = [UInt32](capacity: count) { output in
      for finished in chunks {
        let range = range(finished, bucket)
        if range.isEmpty { continue }
        let first = column * finished.chunk.count + range.lowerBound
        var previous = first == 0 ? 0 : finished.chunk.idEnds[first - 1]
        let idEndsColumn = finished.chunk.idEnds
        let ends = idEndsColumn.span
        let recordsColumn = finished.chunk.records
        let records = recordsColumn.span
        // Where every row makes one event, the bucket's ids lie side by side.
        let isWhole = plan.rules.count == 1
        var total = UInt32(dictionary.bytes.count)
        if isWhole {
          let last = Int(finished.chunk.idEnds[first + range.count - 1])
          dictionary.bytes.append(contentsOf: finished.chunk.idBytes[Int(previous)..<last])
        }
        var index = 0
        while index < range.count {
          let end = ends[first &+ index]
          let record = range.lowerBound &+ index
          if end == previous {
            output.append(0)
          } else if index > 0 && records[record] == records[record &- 1] {
            output.append(UInt32(truncatingIfNeeded: dictionary.ends.count &- 1))
          } else {
            if !isWhole {
              dictionary.bytes.append(contentsOf: finished.chunk.idBytes[Int(previous)..<Int(end)])
            }
            total &+= end &- previous
            dictionary.ends.append(total)
            output.append(UInt32(truncatingIfNeeded: dictionary.ends.count &- 1))
          }
          previous = end
          index &+= 1
        }
      }
    }
    return dictionary.count == 1 ? nil : TextColumn(codes: codes, dictionary: dictionary)
  }

  /// Line, file, market, rule and the mark of undated facts.
  private func addRowColumns(_ bucket: Int, _ count: Int, _ batch: inout EventBatch) {
    let hasUndated = plan.rules.contains(where: \.isUndated)
    var lines: [Int64] = []
    var markets: [Int64] = []
    var rules: [Int64] = []
    lines.reserveCapacity(count)
    markets.reserveCapacity(count)
    for finished in chunks {
      let base = Int64(lineBases[finished.chunk.index])
      let range = range(finished, bucket)
      for line in finished.chunk.lines[range] { lines.append(base &+ Int64(line)) }
      for market in finished.chunk.markets[range] { markets.append(Int64(market)) }
      if plan.rules.count > 1 {
        for rule in finished.chunk.rules[range] { rules.append(Int64(rule)) }
      }
    }
    batch.integers[EventColumn.line.rawValue] = IntegerColumn(lines)
    batch.integers[EventColumn.market.rawValue] = IntegerColumn(markets)
    batch.integers[EventColumn.file.rawValue] = IntegerColumn(
      Array(repeating: fileID, count: count))
    if plan.rules.count > 1 {
      batch.integers[EventColumn.rule.rawValue] = IntegerColumn(rules)
      if hasUndated {
        let undated = rules.map { plan.rules[Int($0)].isUndated ? 1 : IntegerColumn.missing }
        batch.integers[EventColumn.undated.rawValue] =
          undated.contains(1) ? IntegerColumn(undated) : nil
      }
    } else if hasUndated {
      batch.integers[EventColumn.undated.rawValue] = IntegerColumn(
        Array(repeating: 1, count: count))
    }
  }

  // MARK: Identity

  /// Identity of each event's row: a hash of its `event_id`, else of its fields and its ordinal.
  private func identities(
    _ bucket: Int, _ count: Int, _ batch: inout EventBatch, _ ordinals: inout RowOrdinals
  ) -> [UInt64] {
    var identities: [UInt64] = []
    identities.reserveCapacity(count)
    var low: [Int64] = []
    var high: [Int64] = []
    var isHashed = false
    for finished in chunks {
      let range = range(finished, bucket)
      let base = (plan.eventIDColumn ?? 0) * finished.chunk.count
      let idBytesColumn = finished.chunk.idBytes
      let bytes = idBytesColumn.span
      let idEndsColumn = finished.chunk.idEnds
      let ends = idEndsColumn.span
      let recordsColumn = finished.chunk.records
      let records = recordsColumn.span
      let hashLowColumn = finished.chunk.hashLow
      let hashLow = hashLowColumn.span
      let hashHighColumn = finished.chunk.hashHigh
      let hashHigh = hashHighColumn.span
      for index in range {
        if plan.eventIDColumn != nil {
          let place = base &+ index
          let start = place == 0 ? 0 : Int(ends[place &- 1])
          let length = Int(ends[place]) &- start
          if length > 0 {
            identities.append(WordHash.hash(bytes, offset: start, count: length))
            if isHashed {
              low.append(IntegerColumn.missing)
              high.append(IntegerColumn.missing)
            }
            continue
          }
        }
        if !isHashed {
          isHashed = true
          low = Array(repeating: IntegerColumn.missing, count: identities.count)
          high = low
        }
        let isSameRow =
          index > range.lowerBound && records[index] == records[index - 1]
        if isSameRow, let previous = identities.last, let l = low.last, let h = high.last {
          identities.append(previous)
          low.append(l)
          high.append(h)
          continue
        }
        let word = ordinals.identity(low: hashLow[index], high: hashHigh[index])
        identities.append(word.low)
        low.append(Int64(bitPattern: word.low))
        high.append(Int64(bitPattern: word.high))
      }
    }
    if isHashed {
      batch.integers[EventColumn.identityLow.rawValue] = IntegerColumn(low)
      batch.integers[EventColumn.identityHigh.rawValue] = IntegerColumn(high)
    }
    return identities
  }
}

/// Tells identical rows of one file apart by their ordinal, bucket by bucket.
struct RowOrdinals: Sendable {
  private var counts: [UInt64: UInt32] = [:]

  /// The identity of the next row with a hash: the first keeps it, each further one gets another.
  mutating func identity(low: UInt64, high: UInt64) -> (low: UInt64, high: UInt64) {
    let ordinal = counts[low, default: 0]
    counts[low] = ordinal + 1
    if ordinal == 0 { return (low, high) }
    return (WordHash.combine(low, UInt64(ordinal)), WordHash.combine(high, UInt64(ordinal)))
  }
}
