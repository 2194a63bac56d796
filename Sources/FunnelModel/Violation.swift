/// Two numbers of a report that contradict each other: the run fails and names the records.
package struct Violation: Sendable, Hashable {
  /// What is wrong, in a sentence.
  package let message: String
  /// The number whose records say where; nil where no single one does.
  package let row: MetricRow?

  /// A violation; see the properties.
  package init(_ message: String, _ row: MetricRow? = nil) {
    self.message = message
    self.row = row
  }
}
