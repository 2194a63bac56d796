import Foundation
import Testing

/// `--language de`: every label of the pages is German, or one word in both languages.
@Suite struct GermanTests {
  /// Words that both languages share, and names that the sample companies' data hold.
  private static let shared: Set<String> = [
    "(all)", "Band", "Gamma-Gamma", "Lead", "Leads", "Leads  b2b.leads", "Linear, EUR", "Parameter",
    "Rate", "Segment", "Shapley, EUR",
    "Status", "after", "before", "Referral", "Demo", "Website", "Webinar", "Proposal",
    "Qualification", "Negotiation", "Trade Show", "LinkedIn", "Security & Legal Review", "Price",
    "No budget", "No decision", "Chose competitor", "Security review took too long",
  ]
  /// Values of the data: channels, devices, stages, reasons, products.
  private static let data: Set<String> = [
    "community", "discovery", "friend", "negotiation", "notes", "onboarding", "outbound", "price",
    "price page", "search", "templates", "trial", "video", "desktop", "mobile", "tablet",
    "facebook", "google", "newsletter", "Hyaluron-Serum 30 ml", "Nachtcreme 50 ml",
    "Reinigungsschaum 150 ml", "Sonnenschutz LSF 50", "Tagescreme 50 ml", "Tonmaske 75 ml",
  ]

  private static func labels(_ page: String) -> Set<String> {
    let text = page.replacing(/<(style|script).*?<\/(style|script)>/.dotMatchesNewlines(), with: "")
    let found = text.matches(
      of: /<(th|h1|h2|h3|h4|summary|caption|dt|figcaption|label|button)\b[^>]*>(.*?)<\/\1>/
        .dotMatchesNewlines())
    return Set(
      found.map { match in
        String(match.2).replacing(/<[^>]+>/, with: " ").replacing("&amp;", with: "&")
          .trimmingCharacters(in: .whitespaces)
      })
  }

  /// Headings, cells of tables and bold words of a Markdown text.
  private static func cells(_ text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").flatMap { line -> [String] in
        if line.hasPrefix("#") { return [line.drop { "# ".contains($0) }.description] }
        if line.hasPrefix("|") { return line.split(separator: "|").map(String.init) }
        return line.matches(of: /\*\*(.+?)\*\*/).map { String($0.1) }
      }.map { $0.trimmingCharacters(in: .whitespaces) })
  }

  @Test(arguments: ["skincare-shop", "industrial-saas", "hybrid-plg"])
  func noLabelStaysEnglish(company: String) throws {
    let english = try SampleDataTests.report(company)
    let workspace = try Workspace()
    let configuration = Package.root.appendingPathComponent(
      "SampleData/\(company)/salesfunnel.json")
    // A copy: other tests read the company's own.
    try FileManager.default.copyItem(
      at: english.path("w.sqlite"), to: workspace.path("w.sqlite"))
    let run = try workspace.run(
      "run", "--config", configuration.path, "--warehouse", workspace.path("w.sqlite").path,
      "--output", workspace.path("report").path, "--language", "de", "--quiet")
    #expect(run.code == 0, "\(run)")
    let pages = try FileManager.default.contentsOfDirectory(atPath: workspace.path("report").path)
      .filter { $0.hasSuffix(".html") }
    #expect(!pages.isEmpty)
    for page in pages {
      let german = Self.labels(try workspace.text("report/\(page)"))
      #expect(german.count > 10, "\(page)")
      let same = german.intersection(Self.labels(try english.text("report/\(page)")))
        .filter { $0.contains(/[a-z]{3}/) && !$0.contains(/(unit|bgnbd|gammagamma)\./) }
      let left = same.subtracting(Self.shared).subtracting(Self.data)
      #expect(left.isEmpty, "\(page): \(left.sorted())")
      // A rule or a finding that nobody translated is marked as English.
      #expect(try !workspace.text("report/\(page)").contains("<li lang=\"en\""), "\(page)")
    }
    // The Markdown has the same names: no cell of its tables and no heading stays English.
    let markdown = Self.cells(try workspace.text("report/report.md"))
    #expect(markdown.count > 20)
    let same = markdown.intersection(Self.cells(try english.text("report/report.md")))
      .filter { $0.contains(/[a-z]{3}/) }
    let left = same.subtracting(Self.shared).subtracting(Self.data)
    #expect(left.isEmpty, "report.md: \(left.sorted())")
  }
}
