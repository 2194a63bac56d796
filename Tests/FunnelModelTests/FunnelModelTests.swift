import FunnelModel
import Testing

@Suite struct LocalDayTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2025-03-30", 20_177),
    ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
  ])
  func numbersMatchKnownDates(text: String, number: Int32) throws {
    let day = try #require(LocalDay(text))
    #expect(day.number == number)
    #expect(day.description == text)
  }

  @Test(arguments: ["2025-02-29", "2025-13-01", "2025-00-10", "25-01-01", "2025-1-1", "x"])
  func impossibleDatesAreRefused(text: String) { #expect(LocalDay(text) == nil) }

  @Test func everyDayOfAGregorianCycleFollowsTheOneBefore() throws {
    var expected = (year: 1999, month: 12, day: 31)
    let start = try #require(LocalDay("1999-12-31"))
    for offset in 0..<146_097 {
      let components = start.advanced(by: offset).components
      #expect(components == expected)
      expected.day += 1
      if expected.day > LocalDay.length(ofMonth: expected.month, year: expected.year) {
        expected =
          expected.month == 12
          ? (expected.year + 1, 1, 1) : (expected.year, expected.month + 1, 1)
      }
    }
  }

  @Test(arguments: [
    (Grain.week, "2024-12-30", "2025-01-06"), (.month, "2025-01-01", "2025-02-01"),
    (.quarter, "2025-01-01", "2025-04-01"), (.year, "2025-01-01", "2026-01-01"),
    (.day, "2025-01-05", "2025-01-06"),
  ])
  func periodsOfASunday(grain: Grain, start: String, next: String) throws {
    let day = try #require(LocalDay("2025-01-05"))
    let found = try #require(grain.start(of: day))
    #expect(found.description == start)
    #expect(grain.next(after: found)?.description == next)
  }

  @Test func fiscalQuartersStartAtTheFiscalYear() throws {
    let day = try #require(LocalDay("2025-01-15"))
    #expect(Grain.quarter.start(of: day, fiscalYearStart: 2)?.description == "2024-11-01")
    #expect(Grain.year.start(of: day, fiscalYearStart: 2)?.description == "2024-02-01")
  }
}

@Suite struct ZoneTableTests {
  /// Berlin in 2025: summer time from 2025-03-30 01:00 UTC to 2025-10-26 01:00 UTC.
  static let berlin = ZoneTable(
    name: "Europe/Berlin", transitions: [1_743_296_400_000_000, 1_761_440_400_000_000],
    offsets: [3600, 7200, 3600])

  func wall(_ day: String, hour: Int64, minute: Int64 = 0) throws -> Int64 {
    Int64(try #require(LocalDay(day)).number) * Instant.microsecondsPerDay
      + (hour * 60 + minute) * 60_000_000
  }

  @Test func gapAndOverlapTakeTheOffsetBefore() throws {
    let gap = Self.berlin.instant(wallMicroseconds: try wall("2025-03-30", hour: 2, minute: 30))
    #expect(gap.instant.description == "2025-03-30T01:30:00Z")
    #expect(gap.quality == .gap)
    let overlap = Self.berlin.instant(wallMicroseconds: try wall("2025-10-26", hour: 2, minute: 30))
    #expect(overlap.instant.description == "2025-10-26T00:30:00Z")
    #expect(overlap.quality == .overlap)
    let plain = Self.berlin.instant(wallMicroseconds: try wall("2025-07-01", hour: 12))
    #expect(plain.instant.description == "2025-07-01T10:00:00Z")
    #expect(plain.quality == .exact)
  }

  @Test func shortAndLongDays() throws {
    let hour: Int64 = 3_600_000_000
    for (day, hours) in [("2025-03-30", 23), ("2025-10-26", 25), ("2025-07-01", 24)] {
      let first = try #require(LocalDay(day))
      let length =
        Self.berlin.start(of: first.advanced(by: 1)).microseconds
        - Self.berlin.start(of: first).microseconds
      #expect(length == Int64(hours) * hour)
    }
  }
}

@Suite struct FixedDecimalTests {
  @Test(arguments: [
    (1, 3, 6, "0.333333"), (2, 3, 6, "0.666667"), (1, 2, 0, "0"), (3, 2, 0, "2"), (5, 2, 0, "2"),
    (-1, 8, 2, "-0.12"), (-3, 8, 2, "-0.38"), (0, 7, 6, "0.000000"), (842, 8000, 6, "0.105250"),
  ])
  func ratiosRoundHalfToEven(top: Int, bottom: Int, digits: Int, text: String) {
    let value = FixedDecimal(ratio: Int128(top), Int128(bottom), digits: digits)
    #expect(value.description == text)
  }
}

@Suite struct ByteInternerTests {
  @Test func codesFollowFirstAppearanceAndSurviveGrowth() {
    var interner = ByteInterner()
    for round in 0..<2 {
      for index in 0..<5_000 {
        #expect(interner.intern("customer-\(index)") == UInt32(index + 1), "round \(round)")
      }
    }
    #expect(interner.intern("") == 0)
    #expect(interner.dictionary.string(4_711) == "customer-4710")
  }

  @Test func everyLengthUpToFortyIsTold() {
    var interner = ByteInterner()
    let texts = (1...40).flatMap { length in
      ["a", "b"].map { String(repeating: "x", count: length - 1) + $0 }
    }
    let codes = texts.map { interner.intern($0) }
    #expect(Set(codes).count == texts.count)
    #expect(texts.map { interner.intern($0) } == codes)
  }

  /// Against a dictionary, with texts that share beginnings, ends and lengths around a word's.
  @Test(arguments: [UInt64(1), 2, 3]) func codesAreThoseOfADictionary(seed: UInt64) {
    var state = seed
    func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var interner = ByteInterner()
    var expected: [[UInt8]: UInt32] = [:]
    for _ in 0..<20_000 {
      let count = [0, 1, 7, 8, 9, 14, 15, 16, 17, 24, 40][below(11)]
      var text = [UInt8](repeating: 0, count: count)
      if count > 0 {
        text[0] = UInt8(below(3))
        text[count - 1] = UInt8(below(256))
        text[count / 2] = UInt8(below(4))
      }
      // What lies around the text must not count.
      let padding = [UInt8](repeating: UInt8(below(256)), count: 9)
      let code = interner.intern((padding + text + padding).span, offset: 9, count: count)
      let next = UInt32(expected.count + 1)
      #expect(code == (count == 0 ? 0 : expected[text, default: next]), "seed \(seed), \(text)")
      if count > 0 && code == next { expected[text] = next }
    }
    #expect(interner.count == expected.count + 1)
    for (text, code) in expected {
      #expect(Array(interner.dictionary.bytes[interner.dictionary.range(of: code)]) == text)
    }
  }
}
