import FunnelModel

/// The buyers of the classes by recency, frequency and value: the list behind the table `rfm`.
package struct RecencyTrace: Sendable {
  /// One buyer with its class and orders.
  package struct Member: Sendable, Hashable {
    package let buyer: TracedRecord.Identifier
    /// Microseconds since the last order, orders, and net value in micro-units.
    package let recency: Int64
    package let frequency: Int64
    package let monetary: Int64
    /// Classes 1–5; 0 until all buyers are known.
    package fileprivate(set) var classes: (recency: Int, frequency: Int, monetary: Int) = (0, 0, 0)
    package fileprivate(set) var segment = ""
    /// The purchases that the orders were taken from.
    package let records: [TracedRecord]

    /// The class as it is asked for: `5-4-3`.
    package var className: String { "\(classes.recency)-\(classes.frequency)-\(classes.monetary)" }

    package static func == (a: Member, b: Member) -> Bool {
      a.buyer == b.buyer && a.className == b.className && a.records == b.records
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(buyer) }
  }

  private let plan: MetricPlan
  private var members: [Member] = []

  /// Nobody yet.
  package init(plan: MetricPlan) { self.plan = plan }

  /// The state with which the timelines are built.
  package static func emptyState(_ plan: MetricPlan) -> FoldState {
    FoldState(plan: plan, families: [RecencyFrequency.self], keepsPositions: true)
  }

  /// Takes the buyers of a bucket.
  package mutating func add(_ timeline: TimelineBucket) {
    let orders = BucketView(timeline, plan: plan).orders
    for buyer in 0..<timeline.buyerCount {
      guard let reading = RecencyFrequency.reading(orders, buyer, timeline, plan) else { continue }
      let range = Int(orders.starts[buyer])..<Int(orders.starts[buyer + 1])
      let rows = timeline.keeping(rows: orders.row[range].map { Int($0) })
      members.append(
        Member(
          buyer: timeline.identifier(ofBuyer: buyer, schema: plan.schema),
          recency: reading.recency, frequency: reading.frequency, monetary: reading.monetary,
          records: rows.records(schema: plan.schema)))
    }
  }

  /// Takes the buyers of other buckets.
  package mutating func merge(_ other: RecencyTrace) { members += other.members }

  /// Everybody with their class, by id.
  package func classified() -> [Member] {
    if members.isEmpty { return [] }
    let recency = Quintiles(members.map(\.recency))
    let frequency = Quintiles(members.map(\.frequency))
    let monetary = Quintiles(members.map(\.monetary))
    return members.map { member in
      var member = member
      member.classes = (
        6 - recency.place(member.recency), frequency.place(member.frequency),
        monetary.place(member.monetary)
      )
      member.segment = RecencyFrequency.segment(
        recency: member.classes.recency, frequency: member.classes.frequency)
      return member
    }.sorted { ($0.buyer.id, $0.buyer.field) < ($1.buyer.id, $1.buyer.field) }
  }
}

extension TimelineBucket {
  /// Field and canonical id of a buyer.
  func identifier(ofBuyer buyer: Int, schema: EventSchema) -> TracedRecord.Identifier {
    TracedRecord.Identifier(
      field: schema.name(of: Buyer.precedence[Int(buyerColumn[buyer])]) ?? "",
      id: buyerID(buyer))
  }

  /// The events with file, line and the objects that they are about.
  func records(schema: EventSchema) -> [TracedRecord] {
    let files = integers(.file)
    let lines = integers(.line)
    let types = texts(.type)
    let objects = Buyer.precedence.compactMap { column in
      texts(column).map { (schema.name(of: column) ?? "", $0) }
    }
    return (0..<count).map { row in
      TracedRecord(
        time: Instant(microseconds: time[row]), type: types?.string(at: row) ?? "",
        file: files?[row] ?? 0, line: lines?[row] ?? 0,
        ids: objects.compactMap { name, texts in
          texts.string(at: row).map { TracedRecord.Identifier(field: name, id: $0) }
        })
    }
  }
}
