import FunnelModel

/// Reads the cells of one time column as microseconds since the epoch, UTC.
///
/// How this works: the usual form is `yyyy-MM-dd`, then `T` or a space, then `HH:mm:ss`. Exports
/// are sorted or nearly so, so the date of the last cell is kept as two words with its midnight,
/// and a cell with the same date costs two comparisons. The clock is read as one word of eight
/// bytes. For times without an offset the day's own offset is kept too, unless the zone changes
/// its offset near that day. Any other form takes the slow path.
struct InstantDecoder: Sendable {
  let format: TimeFormat
  /// Zone of times that name none.
  let zone: ZoneTable
  /// Zone in which a date alone is a local day.
  let reportingZone: ZoneTable
  /// Which of day and month comes first in `03/04/2025`; nil = no row of the file proves it.
  let order: DateOrder?
  /// Times that fell in a gap or overlap of the zone.
  private(set) var adjustedCount = 0

  /// `yyyy-MM-` and `dd` of the last date, and its midnight in microseconds of wall time.
  private var dateLow: UInt64 = 0
  private var dateHigh: UInt64 = 0
  private var midnight: Int64 = 0
  /// Microseconds east of UTC on the whole of that date, or `missing` where they change.
  private var dayOffset = Decoded.missing

  init(
    format: TimeFormat = .automatic, zone: ZoneTable, reportingZone: ZoneTable,
    order: DateOrder? = nil
  ) {
    self.format = format
    self.zone = zone
    self.reportingZone = reportingZone
    self.order = order
  }

  /// The instant in `bytes[offset ..< offset + count]`, or a reserved value of `Decoded`.
  @inline(__always)
  mutating func decode(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> Int64 {
    if count >= 19 && offset &+ 24 <= bytes.count && format == .automatic {
      let low = WordHash.word(bytes, offset)
      let high = WordHash.tail(bytes, offset &+ 8, 2)
      if low == dateLow && high == dateHigh {
        let value = clock(bytes, offset, count)
        if value != Decoded.invalid { return value }
      }
    }
    return decodeSlowly(bytes, offset, count)
  }

  /// The instant on the date kept, from `THH:mm:ss` and what follows; `invalid` to look closer.
  @inline(__always)
  private mutating func clock(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> Int64 {
    let separator = bytes[offset &+ 10]
    guard separator == UInt8(ascii: "T") || separator == ASCII.space else {
      return Decoded.invalid
    }
    let word = WordHash.word(bytes, offset &+ 11)
    // `dd:dd:dd`: high nibbles of the digits, all of the colons; then no digit above nine.
    guard word & 0xf0f0_fff0_f0ff_f0f0 == 0x3030_3a30_303a_3030,
      (word &+ 0x0606_0006_0600_0606) & 0xf0f0_00f0_f000_f0f0 == 0x3030_0030_3000_3030
    else { return Decoded.invalid }
    @inline(__always) func pair(_ shift: UInt64) -> Int64 {
      let tens = word >> shift & 0xf
      let ones = word >> (shift &+ 8) & 0xf
      return Int64(truncatingIfNeeded: tens &* 10 &+ ones)
    }
    let (hour, minute, second) = (pair(0), pair(24), pair(48))
    guard hour < 24, minute < 60, second < 60 else { return Decoded.invalid }
    var micro = ((hour &* 60 &+ minute) &* 60 &+ second) &* 1_000_000
    var position = offset &+ 19
    let end = offset &+ count
    if position < end, bytes[position] == ASCII.point {
      var unit: Int64 = 100_000
      position &+= 1
      let start = position
      while position < end, ASCII.isDigit(bytes[position]) {
        micro &+= Int64(bytes[position] &- ASCII.zero) &* unit
        unit /= 10
        position &+= 1
      }
      if position == start || position &- start > 9 { return Decoded.invalid }
    }
    if position == end {
      return dayOffset == Decoded.missing ? Decoded.invalid : midnight &+ micro &- dayOffset
    }
    if position &+ 1 == end, bytes[position] == UInt8(ascii: "Z") { return midnight &+ micro }
    return Decoded.invalid
  }

  private mutating func decodeSlowly(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int
  ) -> Int64 {
    if count == 0 { return Decoded.missing }
    let reading =
      switch format {
      case .automatic: DateText.read(bytes, offset, count, order: order)
      case .pattern(let elements):
        DatePatternReader.read(bytes, offset, count, elements: elements)
      case .epoch(let ticks): epoch(bytes, offset, count, ticksPerSecond: ticks)
      }
    switch reading {
    case .parts(let parts):
      if format == .automatic { keepDate(bytes, offset, count, parts) }
      return instant(parts)
    case .instant(let value): return value
    case .ambiguous: return Decoded.ambiguous
    case .invalid: return Decoded.invalid
    }
  }

  private mutating func instant(_ parts: DateParts) -> Int64 {
    guard let clock = parts.clock else { return reportingZone.start(of: parts.day).microseconds }
    let wall = Int64(parts.day.number) * Instant.microsecondsPerDay + clock
    if let offset = parts.offset { return wall - offset }
    let (instant, quality) = zone.instant(wallMicroseconds: wall)
    if quality != .exact { adjustedCount += 1 }
    return instant.microseconds
  }

  /// Remembers the date of an ISO text for the cells that follow.
  private mutating func keepDate(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int, _ parts: DateParts
  ) {
    guard count >= 19, bytes[offset + 4] == ASCII.minus, bytes[offset + 7] == ASCII.minus,
      ASCII.isDigit(bytes[offset + 9]), offset + 10 <= bytes.count
    else { return }
    dateLow = WordHash.word(bytes, offset)
    dateHigh = WordHash.tail(bytes, offset + 8, 2)
    midnight = Int64(parts.day.number) * Instant.microsecondsPerDay
    // A day's margin on both sides keeps every gap and overlap on the slow path.
    let before = zone.span(at: midnight - 2 * Instant.microsecondsPerDay)
    let after = zone.span(at: midnight + 3 * Instant.microsecondsPerDay)
    dayOffset = before == after ? Int64(zone.offsets[before]) * 1_000_000 : Decoded.missing
  }

  private func epoch(
    _ bytes: Span<UInt8>, _ offset: Int, _ count: Int, ticksPerSecond: Int64
  ) -> DateReading {
    var text = TimeText(bytes, offset, count)
    let isNegative = text.skip(ASCII.minus)
    guard let (value, digits) = text.digits(limit: 18), digits < 18 else { return .invalid }
    var micro: Int64 = 0
    if text.skip(ASCII.point) {
      guard let fraction = text.fraction() else { return .invalid }
      micro = fraction / ticksPerSecond
    }
    let (whole, overflow) = Int64(value).multipliedReportingOverflow(by: 1_000_000 / ticksPerSecond)
    // Year 9999 ends at 253 402 300 800 seconds.
    guard text.isAtEnd, !overflow, whole < 253_402_300_800_000_000 else { return .invalid }
    return .instant(isNegative ? -(whole + micro) : whole + micro)
  }
}
