import FunnelModel
import RecordParsing

/// Turns the parsed records of a chunk into events, column by column; one per worker.
///
/// The values of a slot lie one after the other in a flat table: row `slot.storage`, one entry per
/// record. Nothing here allocates per row.
struct ChunkDecoder: Sendable {
  let plan: RowPlan
  private let settings: ChunkSettings
  /// Values by storage row and record.
  private(set) var integers: [Int64] = []
  private(set) var labels: [UInt32] = []
  private(set) var ids: [FieldRef] = []
  private(set) var hashLow: [UInt64] = []
  private(set) var hashHigh: [UInt64] = []
  /// Events of the chunk, in file order.
  private(set) var events = EventList()
  private(set) var interners: [LabelInterner]
  private(set) var log = RejectLog()
  private(set) var accounting = RowAccounting()
  /// Events by label code of their type.
  private(set) var typeCounts: [Int] = []
  private(set) var marketCounts = [0, 0]
  private(set) var earliest = Int64.max
  private(set) var latest = Int64.min

  private var instants: [InstantDecoder]
  private var decimals: [DecimalDecoder]
  private var conditions: [ConditionReader]
  private var cells = CellReader()
  private var pseudonyms: Pseudonyms?
  private var results: [Bool] = []
  private var state: [RowState] = []
  private(set) var weights: [UInt32] = []
  private var block = Block(index: 0, offset: 0, treatment: .records, end: 0, fresh: nil)

  enum RowState: UInt8, Sendable { case good, filtered, rejected }

  init(plan: RowPlan, settings: ChunkSettings) {
    self.plan = plan
    self.settings = settings
    interners = plan.labelColumns.map { _ in LabelInterner() }
    pseudonyms = settings.idKey.map(Pseudonyms.init)
    conditions = plan.conditions.map(ConditionReader.init)
    instants = plan.slots.map { slot in
      switch slot.kind {
      case .instant(let format, let zone), .day(let format, let zone),
        .delayed(let format, let zone, _, _):
        InstantDecoder(
          format: format, zone: zone, reportingZone: settings.reportingZone, order: slot.order)
      default: InstantDecoder(zone: .utc, reportingZone: .utc)
      }
    }
    decimals = plan.slots.map { slot in
      if case .decimal(let divisor) = slot.kind {
        return DecimalDecoder(decimalMark: slot.decimalMark ?? ASCII.point, divisor: divisor)
      }
      return DecimalDecoder()
    }
  }

  /// Times that fell in a gap or overlap, and numbers that were rounded.
  var adjustedTimes: Int { instants.reduce(0) { $0 + $1.adjustedCount } }
  var roundedAmounts: Int { decimals.reduce(0) { $0 + $1.roundedCount } }

  /// Forgets the label codes given so far; only between flushes.
  mutating func resetLabels(above limit: Int) -> Bool {
    guard interners.contains(where: { $0.dictionary.count > limit }) else { return false }
    interners = plan.labelColumns.map { _ in LabelInterner() }
    typeCounts = []
    return true
  }

  /// Decodes all records of a batch; the events stand in `events` afterwards.
  ///
  /// `weights` says how many rows of the file each record stands for; empty = one each.
  mutating func decode(_ batch: inout RecordBatch, block: Block, weights: [UInt32] = []) {
    self.block = block
    self.weights = weights
    let count = batch.recordCount
    events.removeAll()
    prepare(count)
    accounting.read +=
      batch.faults.count + (weights.isEmpty ? count : weights.reduce(0) { $0 + Int($1) })
    handleFaults(batch)
    testConditions(&batch)
    decodeSlots(&batch)
    pseudonyms?.replace(&ids, in: 0..<plan.identifierRows * count, of: &batch.bytes)
    hashRows(batch)
    makeEvents(batch)
  }

