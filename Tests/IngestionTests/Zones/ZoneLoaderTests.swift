import Foundation
import FunnelModel
import Testing

@testable import Ingestion

@Suite("Time zones from TZif files")
struct ZoneLoaderTests {
  static let hasData = FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin")

  @Test(
    "Offsets equal Foundation's, hourly around changes and twice daily elsewhere",
    .enabled(if: hasData, "needs tzdata"),
    arguments: [
      "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Cairo",
      "Europe/Dublin", "America/Santiago", "Pacific/Chatham", "Africa/Casablanca",
    ])
  func agreesWithFoundation(name: String) throws {
    let table = try ZoneLoader().load(name)
    let zone = try #require(TimeZone(identifier: name))
    // 2015-01-01 to 2036-01-01.
    var second = 1_420_070_400
    var differences: [Int] = []
    var previous = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
    func check(_ second: Int) {
      let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
      let found = table.offset(at: Instant(microseconds: Int64(second) * 1_000_000))
      if Int(found) != expected { differences.append(second) }
    }
    while second < 2_082_758_400 {
      let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
      check(second)
      if offset != previous {
        for hour in -13...1 { check(second + hour * 3600) }
        for step in -36...36 { check(second - 21_600 + step * 600) }
      }
      previous = offset
      second += 43_200
    }
    #expect(differences.isEmpty, "first: \(differences.first ?? 0)")
  }

  @Test("Berlin's days of change have 23 and 25 hours", .enabled(if: hasData, "needs tzdata"))
  func berlinDays() throws {
    let berlin = try ZoneLoader().load("Europe/Berlin")
    func hours(_ text: String) throws -> Int64 {
      let day = try #require(LocalDay(text))
      let length =
        berlin.start(of: day.advanced(by: 1)).microseconds
        - berlin.start(of: day).microseconds
      return length / 3_600_000_000
    }
    #expect(try hours("2025-03-30") == 23)
    #expect(try hours("2025-10-26") == 25)
    #expect(try hours("2025-10-27") == 24)
    // Long after the listed changes: the rule of the footer, on the last Sundays.
    #expect(try hours("2099-03-29") == 23)
    #expect(try hours("2099-10-25") == 25)
    // 2025-03-30T01:00Z is the moment at which 02:00 became 03:00.
    let change = try #require(Self.instant("2025-03-30", hour: 1))
    #expect(berlin.offset(at: Instant(microseconds: change - 1)) == 3600)
    #expect(berlin.offset(at: Instant(microseconds: change)) == 7200)
  }

  @Test("UTC needs no data")
  func utc() throws {
    #expect(try ZoneLoader(directories: []).load("UTC") == .utc)
  }

  @Test(
    "Names that leave the directory or cannot be zones are refused",
    arguments: [
      "", ".", "..", "../etc/passwd", "/etc/passwd", "Europe/../Europe/Berlin", "Europe//Berlin",
      "Europe/Berlin/", "Europe/Ber lin", "tzdata.zi", "right/Europe/Berlin", "A/B/C/D",
      "Europe\\Berlin", "Z\u{fc}rich", "CET\0",
    ])
  func refusesNames(name: String) {
    #expect(throws: ZoneError(name: name, reason: .invalidName)) { try ZoneLoader().load(name) }
  }

  @Test("An unknown zone names the nearest", .enabled(if: hasData, "needs tzdata"))
  func unknown() {
    #expect(throws: ZoneError(name: "Europe/Berln", reason: .unknown(nearest: "Europe/Berlin"))) {
      try ZoneLoader().load("Europe/Berln")
    }
    #expect(throws: ZoneError(name: "europe/berlin", reason: .unknown(nearest: "Europe/Berlin"))) {
      try ZoneLoader().load("europe/berlin")
    }
    #expect(throws: ZoneError(name: "Mars/Olympus_Mons", reason: .unknown(nearest: nil))) {
      try ZoneLoader().load("Mars/Olympus_Mons")
    }
  }

  @Test("A machine without zone data says what to install")
  func noData() {
    let error = #expect(throws: ZoneError.self) {
      try ZoneLoader(directories: ["/nonexistent"]).load("Europe/Berlin")
    }
    #expect(error?.reason == .noData)
    #expect(error?.description.contains("tzdata") == true)
  }

  @Test(
    "Every prefix of a zone file is refused as damaged, none crashes",
    .enabled(if: hasData, "needs tzdata"))
  func truncated() throws {
    let data = try #require(
      FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin"))
    let bytes = Array(data)
    for count in 0..<bytes.count {
      #expect(throws: ZoneFile.Fault.self) { try ZoneFile(Array(bytes[..<count])) }
    }
  }

  @Test("Rules with every form of day, hand-computed for 2024 and 2025")
  func rules() throws {
    // Day 60 without February 29 is March 1 in every year; day 59 from 0 is February 29 in 2024.
    let julian = try #require(ZoneRule(Array("AAA0BBB,J60/0,J300/0".utf8)))
    #expect(
      julian.changes(from: 2024, through: 2025).map(\.seconds) == [
        Self.seconds("2024-03-01"), Self.seconds("2024-10-27") - 3600,
        Self.seconds("2025-03-01"), Self.seconds("2025-10-27") - 3600,
      ])
    let ordinal = try #require(ZoneRule(Array("AAA0BBB,59/0,300/0".utf8)))
    #expect(ordinal.changes(from: 2024, through: 2024).first?.seconds == Self.seconds("2024-02-29"))
    #expect(ordinal.changes(from: 2025, through: 2025).first?.seconds == Self.seconds("2025-03-01"))
    // Negative hours and quoted names: Nuuk changes on the evening before the last Sunday.
    let nuuk = try #require(ZoneRule(Array("<-02>2<-01>,M3.5.0/-1,M10.5.0/0".utf8)))
    #expect(
      nuuk.changes(from: 2025, through: 2025).map(\.seconds) == [
        Self.seconds("2025-03-30") - 3600 + 7200, Self.seconds("2025-10-26") + 3600,
      ])
    #expect(ZoneRule(Array("CET-1CEST".utf8)) == nil)
    #expect(ZoneRule(Array("CET-1CEST,M13.5.0,M10.5.0".utf8)) == nil)
    #expect(ZoneRule(Array("CE-1".utf8)) == nil)
  }

  private static func instant(_ day: String, hour: Int64) -> Int64? {
    LocalDay(day).map { Int64($0.number) * Instant.microsecondsPerDay + hour * 3_600_000_000 }
  }

  private static func seconds(_ day: String) -> Int64 {
    Int64(LocalDay(day)?.number ?? 0) * 86_400
  }
}
