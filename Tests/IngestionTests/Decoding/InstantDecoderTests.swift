import FunnelModel
import Testing

@testable import Ingestion

@Suite struct InstantDecoderTests {
  /// Microseconds of a UTC time.
  static func utc(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0,
    micro: Int64 = 0
  ) -> Int64 {
    // Days are counted one by one: slow and obvious.
    var days: Int64 = 0
    for y in 1970..<year { days += y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 366 : 365 }
    for m in 1..<month { days += Int64(LocalDay.length(ofMonth: m, year: year)) }
    days += Int64(day - 1)
    let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return seconds * 1_000_000 + micro
  }

  /// Two hours east of UTC in summer, one in winter, in 2025 only.
  static let berlin = ZoneTable(
    name: "Europe/Berlin",
    transitions: [utc(2025, 3, 30, 1), utc(2025, 10, 26, 1)], offsets: [3600, 7200, 3600])

  static func decode(
    _ text: String, format: String? = nil, zone: ZoneTable = .utc, order: DateOrder? = nil
  ) throws -> Int64 {
    let format = try format.map { try #require(TimeFormat($0)) } ?? .automatic
    var decoder = InstantDecoder(
      format: format, zone: zone, reportingZone: zone, order: order)
    let bytes = Array(text.utf8)
    let first = decoder.decode(bytes.span, 0, bytes.count)
    // Once more, now with the date kept, and with bytes behind the cell.
    let padded = Array("xx".utf8) + bytes + Array("2025-01-01T00:00:00".utf8)
    #expect(decoder.decode(padded.span, 2, bytes.count) == first)
    return first
  }

  static let cases: [(String, Int64)] = [
    ("2025-01-02T03:04:05Z", utc(2025, 1, 2, 3, 4, 5)),
    ("2025-01-02T03:04:05", utc(2025, 1, 2, 3, 4, 5)),
    ("2025-01-02 03:04", utc(2025, 1, 2, 3, 4)),
    ("2025-01-02 03:04:05 UTC", utc(2025, 1, 2, 3, 4, 5)),
    ("2025-01-02T03:04:05.5Z", utc(2025, 1, 2, 3, 4, 5, micro: 500_000)),
    ("2025-01-02T03:04:05.123456789Z", utc(2025, 1, 2, 3, 4, 5, micro: 123_456)),
    ("2025-01-02T03:04:05+02:00", utc(2025, 1, 2, 1, 4, 5)),
    ("2025-01-02 03:04:05 -0530", utc(2025, 1, 2, 8, 34, 5)),
    ("2025-01-02 03:04:05+00", utc(2025, 1, 2, 3, 4, 5)),
    ("2025-01-02", utc(2025, 1, 2)),
    ("2025/1/2", utc(2025, 1, 2)),
    ("20250102", utc(2025, 1, 2)),
    ("20250102030405", utc(2025, 1, 2, 3, 4, 5)),
    ("02.01.2025", utc(2025, 1, 2)),
    ("02.01.2025 03:04", utc(2025, 1, 2, 3, 4)),
    ("31/12/2025", utc(2025, 12, 31)),
    ("12/31/2025 11:30 PM", utc(2025, 12, 31, 23, 30)),
    ("12/31/2025 12:05 am", utc(2025, 12, 31, 0, 5)),
    ("05/05/2025", utc(2025, 5, 5)),
    ("Jan 2, 2025 10:22:33 AM", utc(2025, 1, 2, 10, 22, 33)),
    ("2 January 2025", utc(2025, 1, 2)),
    ("02-Jan-2025 03:04:05", utc(2025, 1, 2, 3, 4, 5)),
    ("Fri, 12 Oct 2018 19:06:23 +0000", utc(2018, 10, 12, 19, 6, 23)),
    ("2025-01-02 03:04:05 PST", utc(2025, 1, 2, 11, 4, 5)),
    ("1735787045", utc(2025, 1, 2, 3, 4, 5)),
    ("1735787045123", utc(2025, 1, 2, 3, 4, 5, micro: 123_000)),
    ("1735787045123456", utc(2025, 1, 2, 3, 4, 5, micro: 123_456)),
    ("1602611311.25", utc(2020, 10, 13, 17, 48, 31, micro: 250_000)),
    ("2016-12-31T23:59:60Z", utc(2017, 1, 1)),
    ("2024-02-29T00:00:00Z", utc(2024, 2, 29)),
  ]

  @Test(arguments: cases) func readsKnownForms(_ text: String, _ expected: Int64) throws {
    #expect(try Self.decode(text) == expected)
  }

  @Test(arguments: [
    "2025-02-30", "2025-13-01", "2025-01-02T24:00:00Z", "2025-01-02T03:60:00Z", "yesterday",
    "2025-01-02T03:04:05.Z", "2025-01-02T03:04:05+25:00", "2025-01-02X03:04:05", "13/13/2025",
    "2025-01-02T03:04:05.1234567890Z", "2025-01-0203:04:05", "-", "12", "1.5", "31.12.25",
    "2025-01-02T0a:04:05Z", "2023-02-29T00:00:00Z", "2025-01-02T03:04:05 ZZ",
  ]) func refusesWhatIsNoTime(_ text: String) throws {
    #expect(try Self.decode(text) == Decoded.invalid)
  }

  @Test func leavesOpenWhichIsTheMonth() throws {
    #expect(try Self.decode("03/04/2025") == Decoded.ambiguous)
    #expect(try Self.decode("03/04/2025", order: .dayFirst) == Self.utc(2025, 4, 3))
    #expect(try Self.decode("03-04-2025", order: .monthFirst) == Self.utc(2025, 3, 4))
    #expect(try Self.decode("25/04/2025", order: .monthFirst) == Decoded.invalid)
  }

  static let patterns: [(String, String, Int64)] = [
    ("dd.MM.yyyy HH:mm", "31.12.2024 10:05", utc(2024, 12, 31, 10, 5)),
    ("dd-MM-yyyy HH:mm", "03-04-2025 10:05", utc(2025, 4, 3, 10, 5)),
    ("MM/dd/yyyy hh:mm a", "03/04/2025 12:05 AM", utc(2025, 3, 4, 0, 5)),
    ("yyyyMMdd", "20250304", utc(2025, 3, 4)),
    ("d MMM yyyy", "3 Apr 2025", utc(2025, 4, 3)),
    (
      "yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2025-03-04T05:06:07.080+0100",
      utc(2025, 3, 4, 4, 6, 7, micro: 80_000)
    ),
    ("dd.MM.yy", "03.04.25", utc(2025, 4, 3)),
    ("epoch_s", "1735787045", utc(2025, 1, 2, 3, 4, 5)),
    ("epoch_ms", "1735787045123", utc(2025, 1, 2, 3, 4, 5, micro: 123_000)),
    ("epoch_us", "1735787045123456", utc(2025, 1, 2, 3, 4, 5, micro: 123_456)),
  ]

  @Test(arguments: patterns)
  func readsDeclaredPatterns(_ format: String, _ text: String, _ expected: Int64) throws {
    #expect(try Self.decode(text, format: format) == expected)
    #expect(try Self.decode(text + "x", format: format) == Decoded.invalid)
  }

  @Test func namesTheWrongPattern() {
    #expect(TimeFormat("dd.MM") == nil)
    #expect(TimeFormat("yyyy-MM-dd qq") == nil)
    #expect(TimeFormat("yyyy-yyyy-MM-dd") == nil)
  }

  @Test func placesWallTimesInTheirZone() throws {
    let zone = Self.berlin
    #expect(try Self.decode("2025-07-01 12:00:00", zone: zone) == Self.utc(2025, 7, 1, 10))
    #expect(try Self.decode("2025-12-01 12:00:00", zone: zone) == Self.utc(2025, 12, 1, 11))
    // A date alone is the start of that day there, in summer as in winter.
    #expect(try Self.decode("2025-07-01", zone: zone) == Self.utc(2025, 6, 30, 22))
    #expect(try Self.decode("2025-12-01", zone: zone) == Self.utc(2025, 11, 30, 23))
  }

  @Test func countsTimesInGapAndOverlap() {
    var decoder = InstantDecoder(zone: Self.berlin, reportingZone: Self.berlin)
    func decode(_ text: String) -> Int64 {
      let bytes = Array(text.utf8) + Array(repeating: 0, count: 16)
      return decoder.decode(bytes.span, 0, text.utf8.count)
    }
    // 02:30 does not exist on 30 March: the offset before (one hour) holds.
    #expect(decode("2025-03-30T02:30:00") == Self.utc(2025, 3, 30, 1, 30))
    #expect(decoder.adjustedCount == 1)
    // 02:30 occurs twice on 26 October: the first showing is two hours east.
    #expect(decode("2025-10-26T02:30:00") == Self.utc(2025, 10, 26, 0, 30))
    #expect(decode("2025-10-26T02:30:00") == Self.utc(2025, 10, 26, 0, 30))
    #expect(decoder.adjustedCount == 3)
    #expect(decode("2025-10-26T03:30:00") == Self.utc(2025, 10, 26, 2, 30))
    #expect(decoder.adjustedCount == 3)
  }

  @Test func agreesWithTheSlowReference() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    var decoder = InstantDecoder(zone: .utc, reportingZone: .utc)
    for _ in 0..<2000 {
      let (y, m) = (random.number(1970...2037), random.number(1...12))
      let d = random.number(1...LocalDay.length(ofMonth: m, year: y))
      let (h, n, s) = (random.number(0...23), random.number(0...59), random.number(0...59))
      let fraction = random.number(0...999_999)
      func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
      let digits = String(String(1_000_000 + fraction).dropFirst())
      let text = "\(y)-\(two(m))-\(two(d))T\(two(h)):\(two(n)):\(two(s)).\(digits)Z"
      let bytes = Array(text.utf8)
      #expect(
        decoder.decode(bytes.span, 0, bytes.count)
          == Self.utc(y, m, d, h, n, s, micro: Int64(fraction)), "seed \(seed): \(text)")
    }
  }
}

/// A small generator with a printable seed.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }
}
