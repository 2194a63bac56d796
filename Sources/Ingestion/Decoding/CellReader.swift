import FunnelModel
import RecordParsing

/// Works out the texts of values that are not simply one cell: alternatives, constants,
/// replacements, rules and joined parts.
///
/// The result is again one field reference per record. Texts that stand nowhere in the chunk are
/// appended to its bytes, as the parser does with unescaped ones.
struct CellReader: Sendable {
  /// The references of the value read last, one per record.
  private(set) var refs: [FieldRef] = []
  private var text: [UInt8] = []
  private var base = 0

  /// Works out one value for all records of a batch.
  mutating func read(_ plan: CellPlan, _ batch: inout RecordBatch) {
    refs.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    base = batch.bytes.count
    let constant = append(plan.constant)
    if plan.parts.isEmpty {
      readAlternatives(plan, batch, constant: constant)
    } else {
      for record in 0..<batch.recordCount {
        refs.append(append(Self.joined(plan, batch, record) ?? plan.constant))
      }
    }
    if !(plan.replacements.isEmpty && plan.rules.isEmpty) { change(plan, batch) }
    batch.bytes.append(contentsOf: text)
  }

  /// The text of a value in one record, without the short cuts.
  static func text(_ plan: CellPlan, _ batch: RecordBatch, _ record: Int) -> [UInt8] {
    if !plan.parts.isEmpty {
      return TextRules.apply(plan, to: joined(plan, batch, record) ?? plan.constant)
    }
    var text = plan.constant
    for column in plan.columns {
      let ref = trimmed(batch.bytes.span, batch.fields[record * batch.columnCount + column])
      if ref.length > 0 {
        text = Array(batch.bytes[ref.range])
        break
      }
    }
    return TextRules.apply(plan, to: text)
  }

  /// A reference without the blanks around its text.
  @inline(__always)
  static func trimmed(_ bytes: Span<UInt8>, _ ref: FieldRef) -> FieldRef {
    let length = Int(ref.length)
    if length == 0 { return ref }
    let start = Int(ref.start)
    if bytes[start] > ASCII.space && bytes[start &+ length &- 1] > ASCII.space { return ref }
    let (first, last) = ASCII.trimmed(bytes, start, start &+ length)
    return FieldRef(
      start: UInt32(truncatingIfNeeded: first), length: UInt32(truncatingIfNeeded: last &- first))
  }

  private static func joined(
    _ plan: CellPlan, _ batch: RecordBatch, _ record: Int
  ) -> [UInt8]? {
    var result: [UInt8] = []
    for (index, part) in plan.parts.enumerated() {
      let piece = text(part, batch, record)
      if piece.isEmpty { return nil }
      if index > 0 { result += plan.separator }
      result += piece
    }
    return result
  }

  private mutating func readAlternatives(
    _ plan: CellPlan, _ batch: RecordBatch, constant: FieldRef
  ) {
    let bytes = batch.bytes.span
    let fields = batch.fields.span
    var row = 0
    for _ in 0..<batch.recordCount {
      var found = constant
      for column in plan.columns {
        let ref = Self.trimmed(bytes, fields[row + column])
        if ref.length > 0 {
          found = ref
          break
        }
      }
      refs.append(found)
      row += batch.columnCount
    }
  }

  /// Applies replacements and rules; a run of equal cells is changed once.
  private mutating func change(_ plan: CellPlan, _ batch: RecordBatch) {
    var last: [UInt8] = []
    var lastResult = FieldRef.empty
    for record in refs.indices where refs[record].length > 0 {
      let ref = refs[record]
      let start = Int(ref.start)
      let raw =
        start < base
        ? Array(batch.bytes[ref.range])
        : Array(text[(start - base)..<(start - base + Int(ref.length))])
      if raw != last {
        let changed = TextRules.apply(plan, to: raw)
        lastResult = changed == raw ? ref : append(changed)
        last = raw
      }
      refs[record] = lastResult
    }
  }

  private mutating func append(_ piece: [UInt8]) -> FieldRef {
    if piece.isEmpty { return .empty }
    let start = base + text.count
    text += piece
    return FieldRef(start: UInt32(start), length: UInt32(piece.count))
  }
}
