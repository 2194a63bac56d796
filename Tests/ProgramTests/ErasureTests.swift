import CSQLite
import Foundation
import Testing

/// `forget` and `prune`: what must be gone is gone from every byte, and nobody else notices.
@Suite struct ErasureTests {
  /// Two hundred people, half of whom are to be forgotten; each has a shop order and a visit that
  /// web analytics saw under another id, linked by the order's number.
  private static let people = 200

  /// Names of letters alone, so that no codec of the warehouse can hide them as numbers.
  private static func name(_ number: Int, _ role: UInt64) -> String {
    var random = SplitMix(state: UInt64(number) * 2 + role * 1_000_003)
    return String((0..<12).map { _ in Character(UnicodeScalar(97 + UInt8(random.next() % 26))) })
  }
  private static func person(_ number: Int) -> String { name(number, 0) }
  private static func visitor(_ number: Int) -> String { name(number, 1) }

  private static func day(_ number: Int) -> String {
    // Those who go and those who stay share all days, so that nobody's going moves the first one.
    String("0\(number / 2 % 28 + 1)".suffix(2))
  }

  private static func shop(_ numbers: some Sequence<Int>) -> String {
    let rows = numbers.flatMap { number -> [String] in
      let person = person(number)
      let time = "2025-03-\(day(number))T10"
      return [
        "\(person)/1,\(time):00:00Z,session_start,\(person),s\(person),,,,mail",
        "\(person)/2,\(time):05:00Z,purchase,\(person),s\(person),A\(number),"
          + "\(number + 1).00,EUR,mail",
      ]
    }
    return ShopExport.text(rows)
  }

  private static func web(_ numbers: some Sequence<Int>) -> String {
    let rows = numbers.map { number -> String in
      let visitor = visitor(number)
      return "\(visitor)/1,2025-03-\(day(number))T10:05:00Z,purchase,\(visitor),s\(visitor),"
        + "A\(number),\(number + 1).00,EUR,search"
    }
    return ShopExport.text(rows)
  }

  private static let configuration = """
    { sources: [
        { name: "shop", files: "shop*.csv", profile: "canonical.events" },
        { name: "web", files: "web*.csv", profile: "canonical.events" },
    ] }
    """

  private static let gone = (0..<people).filter { $0 % 2 == 0 }
  private static let ids = gone.map(person)
  private static let traces = ids + gone.map(visitor)

  private func workspace(forgotten: Bool) throws -> Workspace {
    let workspace = try Workspace()
    let numbers = (0..<Self.people).filter { !forgotten || $0 % 2 == 1 }
    try workspace.write("salesfunnel.json", Self.configuration)
    try workspace.write("shop.csv", Self.shop(numbers))
    try workspace.write("web.csv", Self.web(numbers))
    let run = try workspace.run(["run", "--quiet", "--as-of", "2025-03-31"])
    #expect(run.code == 0, "\(run)")
    return workspace
  }

