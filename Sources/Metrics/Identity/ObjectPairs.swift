package import FunnelModel

/// Which buyers speak of which objects (sessions, orders, deals, subscriptions, tickets): the
/// first step of identity resolution.
///
/// An object is one thing whoever reports it, so all buyers that a row names together with it are
/// one buyer (events.md, "One fact, one source of record"). Almost no object has two; this table
/// of hashes finds the few, and `BuyerGraph` then looks at their rows.
package struct ObjectPairs: Sendable {
  /// Columns that name objects.
  package static let objects: [EventColumn] = [
    .orderID, .sessionID, .dealID, .subscriptionID, .ticketID,
  ]
  /// Columns that a scan reads.
  package static let columns = Set(objects).union(Buyer.precedence)

  /// (hash of the object, hash of the buyer) by the top bits of the object's hash.
  private var pairs = [[(object: UInt64, buyer: UInt64)]](repeating: [], count: 256)

  /// No pairs.
  package init() {}

  /// Hash of an id of a column.
  static func hash(_ column: EventColumn, _ dictionary: ByteDictionary, _ code: UInt32) -> UInt64 {
    let range = dictionary.range(of: code)
    return WordHash.hash(
      dictionary.bytes.span, offset: range.lowerBound, count: range.count,
      seed: UInt64(column.rawValue))
  }

  /// Takes the objects of a batch; neighbouring rows of one object and buyer count once.
  package mutating func add(_ batch: EventBatch) {
    let buyers = RowBuyers(batch)
    for column in Self.objects {
      guard let texts = batch.texts(column) else { continue }
      let hashes = (0..<texts.dictionary.count).map {
        Self.hash(column, texts.dictionary, UInt32($0))
      }
      var last = [UInt64](repeating: 0, count: texts.dictionary.count)
      var row = 0
      while row < batch.count {
        let code = Int(texts.codes[row])
        if code != 0 {
          let buyer = buyers.hash(row)
          if last[code] != buyer {
            last[code] = buyer
            pairs[Int(hashes[code] >> 56)].append((hashes[code], buyer))
          }
        }
        row &+= 1
      }
    }
  }

  /// Takes the pairs of another scan.
  package mutating func merge(_ other: ObjectPairs) {
    for index in pairs.indices { pairs[index] += other.pairs[index] }
  }

  /// Hashes of the objects that more than one buyer speaks of.
  package func shared() -> Set<UInt64> {
    var result: Set<UInt64> = []
    for part in pairs {
      let sorted = part.sorted { ($0.object, $0.buyer) < ($1.object, $1.buyer) }
      for index in sorted.indices.dropFirst()
      where sorted[index].object == sorted[index - 1].object
        && sorted[index].buyer != sorted[index - 1].buyer
      {
        result.insert(sorted[index].object)
      }
    }
    return result
  }
}

/// The raw buyer of each row of a batch: its first identifier by precedence.
struct RowBuyers {
  private let texts: [(column: EventColumn, texts: TextColumn, hashes: [UInt64])]

  init(_ batch: EventBatch) {
    texts = Buyer.precedence.compactMap { column in
      batch.texts(column).map { texts in
        (
          column, texts,
          (0..<texts.dictionary.count).map {
            ObjectPairs.hash(column, texts.dictionary, UInt32($0))
          }
        )
      }
    }
  }

  @inline(__always)
  func hash(_ row: Int) -> UInt64 {
    var index = 0
    while index < texts.count {
      let code = Int(texts[index].texts.codes[row])
      if code != 0 { return texts[index].hashes[code] }
      index &+= 1
    }
    return 0
  }

  /// Namespaced key of the buyer, as in `BuyerLinks`; nil for a row without any.
  func key(_ row: Int) -> [UInt8]? {
    for entry in texts {
      let code = entry.texts.codes[row]
      if code != 0 {
        return BuyerLinks.key(
          entry.column, entry.texts.dictionary.bytes[entry.texts.dictionary.range(of: code)])
      }
    }
    return nil
  }
}
