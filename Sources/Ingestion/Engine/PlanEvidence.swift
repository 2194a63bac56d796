import FunnelModel
import RecordParsing

/// Decides from the cells of a file what a mapping leaves open: decimal marks, and which of day
/// and month comes first.
struct PlanEvidence {
  private var decimals: [Int: DecimalEvidence] = [:]
  private var orders: [Int: DateOrder] = [:]
  /// Time slots with a date that could be read both ways.
  private(set) var openSlots: Set<Int> = []

  /// Whether a date of some slot is open and nothing proved its order yet.
  var isOpen: Bool { openSlots.contains { orders[$0] == nil } }

  /// Looks at the cells of every undecided slot.
  mutating func add(_ batch: RecordBatch, plan: RowPlan) {
    let bytes = batch.bytes.span
    for (index, slot) in plan.slots.enumerated() where Self.isUndecided(slot) {
      for column in slot.cell.columns {
        for record in 0..<batch.recordCount {
          let raw = batch.fields[record * batch.columnCount + column]
          let ref = CellReader.trimmed(bytes, raw)
          if ref.length == 0 || ref.length > 64 { continue }
          let (start, count) = (Int(ref.start), Int(ref.length))
          if case .decimal = slot.kind {
            decimals[index, default: DecimalEvidence()].add(bytes, start, count)
          } else {
            let (order, isOpen) = DateText.evidence(bytes, start, count)
            // The first proof in the file counts; a cell against it is rejected as a bad date.
            if let order, orders[index] == nil { orders[index] = order }
            if isOpen { openSlots.insert(index) }
          }
        }
      }
    }
  }

  /// Writes the decisions into a plan.
  func decide(_ plan: inout RowPlan, likelyMark: UInt8) {
    var pooled = DecimalEvidence()
    for evidence in decimals.values { pooled.add(evidence) }
    // One locale wrote the file: what one column proves holds for those that prove nothing.
    let proven = Set(orders.values)
    let pooledOrder = proven.count == 1 ? proven.first : nil
    for index in plan.slots.indices {
      if case .decimal = plan.slots[index].kind, plan.slots[index].decimalMark == nil {
        plan.slots[index].decimalMark = decimals[index]?.mark ?? pooled.mark ?? likelyMark
      }
      plan.slots[index].order = plan.slots[index].order ?? orders[index] ?? pooledOrder
    }
  }

  private static func isUndecided(_ slot: Slot) -> Bool {
    switch slot.kind {
    case .decimal: slot.decimalMark == nil
    case .instant(.automatic, _), .day(.automatic, _), .delayed(.automatic, _, _, _):
      slot.order == nil
    default: false
    }
  }
}
