import FunnelModel

/// The steps of one funnel in the page's period, and in the one it is compared with.
struct FunnelFigures: Sendable {
  let view: TableView
  /// The total's rows in the order of the steps.
  let steps: [Int]
  /// For each step the row of the comparison.
  let base: [Int?]
  let periodName: String
  let baseName: String?

  /// All funnels of the page, in the order of the report's tables.
  static func all(_ page: PageContext) -> [FunnelFigures] {
    page.report.tables.filter(isFunnel).compactMap { table in
      TableView(table, market: page.market).flatMap { FunnelFigures($0, page) }
    }
  }

  /// Whether a table holds the steps of a funnel.
  static func isFunnel(_ table: ReportTable) -> Bool {
    table.id.hasPrefix("funnel_") && table.index(of: "step") != nil
      && table.index(of: "reached") != nil
  }

  private init?(_ view: TableView, _ page: PageContext) {
    func totals(_ grain: Grain, _ period: String) -> [Int] {
      view.rows.filter {
        view.text($0, "grain") == grain.name && view.text($0, "period") == period
          && view.text($0, "dimension").isEmpty
      }
    }
    var grain = page.plan.grain
    var period = page.plan.period
    var found = totals(grain, period)
    if found.isEmpty { (grain, period, found) = (.all, "", totals(.all, "")) }
    guard found.count >= 2 else { return nil }
    let before = page.plan.base.map { totals(page.plan.grain, $0) } ?? []
    self.view = view
    steps = found
    base = found.map { row in
      grain == .all
        ? nil : before.first { view.text($0, "step") == view.text(row, "step") }
    }
    periodName = page.periods.period(grain, period)
    baseName =
      base.contains { $0 != nil }
      ? page.plan.base.map { page.periods.period(page.plan.grain, $0) } : nil
  }

  /// The step's name for people.
  func name(_ row: Int, _ page: PageContext) -> String {
    let name = view.text(row, "step_name")
    return page.word(name.isEmpty ? view.text(row, "step") : name)
  }

  /// The step with the least share of the one before.
  var weakest: (row: Int, previous: Int)? {
    var found: (row: Int, previous: Int)?
    var least = 2.0
    for index in steps.indices.dropFirst() {
      guard let share = view.number(steps[index], "rate_previous")?.double, share < least else {
        continue
      }
      least = share
      found = (steps[index], steps[index - 1])
    }
    return found
  }
}
