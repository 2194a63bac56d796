import FunnelModel

/// What customers have brought by month since their first, against what they cost: the curves of
/// observed lifetime value and of payback.
///
/// A row for each cohort and month, and rows over the cohorts that are all complete for a span, so
/// that one curve compares like with like.
struct CohortCurves {
  static let columns = [
    ReportColumn("market", "Market"), ReportColumn("channel", "Channel"),
    ReportColumn("cohort", "Month of the first"),
    ReportColumn("months_since", "Months since", .months),
    ReportColumn("customers", "Customers", .count), ReportColumn("cac", "CAC", .money),
    ReportColumn("contribution", "Cumulative contribution per customer", .money),
    ReportColumn("share_of_cac", "Contribution ÷ CAC", .number), ReportColumn("status", "Status"),
  ]

  /// What one cohort cost and brought.
  private struct Cohort {
    let month: Int
    let customers: Int128
    /// Micro-units for all of them; nil where costs are unknown.
    let cost: Fraction?
    /// Micro-units of cumulative revenue, by month since.
    let revenue: [Int128]
  }

  private let axis: MonthAxis
  private let plan: MetricPlan
  private let margin: Fraction
  private let market: Market?
  /// By channel (nil = all): cohorts in order.
  private var cohorts: [(channel: String?, cohorts: [Cohort])] = []

  /// nil without a gross margin.
  init?(market: Market?, axis: MonthAxis, plan: MetricPlan) {
    guard let margin = plan.grossMargin.flatMap({ Fraction(Int128($0), Int128(Micro.scale)) })
    else { return nil }
    self.market = market
    self.axis = axis
    self.plan = plan
    self.margin = margin
  }

  /// Takes the cohort of a month, in total (nil) or of a channel.
  mutating func add(channel: String?, slot: Int, matrix: CohortMatrix?, cac: Fraction?) {
    let month = slot - axis.firstSlot
    guard let matrix, matrix.isTouched(month) else { return }
    let customers = matrix.value(cohort: month, since: 0, counter: 0)
    guard customers > 0 else { return }
    var sum: Int128 = 0
    let revenue = matrix.ages(month).map { since in
      sum += matrix.value(cohort: month, since: since, counter: 1)
      return sum
    }
    let cohort = Cohort(
      month: month, customers: customers, cost: cac?.times(Fraction(customers, 1)),
      revenue: revenue)
    if let place = cohorts.firstIndex(where: { $0.channel == channel }) {
      cohorts[place].cohorts.append(cohort)
    } else {
      cohorts.append((channel, [cohort]))
    }
  }

  /// The rows, channels by name after the total.
  func rows(_ output: inout ReportOutput) -> [[Cell]] {
    let complete = (0..<axis.count).count {
      output.status(UnitMetrics.cac, slot: axis.firstSlot + $0) == .ok
    }
    let span = min(12, max(1, complete / 2))
    var rows: [[Cell]] = []
    for (channel, mine) in cohorts.sorted(by: { ($0.channel ?? "") < ($1.channel ?? "") }) {
      for cohort in mine {
        for since in cohort.revenue.indices {
          let isOver = cohort.month + since < complete
          rows.append(
            row(
              channel, label: plan.periods.slots[axis.firstSlot + cohort.month].label,
              since: since, [cohort], isOver ? .ok : .inProgress))
        }
      }
      let pooled = mine.filter { $0.month + span <= complete }
      if pooled.isEmpty { continue }
      for since in 0..<span { rows.append(row(channel, label: "", since: since, pooled, .ok)) }
    }
    return rows
  }

  private func row(
    _ channel: String?, label: String, since: Int, _ cohorts: [Cohort], _ status: MetricStatus
  ) -> [Cell] {
    let toMoney = Fraction(1, Int128(Micro.scale))
    let customers = cohorts.reduce(Int128(0)) { $0 + $1.customers }
    let revenue = cohorts.reduce(Int128(0)) { $0 + $1.revenue[since] }
    let contribution = Fraction(revenue, customers)?.times(margin)
    let cac = cohorts.reduce(Fraction(0, 1)) { $0?.plus($1.cost) }?
      .divided(by: Fraction(customers, 1))
    func cell(_ value: FixedDecimal?) -> Cell { value.map { .number($0) } ?? .missing }
    return [
      .text(market?.name ?? "all"), .text(channel ?? ""), .text(label),
      .number(FixedDecimal(since)), .number(FixedDecimal(units: customers, digits: 0)),
      cell(cac?.times(toMoney)?.decimal(digits: 4)),
      cell(contribution?.times(toMoney)?.decimal(digits: 4)),
      cell(contribution?.divided(by: cac)?.decimal(digits: 6)), .text(status.rawValue),
    ]
  }
}
