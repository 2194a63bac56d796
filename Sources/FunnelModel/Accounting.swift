/// Where the rows of a file went (events.md): `read` is the sum of the other five, always.
package struct RowAccounting: Sendable, Hashable {
  package var read: Int = 0
  package var loaded: Int = 0
  package var duplicate: Int = 0
  package var superseded: Int = 0
  package var filtered: Int = 0
  package var rejected: Int = 0

  /// No rows.
  package init() {}

  /// Whether the identity of the accounting holds.
  package var isBalanced: Bool {
    read == loaded + duplicate + superseded + filtered + rejected
  }

  /// Adds the rows of another file or part.
  package mutating func add(_ other: RowAccounting) {
    read += other.read
    loaded += other.loaded
    duplicate += other.duplicate
    superseded += other.superseded
    filtered += other.filtered
    rejected += other.rejected
  }
}

/// A row that was refused, with everything needed to find and mend it.
package struct RejectedRow: Sendable, Hashable {
  /// Line in the file, 1 = the first line.
  package var line: Int
  /// Byte offset of the row in the file.
  package var byteOffset: Int
  /// Header name of the failing column; empty where the whole row is meant.
  package var column: String
  /// Stable reason code, such as `time`, `money`, `ragged`, `future`, `no_buyer`.
  package var code: String
  /// The failing cell, cut to 200 characters.
  package var cell: String
  /// One sentence: what is wrong and what to do about it.
  package var message: String

  /// A rejected row; see the properties.
  package init(
    line: Int, byteOffset: Int, column: String, code: String, cell: String, message: String
  ) {
    self.line = line
    self.byteOffset = byteOffset
    self.column = column
    self.code = code
    self.cell = cell
    self.message = message
  }
}
