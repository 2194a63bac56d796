/// A time zone as data: the instants at which its offset from UTC changes.
///
/// A plan carries the resolved table, so that a worker needs no zone database.
public struct ZoneTable: Sendable, Hashable {
  /// IANA name, such as `Europe/Berlin`.
  public let name: String
  /// UTC microseconds of each change of offset, strictly ascending.
  public let transitions: [Int64]
  /// Seconds east of UTC: `offsets[i]` holds before `transitions[i]`, the last one after all.
  /// Always `transitions.count + 1` entries.
  public let offsets: [Int32]

  /// Coordinated universal time: no transitions.
  public static let utc = ZoneTable(name: "UTC", transitions: [], offsets: [0])

  /// A zone from its transitions; `offsets` has one entry more than `transitions`.
  public init(name: String, transitions: [Int64], offsets: [Int32]) {
    precondition(offsets.count == transitions.count + 1, "one offset before and after each change")
    self.name = name
    self.transitions = transitions
    self.offsets = offsets
  }

  /// Index into `offsets` that holds at an instant.
  public func span(at microseconds: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= microseconds { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Seconds east of UTC at an instant.
  public func offset(at instant: Instant) -> Int32 { offsets[span(at: instant.microseconds)] }

  /// The calendar date in this zone at an instant.
  public func day(of instant: Instant) -> LocalDay {
    let local = instant.microseconds + Int64(offset(at: instant)) * 1_000_000
    return LocalDay(
      number: Int32(local.flooredDivision(by: Instant.microsecondsPerDay).quotient))
  }

  /// How a wall-clock time stands to the zone's changes of offset.
  public enum WallTimeQuality: Sendable {
    /// The time occurs exactly once.
    case exact
    /// Clocks were put forward over it: it never showed; the offset before the change is used.
    case gap
    /// Clocks were put back over it: it showed twice; the first showing is used.
    case overlap
  }

  /// The instant of a wall-clock time, given as microseconds since 1970-01-01T00:00 local.
  /// In a gap or overlap the offset in force *before* the change is used.
  public func instant(
    wallMicroseconds wall: Int64
  ) -> (instant: Instant, quality: WallTimeQuality) {
    // Offsets differ by less than a day, so only spans near the wall time can hold it.
    let first = span(at: wall &- Instant.microsecondsPerDay)
    let last = span(at: wall &+ Instant.microsecondsPerDay)
    var match: Int64?
    var matches = 0
    var index = first
    while index <= last {
      let candidate = wall - Int64(offsets[index]) * 1_000_000
      let afterStart = index == 0 || candidate >= transitions[index - 1]
      let beforeEnd = index == transitions.count || candidate < transitions[index]
      if afterStart && beforeEnd {
        if match == nil { match = candidate }
        matches += 1
      }
      index += 1
    }
    if let match {
      return (Instant(microseconds: match), matches > 1 ? .overlap : .exact)
    }
    var gap = first
    while gap < last {
      let before = wall - Int64(offsets[gap]) * 1_000_000
      if before >= transitions[gap] && wall - Int64(offsets[gap + 1]) * 1_000_000 < transitions[gap]
      {
        return (Instant(microseconds: before), .gap)
      }
      gap += 1
    }
    return (Instant(microseconds: wall - Int64(offsets[last]) * 1_000_000), .gap)
  }

  /// The first instant of a calendar date (its midnight, or the end of a gap over midnight).
  public func start(of day: LocalDay) -> Instant {
    let wall = Int64(day.number) * Instant.microsecondsPerDay
    let (found, quality) = instant(wallMicroseconds: wall)
    guard quality == .gap else { return found }
    let change = span(at: found.microseconds)
    return change > 0 ? Instant(microseconds: transitions[change - 1]) : found
  }
}
