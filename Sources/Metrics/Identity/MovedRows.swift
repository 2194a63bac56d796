package import FunnelModel

/// The rows of linked buyers whose canonical id lives in another bucket, held for that bucket.
package struct MovedRows: Sendable {
  private var batches = [[EventBatch]](repeating: [], count: Buyer.bucketCount)

  /// Nothing moved.
  package init() {}

  /// Takes out of a bucket's batch the rows that belong elsewhere. They stay in the batch too: the
  /// builder leaves them out there.
  package mutating func add(_ batch: EventBatch, bucket: Int, links: BuyerLinks) {
    let buyers = RowBuyers(batch)
    var rows: [Int: [Int]] = [:]
    for row in 0..<batch.count {
      guard let key = buyers.key(row),
        let target = links.canonical(EventColumn(rawValue: Int(key[0])), key.dropFirst()),
        target.bucket != bucket
      else { continue }
      rows[target.bucket, default: []].append(row)
    }
    for (target, rows) in rows.sorted(by: { $0.key < $1.key }) {
      batches[target].append(batch.picking(rows))
    }
  }

  /// Takes the rows of another worker.
  package mutating func merge(_ other: MovedRows) {
    for index in batches.indices { batches[index] += other.batches[index] }
  }

  /// The rows that belong to a bucket.
  package subscript(bucket: Int) -> [EventBatch] { batches[bucket] }

  /// Buckets that rows were moved to.
  package var targets: [Int] { batches.indices.filter { !batches[$0].isEmpty } }
}

extension [EventBatch] {
  /// Some rows, by ascending numbers that count through all batches; dictionaries are shared.
  package func picking(_ rows: [Int32]) -> [EventBatch] {
    var start = 0
    return map { batch in
      defer { start += batch.count }
      return batch.picking(
        rows.filter { $0 >= start && $0 < start + batch.count }.map { Int($0) - start })
    }
  }
}

extension EventBatch {
  /// A batch of some rows, in the order given; dictionaries are shared.
  fileprivate func picking(_ rows: [Int]) -> EventBatch {
    var result = EventBatch(columnLimit: max(integers.count, texts.count))
    result.count = rows.count
    for (index, column) in integers.enumerated() {
      guard let column else { continue }
      result.integers[index] = IntegerColumn(rows.map { column.values[$0] })
    }
    for (index, column) in texts.enumerated() {
      guard let column else { continue }
      result.texts[index] = TextColumn(
        codes: rows.map { column.codes[$0] }, dictionary: column.dictionary)
    }
    return result
  }
}
