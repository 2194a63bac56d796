import FunnelModel
import Testing

@testable import Metrics

/// The identities of metrics.md: kept by every report, and each violation is found and named.
@Suite struct IdentityTests {
  private static let fixture = TraceTests.everything(seed: 7)
  private static let output = fixture.output()

  /// What is said about a report after one of its numbers was changed.
  private static func violations(
    _ change: (inout ReportOutput) throws -> Void
  ) rethrows -> [IdentityViolation] {
    var output = output
    try change(&output)
    return output.contradictions()
  }

  /// Adds one to a printed part of a number.
  private static func raise(
    _ output: inout ReportOutput, _ part: WritableKeyPath<MetricRow, FixedDecimal?>,
    where isMeant: (MetricRow) -> Bool
  ) throws {
    let found = output.metrics.firstIndex(where: isMeant)
    let index = try #require(found)
    let old = try #require(output.metrics[index][keyPath: part])
    output.metrics[index][keyPath: part] = FixedDecimal(
      units: old.units + 1, digits: old.digits)
  }

  @Test(arguments: (0..<6).map { UInt64.random(in: 0...999_999) + $0 })
  func everyReportKeepsThem(seed: UInt64) {
    let found = TraceTests.everything(seed: seed).output().contradictions()
    #expect(found.isEmpty, "seed \(seed): \(found.map(\.message))")
  }

  @Test(arguments: ["b2c.orders", "b2c.sessions", "b2c.new_customers", "b2b.leads", "b2b.won"])
  func aSegmentWithOneMoreIsFound(metric: String) throws {
    let found = try Self.violations { output in
      try Self.raise(&output, \.value) {
        $0.metric == metric && $0.grain == .month && $0.dimension == "channel"
          && $0.dimension2.isEmpty
      }
    }
    let segments = found.filter { $0.identity == .segments }
    #expect(segments.count == 1 && segments[0].cell?.metric == metric, "\(found)")
    #expect(segments[0].message.hasPrefix("\(metric), "), "\(found)")
    #expect(segments[0].message.contains("the segments of channel sum to a value of"))
  }

  @Test func aPairWithOneMoreIsFound() throws {
    let found = try Self.violations { output in
      try Self.raise(&output, \.value) {
        $0.metric == "b2c.sessions" && $0.grain == .month && !$0.dimension2.isEmpty
      }
    }
    #expect(found.count == 1 && found[0].message.contains("channel and device"), "\(found)")
  }

  @Test(arguments: ["numerator", "denominator"]) func aPartOfARateIsFound(name: String) throws {
    let part = name == "numerator" ? \MetricRow.numerator : \MetricRow.denominator
    let found = try Self.violations { output in
      try Self.raise(&output, part) {
        $0.metric == "b2c.cart_rate" && $0.grain == .quarter && $0.dimension.isEmpty
      }
    }
    #expect(!found.isEmpty && found.allSatisfy { $0.identity == .segments }, "\(found)")
  }

