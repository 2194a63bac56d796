import FunnelModel
import Warehouse

/// An event as a test writes it down: what goes in and must come out.
struct TestEvent: Hashable, Comparable {
  var id: String
  var time: Int64
  var line: Int64
  var bucket: Int
  var amount: Int64? = nil
  var plan: String? = nil

  static func < (a: TestEvent, b: TestEvent) -> Bool {
    (a.id, a.time, a.line, a.plan ?? "") < (b.id, b.time, b.line, b.plan ?? "")
  }

  /// The hash that ingestion takes for rows with an `event_id`.
  var identity: UInt64 {
    let bytes = Array(id.utf8)
    return WordHash.hash(bytes.span, offset: 0, count: bytes.count)
  }
}

extension TestEvent {
  /// `count` events `<prefix>0 …` spread over the buckets.
  static func series(_ count: Int, prefix: String = "e", from first: Int = 0) -> [TestEvent] {
    (first..<first + count).map { number in
      TestEvent(
        id: "\(prefix)\(number)", time: Int64(number) * 1_000_000, line: Int64(number + 2),
        bucket: number * 37 % Buyer.bucketCount,
        amount: number % 3 == 0 ? Int64(number) * 10_000 : nil,
        plan: number % 4 == 0 ? "plan \(number % 5)" : nil)
    }
  }

  /// The schema that `batch` uses.
  static let schema = EventSchema(customNames: ["plan"])

  /// Events of one bucket as a batch.
  static func batch(_ events: [TestEvent]) -> EventBatch {
    var batch = EventBatch(columnLimit: schema.columnLimit)
    batch.count = events.count
    var ids = ByteInterner()
    var plans = ByteInterner()
    var idCodes: [UInt32] = []
    var planCodes: [UInt32] = []
    for event in events {
      idCodes.append(ids.intern(event.id))
      planCodes.append(plans.intern(event.plan ?? ""))
    }
    batch.integers[EventColumn.time.rawValue] = IntegerColumn(events.map(\.time))
    batch.integers[EventColumn.line.rawValue] = IntegerColumn(events.map(\.line))
    if events.contains(where: { $0.amount != nil }) {
      batch.integers[EventColumn.amount.rawValue] = IntegerColumn(
        events.map { $0.amount ?? IntegerColumn.missing })
    }
    batch.texts[EventColumn.eventID.rawValue] = TextColumn(
      codes: idCodes, dictionary: ids.dictionary)
    batch.texts[EventColumn.custom(0).rawValue] = TextColumn(
      codes: planCodes, dictionary: plans.dictionary)
    return batch
  }

  /// The events of a batch that came from `bucket`.
  static func events(of batch: EventBatch, bucket: Int) -> [TestEvent] {
    (0..<batch.count).map { row in
      let amount = batch.integers(.amount)?.values[row] ?? IntegerColumn.missing
      return TestEvent(
        id: batch.texts(.eventID)?.string(at: row) ?? "",
        time: batch.integers(.time)?.values[row] ?? -1,
        line: batch.integers(.line)?.values[row] ?? -1, bucket: bucket,
        amount: amount == IntegerColumn.missing ? nil : amount,
        plan: batch.texts(.custom(0))?.string(at: row))
    }
  }
}
