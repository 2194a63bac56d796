/// How soon support has to give its first response (metrics.md, "Support").
package struct ServiceTargets: Sendable, Hashable {
  /// Longest time to the first response in microseconds, by account tier.
  package var tiers: [String: Int64]
  /// The hours that count; nil = elapsed time.
  package var hours: BusinessHours?
  /// Share of the target, in micro-units, from which an unanswered ticket is at risk.
  package var riskShare: Int64

  /// Targets; by default tier 1 within 2 hours, tier 2 within 4, tier 3 within 24, elapsed, at
  /// risk from three quarters of the target.
  package init(
    tiers: [String: Int64] = ["1": 2 * hour, "2": 4 * hour, "3": 24 * hour],
    hours: BusinessHours? = nil, riskShare: Int64 = 750_000
  ) {
    self.tiers = tiers
    self.hours = hours
    self.riskShare = riskShare
  }

  /// Microseconds of an hour.
  package static let hour: Int64 = 3_600_000_000

  /// The target of a tier, however it is written; nil without one.
  package func target(ofTier text: String) -> Int64? { name(ofTier: text).flatMap { tiers[$0] } }

  /// The configured name of a tier, as exports write it: `1`, `Tier 1`, `tier-1`; nil where it has
  /// no target.
  package func name(ofTier text: String) -> String? {
    if tiers[text] != nil { return text }
    var name = text.lowercased()
    if name.hasPrefix("tier") {
      name = String(name.dropFirst(4))
      while let first = name.first, " -_".contains(first) { name.removeFirst() }
    }
    return tiers.keys.sorted().first { $0.lowercased() == name }
  }
}

/// The hours of a week in which support works, by the wall clock of the reporting zone.
package struct BusinessHours: Sendable, Hashable {
  /// Microseconds since local midnight; `from` < `to` ≤ 24 h.
  package var from: Int64
  package var to: Int64
  /// Working days, Monday = 0.
  package var weekdays: Set<Int>
  package var holidays: Set<LocalDay>

  /// Hours; by default Monday to Friday, 09:00 to 17:00, no holidays.
  package init(
    from: Int64 = 9 * ServiceTargets.hour, to: Int64 = 17 * ServiceTargets.hour,
    weekdays: Set<Int> = [0, 1, 2, 3, 4], holidays: Set<LocalDay> = []
  ) {
    self.from = from
    self.to = to
    self.weekdays = weekdays
    self.holidays = holidays
  }

  /// Whether support works on a day.
  package func isWorking(_ day: LocalDay) -> Bool {
    weekdays.contains(day.weekday) && !holidays.contains(day)
  }

  /// Working time between two instants in microseconds; negative where they are exchanged.
  ///
  /// Each day counts between the instants at which its wall clock shows `from` and `to`, so that a
  /// change of the zone's offset is neither lost nor counted twice.
  package func elapsed(from start: Instant, to end: Instant, zone: ZoneTable) -> Int64 {
    if end < start { return -elapsed(from: end, to: start, zone: zone) }
    var day = zone.day(of: start)
    let last = zone.day(of: end)
    var total: Int64 = 0
    while day <= last {
      if isWorking(day) {
        let midnight = Int64(day.number) * Instant.microsecondsPerDay
        let opening = zone.instant(wallMicroseconds: midnight + from).instant
        let closing = zone.instant(wallMicroseconds: midnight + to).instant
        let low = max(opening.microseconds, start.microseconds)
        let high = min(closing.microseconds, end.microseconds)
        if low < high { total += high - low }
      }
      day = day.advanced(by: 1)
    }
    return total
  }
}
