import FunnelModel

/// A question that a page answers, with the sections that answer it.
struct Topic {
  /// Its name in the page's list of contents.
  let name: String
  let sections: [any PageSection]

  /// nil where no section has anything to say.
  init?(_ name: String, _ sections: [(any PageSection)?]) {
    self.name = name
    self.sections = sections.compactMap { $0 }
    if self.sections.isEmpty { return nil }
  }
}

/// What stands on the page of one market, top to bottom: what changed and why, healthy or not, the
/// leak in money, channels and unit economics, cohorts, pipeline, service, data quality.
enum MarketPage {
  /// Tables that have a section of their own, or that only feed one.
  private static let placed: Set<String> = [
    "changes", "benchmarks", "channels", "unit_economics", "cohorts", "stages", "pipeline",
    "revenue", "data_quality", "cycle_cif", "loss_reasons", "rfm", "rfm_cuts", "rfm_segments",
    "funnel_leak", "attribution", "ltv_curves", "ltv_model", "ltv_histories", "ltv_predicted",
    "ltv_calibration", "deciders", "support", "experiments", "business", "anomalies",
  ]

  /// The topics that have something to say.
  static func topics(_ page: PageContext) -> [Topic] {
    let say = page.language
    let others = others(page)
    func named(_ prefixes: String...) -> [(any PageSection)?] {
      others.filter { other in prefixes.contains { other.id.hasPrefix($0) } }
        .map { TableSection($0.id, page) }
    }
    let known = [
      "ltv", "price", "deal_lever", "restate", "forecast", "engagement", "approval", "pilot",
    ]
    let rest = others.filter { other in !known.contains { other.id.hasPrefix($0) } }
    let changes: [(any PageSection)?] =
      [
        ChangeSection(page), TrendSection(page), AnomalySection(page),
        ExperimentSection(page),
      ]
    let leak: [(any PageSection)?] =
      [LeakSection(page)] + FunnelFigures.all(page).map { FunnelSection($0, page) }
      + [BarTableSection(.leak, page)]
    let channels: [(any PageSection)?] =
      [TableSection("channels", page)] + AttributionSection.all(page)
      + [TableSection("unit_economics", page), PaybackSection(page), LifetimeSection(page)]
      + named("price", "deal_lever")
    let cohorts: [(any PageSection)?] = [CohortSection(page), BarTableSection(.recency, page)]
    let pipeline: [(any PageSection)?] =
      [
        StageSection(page), IncidenceSection(page), BarTableSection(.pipeline, page),
        BarTableSection(.losses, page), TableSection("deciders", page), RevenueSection(page),
      ] + named("forecast", "engagement", "approval", "pilot")
    let quality: [(any PageSection)?] =
      named("restate") + [TableSection("data_quality", page), DefinitionSection(page)]
    return [
      Topic(say("What changed", "Was sich änderte"), changes),
      Topic(say("Healthy?", "Gesund?"), [BandSection(page)]),
      Topic(say("Leak", "Leck"), leak),
      Topic(say("Channels and unit economics", "Kanäle und Wirtschaftlichkeit"), channels),
      Topic(say("Cohorts", "Kohorten"), cohorts),
      Topic(say("Pipeline", "Pipeline"), pipeline),
      Topic(say("Service", "Service"), [SupportSection(page)]),
      Topic(
        say("More", "Weiteres"), rest.map { TableSection($0.id, page) } + [BusinessSection(page)]),
      Topic(say("Data quality", "Datenqualität"), quality),
    ].compactMap { $0 }
  }

  /// Tables that no section knows, in the report's order.
  private static func others(_ page: PageContext) -> [ReportTable] {
    page.report.tables.filter { !placed.contains($0.id) && !FunnelFigures.isFunnel($0) }
  }

  /// The sections of the overview: what belongs to no single market.
  static func spanning(_ page: PageContext) -> [any PageSection] {
    let tables = others(page).filter { $0.market == nil && $0.index(of: "market") == nil }
    let sections: [(any PageSection)?] =
      FunnelFigures.all(page).filter { $0.view.table.market == nil }
      .map { FunnelSection($0, page) } + [BusinessSection(page)]
      + tables.map { TableSection($0.id, page) } + [
        TableSection("unit_economics", page), TableSection("data_quality", page),
        DefinitionSection(page),
      ]
    return sections.compactMap { $0 }
  }
}