  /// Rounding explains half a last digit of each addend, not a cent.
  @Test func aLostCentIsFound() throws {
    func shifted(by units: Int128) throws -> [IdentityViolation] {
      try Self.violations { output in
        let index = try #require(
          output.metrics.firstIndex {
            $0.metric == "b2c.revenue_net" && $0.grain == .all && $0.dimension.isEmpty
          })
        let old = try #require(output.metrics[index].value)
        output.metrics[index].value = FixedDecimal(
          units: old.units - units, digits: old.digits)
      }
    }
    #expect(try shifted(by: 1).isEmpty)
    // One for each dimension, and one for the pair.
    let cent = try shifted(by: 100)
    #expect(cent.count == 4 && cent.allSatisfy { $0.identity == .segments }, "\(cent)")
  }

  @Test func aFunnelThatWidensIsFound() throws {
    let found = try Self.violations { output in
      let table = try #require(output.tables.firstIndex { $0.id == "funnel_checkout" })
      let reached = try #require(output.tables[table].index(of: "reached"))
      let step = try #require(output.tables[table].index(of: "step"))
      let row = try #require(
        output.tables[table].rows.firstIndex { $0[step].plain == "2" })
      output.tables[table].rows[row][reached] = .number(FixedDecimal(1_000_000))
    }
    #expect(found.count == 1 && found[0].identity == .steps, "\(found)")
    #expect(found.first?.message.contains("1000000 units reached step 2") ?? false, "\(found)")
  }

  /// An optional step may be reached by more than the required one before it.
  @Test func anOptionalStepIsNoPartOfTheChain() {
    var fixture = EventFixture([
      "2025-01-01T10:00:00Z session_start event_id=a customer_id=c1 session_id=s1",
      "2025-01-01T10:01:00Z add_to_cart event_id=b customer_id=c1 session_id=s1",
    ])
    fixture.configuration.funnels = [
      FunnelDefinition(
        name: "t", scope: .buyer,
        steps: [
          FunnelStep(type: "session_start"), FunnelStep(type: "view_item", isOptional: true),
          FunnelStep(type: "add_to_cart"),
        ], window: nil)
    ]
    #expect(fixture.output().contradictions().isEmpty)
  }

  @Test(arguments: [
    "b2c.aov", "b2c.aov_net", "b2c.units_per_order", "b2c.refund_rate", "b2c.aov_with_discount",
    "b2c.orders",
  ])
  func ordersThatAMeanDoesNotHaveAreFound(metric: String) throws {
    let part = metric == "b2c.orders" ? \MetricRow.value : \MetricRow.denominator
    let found = try Self.violations { output in
      // Days have no segments, so that nothing else is contradicted.
      try Self.raise(&output, part) {
        $0.metric == metric && $0.grain == .day && ($0.denominator?.units ?? 1) > 0
      }
    }
    #expect(!found.isEmpty && found.allSatisfy { $0.identity == .orders }, "\(found)")
    #expect(found.allSatisfy { $0.cell?.metric == "b2c.orders" })
  }

  /// A balance that no movement explains, planted in the partial state.
  @Test func aBalanceFromNowhereIsFound() {
    let plan = Self.fixture.plan()
    let spans = RecurringSpans(plan: plan)
    var state = RecurringState(plan: plan)
    func add(_ month: Int, _ counter: Int, _ amount: Int128) {
      state.months.addTotal(slot: spans.daySlot[month], counter: counter, amount)
    }
    for month in 2..<spans.axis.count {
      add(month, month == 2 ? RecurringState.Sum.new : RecurringState.Sum.opening, 5_000_000)
      add(month, RecurringState.Sum.closing, 5_000_000)
    }
    func violations() -> [IdentityViolation] {
      var rolled = state
      rolled.rollUp(plan.periods)
      var output = ReportOutput(
        plan: plan, registry: SegmentRegistry(dimensionCount: plan.dimensions.count))
      RecurringRows(state: rolled, market: .b2b, spans: spans).add(to: &output)
      return output.contradictions()
    }
    #expect(violations().isEmpty)
    add(4, RecurringState.Sum.closing, 1)
    let found = violations()
    #expect(!found.isEmpty && found.allSatisfy { $0.identity == .recurring }, "\(found)")
    #expect(found.allSatisfy { $0.cell?.metric == "revenue.closing_mrr" })
  }

  /// A micro-unit of revenue that nobody is credited with, planted in the partial state.
  @Test func revenueWithoutCreditIsFound() {
    let plan = Self.fixture.plan()
    let scope = AttributionScope(plan: plan)
    var state = AttributionState(plan: plan, scope: scope)
    func violations() -> [IdentityViolation] {
      var table = ReportTable(
        id: "attribution", title: "", market: nil, columns: AttributionTable.columns)
      var output = ReportOutput(
        plan: plan, registry: SegmentRegistry(dimensionCount: plan.dimensions.count))
      AttributionTable(state: state, scope: scope, market: .b2b).add(to: &table, &output)
      return output.contradictions()
    }
    let slot = plan.periods.slots.firstIndex { $0.grain == .month }!
    for counter in [AttributionState.Total.amount, AttributionState.Total.untouched] {
      state.credits.addTotal(slot: slot, counter: counter, 7_000_000)
    }
    #expect(violations().isEmpty)
    state.credits.addTotal(slot: slot, counter: AttributionState.Total.amount, 1)
    let found = violations()
    #expect(!found.isEmpty && found.allSatisfy { $0.identity == .attribution }, "\(found)")
    #expect(found.allSatisfy { $0.cell?.metric == "b2b.won_amount" && $0.cell?.grain == .month })
  }

  /// More credit for campaigns than there is revenue.
  @Test func campaignsWithTooMuchCreditAreFound() {
    var fixture = EventFixture([
      "2025-01-01 touch event_id=a customer_id=c1 campaign=spring kind=ad",
      "2025-01-02 purchase event_id=b customer_id=c1 order_id=1 amount=10",
    ])
    fixture.configuration.dimensions = []
    let plan = fixture.plan()
    var family = AttributionMetrics(plan: plan)
    family.fold(fixture.view(plan, columns: AttributionMetrics.columns(plan)), plan: plan)
    var output = ReportOutput(plan: plan, registry: SegmentRegistry(dimensionCount: 0))
    var table = ReportTable(id: "top", title: "", market: nil, columns: TopCredits.columns)
    family.tops[0].add(to: &table, market: .b2c, output: &output) { _ in
      (10_000_000, 10_000_000)
    }
    #expect(output.contradictions().isEmpty && !table.rows.isEmpty)
    family.tops[0].add(to: &table, market: .b2c, output: &output) { _ in
      (10_000_000, 9_999_999)
    }
    #expect(output.contradictions().first?.identity == .attribution)
  }

  /// The records that contradict alone are found among all others.
  @Test func theRecordsOfAContradictionAreNamed() throws {
    let fixture = EventFixture([
      "2025-01-02 purchase event_id=a customer_id=c1 order_id=1 amount=10",
      "2025-01-03 purchase event_id=b customer_id=c2 order_id=2 amount=10",
      "2025-01-04 session_start event_id=c customer_id=c2 session_id=s",
      "2025-01-05 refund event_id=d customer_id=c2 order_id=2 amount=10",
      "2025-01-06 purchase event_id=e customer_id=c3 order_id=3 amount=10",
    ])
    let plan = fixture.plan()
    let families: [any MetricFamily.Type] = [CountsRefundsAsOrders.self]
    let violation = IdentityViolation(
      identity: .orders, message: "", cell: nil, families: [CountsRefundsAsOrders.name])
    let search = IdentitySearch(plan: plan, violation: violation, families: families)
    var state = search.emptyState
    let batch = fixture.batch(fixture.events)
    let timeline = state.timeline([batch], bucket: 0, tieBreak: { [batch].picking($0) })
    let found = search.witnesses(timeline, builtWith: state)
    #expect(found.map(\.buyer.id) == ["c2"])
    #expect(found.first?.records.map(\.type) == ["refund"])
    // The fifth line of the file: a header and three events stand before it.
    #expect(found.first?.records.map(\.line) == [5])
    // The program's own families keep the identity, so there is nothing to name.
    let sound = IdentitySearch(plan: plan, violation: violation)
    var own = sound.emptyState
    let timelines = own.timeline([batch], bucket: 0, tieBreak: { [batch].picking($0) })
    #expect(sound.witnesses(timelines, builtWith: own).isEmpty)
  }
}

