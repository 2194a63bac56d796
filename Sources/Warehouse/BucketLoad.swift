import FunnelModel

/// The rows of one bucket that a load has admitted and not yet written.
struct BucketLoad {
  private(set) var batches: [EventBatch] = []
  private(set) var identities: [UInt64] = []
  private(set) var rows = 0
  /// Rows left out because of each earlier file.
  private(set) var duplicatesOfFile: [Int64: Int] = [:]
  /// Identities of earlier files of the source; nil until they are read.
  var stored: StoredIdentities?
  private var seen = IdentitySet()
  /// The row that the last event belonged to: its other events share its fate.
  private var last: (identity: UInt64, line: Int64, isDuplicate: Bool)?

  /// Admits events whose rows are new.
  /// - Returns: Rows left out, and events admitted.
  mutating func admit(
    _ batch: EventBatch, identities fresh: [UInt64], file: Int64
  ) -> (duplicateRows: Int, events: Int) {
    var left: [Int] = []
    var duplicateRows = 0
    let lines = batch.integers(.line)?.values ?? Array(repeating: 0, count: batch.count)
    let hasStored = stored.map { !$0.isEmpty } ?? false
    var index = 0
    while index < fresh.count {
      if !hasStored {
        // Rows that nothing has brought before are the rule: they are taken in one go.
        let next = seen.insert(fresh.span, from: index)
        if next > index { last = (fresh[next - 1], lines[next - 1], false) }
        index = next
        if index == fresh.count { break }
      }
      let identity = fresh[index]
      let line = lines[index]
      if let last, last.identity == identity, last.line == line {
        if last.isDuplicate { left.append(index) }
      } else {
        let isDuplicate = !isNew(identity)
        if isDuplicate {
          left.append(index)
          duplicateRows += 1
        }
        last = (identity, line, isDuplicate)
      }
      index &+= 1
    }
    let admitted = fresh.count - left.count
    if left.isEmpty {
      add(batch, fresh, file: file)
    } else if admitted > 0 {
      let kept = Self.positions(0..<fresh.count, without: left)
      add(batch.gathered(kept), kept.map { fresh[$0] }, file: file)
    }
    return (duplicateRows, admitted)
  }

  /// Hands over what was admitted, as one batch.
  mutating func take() -> (batch: EventBatch, identities: [UInt64]) {
    let result = (EventBatch.concatenated(batches), identities)
    batches = []
    identities = []
    rows = 0
    return result
  }

  private mutating func isNew(_ identity: UInt64) -> Bool {
    if let owner = stored?.owner(of: identity) {
      duplicatesOfFile[owner, default: 0] += 1
      return false
    }
    return seen.insert(identity)
  }

  private mutating func add(_ batch: EventBatch, _ fresh: [UInt64], file: Int64) {
    var stamped = batch
    let position = EventColumn.file.rawValue
    stamped.integers[position] = IntegerColumn(Array(repeating: file, count: batch.count))
    batches.append(stamped)
    identities.append(contentsOf: fresh)
    rows += batch.count
  }

  private static func positions(_ all: Range<Int>, without left: [Int]) -> [Int] {
    var kept: [Int] = []
    kept.reserveCapacity(all.count - left.count)
    var next = 0
    for index in all {
      if next < left.count && left[next] == index { next += 1 } else { kept.append(index) }
    }
    return kept
  }
}
