import FunnelModel

/// Picks the events of an audience out of timelines.
///
/// An export rarely repeats an owner or a region in every row: the deal has it, its stages do not.
/// So an event without a value of its own has that of its object (its deal, order, ticket,
/// subscription, session, in this order: the first value that any event of the object has), and
/// else the buyer's where all the buyer's values agree. What has no value in the end is nobody's,
/// unless the condition names the empty text.
struct AudienceFilter: Sendable {
  private static let objects: [EventColumn] = [
    .dealID, .orderID, .ticketID, .subscriptionID, .sessionID,
  ]

  private let conditions: [(column: EventColumn?, condition: FieldCondition)]

  init(_ conditions: [FieldCondition], schema: EventSchema) {
    self.conditions = conditions.map { (schema.column(named: $0.field), $0) }
  }

  /// Whether every event passes.
  var isEmpty: Bool { conditions.isEmpty }

  /// Columns whose texts it reads.
  var texts: Set<EventColumn> { Set(conditions.compactMap(\.column)) }

  /// Columns that it reads.
  var columns: Set<EventColumn> { isEmpty ? [] : texts.union(Self.objects) }

  /// The events of the audience; the same timelines where there are no conditions.
  func kept(_ timeline: TimelineBucket) -> TimelineBucket {
    if isEmpty || timeline.count == 0 { return timeline }
    var holds = [Bool](repeating: true, count: timeline.count)
    for (column, condition) in conditions {
      let texts = column.flatMap { timeline.texts($0) }
      let passes = (0..<(texts?.dictionary.count ?? 1)).map { code in
        condition.holds(code == 0 ? "" : texts?.dictionary.string(UInt32(code)) ?? "")
      }
      let codes = texts.map { values($0.codes, timeline) }
      for row in holds.indices { holds[row] = holds[row] && passes[Int(codes?[row] ?? 0)] }
    }
    return timeline.keeping(rows: holds.indices.filter { holds[$0] })
  }

  /// Every event's own value, its object's, or its buyer's.
  private func values(_ own: [UInt32], _ timeline: TimelineBucket) -> [UInt32] {
    var result = own
    for object in Self.objects {
      guard let ids = timeline.texts(object)?.codes else { continue }
      var first: [UInt32: UInt32] = [:]
      for row in own.indices where ids[row] != 0 && own[row] != 0 && first[ids[row]] == nil {
        first[ids[row]] = own[row]
      }
      for row in own.indices where result[row] == 0 && ids[row] != 0 {
        result[row] = first[ids[row]] ?? 0
      }
    }
    for buyer in 0..<timeline.buyerCount {
      let rows = Int(timeline.buyerStarts[buyer])..<Int(timeline.buyerStarts[buyer + 1])
      let found = Set(result[rows]).subtracting([0])
      guard found.count == 1, let value = found.first else { continue }
      for row in rows where result[row] == 0 { result[row] = value }
    }
    return result
  }
}
