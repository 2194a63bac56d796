import FunnelModel

/// What a batch adds to the summary of its file.
struct BatchFacts {
  private(set) var earliest = Int64.max
  private(set) var latest = Int64.min
  private(set) var typeCounts: [String: Int] = [:]
  private(set) var marketCounts = [0, 0]
  /// Currencies of events with an amount.
  private(set) var currencies: Set<String> = []

  init(_ batch: EventBatch) {
    if let times = batch.integers(.time)?.values {
      for time in times {
        earliest = min(earliest, time)
        latest = max(latest, time)
      }
    }
    if let types = batch.texts(.type) { typeCounts = Self.counts(types) }
    if let markets = batch.integers(.market)?.values {
      let business = markets.reduce(0) { $0 &+ ($1 == Int64(Market.b2b.rawValue) ? 1 : 0) }
      marketCounts = [markets.count - business, business]
    }
    addCurrencies(batch)
  }

  private static func counts(_ column: TextColumn) -> [String: Int] {
    var counts = [Int](repeating: 0, count: column.dictionary.count)
    for code in column.codes { counts[Int(code)] += 1 }
    var result: [String: Int] = [:]
    for code in counts.indices where counts[code] > 0 {
      result[column.dictionary.string(UInt32(code)), default: 0] += counts[code]
    }
    return result
  }

  private mutating func addCurrencies(_ batch: EventBatch) {
    guard let amounts = batch.integers(.amount)?.values, let texts = batch.texts(.currency) else {
      return
    }
    var isUsed = [Bool](repeating: false, count: texts.dictionary.count)
    for (amount, code) in zip(amounts, texts.codes) where amount != IntegerColumn.missing {
      isUsed[Int(code)] = true
    }
    for code in isUsed.indices where isUsed[code] && code > 0 {
      currencies.insert(texts.dictionary.string(UInt32(code)))
    }
  }
}

extension BucketAssembler.Assembled {
  /// Some events of a bucket whose rows all stand for the same number of rows of the file.
  struct Part {
    var batch: EventBatch
    var identities: [UInt64]
    var weight: Int
  }

  /// The batch cut by the weight of its rows, so that the sink's count of duplicate rows can be
  /// turned into rows of the file. Nearly always one part.
  func partsByWeight() -> [Part] {
    guard let first = weights.first else {
      return [Part(batch: batch, identities: identities, weight: 1)]
    }
    if weights.allSatisfy({ $0 == first }) {
      return [Part(batch: batch, identities: identities, weight: Int(first))]
    }
    return Set(weights).sorted(by: >).map { weight in
      let rows = weights.indices.filter { weights[$0] == weight }
      return Part(
        batch: batch.gathered(rows), identities: rows.map { identities[$0] },
        weight: Int(weight))
    }
  }
}
