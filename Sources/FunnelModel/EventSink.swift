/// Takes the parsed rows of one file, bucket by bucket; the warehouse implements it.
///
/// Calls for different buckets may come from several threads at once; calls for one bucket never
/// overlap and come in file order. Nothing is kept unless the surrounding load commits.
package protocol EventSink: AnyObject, Sendable {
  /// Adds the events of some rows whose buyers belong to `bucket`.
  ///
  /// `identities` has one entry per event: the 64-bit identity of its row within its source (a
  /// hash of `event_id`, or of the row's fields with their ordinal in the file), so that a row
  /// that is known already, in this load or from earlier files of the same source, is left out
  /// with all its events. Events of one row are adjacent and share `line`.
  /// - Returns: the number of *rows* left out as duplicates.
  func append(_ batch: EventBatch, identities: [UInt64], bucket: Int) throws -> Int
}

/// Whole-file facts that a load adds up and the ledger keeps.
package struct EventSummary: Sendable, Hashable {
  /// Events by type name.
  package var typeCounts: [String: Int] = [:]
  /// Earliest and latest event; nil without events.
  package var earliest: Instant?
  package var latest: Instant?
  /// Events by market (`Market.rawValue` as index).
  package var marketCounts: [Int] = [0, 0]
  /// Distinct currencies of events with an amount.
  package var currencies: [String] = []
  /// Times that fell in a gap or overlap of the source's zone.
  package var adjustedTimes = 0
  /// Amounts rounded to six digits.
  package var roundedAmounts = 0

  /// A summary of no events.
  package init() {}
}
