/// The events of a chunk as references to its records, in file order.
struct EventList: Sendable {
  private(set) var records: [UInt32] = []
  private(set) var rules: [UInt8] = []
  private(set) var buckets: [UInt8] = []
  private(set) var markets: [UInt8] = []

  var count: Int { records.count }

  mutating func removeAll() {
    records.removeAll(keepingCapacity: true)
    rules.removeAll(keepingCapacity: true)
    buckets.removeAll(keepingCapacity: true)
    markets.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  mutating func append(record: Int, rule: Int, bucket: Int, market: UInt8) {
    records.append(UInt32(truncatingIfNeeded: record))
    rules.append(UInt8(truncatingIfNeeded: rule))
    buckets.append(UInt8(truncatingIfNeeded: bucket))
    markets.append(market)
  }

  /// Takes the events of a row back that turned out to be bad.
  mutating func truncate(to count: Int) {
    let surplus = records.count - count
    records.removeLast(surplus)
    rules.removeLast(surplus)
    buckets.removeLast(surplus)
    markets.removeLast(surplus)
  }
}
