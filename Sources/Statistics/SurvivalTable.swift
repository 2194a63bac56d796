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

/// The product of conditional chances, rounded once per censoring instead of once per event.
///
/// Between two censorings (n₁ − d₁)/n₁ · (n₂ − d₂)/n₂ telescopes to one quotient, because each
/// number at risk is what the last one left. An uncensored sample thus gives exact shares, and a
/// curve that should touch ½ does.
struct TelescopingProduct {
  private var settled = 1.0
  private var opening = 0
  private var remaining = 0

  /// Takes `events` of `atRisk` units.
  mutating func append(events: Int, atRisk: Int) {
    if atRisk != remaining {
      settled = value
      opening = atRisk
    }
    remaining = atRisk - events
  }

  /// The product so far.
  var value: Double {
    opening == 0 ? settled : settled * Double(remaining) / Double(opening)
  }
}
