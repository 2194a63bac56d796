package import FunnelModel

/// One printed number, by what identifies its row in metrics.csv.
package struct TracedCell: Sendable, Hashable {
  package var metric: String
  /// nil = all markets together.
  package var market: Market?
  package var grain: Grain
  package var period: String
  package var dimension: String
  package var segment: String
  package var dimension2: String
  package var segment2: String

  /// A cell; the dimensions are empty for a total.
  package init(
    metric: String, market: Market?, grain: Grain = .all, period: String = "",
    dimension: String = "", segment: String = "", dimension2: String = "", segment2: String = ""
  ) {
    self.metric = metric
    self.market = market
    self.grain = grain
    self.period = period
    self.dimension = dimension
    self.segment = segment
    self.dimension2 = dimension2
    self.segment2 = segment2
  }

  /// The cell of a row.
  package init(_ row: MetricRow) {
    self.init(
      metric: row.metric, market: row.market, grain: row.grain, period: row.period,
      dimension: row.dimension, segment: row.segment, dimension2: row.dimension2,
      segment2: row.segment2)
  }

  /// Whether a row is the number in this cell.
  package func matches(_ row: MetricRow) -> Bool { TracedCell(row) == self }
}

/// What somebody, alone, puts into a number.
package struct TraceShare: Sendable, Hashable {
  package var value: FixedDecimal?
  package var numerator: FixedDecimal?
  package var denominator: FixedDecimal?
  package var n: Int?

  /// What a row says; nothing where there is none.
  package init(_ row: MetricRow?) {
    value = row?.value
    numerator = row?.numerator
    denominator = row?.denominator
    n = row?.n
  }

  /// Whether the number is made of nothing: no entity, no sum.
  var isNothing: Bool {
    (n ?? 0) == 0
      && [value, numerator, denominator].allSatisfy { $0.map { $0.units == 0 } ?? true }
  }
}

/// One event behind a number.
package struct TracedRecord: Sendable, Hashable {
  package let time: Instant
  package let type: String
  /// Ledger id of the file, and the line in it.
  package let file: Int64
  package let line: Int64
  /// Ids of the objects that the event is about, as (field, id), in the order of events.md.
  package let ids: [Identifier]

  /// An id under the name of its field.
  package struct Identifier: Sendable, Hashable {
    package let field: String
    package let id: String
  }
}

/// One buyer behind a number, with the events by which it counts.
package struct TracedBuyer: Sendable, Hashable {
  /// Field and canonical id.
  package let buyer: TracedRecord.Identifier
  /// What the number is for this buyer alone; nil where that says nothing, as for a model.
  package let share: TraceShare?
  /// In the order of time.
  package let records: [TracedRecord]
}

/// How much is taken for the records behind a number: the first that gives the number again.
package enum TraceDepth: Int, Sendable, CaseIterable, Comparable {
  /// The buyers in the cell, with the fewest events by which each counts as it does.
  case records
  /// The buyers in the cell, with all events that their metric family looks at.
  case timelines
  /// All buyers that the metric family looks at: models, quantiles over others, shares of others.
  case population

  /// Shallow before deep.
  package static func < (a: TraceDepth, b: TraceDepth) -> Bool { a.rawValue < b.rawValue }
}
