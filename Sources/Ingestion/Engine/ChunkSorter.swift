import FunnelModel
import RecordParsing

/// Orders the decoded events of a chunk by bucket (a counting sort) and gathers their columns.
struct ChunkSorter: Sendable {
  /// Record of each event, in bucket order.
  private var records: [UInt32] = []
  /// Place of each event in the event list, in bucket order.
  private var places: [UInt32] = []
  private var cursors = [Int](repeating: 0, count: Buyer.bucketCount)

  /// Fills a chunk from a decoder that has just decoded the batch.
  mutating func sort(
    _ decoder: borrowing ChunkDecoder, _ batch: borrowing RecordBatch, into chunk: inout SortedChunk
  ) {
    let plan = decoder.plan
    chunk.reset(count: decoder.events.count, plan: plan)
    chunk.lineCount = batch.lineCount
    order(decoder.events, &chunk)
    let recordCount = batch.recordCount
    for (index, column) in plan.integerColumns.enumerated() {
      gather(
        decoder.integers, column, recordCount, decoder.events.rules,
        missing: IntegerColumn.missing, into: &chunk.integers, base: index * chunk.count)
    }
    for (index, column) in plan.labelColumns.enumerated() {
      gather(
        decoder.labels, column, recordCount, decoder.events.rules,
        missing: 0, into: &chunk.labels, base: index * chunk.count)
    }
    gatherIdentifiers(decoder, batch, &chunk)
    gatherRows(decoder, batch, &chunk)
  }

  private mutating func order(_ events: EventList, _ chunk: inout SortedChunk) {
    let count = events.count
    for bucket in cursors.indices { cursors[bucket] = 0 }
    for bucket in events.buckets { cursors[Int(bucket)] += 1 }
    var total = 0
    for bucket in cursors.indices {
      let size = cursors[bucket]
      chunk.starts[bucket] = UInt32(total)
      cursors[bucket] = total
      total += size
    }
    chunk.starts[cursors.count] = UInt32(total)
    if records.count < count {
      let more = count - records.count
      records.append(contentsOf: repeatElement(0, count: more))
      places.append(contentsOf: repeatElement(0, count: more))
    }
    let buckets = events.buckets.span
    let eventRecords = events.records.span
    var index = 0
    while index < count {
      let bucket = Int(buckets[index])
      let place = cursors[bucket]
      cursors[bucket] = place &+ 1
      places[place] = UInt32(truncatingIfNeeded: index)
      records[place] = eventRecords[index]
      index &+= 1
    }
  }

  private func gather<Value>(
    _ table: [Value], _ column: OutputColumn, _ recordCount: Int, _ rules: [UInt8],
    missing: Value, into output: inout [Value], base: Int
  ) {
    let values = table.span
    let order = records.span
    var target = output.mutableSpan
    let count = rules.count
    var index = 0
    if column.isShared {
      let start = column.storages[0] * recordCount
      while index < count {
        target[base &+ index] = values[start &+ Int(order[index])]
        index &+= 1
      }
      return
    }
    while index < count {
      let storage = column.storages[Int(rules[Int(places[index])])]
      target[base &+ index] =
        storage < 0 ? missing : values[storage &* recordCount &+ Int(order[index])]
      index &+= 1
    }
  }

  private func gatherIdentifiers(
    _ decoder: borrowing ChunkDecoder, _ batch: borrowing RecordBatch, _ chunk: inout SortedChunk
  ) {
    let bytes = batch.bytes.span
    var position = 0
    for (index, column) in decoder.plan.identifierColumns.enumerated() {
      let endsBase = index * chunk.count
      if column.isShared {
        let order = records.span.extracting(first: chunk.count)
        WordCopy.gather(
          bytes, decoder.ids.span, base: column.storages[0] * batch.recordCount, order: order,
          into: &chunk.idBytes, ends: &chunk.idEnds, endsBase: endsBase, position: &position)
        continue
      }
      let refs = (0..<chunk.count).map { place -> FieldRef in
        let storage = column.storages[Int(decoder.events.rules[Int(places[place])])]
        return storage < 0
          ? .empty : decoder.ids[storage * batch.recordCount + Int(records[place])]
      }
      let order = (0..<UInt32(chunk.count)).map { $0 }
      WordCopy.gather(
        bytes, refs.span, base: 0, order: order.span, into: &chunk.idBytes, ends: &chunk.idEnds,
        endsBase: endsBase, position: &position)
    }
  }

  private func gatherRows(
    _ decoder: borrowing ChunkDecoder, _ batch: borrowing RecordBatch, _ chunk: inout SortedChunk
  ) {
    let recordLines = batch.recordLines.span
    let rules = decoder.events.rules.span
    let markets = decoder.events.markets.span
    var index = 0
    while index < chunk.count {
      let place = Int(places[index])
      let record = Int(records[index])
      chunk.lines[index] = recordLines[record]
      chunk.records[index] = records[index]
      chunk.rules[index] = rules[place]
      chunk.markets[index] = markets[place]
      index &+= 1
    }
    chunk.hashLow.removeAll(keepingCapacity: true)
    chunk.hashHigh.removeAll(keepingCapacity: true)
    if !decoder.hashLow.isEmpty {
      for record in records.prefix(chunk.count) {
        chunk.hashLow.append(decoder.hashLow[Int(record)])
        chunk.hashHigh.append(decoder.hashHigh[Int(record)])
      }
    }
    chunk.weights.removeAll(keepingCapacity: true)
    if !decoder.weights.isEmpty || decoder.plan.splitsRows { weigh(decoder, &chunk) }
  }

  /// Rows that an event stands for: those of its record, or none where the record's first event
  /// lies in another bucket, which counts it.
  private func weigh(_ decoder: borrowing ChunkDecoder, _ chunk: inout SortedChunk) {
    for index in 0..<chunk.count {
      let place = Int(places[index])
      var first = place
      while first > 0, decoder.events.records[first - 1] == records[index] { first -= 1 }
      let isHome = decoder.events.buckets[first] == decoder.events.buckets[place]
      let rows = decoder.weights.isEmpty ? 1 : decoder.weights[Int(records[index])]
      chunk.weights.append(isHome ? rows : 0)
    }
  }
}
