/// Integers of one column, one per event.
package struct IntegerColumn: Sendable, Hashable {
  /// Stands for "no value".
  package static let missing = Int64.min
  /// The values, in the order of the batch.
  package var values: [Int64]

  /// A column of given values.
  package init(_ values: [Int64] = []) { self.values = values }
}

/// Texts of one column, one code per event.
package struct TextColumn: Sendable, Hashable {
  /// Dictionary codes in the order of the batch; 0 = missing.
  package var codes: [UInt32]
  /// The texts.
  package var dictionary: ByteDictionary

  /// A column of given codes.
  package init(codes: [UInt32] = [], dictionary: ByteDictionary = ByteDictionary()) {
    self.codes = codes
    self.dictionary = dictionary
  }

  /// The text at a row; nil where it is missing.
  package func string(at row: Int) -> String? {
    codes[row] == 0 ? nil : dictionary.string(codes[row])
  }
}

/// A table of canonical events as a structure of arrays: the one noun between exports and metrics.
///
/// Columns are addressed by `EventColumn.rawValue`; nil means that no event has a value. `time`,
/// `type`, `market`, `file` and `line` are always present in a batch that holds events.
package struct EventBatch: Sendable {
  /// Number of events.
  package var count: Int
  /// Integer columns by `EventColumn.rawValue`.
  package var integers: [IntegerColumn?]
  /// Text columns by `EventColumn.rawValue`.
  package var texts: [TextColumn?]

  /// An empty batch for a schema.
  package init(columnLimit: Int) {
    count = 0
    integers = Array(repeating: nil, count: columnLimit)
    texts = Array(repeating: nil, count: columnLimit)
  }

  /// The integer column, or nil where no event has a value or the batch does not know the column.
  package func integers(_ column: EventColumn) -> IntegerColumn? {
    column.rawValue < integers.count ? integers[column.rawValue] : nil
  }

  /// The text column, or nil where no event has a value or the batch does not know the column.
  package func texts(_ column: EventColumn) -> TextColumn? {
    column.rawValue < texts.count ? texts[column.rawValue] : nil
  }
}