  private mutating func prepare(_ count: Int) {
    func grow<Element>(_ array: inout [Element], _ size: Int, _ filler: Element) {
      if array.count < size {
        array.append(contentsOf: repeatElement(filler, count: size - array.count))
      }
    }
    grow(&integers, plan.integerRows * count, 0)
    grow(&labels, plan.labelRows * count, 0)
    grow(&ids, plan.identifierRows * count, .empty)
    grow(&results, plan.conditions.count * count, false)
    state.removeAll(keepingCapacity: true)
    state.append(contentsOf: repeatElement(.good, count: count))
  }

  @inline(__always)
  private func weight(_ record: Int) -> Int { weights.isEmpty ? 1 : Int(weights[record]) }

  // MARK: Rows that are no records

  private mutating func handleFaults(_ batch: RecordBatch) {
    for fault in batch.faults {
      let text = Array(batch.bytes[fault.record.range])
      let row = RejectedRow(
        line: fault.line, byteOffset: block.offset + Int(fault.record.start),
        column: fault.column.flatMap { settings.header(at: $0) } ?? "", code: fault.code.rawValue,
        cell: CellExcerpt.text(text[...]),
        message: fault.message + "; correct the row or leave it out")
      let isNote = plan.skipsSingleCells && fault.code == .raggedRow && fault.found == 1
      if isNote || isFooter(text) {
        accounting.filtered += 1
        log.skip(row, chunk: block.index)
      } else {
        accounting.rejected += 1
        log.reject(row, chunk: block.index)
      }
    }
  }

  private func isFooter(_ text: [UInt8]) -> Bool { Footers.isFooter(text, plan.footers) }

  // MARK: Columns

  private mutating func testConditions(_ batch: inout RecordBatch) {
    let count = batch.recordCount
    for index in plan.conditions.indices {
      conditions[index].test(&batch, cells: &cells, into: &results, base: index * count)
    }
    for record in 0..<count where !plan.filters.isEmpty {
      if plan.filters.contains(where: { !results[$0 * count + record] }) {
        state[record] = .filtered
        accounting.filtered += weight(record)
      }
    }
  }

  /// Rows whose cells are decoded together, column after column: few enough for their references
  /// and their text to stay in the cache of a core.
  private static let tileRows = 1_024

  /// Decodes all slots in order; neighbours that read their cells directly take turns, tile by tile.
  private mutating func decodeSlots(_ batch: inout RecordBatch) {
    var first = 0
    while first < plan.slots.count {
      var end = first
      while end < plan.slots.count && plan.slots[end].isTileable { end += 1 }
      if end == first {
        let slot = plan.slots[first]
        let view = CellView(start: 0, stride: 1, count: batch.recordCount)
        cells.read(slot.cell, &batch)
        let refs = cells.refs
        finish(slot, &batch, failures: decode(first, batch.bytes.span, refs.span, view, from: 0))
        first += 1
      } else {
        decodeTiles(first..<end, &batch)
        first = end
      }
    }
  }

  private mutating func decodeTiles(_ slots: Range<Int>, _ batch: inout RecordBatch) {
    var failures = [Int](repeating: 0, count: plan.slots.count)
    var row = 0
    while row < batch.recordCount {
      let rows = min(Self.tileRows, batch.recordCount - row)
      for index in slots {
        let view = CellView(
          start: row * batch.columnCount + plan.slots[index].cell.columns[0],
          stride: batch.columnCount, count: rows)
        failures[index] += decode(index, batch.bytes.span, batch.fields.span, view, from: row)
      }
      row += rows
    }
    for index in slots { finish(plan.slots[index], &batch, failures: failures[index]) }
  }

  private mutating func finish(_ slot: Slot, _ batch: inout RecordBatch, failures: Int) {
    if failures > 0 { rejectCells(slot, batch) }
    if case .day = slot.kind { roundToDays(slot, count: batch.recordCount) }
  }