  /// Every file of the workspace but the exports themselves that holds one of some texts.
  private func holders(_ workspace: Workspace, of texts: [String]) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path).filter { path in
      guard !path.hasSuffix(".csv") || path.hasPrefix("salesfunnel-report"),
        let data = FileManager.default.contents(atPath: workspace.path(path).path)
      else { return false }
      return texts.contains { data.range(of: Data($0.utf8)) != nil }
    }
  }

  @Test func aHundredPeopleLeaveNoByteAndNobodyElseNotices() throws {
    let workspace = try workspace(forgotten: false)
    #expect(try holders(workspace, of: Self.traces) == ["salesfunnel.sqlite"])
    let run = try workspace.run(["forget"] + Self.ids)
    #expect(run.code == 0, "\(run)")
    // Two shop events and one visit each, the visitor known by the shared order.
    #expect(run.stderr.contains("100 ids and 100 linked ids; 300 events deleted"), "\(run)")
    #expect(try holders(workspace, of: Self.traces) == [])
    #expect(try Database.integrity(workspace.path("salesfunnel.sqlite").path) == "ok")

    let clean = try self.workspace(forgotten: true)
    #expect(try workspace.run(["run", "--quiet", "--as-of", "2025-03-31"]).code == 0)
    #expect(try workspace.report() == clean.report())
  }

  @Test func readingTheSourceAgainBringsNobodyBack() throws {
    let workspace = try workspace(forgotten: false)
    #expect(try workspace.run(["forget", "--quiet"] + Self.ids).code == 0)
    // The same people in a changed file, and in a new one.
    try workspace.write("shop.csv", Self.shop(0..<Self.people) + "\n")
    try workspace.write("shop2.csv", Self.shop(0..<10))
    let run = try workspace.run("run", "--as-of", "2025-03-31")
    #expect(run.code == 0, "\(run)")
    #expect(run.stderr.contains("left out"), "\(run)")
    #expect(try holders(workspace, of: Self.traces) == [])
    let clean = try self.workspace(forgotten: true)
    #expect(try workspace.report() == clean.report())
  }

  @Test func aContactLeavesTheDealStanding() throws {
    let workspace = try Workspace()
    let header = "event_id,time,type,account_id,deal_id,person_id,owner,amount,currency\n"
    let rows = [
      "1,2025-03-01T10:00:00Z,opportunity,acme,d1,anna@acme.example,bo,100,EUR",
      "2,2025-03-09T10:00:00Z,won,acme,d1,anna@acme.example,anna@acme.example,100,EUR",
    ]
    try workspace.write("crm.csv", header + rows.joined(separator: "\n") + "\n")
    #expect(try workspace.run("run", "crm.csv", "--quiet").code == 0)
    let run = try workspace.run("forget", "anna@acme.example")
    #expect(run.code == 0, "\(run)")
    #expect(run.stderr.contains("0 events deleted, 3 cells emptied"), "\(run)")
    #expect(try workspace.run("run", "crm.csv", "--quiet").code == 0)
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2b.won") == "1")
    #expect(try holders(workspace, of: ["anna@acme"]) == [])
  }

  @Test func rejectedCellsGoAndNeverStandInThePublishedAccount() throws {
    let workspace = try Workspace()
    let rows = ShopExport.rows() + ["ex,anna@shop.example,purchase,c1,s1,o77,1.00,EUR,mail"]
    try workspace.write("a.csv", ShopExport.text(rows))
    let run = try workspace.run("run", "a.csv", "--max-rejects", "1")
    #expect(run.code == 0, "\(run)")
    #expect(try holders(workspace, of: ["anna@shop"]) == ["salesfunnel.sqlite"])
    #expect(try workspace.run("forget", "anna@shop.example").code == 0)
    #expect(try holders(workspace, of: ["anna@shop"]) == [])
  }

  @Test func addressesAreFoundInAnyCaseAndStrangersAreNamedAsSuch() throws {
    let workspace = try Workspace()
    // The profile keeps addresses in lower case; the person gives hers as it stands in the export.
    try workspace.write(
      "orders.csv",
      """
      Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,\
      Created at,Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Refunded Amount,Id
      #1,ANNA@Shop.example,paid,2025-03-01 10:00:00 +0100,EUR,10.00,0.00,0.00,10.00,0.00,\
      2025-03-01 10:00:00 +0100,1,Cream,10.00,,0.00,1
      #2,bo@shop.example,paid,2025-03-02 10:00:00 +0100,EUR,20.00,0.00,0.00,20.00,0.00,\
      2025-03-02 10:00:00 +0100,1,Cream,20.00,,0.00,2

      """)
    #expect(try workspace.run("run", "orders.csv", "--quiet").code == 0)
    #expect(try holders(workspace, of: ["anna@shop.example"]) == ["salesfunnel.sqlite"])
    let run = try workspace.run("forget", "ANNA@Shop.example", "stranger7")
    #expect(run.code == 0, "\(run)")
    #expect(run.stderr.contains("forgotten: 2 ids; 1 event deleted"), "\(run)")
    #expect(run.stderr.contains("1 id of 2 in no event"), "\(run)")
    #expect(try holders(workspace, of: ["anna@shop.example", "ANNA@Shop", "stranger7"]) == [])
  }

  @Test func aReaderThatHoldsTheLogMakesItIncomplete() throws {
    let workspace = try workspace(forgotten: false)
    var handle: OpaquePointer?
    // Safety: the handle is closed on each way out.
    defer { unsafe sqlite3_close(handle) }
    let path = workspace.path("salesfunnel.sqlite").path
    #expect(unsafe sqlite3_open(path, &handle) == SQLITE_OK)
    #expect(
      unsafe sqlite3_exec(handle, "BEGIN; SELECT count(*) FROM files", nil, nil, nil) == SQLITE_OK)
    let run = try workspace.run(
      ["forget", Self.person(0)], environment: ["SALESFUNNEL_PATIENCE": "1"])
    #expect(run.code == 5, "\(run)")
    #expect(run.stderr.contains("erasure incomplete"), "\(run)")
    _ = unsafe sqlite3_exec(handle, "COMMIT", nil, nil, nil)
    let again = try workspace.run("forget", Self.person(0))
    #expect(again.code == 0, "\(again)")
    #expect(try holders(workspace, of: [Self.person(0)]) == [])
  }

  @Test func forgettingNeedsAnIdAndAWarehouse() throws {
    let workspace = try Workspace()
    #expect(try workspace.run("forget").code == 2)
    let run = try workspace.run("forget", "x")
    #expect(run.code == 6, "\(run)")
    #expect(try workspace.entries() == [])
  }

  @Test func pruningDeletesTheOldAndKeepsItOut() throws {
    let workspace = try Workspace()
    try workspace.write("a.csv", ShopExport.file())
    #expect(try workspace.run("run", "a.csv", "--quiet").code == 0)
    let run = try workspace.run("prune", "--older-than", "2025-03-05")
    #expect(run.code == 0, "\(run)")
    // Sessions 1 to 4 have two events each, and sessions 1 and 4 bought.
    #expect(run.stderr.contains("10 events"), "\(run)")
    try workspace.write("b.csv", ShopExport.file() + "\n")
    #expect(try workspace.run("run", "a.csv", "b.csv", "--quiet").code == 0)
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2c.sessions") == "6")
    #expect(metrics.total("b2c.orders") == "2")
  }

  @Test(arguments: ["24", "mo", "2 years", "2999-01-01", "0d", "-3d"])
  func agesThatAreNone(text: String) throws {
    let workspace = try Workspace()
    try workspace.write("a.csv", ShopExport.file())
    #expect(try workspace.run("run", "a.csv", "--quiet").code == 0)
    let run = try workspace.run("prune", "--older-than=\(text)")
    #expect(run.code == 2, "\(run)")
  }
}
