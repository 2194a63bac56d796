/// A header row and where the records behind it begin.
package struct CSVHeader: Equatable, Sendable {
  /// How the header row is delimited; the records are read in the same way.
  package var dialect: CSVDialect
  /// The names as written, unquoted but neither trimmed nor folded; may repeat.
  package var names: [String]
  /// Lines before the header, without line ends and blank lines; they may hold facts such as a
  /// currency or a date range.
  package var preamble: [String]
  /// Byte offset of the header row.
  package var offset: Int
  /// Line of the header row, counted from 0 at the first byte of the text.
  package var line: Int
  /// Byte offset of the first byte behind the header's line end: give this to the chunker.
  package var bodyOffset: Int
  /// Line on which the body begins, counted from 0 at the first byte of the text.
  package var bodyLine: Int
}

/// Finds the header row of a delimited text, with its delimiter.
///
/// A byte order mark is skipped, and a first line `sep=X` fixes the delimiter. The delimiter is
/// judged on the header row, not on the first row: titles and date ranges may come before it.
package enum CSVHeaderFinder {
  /// Lines that may come before a header, blank ones included.
  package static let maximumPreambleLines = 20

  /// The first row that `score` accepts, read with the delimiter that scores highest.
  ///
  /// - Parameters:
  ///   - prefix: the beginning of the text in UTF-8; 64 KiB are plenty.
  ///   - from: byte offset where the search starts, for a text that holds several tables.
  ///   - isWholeText: true if the text ends with `prefix`.
  ///   - score: how well a row of names fits, for example the number of known headers in it after
  ///     trimming and folding case; 0 or less if it is no header. Delimiters that score the same
  ///     are decided by the number of fields, then in the order of `CSVDialect.delimiters`.
  /// - Returns: nil if no row within the first lines is accepted.
  package static func find(
    in prefix: Span<UInt8>, from: Int = 0, isWholeText: Bool,
    score: (borrowing [String]) -> Int
  ) -> CSVHeader? {
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the span.
    let bytes = unsafe prefix.bytes
    var cursor = CSVHeaderCursor(bytes, from: from, isWholeText: isWholeText)
    repeat {
      var best: CSVHeader?
      var bestScore = 0
      for row in cursor.rows(bytes) {
        let rowScore = score(row.names)
        guard rowScore > 0 else { continue }
        let isWider = rowScore == bestScore && row.names.count > (best?.names.count ?? 0)
        if rowScore > bestScore || isWider { (best, bestScore) = (row, rowScore) }
      }
      if let best { return best }
    } while cursor.skipLine(bytes) && cursor.skippedLines <= maximumPreambleLines
    return nil
  }

  /// The most plausible header of a text about which nothing is known.
  ///
  /// That is the widest row among the first lines which the next row equals in its number of
  /// fields; of several, the first. At most half of its names may be empty or repeated, as those
  /// of custom properties sometimes are. A text with one column or one row has no such row: nil.
  package static func guess(in prefix: Span<UInt8>, isWholeText: Bool) -> CSVHeader? {
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the span.
    let bytes = unsafe prefix.bytes
    var cursor = CSVHeaderCursor(bytes, from: 0, isWholeText: isWholeText)
    var best: CSVHeader?
    repeat {
      for row in cursor.rows(bytes) where row.names.count > (best?.names.count ?? 1) {
        if Set(row.names).subtracting([""]).count * 2 >= row.names.count,
          cursor.fieldCount(bytes, behind: row) == row.names.count
        {
          best = row
        }
      }
    } while cursor.skipLine(bytes) && cursor.skippedLines <= maximumPreambleLines
    return best
  }
}
