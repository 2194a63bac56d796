package import FunnelModel

/// Raw ids that are really another buyer: the outcome of identity resolution.
///
/// Keys are `namespace + id`, where the namespace is the id's `EventColumn.rawValue` as one byte.
/// Ids that are not listed stand for themselves.
package struct BuyerLinks: Sendable, Equatable {
  /// A buyer under its canonical id.
  package struct Canonical: Sendable, Hashable {
    /// Namespace and id as in the keys.
    package let key: [UInt8]
    /// Bucket of the canonical id.
    package let bucket: Int

    /// A canonical id of a column.
    package init(_ column: EventColumn, _ id: some Collection<UInt8>) {
      key = BuyerLinks.key(column, id)
      let bytes = Array(id)
      bucket = Buyer.bucket(
        ofHash: Buyer.hash(bytes.span, offset: 0, count: bytes.count))
    }

    /// The column of the id.
    package var column: EventColumn { EventColumn(rawValue: Int(key[0])) }
    /// The id without its namespace.
    package var id: ArraySlice<UInt8> { key.dropFirst() }
  }

  private let canonical: [[UInt8]: Canonical]

  /// Nobody is linked.
  package static let none = BuyerLinks(canonical: [:])

  /// Links from raw keys to canonical ids.
  package init(canonical: [[UInt8]: Canonical]) { self.canonical = canonical }

  /// Whether nobody is linked.
  package var isEmpty: Bool { canonical.isEmpty }

  /// The key of an id of a column.
  package static func key(_ column: EventColumn, _ id: some Collection<UInt8>) -> [UInt8] {
    [UInt8(truncatingIfNeeded: column.rawValue)] + id
  }

  /// The canonical id of a raw one; nil where it stands for itself.
  package func canonical(_ column: EventColumn, _ id: ArraySlice<UInt8>) -> Canonical? {
    canonical[Self.key(column, id)]
  }

  /// All keys that stand for the same buyer as one of some keys, those included.
  package func group(of keys: Set<[UInt8]>) -> Set<[UInt8]> {
    let names = Set(keys.map { canonical[$0]?.key ?? $0 })
    return keys.union(names).union(canonical.filter { names.contains($0.value.key) }.keys)
  }

  // MARK: Encoding

  /// Names the rules by which links are found and the layout of `encoded()`; changes with either.
  package static let encoding = "links 1"

  /// All links as bytes, the same for equal links.
  package func encoded() -> [UInt8] {
    var writer = StateWriter()
    writer.write(canonical.count)
    for (key, target) in canonical.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      writer.write(bytes: key)
      writer.write(bytes: target.key)
    }
    return writer.bytes
  }

  /// The links of `encoded()`.
  ///
  /// - Throws: `.damaged` for bytes that no encoder wrote.
  package init(decoding bytes: [UInt8]) throws(StateError) {
    var reader = StateReader(bytes)
    var canonical: [[UInt8]: Canonical] = [:]
    for _ in 0..<(try reader.count()) {
      let key = Array(try reader.content())
      let target = try reader.content()
      guard let namespace = target.first else { throw .damaged }
      canonical[key] = Canonical(EventColumn(rawValue: Int(namespace)), target.dropFirst())
    }
    guard reader.isAtEnd else { throw .damaged }
    self.init(canonical: canonical)
  }
}
