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
      return [(PageName.report.rawValue, document.render(MarketPage.topics(page)))]
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
      pages.append((name.rawValue, document.render(MarketPage.topics(context))))
    }
    return pages
  }
}
