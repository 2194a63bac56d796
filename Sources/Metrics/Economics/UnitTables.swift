import FunnelModel

/// The rows of `unit_economics` and `channels`.
enum UnitTables {
  static let economics =
    [
      ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
      ReportColumn("period", "Period"),
      ReportColumn("new_customers", "New customers", .count), ReportColumn("cost", "Cost", .money),
      ReportColumn("cac", "CAC", .money), ReportColumn("ltv", "LTV", .money),
      ReportColumn("ltv_cac", "LTV ÷ CAC", .number),
      ReportColumn("payback_months", "Payback, months", .months),
    ]
    + UnitState.horizons.map {
      ReportColumn("ltv_observed_\($0)m", "Observed LTV, \($0) months", .money)
    } + [ReportColumn("status", "Status")]

  static let channels = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("channel", "Channel"),
    ReportColumn("sessions", "Sessions", .count), ReportColumn("orders", "Orders", .count),
    ReportColumn("new_customers", "New customers", .count),
    ReportColumn("revenue_net", "Net revenue", .money), ReportColumn("cost", "Cost", .money),
    ReportColumn("impressions", "Impressions", .count), ReportColumn("clicks", "Clicks", .count),
    ReportColumn("ctr", "CTR", .ratio), ReportColumn("cpc", "CPC", .money),
    ReportColumn("cpa", "CPA", .money), ReportColumn("cac", "CAC", .money),
    ReportColumn("roas", "ROAS", .number), ReportColumn("status", "Status"),
  ]

  private static func cell(_ fraction: Fraction?, _ digits: Int, money: Bool = true) -> Cell {
    let value = money ? fraction?.times(Fraction(1, Int128(Micro.scale))) : fraction
    return value?.decimal(digits: digits).map { .number($0) } ?? .missing
  }

  private static func whole(_ count: Int128) -> Cell {
    .number(FixedDecimal(units: count, digits: 0))
  }

  private static func head(_ numbers: UnitNumbers, _ output: ReportOutput) -> [Cell] {
    let period = output.plan.periods.slots[numbers.key.slot]
    return [
      .text(numbers.market?.name ?? "all"), .text(period.grain.name), .text(period.label),
    ]
  }

  static func economicsRow(
    _ numbers: UnitNumbers, _ status: MetricStatus, _ output: ReportOutput
  ) -> [Cell] {
    head(numbers, output) + [
      whole(numbers.customers),
      numbers.isPriced ? .number(FixedDecimal(micro: numbers.cost, digits: 4)) : .missing,
      cell(numbers.cac, 4), cell(numbers.ltv, 4),
      cell(numbers.ltv?.divided(by: numbers.cac), 6, money: false),
      numbers.payback?.months.map { .number(FixedDecimal($0)) } ?? .missing,
    ] + numbers.observed.map { cell($0, 4) } + [.text(status.rawValue)]
  }

  static func channelRow(
    _ numbers: UnitNumbers, _ status: MetricStatus, sessions: [String: FixedDecimal],
    _ output: ReportOutput
  ) -> [Cell] {
    let period = output.plan.periods.slots[numbers.key.slot]
    let name = output.registry.name(
      dimension: numbers.key.dimension, code: numbers.key.segment)
    let visits = sessions["\(period.grain.name)|\(period.label)|\(name)"]
    let priced = numbers.isPriced
    return head(numbers, output) + [
      .text(name), numbers.market == .b2b ? .missing : visits.map { .number($0) } ?? .missing,
      whole(numbers.conversions), whole(numbers.customers),
      .number(FixedDecimal(micro: numbers.net, digits: 4)),
      priced ? .number(FixedDecimal(micro: numbers.cost, digits: 4)) : .missing,
      .number(FixedDecimal(micro: numbers.impressions, digits: 0)),
      .number(FixedDecimal(micro: numbers.clicks, digits: 0)),
      cell(Fraction(numbers.clicks, numbers.impressions), 6, money: false),
      cell(priced ? Fraction(numbers.clicked, numbers.clicks) : nil, 4, money: false),
      cell(priced ? Fraction(numbers.media, numbers.conversions) : nil, 4),
      cell(numbers.cac, 4),
      cell(priced ? Fraction(numbers.net, numbers.media) : nil, 6, money: false),
      .text(status.rawValue),
    ]
  }
}
