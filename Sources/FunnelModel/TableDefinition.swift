/// One entry of the catalogue for a table that is a result of its own: its numbers are no metrics.
package struct TableDefinition: Sendable, Hashable {
  /// Id of the table, and so the name of its file `csv/<id>.csv`.
  package let id: String
  /// Name for people, in English.
  package let title: String
  /// What one row is.
  package let row: String
  /// How its numbers are made, in words.
  package let formula: String
  /// Where the definition comes from.
  package let source: String
  /// Event types that the table reads; empty where it reads finished numbers.
  package let eventTypes: [String]

  /// A catalogue entry; see the properties.
  package init(
    id: String, title: String, row: String, formula: String, source: String, eventTypes: [String]
  ) {
    self.id = id
    self.title = title
    self.row = row
    self.formula = formula
    self.source = source
    self.eventTypes = eventTypes
  }
}
