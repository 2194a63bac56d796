package import FunnelModel

/// A mapping that a sample of an unknown export suggests.
package struct MappingProposal: Sendable {
  /// One field with the column that it is read from.
  package struct Field: Sendable, Hashable {
    package let field: String
    package let column: String
    /// As `divisor` in the configuration; 1 = as written.
    package var divisor = 1
    /// As `format` in the configuration.
    package var format: String?
    /// A value without a column.
    package var constant: String?
  }

  /// One event of a row.
  package struct Event: Sendable, Hashable {
    package let type: String
    package let time: Field
    /// Column and texts of which one must stand there; nil = every row makes the event.
    package var condition: (column: String, accepted: [String])?
    /// A constant amount, where it differs from the row's.
    package var amount: String?

    package static func == (a: Event, b: Event) -> Bool {
      a.type == b.type && a.time == b.time && a.condition?.accepted == b.condition?.accepted
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(type)
      hasher.combine(time)
    }
  }

  /// What the rows are.
  package enum Kind: Sendable { case events, costs }

  package let kind: Kind
  package let layout: SourceLayout?
  /// Fields of every event, or of a cost; in the order of the file.
  package var fields: [Field]
  package var events: [Event]
  /// Columns of which one must be filled for a row to count; empty = every row counts.
  package var required: [String] = []
  /// Columns that no field reads.
  package let unused: [String]
  /// Sentences for the person who looks the proposal through.
  package var notes: [String]

  /// The proposal for a sample, or the reason why there is none.
  ///
  /// - Parameter name: the file's name, which tells what a bare `id` is.
  package static func make(
    _ sample: ExportSample, name: String
  ) -> Result<MappingProposal, Reason> {
    ProposalBuilder(sample, name: name).build()
  }

  /// Why an export cannot be mapped without a person.
  package struct Reason: Error, Sendable { package let sentence: String }

  /// The same for the rows that have an id at all; nil where that is asked for already.
  package func requiringIdentifier() -> MappingProposal? {
    let names = FieldVocabulary.identifiers.map(\.field)
    let columns = fields.filter { names.contains($0.field) }.map(\.column)
    if columns.isEmpty || !required.isEmpty { return nil }
    var result = self
    result.required = columns
    result.notes.append("rows without any id are filtered out")
    return result
  }

  /// The same without a column: a trial showed that its cells are not what its name promises.
  package func dropping(column: String) -> MappingProposal? {
    var result = self
    result.fields.removeAll { $0.column == column }
    result.events.removeAll { $0.time.column == column || $0.condition?.column == column }
    if result.fields.count == fields.count && result.events.count == events.count { return nil }
    let needed = kind == .costs ? ["date", "amount"] : []
    guard needed.allSatisfy({ name in result.fields.contains { $0.field == name } }),
      kind == .costs || !result.events.isEmpty
    else { return nil }
    result.notes.append("\"\(column)\" was left out: not all of its cells could be read")
    return result
  }
}
