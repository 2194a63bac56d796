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

  /// Takes the objects of a batch; neighbouring rows of one object and buyer count once.
  package mutating func add(_ batch: EventBatch) {
    let columns = Self.objects.compactMap { column in batch.texts(column).map { (column, $0) } }
      .filter { $0.1.dictionary.count > 1 }
    if columns.isEmpty { return }
    let buyers = RowBuyers(batch).hashes(batch.count)
    for (column, texts) in columns { add(column, texts, buyers.span) }
  }

  private mutating func add(_ column: EventColumn, _ texts: TextColumn, _ buyers: Span<UInt64>) {
    let hashes = Self.hashes(column, texts.dictionary)
    var last = [UInt64](repeating: 0, count: hashes.count)
    let objects = hashes.span
    let codes = texts.codes.span
    var seen = last.mutableSpan
    var row = 0
    while row < codes.count {
      let code = Int(codes[row])
      if code != 0 && seen[code] != buyers[row] {
        seen[code] = buyers[row]
        pairs[Int(objects[code] &>> 56)].append((objects[code], buyers[row]))
      }
      row &+= 1
    }
  }

  /// Hashes of all ids of a column, by code.
  static func hashes(_ column: EventColumn, _ dictionary: ByteDictionary) -> [UInt64] {
    let bytes = dictionary.bytes.span
    let ends = dictionary.ends.span
    let seed = UInt64(column.rawValue)
    var result: [UInt64] = []
    result.reserveCapacity(ends.count)
    var start = 0
    var code = 0
    while code < ends.count {
      let end = Int(ends[code])
      result.append(WordHash.hash(bytes, offset: start, count: end &- start, seed: seed))
      start = end
      code &+= 1
    }
    return result
  }

  /// Hashes of the objects that more than one buyer speaks of, over all scans.
  package static func shared(_ scans: [ObjectPairs], threads: Int) -> Set<UInt64> {
    let parts = parallelMap(256, threads: threads) { part in
      var first = FirstBuyers(capacity: scans.reduce(0) { $0 + $1.pairs[part].count })
      var result: Set<UInt64> = []
      for scan in scans {
        for pair in scan.pairs[part] where !first.agrees(pair.object, pair.buyer) {
          result.insert(pair.object)
        }
      }
      return result
    }
    return parts.reduce(into: []) { $0.formUnion($1) }
  }
}

/// The first buyer met of each object: a table with open addressing.
private struct FirstBuyers {
  /// Object and buyer; the object 0 marks a free place.
  private var slots: [(object: UInt64, buyer: UInt64)]
  private let mask: Int
  /// Of the one object whose hash is 0.
  private var ofZero: UInt64?

  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = Array(repeating: (0, 0), count: size)
    mask = size - 1
  }

  /// Whether an object was not met before, or with the same buyer.
  mutating func agrees(_ object: UInt64, _ buyer: UInt64) -> Bool {
    if object == 0 {
      if ofZero == nil { ofZero = buyer }
      return ofZero == buyer
    }
    var slot = Int(truncatingIfNeeded: object) & mask
    while slots[slot].object != object {
      if slots[slot].object == 0 {
        slots[slot] = (object, buyer)
        return true
      }
      slot = (slot &+ 1) & mask
    }
    return slots[slot].buyer == buyer
  }
}

/// The raw buyer of each row of a batch: its first identifier by precedence.
struct RowBuyers {
  private let texts: [(column: EventColumn, texts: TextColumn)]

  init(_ batch: EventBatch) {
    texts = Buyer.precedence.compactMap { column in
      batch.texts(column).flatMap { $0.dictionary.count > 1 ? (column, $0) : nil }
    }
  }

  /// Hash of each row's buyer; 0 for a row without any.
  func hashes(_ count: Int) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: count)
    var buyers = result.mutableSpan
    // The last column that may name a buyer comes first, so that better ones overwrite it.
    for (column, texts) in texts.reversed() {
      let hashes = ObjectPairs.hashes(column, texts.dictionary)
      let names = hashes.span
      let codes = texts.codes.span
      var row = 0
      while row < count {
        let code = Int(codes[row])
        if code != 0 { buyers[row] = names[code] }
        row &+= 1
      }
    }
    return result
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
