package import FunnelModel

/// Whose and which events must not be kept: what `forget` and `prune` leave behind.
///
/// The same rules clean the segments that are there and every file that is read later. People are
/// known by keyed hashes only, so that the rules name nobody.
package struct ErasureRules: Sendable {
  /// An id that was forgotten: in whatever column it stands, or as the buyer of one column.
  package struct Identifier: Sendable, Hashable {
    /// nil = in any column.
    package let column: EventColumn?
    package let id: [UInt8]

    /// An id of a column, or of all.
    package init(_ column: EventColumn?, _ id: some Collection<UInt8>) {
      self.column = column
      self.id = Array(id)
    }

    /// What is hashed: the column as one byte, then the id.
    var message: [UInt8] { [UInt8(truncatingIfNeeded: column?.rawValue ?? 0xff)] + id }
  }

  /// What was left out of a batch.
  package struct Kept: Sendable {
    package var batch: EventBatch
    package var identities: [UInt64]
    /// Events that are gone.
    package var removed = 0
    /// Cells that were emptied in events that stay.
    package var emptied = 0
    /// Whether a dictionary held a forgotten id, even one that no row uses any more.
    var isMentioned = false
    /// The forgotten ids that stood in the batch.
    package var found: Set<[UInt8]> = []
  }

  private let hash: KeyedHash
  private let seed: UInt64
  /// Short keyed tags of the hashes: almost every id is turned away without its long hash.
  private let tags: Set<UInt32>
  private let hashes: Set<[UInt8]>
  /// Events before this moment are gone; nil = none.
  package let floor: Instant?

  init(key: [UInt8], tombstones: [Tombstone], floor: Instant?) {
    hash = KeyedHash(key: key)
    seed = WordHash.hash(key.span, offset: 0, count: key.count)
    tags = Set(tombstones.map(\.tag))
    hashes = Set(tombstones.map(\.hash))
    self.floor = floor
  }

  /// Whether nothing is to be left out.
  package var isEmpty: Bool { hashes.isEmpty && floor == nil }

  /// The mark that stays of an id.
  func tombstone(_ identifier: Identifier) -> Tombstone {
    let message = identifier.message
    return Tombstone(hash: hash.hash(message), tag: tag(message))
  }

  /// A batch without what must not be kept; nil where nothing of it is concerned.
  ///
  /// An event goes where a forgotten id is its buyer, or where it lies before the floor; where a
  /// forgotten id stands in another cell, that cell is emptied.
  package func cleaned(_ batch: EventBatch, identities: [UInt64]) -> Kept? {
    var isKept = [Bool](repeating: true, count: batch.count)
    if let floor, let times = batch.integers(.time)?.values {
      for row in times.indices where times[row] < floor.microseconds { isKept[row] = false }
    }
    var result = Kept(batch: batch, identities: identities)
    if !hashes.isEmpty { markPeople(&isKept, &result) }
    let rows = isKept.indices.filter { isKept[$0] }
    result.removed = batch.count - rows.count
    if result.removed == 0 && result.emptied == 0 && !result.isMentioned { return nil }
    // Gathering also drops from the dictionaries what no row uses any more.
    result.batch = result.batch.gathered(rows)
    result.identities = rows.map { identities[$0] }
    return result
  }

  private func markPeople(_ isKept: inout [Bool], _ result: inout Kept) {
    let batch = result.batch
    var hasBuyer = [Bool](repeating: false, count: batch.count)
    let others = batch.texts.indices.map(EventColumn.init(rawValue:)).filter {
      !Buyer.precedence.contains($0) && $0 != .eventID && $0 != .type
    }
    for column in Buyer.precedence + others {
      guard let texts = batch.texts(column) else { continue }
      let isForgotten = forgotten(column, texts.dictionary)
      if isForgotten.contains(true) { result.isMentioned = true }
      let isIdentifier = Buyer.precedence.contains(column)
      for row in texts.codes.indices where texts.codes[row] != 0 {
        let isBuyer = isIdentifier && !hasBuyer[row]
        if isIdentifier { hasBuyer[row] = true }
        guard isForgotten[Int(texts.codes[row])] else { continue }
        let range = texts.dictionary.range(of: texts.codes[row])
        result.found.insert(Array(texts.dictionary.bytes[range]))
        if isBuyer {
          isKept[row] = false
        } else if isKept[row] {
          result.batch.texts[column.rawValue]?.codes[row] = 0
          result.emptied += 1
        }
      }
    }
  }

  private func forgotten(_ column: EventColumn, _ dictionary: ByteDictionary) -> [Bool] {
    (0..<dictionary.count).map { code in
      if code == 0 { return false }
      let id = dictionary.bytes[dictionary.range(of: UInt32(code))]
      return holds(Identifier(nil, id)) || holds(Identifier(column, id))
    }
  }

  private func holds(_ identifier: Identifier) -> Bool {
    let message = identifier.message
    return tags.contains(tag(message)) && hashes.contains(hash.hash(message))
  }

  private func tag(_ message: [UInt8]) -> UInt32 {
    let word = WordHash.hash(message.span, offset: 0, count: message.count, seed: seed)
    return UInt32(truncatingIfNeeded: word >> 40)
  }
}

/// What stays of an id that was forgotten.
struct Tombstone: Sendable, Hashable {
  /// HMAC-SHA-256 under the warehouse's own key.
  let hash: [UInt8]
  /// 24 bits of another keyed hash.
  let tag: UInt32
}
