import FunnelModel

/// What every section of a page draws on.
struct PageContext: Sendable {
  let report: Report
  /// The market that the page is about; nil where it spans them.
  let market: Market?
  let language: Language
  let index: MetricIndex
  let plan: ComparisonPlan
  let format: NumberFormat
  let periods: PeriodFormat
  /// The key metrics that have a value, most important first.
  let comparisons: [Comparison]

  init(_ report: Report, index: MetricIndex, market: Market?, language: Language) {
    self.report = report
    self.market = market
    self.language = language
    self.index = index
    plan = ComparisonPlan(report, market: market)
    format = NumberFormat(language: language, currency: report.heading.currency)
    periods = PeriodFormat(language: language)
    var comparisons: [Comparison] = []
    for metric in Self.keyMetrics(report, market) {
      guard let (current, base) = Self.rows(metric, market, plan, index) else { continue }
      let direction = index.definition(metric)?.direction ?? .neutral
      comparisons.append(Comparison(current: current, base: base, direction: direction))
    }
    self.comparisons = comparisons
  }

  /// The known key metrics; where the report holds none of them, its first eight.
  private static func keyMetrics(_ report: Report, _ market: Market?) -> [String] {
    let ordered = KeyMetrics.ordered(for: market)
    let present = Set(report.metrics.lazy.filter { $0.dimension.isEmpty }.map(\.metric))
    let known = ordered.filter(present.contains)
    return known.isEmpty ? Array(present.sorted().prefix(8)) : known
  }

  /// The rows to compare: those of the plan, or the latest two finished periods of the finest
  /// grain that has them where the plan's period is missing or still maturing.
  private static func rows(
    _ metric: String, _ market: Market?, _ plan: ComparisonPlan, _ index: MetricIndex
  ) -> (current: MetricRow, base: MetricRow?)? {
    for scope in market == nil ? [nil, .b2c, .b2b] : [market, nil] as [Market?] {
      let planned = index.total(metric, scope, plan.grain, plan.period)
      if let planned, planned.value != nil, plan.grain == .window || planned.status == .ok {
        let base = plan.base.flatMap { index.total(metric, scope, plan.grain, $0) }
        return (planned, base)
      }
      for grain in [plan.grain, .month, .quarter, .week, .year] where grain != .window {
        let finished = index.series(metric, scope, grain).filter {
          $0.value != nil && $0.status == .ok
        }
        if grain != .all, let last = finished.last {
          return (last, finished.dropLast().last)
        }
      }
      if let planned, planned.value != nil { return (planned, nil) }
      let all = index.total(metric, scope, .all, "")
      if let all, all.value != nil { return (all, nil) }
    }
    return nil
  }

  /// A table of the report as far as it belongs to this page; nil where it has no rows.
  func view(_ id: String) -> TableView? {
    report.table(id).flatMap { TableView($0, market: market) }
  }

  /// The name of a metric in the page's language.
  func title(_ metric: String) -> String {
    language == .german ? Glossary.germanMetric(metric) ?? index.title(metric) : index.title(metric)
  }

  /// The name of a column in the page's language.
  func title(_ column: ReportColumn) -> String { Glossary.column(column, language) }

  /// The title of a table in the page's language.
  func title(_ table: ReportTable) -> String { Glossary.table(table, language) }

  /// A value of a table in words, in the page's language.
  func word(_ value: String) -> String { Glossary.word(value, language) }

  /// A change of steps, `a → b`, in words.
  func step(_ value: String) -> String {
    // The funnel's name is worth its place only beside another funnel.
    let words = Glossary.step(value, language)
    let hasOthers = report.tables.count { FunnelFigures.isFunnel($0) && $0.market == market } > 1
    guard !hasOthers, let colon = words.firstRange(of: ": ") else { return words }
    return String(words[colon.upperBound...])
  }

  /// The period of a row in words.
  func period(of row: MetricRow) -> String { periods.period(row.grain, row.period) }

  /// The reference band of a metric: from the table of benchmarks, else from the settings.
  func band(of row: MetricRow) -> (low: Double?, high: Double?)? {
    if let view = view("benchmarks")?.selecting("metric", row.metric) {
      let market = row.market?.name ?? self.market?.name ?? ""
      let match = view.rows.first { view.text($0, "market") == market } ?? view.rows[0]
      let low = view.number(match, "low")?.double
      let high = view.number(match, "high")?.double
      if low != nil || high != nil { return (low, high) }
    }
    guard let band = report.bands.first(where: { $0.metric == row.metric }),
      band.low != nil || band.high != nil
    else { return nil }
    return (band.low, band.high)
  }
}
