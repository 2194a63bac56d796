import FunnelModel
import Metrics
import Testing

/// A unit's events as `A@minutes`, folded as one buyer each.
enum FunnelRun {
  /// The deepest step reached by each unit; 0 where it never entered.
  static func depths(_ funnel: FunnelDefinition, _ units: [[(type: String, minute: Int)]]) -> [Int]
  {
    rows(funnel, units).map { steps in steps.lastIndex { $0.reached > 0 }.map { $0 + 1 } ?? 0 }
  }

  /// `entered`, `reached` and `skipped` of every step by unit.
  static func rows(
    _ funnel: FunnelDefinition, _ units: [[(type: String, minute: Int)]]
  ) -> [[(reached: Int, skipped: Int)]] {
    var fixture = EventFixture()
    fixture.configuration.funnels = [funnel]
    for (unit, events) in units.enumerated() {
      for (index, event) in events.enumerated() {
        fixture.events.append([
          "time": time(event.minute), "type": event.type, "customer_id": "u\(unit)",
          "channel": "u\(unit)", "event_id": "\(unit)-\(index)",
        ])
      }
    }
    // A late event keeps every window closed.
    fixture.add(["2026-01-01 session_start customer_id=late session_id=late channel=late"])
    let table = fixture.output().tables.first { $0.id == "funnel_" + funnel.name }
    return units.indices.map { unit in
      funnel.steps.indices.map { step in
        let row = table?.rows.first {
          $0[1].plain == "all" && $0[4].plain == "u\(unit)" && $0[5].plain == "\(step + 1)"
        }
        return (Int(row?[8].plain ?? "0") ?? 0, Int(row?[9].plain ?? "0") ?? 0)
      }
    }
  }

  static func time(_ minute: Int) -> String {
    "2025-01-\(10 + minute / 1440)T\(two(minute / 60 % 24)):\(two(minute % 60)):00Z"
  }

  static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

@Suite struct FunnelTruthTableTests {
  static func funnel(
    _ steps: String, window: Int64? = nil, order: FunnelDefinition.Order = .ordered,
    entry: FunnelDefinition.Entry = .latest, tie: FunnelDefinition.Tie = .any,
    exclude: [String] = [], optional: Set<String> = []
  ) -> FunnelDefinition {
    FunnelDefinition(
      name: "t", scope: .buyer,
      steps: steps.map { FunnelStep(type: "\($0)", isOptional: optional.contains("\($0)")) },
      window: window, order: order, entry: entry, tie: tie,
      exclude: exclude.map { FunnelStep(type: $0) })
  }

  static func growing(_ types: String) -> [(type: String, minute: Int)] {
    types.enumerated().map { ("\($0.element)", $0.offset) }
  }

  static func depth(_ funnel: FunnelDefinition, _ types: String) -> Int {
    FunnelRun.depths(funnel, [growing(types)])[0]
  }

  @Test(arguments: [("ABC", 3), ("ACB", 2), ("CAB", 2), ("A", 1), ("AXBXC", 3), ("BC", 0)])
  func ordered(events: String, depth: Int) {
    #expect(Self.depth(Self.funnel("ABC"), events) == depth)
  }

  @Test(arguments: [("AXBXC", 1), ("ADABC", 3), ("ABC", 3), ("ABXC", 2)])
  func strict(events: String, depth: Int) {
    #expect(Self.depth(Self.funnel("ABC", order: .strict), events) == depth)
  }

  @Test(arguments: [("CAB", 3), ("B", 1), ("CC", 1), ("ACB", 3)])
  func anyOrder(events: String, depth: Int) {
    #expect(Self.depth(Self.funnel("ABC", order: .any), events) == depth)
  }

  @Test(arguments: [(FunnelDefinition.Entry.latest, 3), (.first, 2)])
  func latestAndFirstEntry(entry: FunnelDefinition.Entry, depth: Int) {
    let events = [("A", 60), ("A", 90), ("B", 105), ("C", 135)]
    let funnel = Self.funnel("ABC", window: 3_600_000_000, entry: entry)
    #expect(FunnelRun.depths(funnel, [events.map { ($0.0, $0.1) }]) == [depth])
  }

  @Test func windowEdgeIsInclusive() {
    let hour: Int64 = 3_600_000_000
    let events: [(type: String, minute: Int)] = [("A", 0), ("B", 10), ("C", 60)]
    #expect(FunnelRun.depths(Self.funnel("ABC", window: hour), [events]) == [3])
    #expect(FunnelRun.depths(Self.funnel("ABC", window: hour - 1), [events]) == [2])
  }