  /// Decodes the cells of a view, those of the records from `row` on.
  private mutating func decode(
    _ index: Int, _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView, from row: Int
  ) -> Int {
    let slot = plan.slots[index]
    let count = state.count
    let base = slot.storage * count + row
    switch slot.kind {
    case .instant, .day:
      return ColumnDecoding.instants(
        bytes, refs, view, &instants[index], into: &integers, base: base)
    case .delayed(_, _, let origin, let unit):
      // The instants that it counts from belong to an earlier slot, so they are decoded.
      return ColumnDecoding.delays(
        bytes, refs, view, &instants[index], unit: unit, from: origin * count + row,
        into: &integers, base: base)
    case .decimal:
      return ColumnDecoding.decimals(
        bytes, refs, view, &decimals[index], into: &integers, base: base)
    case .flag:
      return ColumnDecoding.words(
        bytes, refs, view, isMarket: false, into: &integers, base: base)
    case .market:
      return ColumnDecoding.words(bytes, refs, view, isMarket: true, into: &integers, base: base)
    case .label(let column):
      ColumnDecoding.labels(bytes, refs, view, &interners[column], into: &labels, base: base)
    case .identifier(let isOrderNumber):
      ColumnDecoding.identifiers(
        bytes, refs, view, isOrderNumber: isOrderNumber, into: &ids, base: base)
    }
    return 0
  }

  /// Rejects the rows whose cell is no value, where a rule that reads it applies.
  private mutating func rejectCells(_ slot: Slot, _ batch: RecordBatch) {
    let count = batch.recordCount
    let base = slot.storage * count
    for record in 0..<count {
      let value = integers[base + record]
      guard value < Decoded.firstValue, value != Decoded.missing else { continue }
      integers[base + record] = Decoded.missing
      let isRead = slot.rules.contains { applies($0, record, count) }
      guard isRead else { continue }
      let reason = RejectReason.cell(slot.kind, value: value)
      let text = CellReader.text(slot.cell, batch, record)
      reject(record, batch, column: slot.header, reason: reason, cell: text)
    }
  }

  private mutating func roundToDays(_ slot: Slot, count: Int) {
    let base = slot.storage * count
    for record in 0..<count where integers[base + record] != Decoded.missing {
      let day = settings.reportingZone.day(of: Instant(microseconds: integers[base + record]))
      integers[base + record] = Int64(day.number)
    }
  }

  /// Hashes the rows that have no `event_id`; where every row has one there is nothing to do.
  private mutating func hashRows(_ batch: RecordBatch) {
    let count = batch.recordCount
    hashLow.removeAll(keepingCapacity: true)
    hashHigh.removeAll(keepingCapacity: true)
    let storages = plan.eventIDColumn.map { plan.identifierColumns[$0].storages } ?? []
    let names = plan.nameHashes
    for record in 0..<count {
      let hasID =
        !storages.isEmpty
        && storages.allSatisfy { $0 >= 0 && ids[$0 * count + record].length > 0 }
      if hasID {
        if !hashLow.isEmpty {
          hashLow.append(0)
          hashHigh.append(0)
        }
        continue
      }
      if hashLow.isEmpty {
        hashLow.append(contentsOf: repeatElement(0, count: record))
        hashHigh.append(contentsOf: repeatElement(0, count: record))
      }
      let hash = ColumnDecoding.rowHash(
        batch.bytes.span, batch.fields.span, from: record * batch.columnCount, names: names.span)
      hashLow.append(hash.low)
      hashHigh.append(hash.high)
    }
  }

  private func applies(_ rule: Int, _ record: Int, _ count: Int) -> Bool {
    plan.rules[rule].conditions.allSatisfy { results[$0 * count + record] }
  }

