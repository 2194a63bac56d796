/// How a delimited text separates and quotes its fields.
package struct CSVDialect: Equatable, Hashable, Sendable {
  /// The byte between two fields; not a line end, not the quote.
  package var delimiter: UInt8
  /// The byte around fields that contain delimiters, line ends or quotes, which are then doubled;
  /// nil if the text quotes nothing.
  package var quote: UInt8?

  /// A dialect; the default is RFC 4180's comma and double quote.
  package init(delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\"")) {
    self.delimiter = delimiter
    self.quote = quote
  }

  /// The delimiters that exports use, in the order in which ties are decided.
  package static let delimiters: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]
}
