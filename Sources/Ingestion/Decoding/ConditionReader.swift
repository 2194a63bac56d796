import FunnelModel
import RecordParsing

/// Tests the rows of a chunk against one condition.
///
/// Tests by a list remember the verdict on every distinct text, so that a status column costs a
/// dictionary look-up per row.
struct ConditionReader: Sendable {
  private let plan: ConditionPlan
  private var texts = LabelInterner()
  /// By code: 0 = not judged yet, 1 = fails, 2 = holds.
  private var verdicts: [UInt8] = [0]

  /// More distinct texts than this are forgotten: the column is no status.
  private static let mostTexts = 1 << 16

  init(_ plan: ConditionPlan) { self.plan = plan }

  /// Writes for each record from `base` on whether the condition holds.
  mutating func test(
    _ batch: inout RecordBatch, cells: inout CellReader, into output: inout [Bool], base: Int
  ) {
    if case .equals = plan.test {
      for record in 0..<batch.recordCount {
        let left = CellReader.text(plan.cell, batch, record)
        let right = CellReader.text(plan.other, batch, record)
        let isEqual = left.map(ASCII.lowercased) == right.map(ASCII.lowercased)
        output[base + record] = isEqual != plan.isNegated
      }
      return
    }
    cells.read(plan.cell, &batch)
    if texts.dictionary.count > Self.mostTexts {
      texts = LabelInterner()
      verdicts = [0]
    }
    let bytes = batch.bytes.span
    for (record, ref) in cells.refs.enumerated() {
      let code = Int(texts.code(bytes, Int(ref.start), Int(ref.length)))
      if code == verdicts.count { verdicts.append(0) }
      if verdicts[code] == 0 {
        let text = Array(batch.bytes[ref.range])
        verdicts[code] = holds(text) != plan.isNegated ? 2 : 1
      }
      output[base + record] = verdicts[code] == 2
    }
  }

  private func holds(_ raw: [UInt8]) -> Bool {
    let text = raw.map(ASCII.lowercased)
    // Accepted texts were folded as Unicode; ASCII folding of the cell is tried first.
    let full = Array(String(decoding: raw, as: UTF8.self).lowercased().utf8)
    switch plan.test {
    case .isListed: return plan.accepted.contains(text) || plan.accepted.contains(full)
    case .beginsWithListed:
      return plan.accepted.contains { text.starts(with: $0) || full.starts(with: $0) }
    case .isNonZero:
      // Whatever the decimal mark: a number is 0 unless it has another digit.
      return text.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    case .equals: return false
    }
  }
}
