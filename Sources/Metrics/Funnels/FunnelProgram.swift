import FunnelModel

/// A funnel compiled for one bucket: which steps each event satisfies, and which rows each unit has.
struct FunnelProgram {
  let definition: FunnelDefinition
  /// Step bits of each event row, with `FunnelMatcher.excludeBit`.
  let mask: [UInt32]
  /// Rows by unit, in time order: `rows[starts[u] ..< starts[u + 1]]`.
  let rows: [Int32]
  let starts: [Int32]
  /// Codes of the `matchOn` fields by row.
  let matchOn: [[UInt32]]

  init(_ definition: FunnelDefinition, _ view: BucketView, schema: EventSchema) {
    self.definition = definition
    let timeline = view.timeline
    mask = Self.masks(definition, timeline, schema)
    matchOn = definition.matchOn.compactMap { schema.column(named: $0) }.map { timeline.codes($0) }
    let keepsAll = definition.order == .strict
    let market = definition.market.rawValue
    let unitOfRow: (Int) -> Int
    let unitCount: Int
    switch definition.scope {
    case .buyer:
      var unit = 0
      unitCount = timeline.buyerCount
      unitOfRow = { row in
        while Int(timeline.buyerStarts[unit + 1]) <= row { unit += 1 }
        return unit
      }
    case .session:
      let codes = timeline.codes(.sessionID)
      let numbers = view.sessions.numberOfCode
      unitCount = view.sessions.count
      unitOfRow = { codes[$0] == 0 ? -1 : Int(numbers[Int(codes[$0])]) }
    case .person, .deal:
      let texts = timeline.texts(definition.scope == .person ? .personID : .dealID)
      unitCount = texts?.dictionary.count ?? 0
      unitOfRow = { row in texts.map { $0.codes[row] == 0 ? -1 : Int($0.codes[row]) } ?? -1 }
    }
    var unit = [Int32](repeating: -1, count: timeline.count)
    var starts = [Int32](repeating: 0, count: unitCount + 1)
    for row in 0..<timeline.count
    where timeline.market[row] == market && (keepsAll || mask[row] != 0) {
      let number = unitOfRow(row)
      if number >= 0 {
        unit[row] = Int32(number)
        starts[number + 1] += 1
      }
    }
    for index in 0..<unitCount { starts[index + 1] += starts[index] }
    var next = starts
    var rows = [Int32](repeating: 0, count: Int(starts[unitCount]))
    for row in 0..<timeline.count where unit[row] >= 0 {
      rows[Int(next[Int(unit[row])])] = Int32(row)
      next[Int(unit[row])] += 1
    }
    self.rows = rows
    self.starts = starts
  }

  private static func masks(
    _ definition: FunnelDefinition, _ timeline: TimelineBucket, _ schema: EventSchema
  ) -> [UInt32] {
    guard let types = timeline.texts(.type) else { return [] }
    var result = [UInt32](repeating: 0, count: timeline.count)
    var steps = definition.steps.enumerated().map { (UInt32(1) << UInt32($0.offset), $0.element) }
    steps += definition.exclude.map { (FunnelMatcher.excludeBit, $0) }
    for (bit, step) in steps {
      let matches = (0..<types.dictionary.count).map {
        $0 > 0 && types.dictionary.string(UInt32($0)) == step.type
      }
      guard matches.contains(true) else { continue }
      let conditions = step.conditions.map { ConditionTest($0, timeline, schema) }
      var row = 0
      while row < result.count {
        if matches[Int(types.codes[row])] && conditions.allSatisfy({ $0.holds(row) }) {
          result[row] |= bit
        }
        row &+= 1
      }
    }
    return result
  }
}

/// A field condition compiled for one bucket.
private struct ConditionTest {
  private let codes: [UInt32]
  private let accepted: [Bool]

  init(_ condition: FieldCondition, _ timeline: TimelineBucket, _ schema: EventSchema) {
    let texts = schema.column(named: condition.field).flatMap { timeline.texts($0) }
    codes = texts?.codes ?? []
    accepted = (0..<(texts?.dictionary.count ?? 1)).map { code in
      let text = code == 0 ? "" : texts?.dictionary.string(UInt32(code)) ?? ""
      return condition.accepted.contains(text) != condition.negated
    }
  }

  func holds(_ row: Int) -> Bool { accepted[codes.isEmpty ? 0 : Int(codes[row])] }
}
