/// What happened at one time since entry: how many had the event, how many were last seen then.
///
/// Tables of such rows in any order, with times repeated, describe the same sample; appending two
/// tables merges their samples.
package struct SurvivalRow: Equatable, Sendable {
  /// Time since entry, in the caller's unit (microseconds, hours, days).
  package var time: Int64
  /// Units whose event fell on this time.
  package var events: Int
  /// Units still without the event when observation ended at this time.
  package var censored: Int

  /// One row; counts default to zero.
  package init(time: Int64, events: Int = 0, censored: Int = 0) {
    self.time = time
    self.events = events
    self.censored = censored
  }
}

/// What happened at one time since entry where two kinds of ending compete.
///
/// Merges by appending, as ``SurvivalRow`` does.
package struct CompetingRiskRow: Equatable, Sendable {
  /// Time since entry, in the caller's unit.
  package var time: Int64
  /// Units that ended by the cause of interest.
  package var events: Int
  /// Units that ended by any other cause.
  package var competing: Int
  /// Units still open when observation ended at this time.
  package var censored: Int

  /// One row; counts default to zero.
  package init(time: Int64, events: Int = 0, competing: Int = 0, censored: Int = 0) {
    self.time = time
    self.events = events
    self.competing = competing
    self.censored = censored
  }
}

/// Rows with ascending distinct times; `nil` for a negative count or an empty sample.
func ascendingRows(_ rows: [CompetingRiskRow]) -> [CompetingRiskRow]? {
  var result: [CompetingRiskRow] = []
  for row in rows.sorted(by: { $0.time < $1.time }) {
    if row.events < 0 || row.competing < 0 || row.censored < 0 { return nil }
    if row.events == 0 && row.competing == 0 && row.censored == 0 { continue }
    if let last = result.indices.last, result[last].time == row.time {
      result[last].events += row.events
      result[last].competing += row.competing
      result[last].censored += row.censored
    } else {
      result.append(row)
    }
  }
  return result.isEmpty ? nil : result
}

/// The index of the last of ascending times at or before a time; `nil` before the first.
func lastIndex<Step>(of steps: [Step], atOrBefore time: Int64, by key: (Step) -> Int64) -> Int? {
  var low = 0
  var high = steps.count
  while low < high {
    let middle = (low + high) / 2
    if key(steps[middle]) <= time { low = middle + 1 } else { high = middle }
  }
  return low == 0 ? nil : low - 1
}
