import FunnelModel

/// What the rows of one sales object say together.
///
/// A deal, or a lead, seen in several sources is one object: the first source of the plan that has
/// an answer gives it. Stages take their earliest event in that source; values that change over a
/// deal's life take the latest.
struct SalesRecord {
  /// Event rows; -1 where there is none.
  var lead: Int32 = -1
  var mql: Int32 = -1
  var sql: Int32 = -1
  var opportunity: Int32 = -1
  /// Earliest row that only a deal has: opportunity, stage, won, lost, pilot, quote.
  var firstDealing: Int32 = -1
  /// Row of the outcome.
  var close: Int32 = -1
  var isWon = false
  /// Rows at which a pipeline stage was entered, closings left out.
  var entries: [Int32] = []
  /// Time of the last `won` or `lost` in any source, where stays in a stage end.
  var lastOutcome: Int32 = -1

  /// Whether anything was reached.
  var isUnit: Bool { lead >= 0 || mql >= 0 || sql >= 0 || isDeal }
  var isDeal: Bool { firstDealing >= 0 }
  /// Where the deal opened; its earliest row where no event says so.
  var opening: Int32 { opportunity >= 0 ? opportunity : firstDealing }
  /// Where the lead entered: as a lead, else at the first stage known.
  var entry: Int32 {
    if lead >= 0 { return lead }
    let later = [mql, sql].filter { $0 >= 0 }
    return later.min() ?? opening
  }

  init(_ rows: ArraySlice<Int32>, _ timeline: TimelineBucket, stages: [UInt32]?) {
    for row in rows {
      switch EventKind(rawValue: timeline.kind[Int(row)]) {
      case .lead: Self.keepFirst(&lead, row, timeline)
      case .mql: Self.keepFirst(&mql, row, timeline)
      case .sql: Self.keepFirst(&sql, row, timeline)
      case .opportunity:
        Self.keepFirst(&opportunity, row, timeline)
        if firstDealing < 0 { firstDealing = row }
      case .won, .lost:
        lastOutcome = row
        if firstDealing < 0 { firstDealing = row }
      case .touch, nil: break
      default: if firstDealing < 0 { firstDealing = row }
      }
    }
    if lastOutcome >= 0 { takeOutcome(rows, timeline) }
    if let stages { takeEntries(rows, timeline, stages) }
  }

  /// Rows come in time order, so that only an earlier source replaces what is known.
  private static func keepFirst(_ known: inout Int32, _ row: Int32, _ timeline: TimelineBucket) {
    if known < 0 || timeline.source[Int(row)] < timeline.source[Int(known)] { known = row }
  }

  /// The last `won` or `lost` of all sources decides which it was, the first source when.
  private mutating func takeOutcome(_ rows: ArraySlice<Int32>, _ timeline: TimelineBucket) {
    let kind = timeline.kind[Int(lastOutcome)]
    isWon = kind == EventKind.won.rawValue
    for row in rows where timeline.kind[Int(row)] == kind {
      if close < 0 || timeline.source[Int(row)] <= timeline.source[Int(close)] { close = row }
    }
  }

  private mutating func takeEntries(
    _ rows: ArraySlice<Int32>, _ timeline: TimelineBucket, _ stages: [UInt32]
  ) {
    let moves = rows.filter {
      timeline.kind[Int($0)] == EventKind.stage.rawValue && stages[Int($0)] != 0
    }
    guard let source = moves.map({ timeline.source[Int($0)] }).min() else { return }
    let closings = rows.filter {
      timeline.kind[Int($0)] == EventKind.won.rawValue
        || timeline.kind[Int($0)] == EventKind.lost.rawValue
    }.map { timeline.time[Int($0)] }
    for row in moves where timeline.source[Int(row)] == source {
      let time = timeline.time[Int(row)]
      // The CRM's own name for won or lost is no stage to stay in.
      if closings.contains(time) || time > (closings.last ?? .max) { continue }
      if let last = entries.last, stages[Int(last)] == stages[Int(row)] { continue }
      entries.append(row)
    }
  }
}
