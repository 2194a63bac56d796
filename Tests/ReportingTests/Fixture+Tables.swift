import FunnelModel

extension Fixture {
  static func cells(_ texts: [String], _ columns: [ReportColumn]) -> [Cell] {
    zip(texts, columns).map { text, column in
      if text.isEmpty { return column.unit == nil ? .text("") : .missing }
      return column.unit == nil ? .text(text) : .number(decimal(text))
    }
  }

  static func table(
    _ id: String, _ title: String, _ market: Market?, _ columns: [ReportColumn], _ rows: [[String]]
  ) -> ReportTable {
    ReportTable(
      id: id, title: title, market: market, columns: columns,
      rows: rows.map { cells($0, columns) })
  }

  static let funnelColumns: [ReportColumn] = [
    .init("funnel", "Funnel"), .init("grain", "Grain"), .init("period", "Period"),
    .init("dimension", "Dimension"), .init("segment", "Segment"), .init("step", "Step", .count),
    .init("step_name", "Step name"), .init("entered", "Entered", .count),
    .init("reached", "Reached", .count), .init("skipped", "Skipped", .count),
    .init("rate_first", "Of first", .ratio), .init("rate_previous", "Of previous", .ratio),
    .init("drop_off", "Drop-off", .count), .init("median_seconds", "Median", .number),
    .init("p90_seconds", "90 % quantile", .number), .init("mean_seconds", "Mean", .number),
  ]

  static let changeColumns: [ReportColumn] = [
    .init("metric", "Metric"), .init("market", "Market"), .init("grain", "Grain"),
    .init("before", "Before"), .init("after", "After"), .init("dimension", "Dimension"),
    .init("segment", "Segment"), .init("value_before", "Value before", .number),
    .init("value_after", "Value after", .number), .init("weight_before", "Weight before", .ratio),
    .init("effect", "Effect", .number), .init("reference", "Reference"),
  ]

  private static func change(
    _ metric: String, _ market: String, _ dimension: String, _ segment: String, _ before: String,
    _ after: String, _ effect: String, weight: String = "", reference: String = ""
  ) -> [String] {
    [
      metric, market, "window", "before", "after", dimension, segment, before, after, weight,
      effect, reference,
    ]
  }

  static let consumerTables: [ReportTable] = [
    table(
      "funnel_session", "Session funnel", .b2c, funnelColumns,
      steps("after", "", "", [15_000, 11_240, 1_935, 968, 540])
        + steps("before", "", "", [15_000, 11_095, 1_890, 905, 315])
        + steps("after", "device", "mobile", [9_000, 6_800, 1_150, 580, 330])
        + steps("after", "device", "desktop", [6_000, 4_440, 785, 388, 210])),
    table(
      "changes", "What changed", nil, changeColumns,
      [
        change("b2c.session_conversion_rate", "b2c", "", "", "0.021000", "0.036000", "0.01500000"),
        change(
          "b2c.session_conversion_rate", "b2c", "device", "mobile", "0.019000", "0.036667",
          "0.01060000", weight: "0.600000"),
        change(
          "b2c.session_conversion_rate", "b2c", "device", "desktop", "0.024000", "0.035000",
          "0.00440000", weight: "0.400000"),
        change("funnel.session", "b2c", "", "", "0.021000", "0.036000", "0.01500000"),
        change(
          "funnel.session", "b2c", "step", "begin_checkout → purchase", "0.348066", "0.557851",
          "0.01283100"),
        change(
          "funnel.session", "b2c", "step", "add_to_cart → begin_checkout", "0.478836", "0.500258",
          "0.00122000"),
        change(
          "b2b.sales_cycle_days_mean", "b2b", "", "", "94.000000", "61.000000", "-33.00000000"),
        change(
          "b2b.sales_cycle_days_mean", "b2b", "stage", "Security & Legal Review", "41.000000",
          "11.500000", "-29.50000000", weight: "0.320000"),
        change(
          "b2b.sales_cycle_days_mean", "b2b", "stage", "Demo", "53.000000", "49.500000",
          "-3.50000000", weight: "0.680000"),
        change(
          "change.shortfall_net_revenue", "b2c", "step", "session: view_item → add_to_cart",
          "0.180000", "0.172153", "-1779.4500", reference: "history"),
      ]),
    table(
      "channels", "Channels", .b2c,
      [
        .init("grain", "Grain"), .init("period", "Period"), .init("channel", "Channel"),
        .init("sessions", "Sessions", .count), .init("orders", "Orders", .count),
        .init("new_customers", "New customers", .count),
        .init("revenue_net", "Net revenue", .money), .init("cost", "Cost", .money),
        .init("ctr", "CTR", .ratio), .init("cac", "CAC", .money), .init("roas", "ROAS", .number),
      ],
      [
        [
          "window", "after", "Paid social", "6120", "251", "203", "17871.2000", "5765.2000",
          "0.018200", "28.4000", "3.099840",
        ],
        ["window", "after", "Organic", "3480", "136", "110", "10186.4000", "", "", "", ""],
        [
          "window", "after", "E-mail", "2210", "102", "40", "8088.6000", "164.0000", "0.031000",
          "4.1000", "49.320732",
        ],
        [
          "window", "after", "Search ads", "2140", "56", "44", "3908.8000", "1746.8000",
          "0.012500", "39.7000", "2.237692",
        ],
        [
          "window", "before", "Paid social", "6000", "120", "100", "8628.0000", "4000.0000",
          "0.015000", "40.0000", "2.157000",
        ],
      ]),
    table(
      "cohorts", "Cohorts", .b2c,
      [
        .init("market", "Market"), .init("cohort", "Cohort"),
        .init("months_since", "Months since", .months), .init("size", "Size", .count),
        .init("active", "Active", .count), .init("orders", "Orders", .count),
        .init("revenue_net", "Net revenue", .money),
        .init("share_active", "Share active", .ratio),
        .init("cumulative_net_per_buyer", "Cumulative net per buyer", .money),
        .init("status", "Status"),
      ], cohortRows),
    table(
      "mystery", "A table nobody knows", .b2c,
      [.init("name", "Name"), .init("hours", "Hours", .hours)],
      [["first", "1.500000"], ["second", "22.250000"]]),
    table(
      "data_quality", "Data quality", nil,
      [
        .init("check", "Check"), .init("market", "Market"), .init("count", "Count", .count),
        .init("share", "Share", .ratio), .init("detail", "Detail"),
      ],
      [
        ["negative_duration", "b2c", "3", "0.000200", "a step before the one it follows"],
        ["undated_refund", "b2c", "0", "0.000000", ""],
        ["deal_without_account", "b2b", "2", "0.010000", "counted under the deal"],
      ]),
  ]

