import FunnelModel
import Ingestion

/// What the rows of a completing file take over from the rows that they complete.
struct CompletionPlan: Sendable {
  /// Id columns that the join makes equal in both files.
  let ids: [EventColumn]
  /// Columns that the first file maps; a cell that the completing one fills itself stays.
  let carried: [EventColumn]

  /// nil where there is nothing to take over.
  init?(_ completion: Completion, of source: SourceDefinition, schema: EventSchema) {
    let joined = Set(completion.on.values)
    var ids: [EventColumn] = []
    var carried: [EventColumn] = []
    for (field, value) in (source.mapping?.columns ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let column = schema.column(named: field), !value.columns.isEmpty else { continue }
      if Buyer.precedence.contains(column) {
        if joined.isSuperset(of: value.columns) { ids.append(column) }
      } else if column != .eventID && column != .market {
        carried.append(column)
      }
    }
    if ids.isEmpty || carried.isEmpty { return nil }
    self.ids = ids.sorted()
    self.carried = carried.sorted()
  }

  /// Key of a row's object: the first of the ids that is filled; nil without any.
  func key(_ batch: EventBatch, row: Int) -> [UInt8]? {
    for column in ids {
      guard let texts = batch.texts(column), texts.codes[row] != 0 else { continue }
      let range = texts.dictionary.range(of: texts.codes[row])
      return [UInt8(truncatingIfNeeded: column.rawValue)] + texts.dictionary.bytes[range]
    }
    return nil
  }
}
