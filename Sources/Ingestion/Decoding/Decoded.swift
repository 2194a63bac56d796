/// Outcomes of reading a cell that are no value, as reserved integers.
///
/// A decoder returns an `Int64` either way, so that a hot loop tests with one comparison.
enum Decoded {
  /// The cell is blank.
  static let missing = Int64.min
  /// The text is no value of the kind.
  static let invalid = Int64.min + 1
  /// A date whose day and month could be exchanged, in a column where no row proves the order.
  static let ambiguous = Int64.min + 2
  /// A value that the fixed-point range cannot hold.
  static let outOfRange = Int64.min + 3
  /// Values from here on are values.
  static let firstValue = Int64.min + 16
}
