package import FunnelModel

/// What became of one file.
///
/// Nothing is decided here: the caller compares `accounting.rejected` with its tolerance and
/// commits the sink's load or drops it.
package struct FileOutcome: Sendable {
  /// Every row of the file in exactly one place.
  package var accounting = RowAccounting()
  /// The first rejected rows in file order, at most 1000; all are counted.
  package var rejects: [RejectedRow] = []
  /// Totals and notes that were skipped (they are counted as filtered), in file order.
  package var footerRows: [RejectedRow] = []
  /// Facts about the events that were handed to the sink.
  package var summary = EventSummary()
  /// Rows of money spent, where the source holds costs.
  package var costs: [CostRow] = []
  /// Header names, or paths of a JSON export.
  package var headers: [String] = []
  /// Columns that the mapping reads nothing from.
  package var unmappedColumns: [String] = []
  /// How the header differs from the one given as the source's last; empty = not at all.
  package var drift: [String] = []
  /// Hash of the file's bytes (decompressed).
  package var contentHash = ContentHash(low: 0, high: 0)
  /// Hash of the first data row as written; 0 without rows. Tells a file that grew from a new
  /// delivery under the same name.
  package var firstRowHash: UInt64 = 0
  /// Hash of the header names in their order.
  package var headerDigest: UInt64 = 0
  /// Size of the file in bytes, as stored.
  package var byteCount = 0
  /// Sentences about decisions that a reader should know of.
  package var warnings: [String] = []

  /// An outcome of nothing.
  package init() {}
}
