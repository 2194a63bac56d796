import FunnelModel

/// The pages of a report: one where a single market has data; with both, one for each in its own
/// rhythm and an overview that sets them side by side and never blends them.
enum HTMLReport {
  /// File names and contents.
  static func pages(_ report: Report, language: Language) -> [(name: String, bytes: [UInt8])] {
    let index = MetricIndex(report)
    let markets = report.heading.markets
    guard markets.count > 1 else {
      let page = PageContext(report, index: index, market: markets.first, language: language)
      let document = HTMLDocument(page: page, name: .report, siblings: [])
      return [(PageName.report.rawValue, document.render(MarketPage.sections(page)))]
    }
    let siblings: [PageName] = [.report] + markets.map { PageName($0) }
    let contexts = markets.map {
      PageContext(report, index: index, market: $0, language: language)
    }
    let overview = PageContext(report, index: index, market: nil, language: language)
    var pages = [
      (
        PageName.report.rawValue,
        HTMLDocument(page: overview, name: .report, siblings: siblings)
          .renderOverview(contexts)
      )
    ]
    for context in contexts {
      guard let market = context.market else { continue }
      let name = PageName(market)
      let document = HTMLDocument(page: context, name: name, siblings: siblings)
      pages.append((name.rawValue, document.render(MarketPage.sections(context))))
    }
    return pages
  }
}

/// What stands on the page of one market, top to bottom.
enum MarketPage {
  /// Tables that have a section of their own, or that only feed one.
  private static let placed: Set<String> = [
    "changes", "benchmarks", "channels", "unit_economics", "cohorts", "stages", "pipeline",
    "revenue", "data_quality", "ltv_histories", "ltv_curves", "ltv_model",
    "ltv_predicted", "ltv_calibration",
  ]

  /// The sections that have something to say.
  static func sections(_ page: PageContext) -> [any PageSection] {
    var sections: [(any PageSection)?] = [HealthSection(page), ChangeSection(page)]
    sections += FunnelFigures.all(page).map { FunnelSection($0, page) }
    sections += [
      TrendSection(page), TableSection("channels", page), TableSection("unit_economics", page),
      PaybackSection(page), CohortSection(page), LifetimeSection(page), StageSection(page),
      TableSection("pipeline", page),
      RevenueSection(page),
    ]
    sections += others(page)
    sections += [
      TableSection("benchmarks", page), TableSection("data_quality", page),
      DefinitionSection(page),
    ]
    return sections.compactMap { $0 }
  }

  /// Tables that no section knows, in the report's order.
  static func others(_ page: PageContext) -> [(any PageSection)?] {
    page.report.tables.filter { !placed.contains($0.id) && !$0.id.hasPrefix("funnel_") }
      .map { TableSection($0.id, page) }
  }
}
