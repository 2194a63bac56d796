import FunnelModel
import Testing

@testable import Metrics

extension EventFixture {
  /// All events as one bucket.
  func view(_ plan: MetricPlan) -> BucketView {
    var registry = SegmentRegistry(dimensionCount: plan.dimensions.count)
    let batch = batch(events)
    let builder = TimelineBuilder(plan: plan, columns: [.sessionID, .orderID])
    let timeline = builder.build([batch], bucket: 0, registry: &registry) {
      [batch].picking($0)
    }
    return BucketView(timeline, plan: plan)
  }
}

@Suite struct PlainFunnelTests {
  /// An attempt with the times of its steps.
  struct Found: Hashable {
    let attempt: FunnelAttempts.Attempt
    let times: [Int64]
  }

  static func found(_ attempts: FunnelAttempts) -> Set<Found> {
    Set(
      attempts.list.map { attempt in
        let first = Int(attempt.firstTime)
        let count = (attempt.reached >> 1).nonzeroBitCount
        var anywhere = attempt
        anywhere.firstTime = 0
        return Found(attempt: anywhere, times: Array(attempts.times[first..<first + count]))
      })
  }

  /// Links and the general matcher find the same attempts, event by event: with simultaneous
  /// events, events that satisfy several steps, windows and both rules for ties.
  @Test(arguments: Seeds.from(1, few: 40))
  func linksEqualTheGeneralMatcher(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = EventFixture()
    for index in 0..<400 {
      let unit = random.below(30)
      fixture.events.append([
        "time": FunnelRun.time(random.below(60)), "type": ["A", "B", "C", "X"][random.below(4)],
        "customer_id": "u\(unit)", "session_id": "\(unit)-\(random.below(3))",
        "event_id": "\(index)",
      ])
    }
    let plan = fixture.plan()
    let view = fixture.view(plan)
    for steps in ["A", "AB", "ABC", "AAB", "ABA", "CBAX", "AAA"] {
      let funnel = FunnelDefinition(
        name: "t", scope: random.below(2) == 0 ? .buyer : .session,
        steps: steps.map { FunnelStep(type: "\($0)") },
        window: [nil, 0, 180_000_000, 600_000_000][random.below(4)],
        entry: random.below(2) == 0 ? .latest : .first,
        tie: random.below(3) == 0 ? .strict : .any)
      let program = FunnelProgram(funnel, view, schema: plan.schema)
      let fast = FunnelAttempts(program)
      let slow = FunnelAttempts(program, usesGeneralMatcher: true)
      #expect(fast.list.count == slow.list.count, "seed \(seed), \(funnel)")
      #expect(Self.found(fast) == Self.found(slow), "seed \(seed), \(funnel)")
    }
  }
}

@Suite struct CellFactTests {
  /// One pass over gathered facts adds what adding them one by one does.
  @Test(arguments: Seeds.from(1, few: 3))
  func countingEqualsAdding(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let rows = (0..<50).map { _ in UInt32(random.below(7)) }
    var passes = SlotTable<Int64>(slotCount: 500, width: 3)
    var steps = passes
    var passTotal = passes
    var stepTotal = passes
    for _ in 0..<5 {
      var facts = CellFacts()
      for _ in 0..<200 {
        let (row, slot, counter) = (random.below(50), random.below(500), random.below(3))
        facts.append(row: row, slot: slot, counter: counter)
        steps.add(row: Int(rows[row]), slot: slot, counter: counter, 1)
        stepTotal.add(row: 0, slot: slot, counter: counter, 1)
      }
      passes.count(facts, rows: rows)
      passTotal.countTotal(facts)
    }
    for slot in 0..<500 {
      for counter in 0..<3 {
        for row in 0..<7 {
          #expect(
            passes.value(row: row, slot: slot, counter: counter)
              == steps.value(row: row, slot: slot, counter: counter), "seed \(seed)")
        }
        #expect(
          passTotal.value(row: 0, slot: slot, counter: counter)
            == stepTotal.value(row: 0, slot: slot, counter: counter), "seed \(seed)")
      }
    }
  }
}

@Suite struct TimelineTests {
  /// Days around both changes of the clock are those of the calendar.
  @Test(arguments: Seeds.from(1, few: 2))
  func daysAreThoseOfTheZone(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var fixture = EventFixture()
    fixture.zone = ZoneTable(
      name: "Europe/Berlin", transitions: [1_743_296_400_000_000, 1_761_440_400_000_000],
      offsets: [3600, 7200, 3600])
    for index in 0..<500 {
      let month = random.below(2) == 0 ? "03-3\(random.below(2))" : "10-2\(5 + random.below(3))"
      fixture.events.append([
        "time": "2025-\(month)T\(FunnelRun.two(random.below(24))):\(10 + random.below(50)):00Z",
        "type": "session_start", "customer_id": "c\(random.below(20))", "event_id": "\(index)",
      ])
    }
    let plan = fixture.plan()
    let timeline = fixture.view(plan).timeline
    for row in 0..<timeline.count {
      let day = fixture.zone.day(of: Instant(microseconds: timeline.time[row]))
      #expect(
        timeline.day[row] == day.number - plan.periods.firstDay.number, "seed \(seed)")
    }
  }

  /// Identifiers may come unnamed, in several batches with one code space: no number changes.
  @Test(arguments: Seeds.from(1, few: 3))
  func unnamedIdentifiersChangeNothing(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let fixture = RandomShop.fixture(&random)
    let plan = fixture.plan()
    let whole = fixture.batch(fixture.events)
    var named = FoldState(plan: plan)
    named.fold([whole], bucket: 0) { [whole].picking($0) }
    var unnamed = FoldState(plan: plan)
    #expect(unnamed.keyColumns.isSuperset(of: [.customerID, .sessionID, .orderID]))
    var stripped = whole
    for column in unnamed.keyColumns {
      guard let texts = whole.texts(column) else { continue }
      stripped.texts[column.rawValue]?.dictionary = ByteDictionary(unnamed: texts.dictionary.count)
    }
    let middle = Int32(whole.count / 3)
    let parts = [
      [stripped].picking((0..<middle).map { $0 })[0],
      [stripped].picking((middle..<Int32(whole.count)).map { $0 })[0],
    ]
    unnamed.fold(parts, bucket: 0) { [whole].picking($0) }
    #expect(unnamed.encoded() == named.encoded(), "seed \(seed)")
  }
}
