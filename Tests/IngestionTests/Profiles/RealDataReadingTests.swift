import Foundation
import FunnelModel
import Testing

@testable import Ingestion

/// Real exports through their configurations; the numbers are those of each set's EXPECTED.json,
/// which other tools computed.
@Suite(
  "Real data through the engine",
  .enabled(if: RealDataConfigurationTests.data != nil, "needs the real data"))
struct RealDataReadingTests {
  /// The readings of a configuration's first source and of the files that complete it.
  private static func read(_ name: String) throws -> [ProfileReading] {
    let data = try #require(RealDataConfigurationTests.data)
    let text = try Data(
      contentsOf: RealDataConfigurationTests.folder.appending(path: name + ".json"))
    let document = try ConfigurationReader().read(Array(text), file: name)
    let source = try #require(document.configuration.sources.first)
    let deliveries = [source] + (source.mapping?.complete.map { $0.joined(to: source) } ?? [])
    return try deliveries.map { delivery in
      let file = try #require(delivery.files.first)
      let reading = try ProfileReading(
        path: data.appending(path: file).path, profile: nil, source: delivery,
        customFields: document.customFields)
      #expect(reading.outcome.accounting.rejected == 0, "\(reading.outcome.rejects.prefix(3))")
      #expect(reading.outcome.accounting.isBalanced)
      return reading
    }
  }

  @Test(
    "Olist: leads and won deals, a spreadsheet's dates give the same days",
    arguments: ["olist_funnel", "olist_funnel_ddmmyyyy"])
  func olist(name: String) throws {
    let readings = try Self.read(name)
    try #require(readings.count == 2)
    #expect(readings[0].outcome.summary.typeCounts == ["mql": 8000])
    #expect(readings[1].outcome.summary.typeCounts == ["won": 842])
    func count(_ channel: String) -> Int {
      readings[0].events.count { $0.contains(" channel=\(channel) ") }
    }
    #expect(count("organic_search") == 2296)
    #expect(count("unknown") == 1099)
    // 60 leads have no origin: their channel is missing, which is not `unknown`.
    #expect(readings[0].events.count { !$0.contains(" channel=") } == 60)
    // First and last day of contact, and leads of May 2018.
    #expect(readings[0].events.map { $0.prefix(10) }.min() == "2017-06-14")
    #expect(readings[0].events.map { $0.prefix(10) }.max() == "2018-05-31")
    #expect(readings[0].events.count { $0.hasPrefix("2018-05-") } == 1303)
    #expect(readings[1].events.count { $0.hasPrefix("2018-04-") } == 207)
    // Every won deal is one of the leads.
    func deals(_ reading: ProfileReading) -> Set<Substring> {
      Set(
        reading.events.compactMap { event in
          event.split(separator: " ").first { $0.hasPrefix("deal_id=") }
        })
    }
    #expect(deals(readings[1]).count == 842)
    #expect(deals(readings[1]).isSubset(of: deals(readings[0])))
  }

  @Test(
    "Maven: stages by count, won amount, prospects loaded without an event",
    arguments: ["maven_crm", "maven_crm_ddmmyyyy"])
  func maven(name: String) throws {
    let reading = try #require(try Self.read(name).first)
    #expect(reading.outcome.accounting.loaded == 8800)
    #expect(
      reading.outcome.summary.typeCounts == ["opportunity": 8300, "won": 4238, "lost": 2473])
    #expect(Self.sum(" won ", in: reading) == 10_005_534_000_000)
    // The 1 425 open deals without an account: 1 088 of them have a date.
    #expect(reading.events.count { !$0.contains(" account_id=") } == 1088)
  }

  @Test("Maven, closed deals alone: values such as 1054.0")
  func mavenClosed() throws {
    let reading = try #require(try Self.read("maven_crm_closed_only").first)
    #expect(
      reading.outcome.summary.typeCounts == ["opportunity": 6711, "won": 4238, "lost": 2473])
    #expect(Self.sum(" won ", in: reading) == 10_005_534_000_000)
  }

  @Test("CDNOW: columns between blanks, no header, identical lines are purchases of their own")
  func cdnow() throws {
    let reading = try #require(try Self.read("cdnow").first)
    #expect(reading.events.count == 6919)
    #expect(Self.sum(" purchase ", in: reading) == 244_091_940_000)
    #expect(reading.events.map { $0.prefix(10) }.min() == "1997-01-01")
    #expect(reading.events.map { $0.prefix(10) }.max() == "1998-06-30")
    let customers = Set(reading.events.compactMap { $0.split(separator: " ").dropFirst(2).first })
    #expect(customers.count == 2357)
  }

  @Test("REES46: times that end in UTC, purchases without an order id")
  func rees46() throws {
    let reading = try #require(try Self.read("rees46").first)
    #expect(
      reading.outcome.summary.typeCounts == ["view_item": 987, "add_to_cart": 3, "purchase": 10])
    #expect(reading.events.first?.hasPrefix("2019-10-01T00:00:00Z view_item ") == true)
    #expect(
      reading.events.first?.contains(
        "customer_id=541312140 session_id=72d76fde-8bb3-4e00-8c23-a032dfed738c") == true)
  }

  @Test("Ads: spend, impressions and clicks, day before month")
  func ads() throws {
    let reading = try #require(try Self.read("kag_facebook_ads").first)
    let costs = reading.outcome.costs
    #expect(costs.count == 1143)
    #expect(costs.reduce(0) { $0 + ($1.impressions ?? 0) } == 213_434_828_000_000)
    #expect(costs.reduce(0) { $0 + ($1.clicks ?? 0) } == 38_165_000_000)
    // 58 705.229958 in all; each of 1 143 amounts is rounded to six decimals.
    #expect(abs(costs.reduce(0) { $0 + $1.amount } - 58_705_229_958) < 600)
    #expect(costs.map(\.from).max() == LocalDay("2023-08-31"))
    #expect(costs.map(\.from).min() == LocalDay("2023-08-01"))
    #expect(Set(costs.map(\.campaign)) == ["916", "936", "1178"])
  }

  @Test("Subscription periods: an amount at the start, 0 at the end")
  func mrr() throws {
    let reading = try #require(try Self.read("mrr_playbook").first)
    #expect(reading.outcome.summary.typeCounts == ["mrr": 242])
    #expect(
      reading.events.prefix(2) == [
        "2018-11-01T00:00:00Z mrr customer_id=1 subscription_id=1 amount=50",
        "2019-02-01T00:00:00Z mrr customer_id=1 subscription_id=1 amount=0",
      ])
  }

  /// Sum of `amount` in micro-units over events of a type, added up digit by digit.
  private static func sum(_ type: String, in reading: ProfileReading) -> Int64 {
    reading.events.filter { $0.contains(type) }.reduce(0) { sum, event in
      let text = event.split(separator: " ").first { $0.hasPrefix("amount=") }?.dropFirst(7) ?? "0"
      let parts = text.split(separator: ".")
      let decimals = parts.count > 1 ? String(parts[1]) : ""
      let rest = decimals + String(repeating: "0", count: 6 - decimals.count)
      return sum + (Int64(parts[0]) ?? 0) * 1_000_000 + (Int64(rest) ?? 0)
    }
  }
}
