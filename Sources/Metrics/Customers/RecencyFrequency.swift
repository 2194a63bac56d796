package import FunnelModel

/// Buyers by recency, frequency and value of their orders (metrics.md, "RFM"): quintile classes
/// with their cut points, and eleven segments.
package struct RecencyFrequency: MetricFamily {
  package static let name = "rfm"
  package static let isSelfContained = true
  package static let definitions: [MetricDefinition] = []
  /// By buyer: microseconds from the last order to as_of.
  private var recency: [Int64] = []
  private var frequency: [Int64] = []
  /// Net value in micro-units.
  private var monetary: [Int64] = []

  package static func columns(_ plan: MetricPlan) -> Set<EventColumn> { [.orderID, .amount] }

  package static func applies(to plan: MetricPlan) -> Bool { plan.markets.contains(.b2c) }

  package init(plan: MetricPlan) {}

  package mutating func fold(_ view: BucketView, plan: MetricPlan) {
    let orders = view.orders
    var buyer = 0
    while buyer < view.timeline.buyerCount {
      if let reading = Self.reading(orders, buyer, view.timeline, plan) {
        recency.append(reading.recency)
        frequency.append(reading.frequency)
        monetary.append(reading.monetary)
      }
      buyer &+= 1
    }
  }

  /// Time since the last order, number of orders and net value of a buyer; nil without an order.
  static func reading(
    _ orders: OrderTable, _ buyer: Int, _ timeline: TimelineBucket, _ plan: MetricPlan
  ) -> (recency: Int64, frequency: Int64, monetary: Int64)? {
    let start = Int(orders.starts[buyer])
    let end = Int(orders.starts[buyer &+ 1])
    guard start < end else { return nil }
    var net: Int128 = 0
    for index in start..<end {
      net += Int128(orders.gross[index]) - Int128(orders.refund[index])
    }
    let recency = plan.asOf.microseconds - timeline.time[Int(orders.row[end - 1])]
    return (recency, Int64(end - start), Int64(clamping: net))
  }

  package mutating func merge(_ other: RecencyFrequency, mapping: SegmentMapping) {
    recency.append(contentsOf: other.recency)
    frequency.append(contentsOf: other.frequency)
    monetary.append(contentsOf: other.monetary)
  }

  package func encode(to writer: inout StateWriter) {
    writer.write(recency.count)
    for index in recency.indices {
      writer.write(Int(recency[index]))
      writer.write(Int(frequency[index]))
      writer.write(Int(monetary[index]))
    }
  }

  package init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) {
    for _ in 0..<(try reader.count()) {
      recency.append(Int64(try reader.integer()))
      frequency.append(Int64(try reader.integer()))
      monetary.append(Int64(try reader.integer()))
    }
  }

  package func finalise(into output: inout ReportOutput) {
    guard !recency.isEmpty else { return }
    let cuts = [recency, frequency, monetary].map(Quintiles.init)
    var buyers = [Int](repeating: 0, count: 125)
    for index in recency.indices {
      let r = 6 - cuts[0].place(recency[index])
      let f = cuts[1].place(frequency[index])
      let m = cuts[2].place(monetary[index])
      buyers[(r - 1) * 25 + (f - 1) * 5 + m - 1] += 1
    }
    var table = ReportTable(
      id: "rfm", title: "Buyers by recency, frequency and value", market: .b2c,
      columns: [
        ReportColumn("recency", "Recency class", .count),
        ReportColumn("frequency", "Frequency class", .count),
        ReportColumn("monetary", "Value class", .count), ReportColumn("segment", "Segment"),
        ReportColumn("buyers", "Buyers", .count),
      ])
    for place in buyers.indices where buyers[place] > 0 {
      let (r, f, m) = (place / 25 + 1, place / 5 % 5 + 1, place % 5 + 1)
      table.rows.append(
        [r, f, m].map { .number(FixedDecimal($0)) }
          + [.text(Self.segment(recency: r, frequency: f)), .number(FixedDecimal(buyers[place]))])
    }
    output.tables.append(table)
    output.tables.append(Self.segmentTable(buyers))
    output.tables.append(Self.cutTable(cuts))
  }

  /// Buyers by segment, in the order in which the segments first appear from the best class down.
  private static func segmentTable(_ buyers: [Int]) -> ReportTable {
    var names: [String] = []
    var counts: [String: Int] = [:]
    for place in buyers.indices.reversed() {
      let name = segment(recency: place / 25 + 1, frequency: place / 5 % 5 + 1)
      if counts[name] == nil { names.append(name) }
      counts[name, default: 0] += buyers[place]
    }
    let total = buyers.reduce(0, +)
    return ReportTable(
      id: "rfm_segments", title: "Buyers by segment", market: .b2c,
      columns: [
        ReportColumn("segment", "Segment"), ReportColumn("buyers", "Buyers", .count),
        ReportColumn("share", "Share", .ratio),
      ],
      rows: names.map { name in
        let count = counts[name] ?? 0
        return [
          .text(name), .number(FixedDecimal(count)),
          .number(FixedDecimal(ratio: Int128(count), Int128(total), digits: 6)),
        ]
      })
  }

  private static func cutTable(_ cuts: [Quintiles]) -> ReportTable {
    var table = ReportTable(
      id: "rfm_cuts", title: "Quintile edges of the classes", market: .b2c,
      columns: [
        ReportColumn("measure", "Measure"), ReportColumn("quintile", "Edge", .count),
        ReportColumn("value", "Value", .number),
      ])
    let measures = [
      ("recency_days", Int128(Instant.microsecondsPerDay)), ("frequency", 1),
      ("monetary", Int128(Micro.scale)),
    ]
    for (measure, cut) in zip(measures, cuts) {
      for (index, edge) in cut.edges.enumerated() {
        table.rows.append([
          .text(measure.0), .number(FixedDecimal(index + 1)),
          .number(FixedDecimal(ratio: edge, 5 * measure.1, digits: 6)),
        ])
      }
    }
    return table
  }

  /// The segment of a class; every combination has one.
  static func segment(recency: Int, frequency: Int) -> String {
    switch (recency, frequency) {
    case (5, 4...): "champions"
    case (3...4, 4...): "loyal"
    case (4..., 2...3): "potential loyalist"
    case (5, _): "new"
    case (4, _): "promising"
    case (3, 3): "need attention"
    case (3, _): "about to sleep"
    case (_, 5): "cannot lose"
    case (_, 3...4): "at risk"
    case (2, _): "hibernating"
    default: "lost"
    }
  }
}

/// Type-7 quintile edges (Hyndman and Fan 1996), kept as five times their value so that a
/// comparison with an edge is exact.
struct Quintiles {
  /// The four edges × 5.
  let edges: [Int128]

  /// `values` must not be empty.
  init(_ values: [Int64]) {
    let sorted = values.sorted()
    edges = (1...4).map { k in
      let (low, rest) = ((sorted.count - 1) * k).quotientAndRemainder(dividingBy: 5)
      let next = rest == 0 ? 0 : Int128(rest) * Int128(sorted[low + 1])
      return Int128(5 - rest) * Int128(sorted[low]) + next
    }
  }

  /// The class: 1 + the number of edges strictly below the value.
  func place(_ value: Int64) -> Int {
    let scaled = 5 * Int128(value)
    var result = 1
    for edge in edges where edge < scaled { result += 1 }
    return result
  }
}
