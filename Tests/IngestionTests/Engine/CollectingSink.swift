import FunnelModel
import Synchronization

/// A sink that keeps everything and leaves out rows whose identity it has seen, as a warehouse
/// does.
final class CollectingSink: EventSink {
  private struct State {
    var batches: [(bucket: Int, batch: EventBatch)] = []
    var known: Set<UInt64> = []
  }
  private let state = Mutex(State())

  func append(_ batch: EventBatch, identities: [UInt64], bucket: Int) throws -> Int {
    state.withLock { state in
      let lines = batch.integers(.line)?.values ?? []
      var duplicates = 0
      var kept: [Int] = []
      var index = 0
      while index < batch.count {
        var end = index + 1
        while end < batch.count, lines[end] == lines[index] { end += 1 }
        if state.known.insert(identities[index]).inserted {
          kept += Array(index..<end)
        } else {
          duplicates += 1
        }
        index = end
      }
      state.batches.append((bucket, Self.picked(batch, kept)))
      return duplicates
    }
  }

  /// All events as texts, one per event and sorted, for comparisons.
  func rows(_ schema: EventSchema = EventSchema()) -> [String] {
    let batches = state.withLock { $0.batches.map(\.batch) }
    return batches.flatMap { batch in
      (0..<batch.count).map { Self.row(batch, $0, schema) }
    }.sorted()
  }

  /// The bucket of every event's line.
  func buckets() -> [Int64: Int] {
    var result: [Int64: Int] = [:]
    for (bucket, batch) in state.withLock({ $0.batches }) {
      for line in batch.integers(.line)?.values ?? [] { result[line] = bucket }
    }
    return result
  }

  private static func row(_ batch: EventBatch, _ row: Int, _ schema: EventSchema) -> String {
    var parts: [String] = []
    for raw in 0..<schema.columnLimit {
      let column = EventColumn(rawValue: raw)
      guard column != .file, column != .identityLow, column != .identityHigh else { continue }
      let name = schema.name(of: column) ?? "#\(raw)"
      if let values = batch.integers(column)?.values, values[row] != IntegerColumn.missing {
        parts.append("\(name)=\(values[row])")
      }
      if let text = batch.texts(column)?.string(at: row) { parts.append("\(name)=\(text)") }
    }
    return parts.joined(separator: " ")
  }

  private static func picked(_ batch: EventBatch, _ rows: [Int]) -> EventBatch {
    var result = batch
    result.count = rows.count
    for index in result.integers.indices {
      if let column = batch.integers[index] {
        result.integers[index] = IntegerColumn(rows.map { column.values[$0] })
      }
    }
    for index in result.texts.indices {
      if let column = batch.texts[index] {
        result.texts[index]?.codes = rows.map { column.codes[$0] }
      }
    }
    return result
  }
}