  /// Rejects a row, once; a row that looks like a total is filtered instead.
  private mutating func reject(
    _ record: Int, _ batch: RecordBatch, column: String, reason: (code: String, message: String),
    cell: [UInt8]
  ) {
    guard state[record] == .good else { return }
    let row = RejectedRow(
      line: Int(batch.recordLines[record]),
      byteOffset: block.offset + Int(batch.recordOffsets[record]), column: column,
      code: reason.code, cell: CellExcerpt.text(cell[...]), message: reason.message)
    let start = Int(batch.recordOffsets[record])
    if isFooter(Array(batch.bytes[start..<min(start + 64, block.end)])) {
      state[record] = .filtered
      accounting.filtered += weight(record)
      log.skip(row, chunk: block.index)
    } else {
      state[record] = .rejected
      accounting.rejected += weight(record)
      log.reject(row, chunk: block.index)
    }
  }

  // MARK: Events

  private mutating func makeEvents(_ batch: RecordBatch) {
    let count = batch.recordCount
    var record = 0
    while record < count {
      if state[record] == .good {
        let before = events.count
        var rule = 0
        while rule < plan.rules.count && state[record] == .good {
          makeEvent(record, rule, batch, count)
          rule &+= 1
        }
        if state[record] != .good { events.truncate(to: before) }
      }
      record &+= 1
    }
  }

  @inline(__always)
  private mutating func makeEvent(
    _ record: Int, _ ruleIndex: Int, _ batch: RecordBatch, _ count: Int
  ) {
    if !plan.rules[ruleIndex].conditions.isEmpty && !applies(ruleIndex, record, count) { return }
    let time = integers[plan.rules[ruleIndex].time &* count &+ record]
    let type = labels[plan.rules[ruleIndex].type &* count &+ record]
    if time == Decoded.missing || type == 0 {
      noteMissing(record, ruleIndex, batch, isTime: time == Decoded.missing)
      return
    }
    if time > settings.latestTime {
      reject(
        record, batch, column: plan.rules[ruleIndex].timeHeader, reason: RejectReason.future,
        cell: Array(Instant(microseconds: time).description.utf8))
      return
    }
    guard let bucket = bucket(record, ruleIndex, batch, count) else {
      reject(record, batch, column: "", reason: RejectReason.noBuyer, cell: [])
      return
    }
    let market = market(record, ruleIndex, count)
    events.append(record: record, rule: ruleIndex, bucket: bucket, market: market)
  }

  /// A blank time means that a milestone has not come; in an event row it is a fault.
  private mutating func noteMissing(
    _ record: Int, _ ruleIndex: Int, _ batch: RecordBatch, isTime: Bool
  ) {
    guard let column = plan.rules[ruleIndex].typeColumn else { return }
    let type = batch.fields[record * batch.columnCount + column]
    // A type that the mapping replaces by nothing is not wanted.
    let hasType = CellReader.trimmed(batch.bytes.span, type).length > 0
    if isTime {
      reject(
        record, batch, column: plan.rules[ruleIndex].timeHeader, reason: RejectReason.timeMissing,
        cell: [])
    } else if !hasType {
      reject(
        record, batch, column: plan.headers[column], reason: RejectReason.typeMissing, cell: [])
    }
  }

  /// Bucket of the buyer: the first identifier that is filled names it.
  @inline(__always)
  private func bucket(_ record: Int, _ rule: Int, _ batch: RecordBatch, _ count: Int) -> Int? {
    var index = 0
    while index < plan.rules[rule].buyers.count {
      let ref = ids[plan.rules[rule].buyers[index] &* count &+ record]
      if ref.length > 0 {
        return Buyer.bucket(
          ofHash: WordHash.hash(
            batch.bytes.span, offset: Int(ref.start), count: Int(ref.length)))
      }
      index &+= 1
    }
    return nil
  }

  @inline(__always)
  private func market(_ record: Int, _ rule: Int, _ count: Int) -> UInt8 {
    if let row = plan.rules[rule].market {
      let value = integers[row &* count &+ record]
      if value != Decoded.missing { return UInt8(truncatingIfNeeded: value) }
    }
    if let market = plan.market { return market.rawValue }
    for row in plan.rules[rule].businessIDs where ids[row &* count &+ record].length > 0 {
      return Market.b2b.rawValue
    }
    return Market.b2c.rawValue
  }
}
