/// Sizes that decide how rows are laid out; results never depend on them.
package struct WarehouseLimits: Sendable, Hashable {
  /// A load of at most this many events becomes one wide segment.
  package var wideLoadRows = 65_536
  /// Rows of a bucket at which a larger load writes a segment.
  package var flushRows = 16_384
  /// Live rows in wide segments above which they are compacted.
  package var wideRows = 1_000_000
  /// Narrow segments of one source in one bucket above which the small ones are compacted.
  package var segmentsPerBucket = 24
  /// Rows that a compacted segment holds at most.
  package var segmentRows = 131_072

  /// The sizes used in production.
  package init() {}
}
