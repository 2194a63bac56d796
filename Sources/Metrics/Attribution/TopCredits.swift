import FunnelModel

/// Credit by campaign and content of one market: the models that are shown first, by month and
/// window, whether or not the report breaks these fields down.
///
/// Contents may be many, so only what was credited is kept.
struct TopCredits: Sendable {
  /// What is ranked, in the order of printing.
  static let fields: [(name: String, column: EventColumn)] = [
    ("campaign", .campaign), ("content", .content),
  ]

  private struct Key: Hashable, Comparable {
    let segment: UInt32
    /// A month of the axis, or a window after them.
    let span: Int32

    static func < (a: Key, b: Key) -> Bool { (a.segment, a.span) < (b.segment, b.span) }
  }

  /// The models in the order of printing.
  let models: [AttributionModel]
  private let axis: MonthAxis
  /// By field: names met, and micro-units by model for each segment and span; segment 0 holds
  /// touches without one.
  private var names: [ByteInterner]
  private var credits: [[Key: [Int128]]]
  /// Of the bucket in hand, by field: its texts, and the segments of their codes.
  private var columns: [TextColumn?] = []
  private var segments: [[UInt32?]] = []
  private(set) var isInHand = false
  private var splitting = CreditSplit()

  init(plan: MetricPlan, models: [AttributionModel]) {
    self.models = models
    axis = MonthAxis(plan.periods)
    names = Self.fields.map { _ in ByteInterner() }
    credits = Self.fields.map { _ in [:] }
  }

  /// Takes up the texts of a bucket; `isInHand` tells whether it has any of the fields.
  mutating func begin(_ timeline: TimelineBucket) {
    columns = Self.fields.map { timeline.texts($0.column) }
    segments = columns.map { [UInt32?](repeating: nil, count: $0?.dictionary.count ?? 0) }
    isInHand = columns.contains { $0 != nil }
  }

  /// Takes a conversion with the rows of its touches.
  mutating func convert(
    rows: ArraySlice<Int32>, path: AttributionPath, amount: Int64, day: Int, plan: MetricPlan
  ) {
    for (place, model) in models.enumerated() {
      splitting.split(amount, over: path, by: model)
      for (row, part) in zip(rows, splitting.parts) where part != 0 {
        for field in columns.indices {
          guard let code = columns[field]?.codes[Int(row)] else { continue }
          add(field, segment(field, code), place, Int128(part), day: day, plan)
        }
      }
    }
  }

  /// The segment of a code of the bucket in hand; only those that are credited are named.
  private mutating func segment(_ field: Int, _ code: UInt32) -> UInt32 {
    if code == 0 { return 0 }
    if let known = segments[field][Int(code)] { return known }
    let segment = names[field].intern(columns[field]?.dictionary.string(code) ?? "")
    segments[field][Int(code)] = segment
    return segment
  }

  private mutating func add(
    _ field: Int, _ segment: UInt32, _ model: Int, _ part: Int128, day: Int, _ plan: MetricPlan
  ) {
    func add(_ span: Int) {
      credits[field][
        Key(segment: segment, span: Int32(span)),
        default: [Int128](repeating: 0, count: models.count)][model] += part
    }
    add(axis.month(dayOffset: day, plan.periods))
    plan.periods.forEachWindow(dayOffset: day) { slot in
      add(axis.count + (plan.periods.windowSlots.firstIndex(of: slot) ?? 0))
    }
  }

  mutating func merge(_ other: TopCredits) {
    for field in credits.indices {
      let codes = names[field].codes(for: other.names[field].dictionary)
      for (key, sums) in other.credits[field] {
        let mine = Key(segment: codes[Int(key.segment)], span: key.span)
        var total = credits[field][mine] ?? [Int128](repeating: 0, count: models.count)
        for index in sums.indices { total[index] += sums[index] }
        credits[field][mine] = total
      }
    }
  }

  func encode(to writer: inout StateWriter) {
    for field in credits.indices {
      writer.write(names[field].count - 1)
      for code in 1..<max(1, names[field].count) {
        writer.write(names[field].dictionary.string(UInt32(code)))
      }
      writer.write(credits[field].count)
      for (key, sums) in credits[field].sorted(by: { $0.key < $1.key }) {
        writer.write(Int(key.segment))
        writer.write(Int(key.span))
        for sum in sums { writer.write(sum) }
      }
    }
  }

