import FunnelModel
import Testing

@testable import Ingestion

@Suite struct MappedFileTests {
  static func column(_ name: String, format: String? = nil) -> ValueSource {
    ValueSource(columns: [name], format: format)
  }

  static let deals = RowMapping(
    conditions: [RowCondition(column: "Pipeline", accepted: ["sales"])],
    columns: [
      "deal_id": column("Deal"), "account_id": ValueSource(columns: ["Company", "Contact"]),
      "amount": column("Amount"), "segment": ValueSource(constant: "mid-market"),
      "owner": ValueSource(columns: ["Owner"], replacements: ["n/a": ""]),
      "channel": ValueSource(parts: [column("Source"), column("Medium")], separator: "/"),
    ],
    events: [
      EventRule(type: ValueSource(constant: "opportunity"), time: column("Created")),
      EventRule(
        type: ValueSource(constant: "won"), time: column("Closed"),
        conditions: [RowCondition(column: "Stage", accepted: ["closed won"])]),
      EventRule(
        type: ValueSource(constant: "lost"), time: column("Closed"),
        conditions: [RowCondition(column: "Stage", accepted: ["Closed Won"], negated: true)],
        fields: ["reason": column("Reason")]),
    ])

  static let text = """
    Deal;Company;Contact;Pipeline;Stage;Amount;Owner;Source;Medium;Created;Closed;Reason
    1;Acme;;Sales;Closed Won;1.234,50;Ann;web;cpc;2025-01-01;2025-02-01;
    2;;Bob;SALES;closed lost;99,5;n/a;web;;2025-01-02;2025-02-02;price
    3;Acme;;Support;Closed Won;1,5;Ann;;;2025-01-03;2025-02-03;
    4;Cy;;Sales;Open;7,5;Ann;;;2025-01-04;;

    """