  static let businessTables: [ReportTable] = [
    table(
      "stages", "Stages", .b2b,
      [
        .init("market", "Market"), .init("grain", "Grain"), .init("period", "Period"),
        .init("stage", "Stage"), .init("entered", "Entered", .count),
        .init("converted", "Converted", .count), .init("lost", "Lost", .count),
        .init("open", "Open", .count), .init("dwell_days_median", "Dwell, median", .days),
      ],
      [
        ["b2b", "window", "after", "mql", "900", "410", "402", "88", "4.250000"],
        ["b2b", "window", "after", "sql", "410", "200", "170", "40", "9.500000"],
        ["b2b", "window", "after", "opportunity", "200", "54", "96", "50", "48.000000"],
        ["b2b", "window", "after", "won", "54", "", "", "", ""],
      ]),
    table(
      "revenue", "Recurring revenue", .b2b,
      [
        .init("month", "Month"), .init("opening", "Opening", .money), .init("new", "New", .money),
        .init("expansion", "Expansion", .money), .init("contraction", "Contraction", .money),
        .init("churn", "Churn", .money), .init("reactivation", "Reactivation", .money),
        .init("closing", "Closing", .money), .init("nrr", "NRR", .ratio),
        .init("grr", "GRR", .ratio),
      ],
      [
        [
          "2025-11-01", "80000.0000", "5000.0000", "1200.0000", "500.0000", "1700.0000",
          "0.0000", "84000.0000", "0.987500", "0.972500",
        ],
        [
          "2025-12-01", "84000.0000", "6100.0000", "2300.0000", "400.0000", "2000.0000",
          "600.0000", "90600.0000", "0.998810", "0.971429",
        ],
      ]),
    table(
      "benchmarks", "Reference bands", nil,
      [
        .init("metric", "Metric"), .init("market", "Market"), .init("grain", "Grain"),
        .init("period", "Period"), .init("value", "Value", .number), .init("low", "Low", .number),
        .init("high", "High", .number), .init("verdict", "Verdict"),
      ],
      [
        ["unit.ltv_cac", "b2c", "window", "after", "3.100000", "2.000000", "4.000000", "inside"],
        ["unit.ltv_cac", "b2b", "window", "after", "4.500000", "3.000000", "7.000000", "inside"],
      ]),
  ]

  private static func steps(
    _ period: String, _ dimension: String, _ segment: String, _ counts: [Int]
  ) -> [[String]] {
    let names = ["session_start", "view_item", "add_to_cart", "begin_checkout", "purchase"]
    return counts.enumerated().map { index, count in
      func ratio(_ over: Int) -> String {
        FixedDecimal(ratio: Int128(count), Int128(over), digits: 6).description
      }
      let previous = index > 0 ? counts[index - 1] : count
      return [
        "session", "window", period, dimension, segment, "\(index + 1)", names[index],
        "\(counts[0])", "\(count)", "0", ratio(counts[0]), index > 0 ? ratio(previous) : "",
        index > 0 ? "\(previous - count)" : "", index > 0 ? "\(index * 75).500000" : "",
        index > 0 ? "\(index * 1900).000000" : "", index > 0 ? "\(index * 96000).250000" : "",
      ]
    }
  }

  private static let cohortRows: [[String]] = {
    let sizes = [("2025-08-01", 812), ("2025-09-01", 790), ("2025-10-01", 864)]
    var rows: [[String]] = []
    for (index, (month, size)) in sizes.enumerated() {
      for age in 0...(4 - index) {
        let active = age == 0 ? size : size * (22 + index * 3 - age * 2) / 100
        let share = FixedDecimal(ratio: Int128(active), Int128(size), digits: 6)
        rows.append([
          "b2c", month, "\(age)", "\(size)", "\(active)", "\(active + 5)", "\(active * 70).0000",
          share.description, "\(70 + age * 14).2500", age == 4 - index ? "in_progress" : "ok",
        ])
      }
    }
    return rows
  }()
}