  init(
    plan: MetricPlan, models: [AttributionModel], from reader: inout StateReader
  ) throws(StateError) {
    self.init(plan: plan, models: models)
    for field in credits.indices {
      for _ in 0..<(try reader.count()) { _ = names[field].intern(try reader.text()) }
      for _ in 0..<(try reader.count()) {
        let segment = try reader.integer()
        let span = try reader.integer()
        guard (0..<max(1, names[field].count)).contains(segment),
          (0..<axis.count + plan.periods.windowSlots.count).contains(span)
        else { throw StateError.damaged }
        var sums: [Int128] = []
        for _ in models { sums.append(try reader.wide()) }
        credits[field][Key(segment: UInt32(segment), span: Int32(span))] = sums
      }
    }
  }

  /// By slot of all, years, quarters, months and windows: credit by segment name.
  private func bySlot(
    _ field: Int, _ plan: MetricPlan
  ) -> [Int: [UInt32: [Int128]]] {
    var result: [Int: [UInt32: [Int128]]] = [:]
    let slots = (0..<axis.count + plan.periods.windowSlots.count).map { span -> [Int] in
      if span >= axis.count { return [plan.periods.windowSlots[span - axis.count]] }
      let day = axis.start(of: span, plan.periods)
      return [Grain.all, .year, .quarter, .month].map {
        plan.periods.slot($0, dayOffset: day)
      }
    }
    for (key, sums) in credits[field] {
      for slot in slots[Int(key.span)] {
        var total =
          result[slot]?[key.segment] ?? [Int128](repeating: 0, count: models.count)
        for index in sums.indices { total[index] += sums[index] }
        result[slot, default: [:]][key.segment] = total
      }
    }
    return result
  }

  static let columns = [
    ReportColumn("market", "Market"), ReportColumn("grain", "Grain"),
    ReportColumn("period", "Period"), ReportColumn("dimension", "Dimension"),
    ReportColumn("model", "Model"), ReportColumn("rank", "Rank", .count),
    ReportColumn("segment", "Segment"), ReportColumn("credit", "Credit", .money),
    ReportColumn("share", "Share of revenue", .ratio),
  ]
  private static let limit = 10

  /// Adds the ten with most credit of each field, period and model; `amount` is the revenue of a
  /// slot, `touched` that with a touch.
  func add(
    to table: inout ReportTable, market: Market, output: inout ReportOutput,
    amounts: (Int) -> (amount: Int128, touched: Int128)
  ) {
    let slots = output.plan.periods.slots
    for field in Self.fields.indices where names[field].count > 1 {
      let credited = bySlot(field, output.plan)
      for slot in credited.keys.sorted() {
        let segments = credited[slot] ?? [:]
        for (place, model) in models.enumerated() {
          let (amount, touched) = amounts(slot)
          let sum = segments.values.reduce(Int128(0)) { $0 + $1[place] }
          if sum > touched {
            output.violate(
              "Attribution \(model.name) of \(market.name) by \(Self.fields[field].name) "
                + "credits more than the revenue of \(slots[slot].grain.name) "
                + "\(slots[slot].label).",
              market == .b2c ? "b2c.revenue_gross" : "b2b.won_amount", market: market,
              at: .total(slot))
          }
          let best = segments.filter { $0.key != 0 && $0.value[place] > 0 }
            .map { (names[field].dictionary.string($0.key), $0.value[place]) }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }.prefix(Self.limit)
          for (rank, row) in best.enumerated() {
            table.rows.append([
              .text(market.name), .text(slots[slot].grain.name), .text(slots[slot].label),
              .text(Self.fields[field].name), .text(model.name), .number(FixedDecimal(rank + 1)),
              .text(row.0), .number(FixedDecimal(micro: row.1, digits: 4)),
              .number(FixedDecimal(ratio: row.1, amount, digits: 6)),
            ])
          }
        }
      }
    }
  }
}
