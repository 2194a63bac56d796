import Foundation
import Testing

/// The same data, however it arrives, is one report.
@Suite struct RepeatTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// The report of all ten sessions from one file in an empty directory.
  static func cleanReport(_ text: String = ShopExport.file()) throws -> [String: Data] {
    let clean = try Workspace()
    try clean.write("in/events.csv", text)
    let run = try clean.run("run", "in", "--quiet")
    #expect(run.code == 0, "\(run)")
    return try clean.report()
  }

  @Test func secondRunInsertsNothing() throws {
    try workspace.write("in/events.csv", ShopExport.file())
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    let first = try workspace.report()
    let size = try Data(contentsOf: workspace.path("salesfunnel.sqlite")).count
    let again = try workspace.run("run", "in")
    #expect(again.code == 0, "\(again)")
    #expect(try workspace.report() == first)
    let account = try workspace.text("salesfunnel-report/run.json")
    #expect(account.contains("\"action\": \"unchanged\""), "\(account)")
    #expect(account.contains("\"loaded\": 0"), "\(account)")
    // The results of one more run, but no events.
    let grown = try Data(contentsOf: workspace.path("salesfunnel.sqlite")).count
    #expect(grown >= size)
  }

  @Test func renamedTouchedOrCopiedFileAddsNothing() throws {
    try workspace.write("in/events.csv", ShopExport.file())
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    let first = try workspace.report()
    let manager = FileManager.default
    try manager.moveItem(
      at: workspace.path("in/events.csv"), to: workspace.path("in/renamed.csv"))
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    #expect(try workspace.report() == first)
    try manager.copyItem(at: workspace.path("in/renamed.csv"), to: workspace.path("in/copy.csv"))
    try manager.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)],
      ofItemAtPath: workspace.path("in/renamed.csv").path)
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    #expect(try workspace.report() == first)
  }

  @Test(arguments: [
    ShopExport.text(ShopExport.rows(1...10)),
    ShopExport.text(ShopExport.rows(1...9)),
    ShopExport.text(Array(ShopExport.rows(1...10).dropLast(3))),
    ShopExport.text(
      ShopExport.rows(1...10).map { $0.replacingOccurrences(of: "70.00", with: "71.50") }),
  ])
  func changedFileEqualsACleanIngestOfItsLastContents(contents: String) throws {
    try workspace.write("in/events.csv", ShopExport.file(1...8))
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    try workspace.write("in/events.csv", contents)
    let run = try workspace.run("run", "in")
    #expect(run.code == 0, "\(run)")
    #expect(try workspace.text("salesfunnel-report/run.json").contains("\"superseded\""))
    #expect(try workspace.report() == Self.cleanReport(contents))
  }

  /// A file that nobody touched is not read again; one that was, is, whatever it pretends.
  @Test func aChangeThatKeepsSizeAndTimeIsSeen() throws {
    let manager = FileManager.default
    let path = workspace.path("in/events.csv")
    let day = Date(timeIntervalSince1970: 1_700_000_000)
    func write(_ text: String) throws {
      try workspace.write("in/events.csv", text)
      try manager.setAttributes([.modificationDate: day], ofItemAtPath: path.path)
    }
    try write(ShopExport.file())
    // Only what lay still for two seconds is trusted to show a later change.
    Thread.sleep(forTimeInterval: 2.2)
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    let warehouse = workspace.path("salesfunnel.sqlite").path
    #expect(try Database.texts(warehouse, "SELECT path FROM content_stamps") == [path.path])
    // A false note shows that the file itself is not read.
    _ = try Database.texts(warehouse, "UPDATE content_stamps SET content = 'x'")
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    #expect(try workspace.text("salesfunnel-report/run.json").contains("\"superseded\""))
    let changed = ShopExport.file().replacingOccurrences(of: "70.00", with: "71.50")
    #expect(changed.utf8.count == ShopExport.file().utf8.count && changed != ShopExport.file())
    try write(changed)
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    #expect(try workspace.report() == Self.cleanReport(changed))
  }

  @Test func nightByNightEqualsAllAtOnce() throws {
    for night in 1...5 {
      try workspace.write(
        "in/night\(night).csv", ShopExport.file((night * 2 - 1)...(night * 2)))
      let run = try workspace.run("run", "in", "--quiet")
      #expect(run.code == 0, "\(run)")
    }
    #expect(try workspace.report() == Self.cleanReport())
  }

  /// Who is one buyer is kept between runs, and found again once a file could change it.
  @Test func keptLinksAreThoseOfAllFiles() throws {
    let header = "event_id,time,type,customer_id,order_id,amount,currency"
    let nights = [
      ["1,2025-03-01T10:00:00Z,purchase,zoe,o1,20.00,EUR"],
      // The order is another name's too: zoe and anna are one buyer.
      ["2,2025-03-02T10:00:00Z,refund,anna,o1,5.00,EUR"],
      [
        "3,2025-03-03T10:00:00Z,purchase,anna,o2,30.00,EUR",
        "4,2025-03-04T10:00:00Z,purchase,carl,o3,40.00,EUR",
      ],
    ]
    var customers: [String] = []
    for (night, rows) in nights.enumerated() {
      try workspace.write(
        "in/\(night).csv", ([header] + rows).joined(separator: "\n") + "\n")
      #expect(try workspace.run("run", "in", "--quiet").code == 0)
      let report = try workspace.report()
      // Once more without a new file, with what was kept; and from nothing.
      #expect(try workspace.run("run", "in", "--quiet").code == 0)
      #expect(try workspace.report() == report)
      let clean = try workspace.run(
        "run", "in", "--quiet", "--warehouse", "clean\(night).sqlite", "--output", "clean\(night)")
      #expect(clean.code == 0, "\(clean)")
      #expect(try workspace.report("clean\(night)") == report)
      customers.append(
        PrintedTable(try workspace.text("salesfunnel-report/csv/metrics.csv"))
          .indexed(by: ["metric", "grain", "segment"])[["b2c.new_customers", "all", ""]]?["value"]
          ?? "none")
    }
    #expect(customers == ["1", "1", "2"])
  }

  @Test func orderOfFilesDoesNotShow() throws {
    // The same five files under names that sort the other way round.
    for part in 1...5 {
      try workspace.write(
        "in/\(9 - part).csv", ShopExport.file((part * 2 - 1)...(part * 2)))
    }
    #expect(try workspace.run("run", "in", "--quiet").code == 0)
    #expect(try workspace.report() == Self.cleanReport())
  }

  @Test(arguments: [1, 2, 3, 7])
  func numberOfWorkersDoesNotShow(jobs: Int) throws {
    try workspace.write("in/events.csv", ShopExport.file())
    let run = try workspace.run("run", "in", "--quiet", "--jobs", "\(jobs)")
    #expect(run.code == 0, "\(run)")
    #expect(try workspace.report() == Self.cleanReport())
  }

  @Test func changedMappingReadsTheFileAgain() throws {
    let configuration = """
      { sources: [{ name: "shop", files: "in/*.csv",
        columns: { event_id: "event_id", customer_id: "customer_id", order_id: "order_id",
          session_id: "session_id", amount: "AMOUNT", currency: "currency", channel: "channel" },
        events: [{ type: { column: "type" }, time: "time" }] }] }
      """
    try workspace.write(
      "in/events.csv", ShopExport.file().replacingOccurrences(of: ",amount,", with: ",net,"))
    try workspace.write("c.json", configuration.replacingOccurrences(of: "AMOUNT", with: "net"))
    let first = try workspace.run("run", "--config", "c.json")
    #expect(first.code == 0, "\(first)")
    let price = configuration.replacingOccurrences(of: "\"AMOUNT\"", with: "{ constant: \"2\" }")
    try workspace.write("c.json", price)
    let second = try workspace.run("run", "--config", "c.json")
    #expect(second.code == 0, "\(second)")
    let metrics = PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
    #expect(metrics.total("b2c.revenue_gross") == "8.0000", "\(second)")
  }
}
