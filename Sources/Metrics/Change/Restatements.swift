package import FunnelModel

/// Numbers of finished periods that are no longer what the last run said, and why (metrics.md,
/// "What changed": restatement).
///
/// How this works: between the number that was printed and the one of today stand three more, each
/// made of the events of today under the definitions of today and as of the last run:
///
/// | number | files | identity links | the step to it is due to |
/// |---|---|---|---|
/// | before | as printed by the last run | | |
/// | kept | those of the last run that are left | theirs | definitions, where they changed; else deletions |
/// | merged | the same | today's | identity merges |
/// | after | today's | today's | late events |
///
/// The steps add up to the whole difference, exactly. A file that was delivered again with other
/// contents is a deletion and late events. What only became older, such as a repeat rate, is no
/// restatement, since all are as of the last run.
package struct Restatements {
  /// What a number is called by.
  struct Key: Hashable {
    let metric: String
    let market: Market?
    let grain: Grain
    let period: String
    let segments: [String]

    init(_ row: MetricRow) {
      metric = row.metric
      market = row.market
      grain = row.grain
      period = row.period
      segments = [row.dimension, row.segment, row.dimension2, row.segment2]
    }
  }

  /// The numbers of one of the steps.
  package struct Numbers: Sendable {
    fileprivate let rows: [Key: MetricRow]

    /// Numbers that lie in the past: none over all time, and none that is not final.
    package init(_ rows: [MetricRow]) {
      self.rows = Dictionary(
        rows.lazy.filter { $0.grain != .all && $0.status == .ok }.map { (Key($0), $0) },
        uniquingKeysWith: { first, _ in first })
    }

    fileprivate func value(_ key: Key) -> FixedDecimal? { rows[key]?.value }
  }

  /// A number that moved.
  private struct Change {
    let row: MetricRow
    let values: [FixedDecimal?]
    let isRedefined: Bool
  }

  private let changes: [Change]

  /// The numbers that moved between what was printed and now.
  ///
  /// - Parameters:
  ///   - before: as the last run printed them.
  ///   - kept, merged, after: see the type.
  ///   - hidden: numbers that today's report does not show.
  ///   - isRedefined: whether a metric's definition or the configuration changed since.
  package init(
    before: Numbers, kept: Numbers, merged: Numbers, after: Numbers, hidden: [MetricRow],
    isRedefined: (String) -> Bool
  ) {
    let hidden = Set(hidden.map(Key.init))
    let metrics = Set(before.rows.keys.map(\.metric))
    let dimensions = Set(before.rows.keys.flatMap { [$0.segments[0], $0.segments[2]] })
    let keys = Set(before.rows.keys).union(
      after.rows.keys.filter { key in
        metrics.contains(key.metric) && dimensions.contains(key.segments[0])
          && dimensions.contains(key.segments[2])
      })
    var changes: [Change] = []
    for key in keys where !hidden.contains(key) {
      guard let row = before.rows[key] ?? after.rows[key] else { continue }
      let values = [before, kept, merged, after].map { $0.value(key) }
      if values[0] == values[3] { continue }
      changes.append(Change(row: row, values: values, isRedefined: isRedefined(key.metric)))
    }
    let sortKeys = MetricSortKey.keys(of: changes.map(\.row))
    self.changes = changes.indices.sorted { sortKeys[$0] < sortKeys[$1] }.map { changes[$0] }
  }

  /// How many numbers moved.
  package var count: Int { changes.count }

  /// The columns of `csv/restatements.csv`, without any row.
  package static var empty: ReportTable {
    ReportTable(
      id: "restatements", title: "Numbers of past periods that the last run gave otherwise",
      market: nil,
      columns: [
        ReportColumn("metric", "Metric"), ReportColumn("market", "Market"),
        ReportColumn("grain", "Grain"), ReportColumn("period", "Period"),
        ReportColumn("dimension", "Dimension"), ReportColumn("segment", "Segment"),
        ReportColumn("dimension2", "Second dimension"), ReportColumn("segment2", "Second segment"),
        ReportColumn("unit", "Unit"), ReportColumn("before", "Last run", .number),
        ReportColumn("after", "Now", .number), ReportColumn("difference", "Difference", .number),
        ReportColumn("late_events", "By late events", .number),
        ReportColumn("identity_merges", "By identity merges", .number),
        ReportColumn("definition_changes", "By definitions", .number),
        ReportColumn("deletions", "By deletions", .number), ReportColumn("cause", "Main cause"),
      ])
  }

  /// One row per number, in the order of `metrics.csv`.
  ///
  /// Where one of the numbers is undefined the steps stay empty, unless the unit is a count or
  /// money, of which none is 0; the cause is the largest step, or the first that changed anything.
  package func table() -> ReportTable {
    var table = Self.empty
    table.rows = changes.map { change in
      let row = change.row
      let names: [Cell] = [
        .text(row.metric), .text(row.market?.name ?? "all"), .text(row.grain.name),
        .text(row.period), .text(row.dimension), .text(row.segment), .text(row.dimension2),
        .text(row.segment2), .text(row.unit.rawValue),
      ]
      let isAdditive = row.unit == .count || row.unit == .money
      let zero = FixedDecimal(units: 0, digits: row.unit.digits)
      let exact = change.values.map { $0 ?? (isAdditive ? zero : nil) }
      let first = Self.difference(exact[0], exact[1])
      let steps: [(name: String, part: FixedDecimal?, changed: Bool)] = [
        ("late_events", Self.difference(exact[2], exact[3]), change.values[2] != change.values[3]),
        (
          "identity_merges", Self.difference(exact[1], exact[2]),
          change.values[1] != change.values[2]
        ),
        ("definition_changes", change.isRedefined ? first : nil, change.isRedefined),
        ("deletions", change.isRedefined ? nil : first, !change.isRedefined),
      ]
      // The other cause of the first step cannot have been.
      let parts = steps.map { step in
        step.part ?? (step.changed || exact.contains(nil) ? nil : zero)
      }
      return names
        + [change.values[0], change.values[3], Self.difference(exact[0], exact[3])].map(Self.cell)
        + parts.map(Self.cell) + [.text(Self.cause(steps))]
    }
    return table
  }

  private static func cause(_ steps: [(name: String, part: FixedDecimal?, changed: Bool)]) -> String
  {
    let known = steps.compactMap { step in step.part.map { (step.name, abs($0.double)) } }
    if let largest = known.max(by: { $0.1 < $1.1 }), largest.1 > 0 {
      return known.first { $0.1 == largest.1 }?.0 ?? largest.0
    }
    return steps.first(where: \.changed)?.name ?? ""
  }

  private static func cell(_ value: FixedDecimal?) -> Cell { value.map(Cell.number) ?? .missing }

  private static func difference(_ a: FixedDecimal?, _ b: FixedDecimal?) -> FixedDecimal? {
    guard let a, let b else { return nil }
    let digits = max(a.digits, b.digits)
    return FixedDecimal(
      units: b.units(digits: digits) - a.units(digits: digits), digits: digits)
  }
}

extension FixedDecimal {
  /// The number as an integer of a last digit that is not above its own.
  fileprivate func units(digits wanted: Int) -> Int128 {
    (digits..<wanted).reduce(units) { units, _ in units * 10 }
  }
}