  @Test(arguments: ["ABC", "CBA", "BAC", "CAB"])
  func simultaneousEventsInAnyFileOrder(types: String) {
    let events: [(type: String, minute: Int)] = types.map { ("\($0)", 5) }
    #expect(FunnelRun.depths(Self.funnel("ABC"), [events]) == [3])
    #expect(FunnelRun.depths(Self.funnel("ABC", tie: .strict), [events]) == [1])
  }

  @Test func oneEventServesOneStep() {
    let funnel = Self.funnel("AA")
    #expect(FunnelRun.depths(funnel, [[("A", 1)]]) == [1])
    #expect(FunnelRun.depths(funnel, [[("A", 1), ("A", 2)]]) == [2])
    #expect(FunnelRun.depths(funnel, [[("A", 1), ("A", 1)]]) == [2])
  }

  @Test(arguments: [("AXB", 1), ("AXAB", 2), ("ABX", 2)])
  func exclusions(events: String, depth: Int) {
    #expect(Self.depth(Self.funnel("AB", exclude: ["X"]), events) == depth)
  }

  @Test func simultaneousExclusionTakesTheDeepestOrder() {
    let funnel = Self.funnel("ABC", exclude: ["X"])
    #expect(FunnelRun.depths(funnel, [[("A", 1), ("X", 1), ("B", 2), ("C", 3)]]) == [3])
    #expect(FunnelRun.depths(funnel, [[("A", 1), ("X", 2), ("B", 2), ("C", 3)]]) == [2])
  }

  @Test func optionalStepIsSkippedNotConverted() {
    let steps = FunnelRun.rows(Self.funnel("ABC", optional: ["B"]), [Self.growing("AC")])[0]
    #expect(steps.map(\.reached) == [1, 0, 1])
    #expect(steps.map(\.skipped) == [0, 1, 0])
  }

  @Test func everyEntryOpensAnAttempt() {
    let funnel = Self.funnel("AB", window: 60_000_000, entry: .every)
    let events: [(type: String, minute: Int)] = [
      ("A", 0), ("B", 1), ("A", 10), ("B", 11), ("A", 20),
    ]
    #expect(FunnelRun.rows(funnel, [events])[0].map(\.reached) == [3, 2])
  }
}

@Suite struct FunnelReferenceTests {
  /// The deepest ordered chain by trying every choice of events: times never fall, every event
  /// serves one step, all within the window of the first.
  static func bruteForce(
    _ events: [(type: String, minute: Int)], _ funnel: FunnelDefinition
  ) -> Int {
    func extend(_ step: Int, _ last: Int?, _ first: Int?, _ used: Set<Int>) -> Int {
      if step == funnel.steps.count { return step }
      var best = step
      for (index, event) in events.enumerated()
      where !used.contains(index) && event.type == funnel.steps[step].type {
        if let last {
          let before = events[last].minute
          if event.minute < before || (funnel.tie == .strict && event.minute == before) { continue }
          if let window = funnel.window, let first,
            Int64(event.minute - events[first].minute) * 60_000_000 > window
          {
            continue
          }
          let blocked = events.contains { other in
            funnel.exclude.contains { $0.type == other.type } && other.minute > before
              && other.minute < event.minute
          }
          let sameMoment = events.contains { other in
            funnel.exclude.contains { $0.type == other.type } && other.minute == before
              && event.minute > before && events[first ?? last].minute < before
          }
          if blocked || sameMoment { continue }
        }
        best = max(best, extend(step + 1, index, first ?? index, used.union([index])))
      }
      return best
    }
    return extend(0, nil, nil, [])
  }

  @Test(arguments: Seeds.from(11, few: 4))
  func orderedFunnelsEqualTheSearchOverAllChains(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let shapes = ["ABC", "AAB", "ABA", "AB"]
    for round in 0..<6 {
      let funnel = FunnelTruthTableTests.funnel(
        shapes[random.below(shapes.count)],
        window: [nil, 3, 6][random.below(3)].map { Int64($0) * 60_000_000 },
        tie: random.below(4) == 0 ? .strict : .any,
        exclude: random.below(2) == 0 ? ["X"] : [])
      if funnel.tie == .strict && !funnel.exclude.isEmpty { continue }
      let units = (0..<40).map { _ in
        (0..<(1 + random.below(7))).map { _ in
          (type: ["A", "B", "C", "X"][random.below(4)], minute: random.below(10))
        }
      }
      let found = FunnelRun.depths(funnel, units)
      for (unit, depth) in zip(units, found) {
        #expect(
          depth == Self.bruteForce(unit, funnel),
          "seed \(seed), round \(round): \(funnel) on \(unit.sorted { $0.minute < $1.minute })")
      }
    }
  }
}
