import Foundation
import Testing

/// `init`: the configuration that it writes runs, and reads what a person would have read.
@Suite struct InitTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func metrics() throws -> PrintedMetrics {
    PrintedMetrics(try workspace.text("salesfunnel-report/csv/metrics.csv"))
  }

  /// Writes a configuration for a folder and runs it; the messages of `init`.
  private func begin(_ folder: String, code: Int32 = 0) throws -> ProgramRun {
    let written = try workspace.run("init", folder)
    #expect(written.code == 0, "\(written)")
    #expect(written.stdout.isEmpty, "\(written)")
    let run = try workspace.run("run", "--quiet")
    let text = try workspace.text("salesfunnel.json")
    #expect(run.code == code, "\(written)\n\(run)\n\(text)")
    return written
  }

  @Test func unknownOrdersAreProposedAsPurchases() throws {
    try workspace.write(
      "in/orders 2025-01.csv",
      """
      Order Number;Customer Email;Order Date;Order Total;Currency Code;Utm Source
      1001;anna@a.example;13/01/2025 10:00;10,50;EUR;mail
      1002;bert@b.example;14/01/2025 11:00;20,00;EUR;search

      """)
    try workspace.write(
      "in/orders 2025-02.csv",
      """
      Order Number;Customer Email;Order Date;Order Total;Currency Code;Utm Source
      1003;anna@a.example;03/02/2025 10:00;30,00;EUR;mail

      """)
    try workspace.write("in/products.csv", "sku,title\n1,Cream\n")
    let written = try begin("in")
    #expect(written.stderr.contains("in/products.csv: left out"), "\(written)")
    let text = try workspace.text("salesfunnel.json")
    #expect(text.contains("files: \"in/orders 2025-0*.csv\""), "\(text)")
    #expect(text.contains("format: \"dd/MM/yyyy HH:mm\""), "\(text)")
    #expect(text.contains("currency: \"EUR\","), "\(text)")
    let metrics = try metrics()
    #expect(metrics.total("b2c.orders") == "3")
    #expect(metrics.total("b2c.revenue_gross") == "60.5000")
    let mail = metrics.row("b2c.orders", market: "b2c", dimension: "channel", segment: "mail")
    #expect(mail?["value"] == "2")
  }

  @Test func germanOrdersAreProposedAsPurchases() throws {
    try workspace.write(
      "in/kasse.csv",
      """
      Kunde;Datum;Betrag;Kanal;Auftrag
      K1;03.05.2025;12,50;Messe;A-1
      K2;24.05.2025;1.099,00;Telefon;A-2
      K1;09.06.2025;7,25;Messe;A-3

      """)
    _ = try begin("in")
    let metrics = try metrics()
    #expect(metrics.total("b2c.orders") == "3")
    #expect(metrics.total("b2c.revenue_gross") == "1118.7500")
    #expect(metrics.total("b2c.new_customers") == "2")
    let fair = metrics.row("b2c.orders", market: "b2c", dimension: "channel", segment: "Messe")
    #expect(fair?["value"] == "2")
  }

  /// A date, an amount and a channel make costs only where nothing else stands beside them.
  @Test func ordersAreNotTakenForCosts() throws {
    let rows = "K1,2025-05-03,12.50,fair,A-1\nK2,2025-05-04,99.00,phone,A-2\n"
    try workspace.write("in/till.csv", "Customer,Date,Amount,Channel,Order\n" + rows)
    _ = try begin("in")
    #expect(try metrics().total("b2c.revenue_gross") == "111.5000")
  }

  @Test func rowsAndColumnsThatContradictTheGuessAreLeftOut() throws {
    // Deep in the file an amount is no number, and a row has no customer.
    var rows = ["id,user_id,created_at,price,discount"]
    for number in 1...5000 {
      let user = number == 4000 ? "" : "u\(number % 100)"
      rows.append(
        "\(number),\(user),2025-01-0\(number % 9 + 1) 10:00:00,5,\(number < 4900 ? "1" : "none")")
    }
    try workspace.write("in/log.csv", rows.joined(separator: "\n") + "\n")
    let written = try begin("in")
    #expect(written.stderr.contains("\"discount\" was left out"), "\(written)")
    #expect(written.stderr.contains("without any id are filtered out"), "\(written)")
    #expect(try metrics().total("b2c.orders") == "4999")
  }

  @Test func nothingIsReplacedUnlessForced() throws {
    try workspace.write("in/a.csv", ShopExport.file())
    try workspace.write("salesfunnel.json", "{}")
    let refused = try workspace.run("init", "in")
    #expect(refused.code == 2 && refused.stderr.contains("--force"), "\(refused)")
    #expect(try workspace.text("salesfunnel.json") == "{}")
    #expect(try workspace.run("init", "in", "--force").code == 0)
    #expect(try workspace.text("salesfunnel.json").contains("canonical.events"))
    #expect(
      try workspace.text("salesfunnel.schema.json") == workspace.run("help", "--schema").stdout)
    try FileManager.default.removeItem(at: workspace.path("salesfunnel.json"))
    try FileManager.default.createSymbolicLink(
      at: workspace.path("salesfunnel.json"), withDestinationURL: workspace.path("elsewhere"))
    #expect(try workspace.run("init", "in", "--force").code == 2)
    #expect(!workspace.exists("elsewhere"))
  }

  @Test func namesCannotLeaveTheirComment() throws {
    try workspace.write("in/a\nb\u{1b}.csv", "x,y\n1,2\n")
    try workspace.write("in/c.csv", ShopExport.file())
    let written = try begin("in")
    #expect(!written.stderr.contains("\u{1b}"), "\(written)")
  }

  @Test(arguments: ["skincare-shop", "industrial-saas"])
  func sampleCompaniesAreRecognised(company: String) throws {
    let exports = Package.root.appendingPathComponent("SampleData/\(company)/exports")
    try FileManager.default.copyItem(at: exports, to: workspace.path("exports"))
    let written = try begin("exports")
    #expect(!written.stderr.contains("left out"), "\(written)")
    let market = company == "skincare-shop" ? "b2c.orders" : "b2b.won"
    #expect(Int(try metrics().total(market) ?? "") ?? 0 > 0)
  }

  /// What the proposal must find in the real data sets, from their EXPECTED.json or SOURCE.txt.
  @Test(
    .enabled(if: Package.hasSharedData, "the real data sets lie beside the repository only"),
    arguments: [
      ("rees46", ["2019-Oct-sample.csv"], [("b2c.orders", "10"), ("b2c.sessions", "372")]),
      ("cdnow", ["CDNOW_sample.txt"], [("b2c.orders", "6919")]),
      (
        "maven_crm", ["sales_pipeline.csv", "accounts.csv", "products.csv"],
        [("b2b.won", "4238"), ("b2b.win_rate", "0.631501")]
      ),
      (
        "olist_funnel",
        ["olist_closed_deals_dataset.csv", "olist_marketing_qualified_leads_dataset.csv"],
        [("b2b.won", "842"), ("b2b.mqls", "8000"), ("b2b.mql_to_win_rate", "0.105250")]
      ),
    ])
  func realData(folder: String, files: [String], expected: [(String, String)]) throws {
    try FileManager.default.createDirectory(
      at: workspace.path("in"), withIntermediateDirectories: true)
    for file in files {
      try FileManager.default.copyItem(
        at: Package.sharedData.appendingPathComponent("\(folder)/\(file)"),
        to: workspace.path("in/\(file)"))
    }
    _ = try begin("in")
    let metrics = try metrics()
    let text = try workspace.text("salesfunnel.json")
    for (metric, value) in expected {
      #expect(metrics.total(metric) == value, "\(metric)\n\(text)")
    }
  }
}
