import FunnelModel

/// Which steps of a funnel each event of a bucket satisfies, with `FunnelMatcher.excludeBit`.
///
/// Events of one kind satisfy the same steps: a row has a small number, and the bits stand once.
struct StepMasks {
  /// By timeline row: which of `bits`.
  let kinds: [UInt32]
  let bits: [UInt32]

  /// The masks of a bucket.
  init(_ definition: FunnelDefinition, _ timeline: TimelineBucket, _ schema: EventSchema) {
    guard let types = timeline.texts(.type) else {
      self.init(kinds: [], bits: [])
      return
    }
    var steps = definition.steps.enumerated().map { (UInt32(1) << UInt32($0.offset), $0.element) }
    steps += definition.exclude.map { (FunnelMatcher.excludeBit, $0) }
    let names = (0..<types.dictionary.count).map { types.dictionary.string(UInt32($0)) }
    var bitsOfType = [UInt32](repeating: 0, count: names.count)
    for (bit, step) in steps where step.conditions.isEmpty {
      for code in names.indices.dropFirst() where names[code] == step.type {
        bitsOfType[code] |= bit
      }
    }
    let conditional = steps.filter { !$0.1.conditions.isEmpty }
    if conditional.isEmpty {
      self.init(kinds: types.codes, bits: bitsOfType)
      return
    }
    var masks = types.codes.map { bitsOfType[Int($0)] }
    for (bit, step) in conditional {
      guard let code = names.indices.dropFirst().first(where: { names[$0] == step.type }) else {
        continue
      }
      let conditions = step.conditions.map { ConditionTest($0, timeline, schema) }
      for row in masks.indices
      where types.codes[row] == code && conditions.allSatisfy({ $0.holds(row) }) {
        masks[row] |= bit
      }
    }
    self.init(masks)
  }

  /// Masks by timeline row.
  init(_ masks: [UInt32]) {
    var numbers: [UInt32: UInt32] = [:]
    var bits: [UInt32] = []
    let kinds = masks.map { mask in
      if let known = numbers[mask] { return known }
      let number = UInt32(bits.count)
      numbers[mask] = number
      bits.append(mask)
      return number
    }
    self.init(kinds: kinds, bits: bits)
  }

  private init(kinds: [UInt32], bits: [UInt32]) {
    self.kinds = kinds
    self.bits = bits
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
