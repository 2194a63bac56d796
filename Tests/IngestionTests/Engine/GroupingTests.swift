import FunnelModel
import Testing

@testable import Ingestion

@Suite struct GroupingTests {
  static let mapping = RowMapping(
    columns: [
      "order_id": ValueSource(columns: ["Name"]), "customer_id": ValueSource(columns: ["Email"]),
      "quantity": ValueSource(columns: ["Qty"]), "amount": ValueSource(columns: ["Total"]),
    ],
    events: [
      EventRule(type: ValueSource(constant: "purchase"), time: ValueSource(columns: ["At"]))
    ],
    group: RowGroup(key: ["Name"], sums: ["Qty"]))

  /// Orders of one to nine lines, every second one with the key repeated.
  static func export(orders: Int) -> (text: String, rows: Int, units: [Int64]) {
    var text = "Name,Email,At,Total,Qty\n"
    var rows = 0
    var units: [Int64] = []
    for order in 0..<orders {
      var sum: Int64 = 0
      for line in 0...(order % 9) {
        let quantity = Int64(order % 5 + line + 1)
        sum += quantity
        let key = line == 0 || order % 2 == 0 ? "#\(order)" : ""
        text +=
          line == 0
          ? "\(key),\"a\nb\(order)\",2025-01-02 03:04:05,\(order).5,\(quantity)\n"
          : "\(key),,,,\(quantity)\n"
        rows += 1
      }
      units.append(sum)
    }
    return (text, rows, units)
  }

  @Test(arguments: [(1, 1 << 20), (1, 16), (2, 64), (2, 300)])
  func sumsTheLinesOfEachOrder(_ jobs: Int, _ blockBytes: Int) throws {
    // More than the prefix that is looked at first, so that a cut falls into an order.
    let (text, rows, units) = Self.export(orders: blockBytes < 1 << 20 ? 60 : 4000)
    let file = try TemporaryFile(text)
    let (outcome, sink) = try file.ingest(
      nil, mapping: Self.mapping, jobs: jobs, blockBytes: blockBytes)
    #expect(outcome.accounting.read == rows)
    #expect(outcome.accounting.loaded == rows)
    let expected = units.enumerated().map { order, units in
      "order_id=\(order) market=0 amount=\(Int64(order) * 1_000_000 + 500_000) "
        + "quantity=\(units * 1_000_000)"
    }.sorted()
    let seen = sink.rows().map { row in
      let parts = row.split(separator: " ").map(String.init)
      return parts.filter { part in
        ["order_id", "market", "amount", "quantity"].contains { part.hasPrefix($0 + "=") }
      }.joined(separator: " ")
    }.sorted()
    #expect(seen == expected)
  }

  @Test func aRejectedOrderTakesItsLinesWithIt() throws {
    let file = try TemporaryFile(
      "Name,Email,At,Total,Qty\n#1,a,2025-01-02,1,1\n#2,b,2025-99-02,1,1\n,,,,1\n,,,,1\n"
        + "#3,c,2025-01-02,1,1\n,,,,1\n")
    let (outcome, sink) = try file.ingest(nil, mapping: Self.mapping)
    #expect(outcome.accounting.read == 6)
    #expect(outcome.accounting.rejected == 3)
    #expect(outcome.accounting.loaded == 3)
    #expect(outcome.rejects.map(\.line) == [3])
    #expect(sink.rows().count == 2)
    let again = try file.ingest(nil, mapping: Self.mapping, into: sink)
    #expect(again.outcome.accounting.duplicate == 3)
    #expect(again.outcome.accounting.loaded == 0)
  }
}
