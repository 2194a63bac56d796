// Why these types are public, where the rest of the house is `package`: the compiler puts the body
// of a public function into its caller in another module, and never that of a package one. What the
// hot loops of all floors touch (columns, dictionaries, hashes, instants, days) is therefore public;
// one call per cell instead cost a twentieth of a run.

/// Integers of one column, one per event.
public struct IntegerColumn: Sendable, Hashable {
  /// Stands for "no value".
  public static let missing = Int64.min
  /// The values, in the order of the batch.
  public var values: [Int64]

  /// A column of given values.
  public init(_ values: [Int64] = []) { self.values = values }
}

/// Texts of one column, one code per event.
public struct TextColumn: Sendable, Hashable {
  /// Dictionary codes in the order of the batch; 0 = missing.
  public var codes: [UInt32]
  /// The texts.
  public var dictionary: ByteDictionary

  /// A column of given codes.
  public init(codes: [UInt32] = [], dictionary: ByteDictionary = ByteDictionary()) {
    self.codes = codes
    self.dictionary = dictionary
  }

  /// The text at a row; nil where it is missing.
  public func string(at row: Int) -> String? {
    codes[row] == 0 ? nil : dictionary.string(codes[row])
  }
}

/// A table of canonical events as a structure of arrays: the one noun between exports and metrics.
///
/// Columns are addressed by `EventColumn.rawValue`; nil means that no event has a value. `time`,
/// `type`, `market`, `file` and `line` are always present in a batch that holds events.
public struct EventBatch: Sendable {
  /// Number of events.
  public var count: Int
  /// Integer columns by `EventColumn.rawValue`.
  public var integers: [IntegerColumn?]
  /// Text columns by `EventColumn.rawValue`.
  public var texts: [TextColumn?]

  /// An empty batch for a schema.
  public init(columnLimit: Int) {
    count = 0
    integers = Array(repeating: nil, count: columnLimit)
    texts = Array(repeating: nil, count: columnLimit)
  }

  /// The integer column, or nil where no event has a value or the batch does not know the column.
  public func integers(_ column: EventColumn) -> IntegerColumn? {
    column.rawValue < integers.count ? integers[column.rawValue] : nil
  }

  /// The text column, or nil where no event has a value or the batch does not know the column.
  public func texts(_ column: EventColumn) -> TextColumn? {
    column.rawValue < texts.count ? texts[column.rawValue] : nil
  }
}
