/// How a parser has to treat a chunk; decided by the chunker that cut it.
package enum ChunkTreatment: UInt8, Sendable {
  /// Whole records.
  case records
  /// Whole lines after a quote that was never closed: each line is a record of its own, and a
  /// quote still open at a line's end is a fault of that line only.
  case lines
  /// The beginning of a line over the record limit: one fault.
  case overlong
  /// Bytes without records, such as the rest of a line over the limit: only lines are counted.
  case discard
}

/// A prefix of the pending bytes that can be parsed on its own.
package struct ChunkCut: Equatable, Sendable {
  /// Number of bytes to hand out; 0 means that more bytes are needed.
  package var end: Int
  /// How the parser has to treat them.
  package var treatment: ChunkTreatment

  /// A cut after `end` bytes.
  package init(end: Int, treatment: ChunkTreatment) {
    self.end = end
    self.treatment = treatment
  }

  /// No cut: read more bytes and ask again.
  package static let needsMore = ChunkCut(end: 0, treatment: .records)
}

/// Limits that bound memory whatever the input.
package enum ParsingLimits {
  /// Bytes that one record may have: 16 MiB.
  package static let maximumRecordBytes = 16 << 20
  /// Levels of nesting that a JSON text may have.
  package static let maximumDepth = 512
}
