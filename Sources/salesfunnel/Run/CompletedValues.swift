import FunnelModel
import Warehouse

/// Values of the objects that a completing file speaks of, from the rows of the first file.
///
/// They come from the warehouse, so they are there even where the first file was cleared away. Of
/// several values of an object the earliest counts, equals bytewise, so that neither the order of
/// files nor that of threads shows.
struct CompletedValues: Sendable {
  private enum Value: Sendable { case integer(Int64), text([UInt8]) }

  let plan: CompletionPlan
  private var values: [[UInt8]: [(time: Int64, value: Value)?]] = [:]

  init(_ plan: CompletionPlan) { self.plan = plan }

  /// Reads the events of some files.
  static func of(
    files: Set<Int64>, _ plan: CompletionPlan, work: BucketWork
  ) throws(Failure) -> CompletedValues {
    let columns = Set(plan.ids + plan.carried).union([.time, .file])
    let parts = try work.results(try work.filled(), identity: { CompletedValues(plan) }) {
      (values, bucket, reader) throws(WarehouseError) in
      for batch in try reader.loadBucket(bucket, columns: columns) {
        values.add(batch, files: files)
      }
    }
    return parts.first ?? CompletedValues(plan)
  }

  private mutating func add(_ batch: EventBatch, files: Set<Int64>) {
    let owners = batch.integers(.file)?.values ?? []
    let times = batch.integers(.time)?.values ?? []
    for row in 0..<batch.count where files.contains(owners[row]) {
      guard let key = plan.key(batch, row: row) else { continue }
      var known =
        values[key] ?? [(time: Int64, value: Value)?](repeating: nil, count: plan.carried.count)
      for (index, column) in plan.carried.enumerated() {
        guard let value = Self.value(batch, column, row) else { continue }
        if let old = known[index], !Self.precedes((times[row], value), old) { continue }
        known[index] = (times[row], value)
      }
      values[key] = known
    }
  }

  private static func value(_ batch: EventBatch, _ column: EventColumn, _ row: Int) -> Value? {
    if let integers = batch.integers(column) {
      return integers.values[row] == IntegerColumn.missing ? nil : .integer(integers.values[row])
    }
    guard let texts = batch.texts(column), texts.codes[row] != 0 else { return nil }
    return .text(Array(texts.dictionary.bytes[texts.dictionary.range(of: texts.codes[row])]))
  }

  private static func precedes(
    _ a: (time: Int64, value: Value), _ b: (time: Int64, value: Value)
  ) -> Bool {
    if a.time != b.time { return a.time < b.time }
    switch (a.value, b.value) {
    case (.integer(let x), .integer(let y)): return x < y
    case (.text(let x), .text(let y)): return x.lexicographicallyPrecedes(y)
    default: return false
    }
  }

  /// The same events with their empty cells filled.
  func filling(_ batch: EventBatch) -> EventBatch {
    var result = batch
    let keys = (0..<batch.count).map { plan.key(batch, row: $0) }
    for (index, column) in plan.carried.enumerated() {
      let found = keys.map { key in key.flatMap { values[$0]?[index]?.value } }
      if found.allSatisfy({ $0 == nil }) { continue }
      switch column.storage {
      case .integer: fillIntegers(&result, column, found)
      case .text: fillTexts(&result, column, found)
      }
    }
    return result
  }

  private func fillIntegers(
    _ batch: inout EventBatch, _ column: EventColumn, _ found: [Value?]
  ) {
    var integers =
      batch.integers(column)
      ?? IntegerColumn([Int64](repeating: IntegerColumn.missing, count: batch.count))
    for row in found.indices where integers.values[row] == IntegerColumn.missing {
      if case .integer(let value) = found[row] { integers.values[row] = value }
    }
    batch.integers[column.rawValue] = integers
  }

  private func fillTexts(_ batch: inout EventBatch, _ column: EventColumn, _ found: [Value?]) {
    let old = batch.texts(column) ?? TextColumn(codes: [UInt32](repeating: 0, count: batch.count))
    var interner = ByteInterner()
    let codes = interner.codes(for: old.dictionary)
    var filled = old.codes.map { codes[Int($0)] }
    for row in found.indices where filled[row] == 0 {
      guard case .text(let bytes) = found[row] else { continue }
      filled[row] = interner.intern(bytes.span, offset: 0, count: bytes.count)
    }
    batch.texts[column.rawValue] = TextColumn(codes: filled, dictionary: interner.dictionary)
  }
}

/// Hands the events of a completing file on with what they take over.
final class CompletionSink: EventSink {
  private let sink: any EventSink
  private let values: CompletedValues

  init(_ sink: any EventSink, _ values: CompletedValues) {
    self.sink = sink
    self.values = values
  }

  func append(_ batch: EventBatch, identities: [UInt64], bucket: Int) throws -> Int {
    try sink.append(values.filling(batch), identities: identities, bucket: bucket)
  }
}