  @Test func oneRowMakesSeveralEvents() throws {
    let (outcome, sink) = try TemporaryFile(Self.text).ingest(nil, mapping: Self.deals)
    #expect(outcome.accounting.read == 4)
    #expect(outcome.accounting.filtered == 1)
    #expect(outcome.accounting.loaded == 3)
    let day: (Int, Int) -> Int64 = { InstantDecoderTests.utc(2025, $0, $1) }
    let first = "account_id=Acme deal_id=1 market=1 amount=1234500000 channel=web/cpc"
    #expect(
      sink.rows()
        == [
          "time=\(day(1, 1)) type=opportunity \(first) segment=mid-market owner=Ann #41=2 #42=0",
          "time=\(day(2, 1)) type=won \(first) segment=mid-market owner=Ann #41=2 #42=1",
          "time=\(day(1, 2)) type=opportunity account_id=Bob deal_id=2 market=1 amount=99500000 "
            + "segment=mid-market #41=3 #42=0",
          "time=\(day(2, 2)) type=lost account_id=Bob deal_id=2 market=1 amount=99500000 "
            + "segment=mid-market reason=price #41=3 #42=2",
          "time=\(day(1, 4)) type=opportunity account_id=Cy deal_id=4 market=1 amount=7500000 "
            + "segment=mid-market owner=Ann #41=5 #42=0",
        ].sorted())
  }

  static let paid = RowMapping(
    columns: ["customer_id": column("id")],
    events: [
      EventRule(
        type: ValueSource(constant: "purchase"), time: column("paid"),
        conditions: [RowCondition(column: "status", accepted: ["paid"])]),
      EventRule(type: ValueSource(constant: "refund"), time: column("refunded")),
    ])

  /// The second rule has no time in this export: its slots must not count, nor be looked up.
  @Test func aBadCellCountsOnlyWhereItsRuleApplies() throws {
    let file = try TemporaryFile("id,status,paid\n1,open,never\n2,paid,2025-01-01\n3,paid,never\n")
    let (outcome, _) = try file.ingest(nil, mapping: Self.paid)
    #expect(outcome.accounting.loaded == 2)
    #expect(outcome.accounting.rejected == 1)
    #expect(outcome.rejects.map(\.line) == [4])
  }

  static let dated = RowMapping(
    columns: ["customer_id": ValueSource(constant: "c")],
    events: [EventRule(type: ValueSource(constant: "purchase"), time: column("day"))])

  @Test(arguments: [
    ("03/04/2025\n05/13/2025\n", true), ("03/04/2025\n13/05/2025\n", true),
    ("03/04/2025\n05/06/2025\n", false), ("05/05/2025\n", true),
  ]) func dayAndMonthNeedAProof(_ cells: String, _ isRead: Bool) throws {
    let (outcome, _) = try TemporaryFile("day\n" + cells).ingest(nil, mapping: Self.dated)
    #expect((outcome.accounting.rejected == 0) == isRead)
    if !isRead {
      #expect(outcome.rejects.allSatisfy { $0.code == "ambiguous_date" })
      #expect(outcome.rejects.allSatisfy { $0.message.contains("format") })
    }
  }

  @Test func aProofFarBehindTheBeginningCounts() throws {
    let row = "03/04/2025,\(String(repeating: "x", count: 200))\n"
    let text = "day,pad\n" + String(repeating: row, count: 1500)
    let open = try TemporaryFile(text).ingest(nil, mapping: Self.dated)
    #expect(open.outcome.accounting.rejected == 1500)
    let proved = try TemporaryFile(text + "13/04/2025,x\n").ingest(nil, mapping: Self.dated)
    #expect(proved.outcome.accounting.rejected == 0)
    #expect(proved.outcome.summary.latest?.microseconds == InstantDecoderTests.utc(2025, 4, 13))
  }

  @Test func readsJSONLines() throws {
    let mapping = RowMapping(
      columns: [
        "customer_id": Self.column("user.id"), "amount": Self.column("items[0].price"),
      ],
      events: [EventRule(type: Self.column("name"), time: Self.column("at"))])
    let file = try TemporaryFile(
      "{\"name\":\"purchase\",\"at\":1735787045,\"user\":{\"id\":\"\\u00e9\"},"
        + "\"items\":[{\"price\":12.5}]}\n"
        + "{\"name\":\"purchase\",\"at\":null,\"user\":{\"id\":7}}\n{broken\n",
      name: "export.ndjson")
    let (outcome, sink) = try file.ingest(nil, mapping: mapping)
    #expect(outcome.accounting.read == 3)
    #expect(outcome.rejects.map(\.code) == ["time_missing", "invalid_json"])
    #expect(
      sink.rows() == [
        "time=1735787045000000 type=purchase customer_id=é market=0 amount=12500000 #41=1"
      ])
  }

  @Test func readsUTF16AndCostsOfASpan() throws {
    let text = "from,to,amount,channel\n2025-01-01,2025-01-31,\"1,234.50\",ads\nTotal,,1,\nx,,1,\n"
    var bytes: [UInt8] = [0xff, 0xfe]
    for unit in text.utf16 { bytes += [UInt8(unit & 0xff), UInt8(unit >> 8)] }
    let (outcome, _) = try TemporaryFile(bytes: bytes).ingest(.canonicalCosts)
    #expect(outcome.costs.map(\.amount) == [1_234_500_000])
    #expect(outcome.costs.first?.through == LocalDay(year: 2025, month: 1, day: 31))
    #expect(outcome.accounting.filtered == 1)
    #expect(outcome.rejects.map(\.line) == [4])
    #expect(outcome.accounting.isBalanced)
  }

  @Test func aFileWithoutItsColumnsIsRefusedWithARemedy() throws {
    let file = try TemporaryFile("a,b\n1,2\n")
    #expect {
      try file.ingest(nil, mapping: Self.deals)
    } throws: { error in
      "\(error)".contains("Created") && "\(error)".contains("configuration")
    }
  }

  @Test func namesDrift() {
    #expect(HeaderDrift.differences(from: ["a", "b"], to: [" A", "b"]).isEmpty)
    #expect(
      HeaderDrift.differences(from: ["a", "b", "c"], to: ["c", "b", "d", "d"]) == [
        "column \"a\" is missing", "column \"d\" is new", "column \"d\" is new",
        "column \"d\" occurs more than once", "the columns stand in another order",
      ])
  }
}