/// A family with a defect: means over orders count refunds, too.
private struct CountsRefundsAsOrders: MetricFamily {
  static let name = "faulty"
  static let definitions = [OrderMetrics.orders, OrderMetrics.refundRate]
  private var orders = 0
  private var refunds = 0

  static func columns(_ plan: MetricPlan) -> Set<EventColumn> { [.orderID, .amount] }
  static func applies(to plan: MetricPlan) -> Bool { true }
  init(plan: MetricPlan) {}

  mutating func fold(_ view: BucketView, plan: MetricPlan) {
    orders += view.timeline.kind.filter { $0 == EventKind.purchase.rawValue }.count
    refunds += view.timeline.kind.filter { $0 == EventKind.refund.rawValue }.count
  }

  mutating func merge(_ other: Self, mapping: SegmentMapping) {
    orders += other.orders
    refunds += other.refunds
  }

  func encode(to writer: inout StateWriter) { writer.write(orders + refunds) }

  init(plan: MetricPlan, from reader: inout StateReader) throws(StateError) { throw .damaged }

  func finalise(into output: inout ReportOutput) {
    output.addCount(OrderMetrics.orders, market: .b2c, at: .total(0), orders)
    output.addRate(
      OrderMetrics.refundRate, market: .b2c, at: .total(0), refunds, of: orders + refunds)
  }
}
