package import FunnelModel

/// Joins the buyers that share an object and names each group (events.md, "Who is one buyer").
package struct BuyerGraph: Sendable {
  private let shared: Set<UInt64>
  private var numbers: [[UInt8]: Int] = [:]
  private var keys: [[UInt8]] = []
  private var parent: [Int] = []
  /// First buyer seen of each shared object.
  private var first: [UInt64: Int] = [:]

  /// A graph of the objects that several buyers speak of.
  package init(shared: Set<UInt64>) { self.shared = shared }

  /// Joins the buyers of the shared objects in a batch.
  package mutating func add(_ batch: EventBatch) {
    let buyers = RowBuyers(batch)
    for column in ObjectPairs.objects {
      guard let texts = batch.texts(column) else { continue }
      let hashes = ObjectPairs.hashes(column, texts.dictionary)
      let isShared = hashes.map { shared.contains($0) }
      for row in 0..<batch.count where isShared[Int(texts.codes[row])] && texts.codes[row] != 0 {
        guard let key = buyers.key(row) else { continue }
        let number = number(key)
        let object = hashes[Int(texts.codes[row])]
        if let other = first[object] { join(number, other) } else { first[object] = number }
      }
    }
  }

  private mutating func number(_ key: [UInt8]) -> Int {
    if let known = numbers[key] { return known }
    numbers[key] = keys.count
    keys.append(key)
    parent.append(parent.count)
    return parent.count - 1
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (left, right) = (root(a), root(b))
    if left != right { parent[max(left, right)] = min(left, right) }
  }

  private mutating func root(_ number: Int) -> Int {
    var number = number
    while parent[number] != number {
      parent[number] = parent[parent[number]]
      number = parent[number]
    }
    return number
  }

  /// The links from every raw buyer to the canonical one of its group: the bytewise smallest
  /// account id, else customer id, else other id, in any order of input.
  package mutating func links() -> BuyerLinks {
    var groups: [Int: [Int]] = [:]
    for number in keys.indices { groups[root(number), default: []].append(number) }
    var canonical: [[UInt8]: BuyerLinks.Canonical] = [:]
    for members in groups.values where members.count > 1 {
      guard let name = members.map({ keys[$0] }).min(by: Self.precedes) else { continue }
      let target = BuyerLinks.Canonical(
        EventColumn(rawValue: Int(name[0])), name.dropFirst())
      for member in members where keys[member] != name { canonical[keys[member]] = target }
    }
    return BuyerLinks(canonical: canonical)
  }

  /// Accounts before customers before all others, then bytewise by id, then by column.
  private static func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    let (left, right) = (rank(a), rank(b))
    if left != right { return left < right }
    if a.dropFirst() != b.dropFirst() {
      return a.dropFirst().lexicographicallyPrecedes(b.dropFirst())
    }
    return a[0] < b[0]
  }

  private static func rank(_ key: [UInt8]) -> Int {
    switch EventColumn(rawValue: Int(key[0])) {
    case .accountID: 0
    case .customerID: 1
    default: 2
    }
  }
}
