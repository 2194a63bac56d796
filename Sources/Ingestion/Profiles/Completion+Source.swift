package import FunnelModel

extension Completion {
  /// The completing file as a delivery of the source that it completes.
  ///
  /// Ids that the join makes equal name the same object, so each row speaks of the deal (order,
  /// person …) that the first file made; its other fields come from there.
  package func joined(to source: SourceDefinition) -> SourceDefinition {
    var columns: [String: ValueSource] = [:]
    let theirs = Dictionary(on.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    for (field, value) in source.mapping?.columns ?? [:] {
      if value.columns.isEmpty && value.parts.isEmpty {
        columns[field] = value
        continue
      }
      let renamed = value.columns.compactMap { theirs[$0] }
      guard !renamed.isEmpty, renamed.count == value.columns.count else { continue }
      columns[field] = value
      columns[field]?.columns = renamed
    }
    columns.merge(self.columns) { $1 }
    var result = source
    result.files = files
    result.profile = nil
    result.layout = nil
    result.mapping = RowMapping(columns: columns, events: events)
    return result
  }
}
