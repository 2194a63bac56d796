package import FunnelModel

/// The timelines of the buyers of one bucket: events sorted by (buyer, time, event id), column by
/// column. Every metric is a fold over buckets; what it needs beyond columns (sessions, orders) is
/// derived once per bucket and shared.
package struct TimelineBucket: Sendable {
  /// Number of events.
  package let count: Int
  /// `buyerStarts[b] ..< buyerStarts[b + 1]` are the events of buyer `b`.
  package let buyerStarts: [Int32]
  /// Microseconds since the epoch.
  package let time: [Int64]
  /// Local day, counted from the plan's first day.
  package let day: [Int32]
  /// `EventKind.rawValue`.
  package let kind: [UInt8]
  /// `Market.rawValue`.
  package let market: [UInt8]
  /// Index in the plan's sources; `noSource` for a file whose events do not count.
  package let source: [UInt8]
  /// Stands for no source.
  static let noSource = UInt8.max
  /// Segment code in the worker's registry, by dimension.
  package let segments: [[UInt32]]
  /// Identifiers by column of `Buyer.precedence`, for printing: (column, code in `buyerIDs`).
  let buyerColumn: [UInt8]
  let buyerCode: [UInt32]
  let buyerIDs: [ByteDictionary]
  let integerColumns: [[Int64]?]
  let textColumns: [TextColumn?]
  /// Codes of the plan's pairs.
  let pairs: [PairCodes]

  /// Number of buyers.
  package var buyerCount: Int { buyerStarts.count - 1 }

  /// Values of an integer column, `IntegerColumn.missing` where an event has none; nil where no
  /// event of the bucket has any, or the plan did not ask for the column.
  package func integers(_ column: EventColumn) -> [Int64]? {
    column.rawValue < integerColumns.count ? integerColumns[column.rawValue] : nil
  }

  /// Codes and texts of a text column; nil where no event has any.
  package func texts(_ column: EventColumn) -> TextColumn? {
    column.rawValue < textColumns.count ? textColumns[column.rawValue] : nil
  }

  /// Codes of a text column, all 0 where no event has any.
  package func codes(_ column: EventColumn) -> [UInt32] {
    texts(column)?.codes ?? [UInt32](repeating: 0, count: count)
  }

  /// The segment of a pair of which one part was taken from one event and one from another; nil
  /// where the dimension is no pair.
  func pairSegment(_ dimension: Int, _ part: (_ dimension: Int) -> UInt32) -> UInt32? {
    for pair in pairs where pair.dimension == dimension {
      return pair.code(part(pair.first), part(pair.second))
    }
    return nil
  }

  /// The canonical id of a buyer; empty where identifiers came unnamed.
  package func buyerID(_ buyer: Int) -> String {
    buyerIDs[Int(buyerColumn[buyer])].string(buyerCode[buyer])
  }
}
