import FunnelModel
import Testing

@testable import Ingestion

/// Expected costs derived by hand from formats.md §9.1.
@Suite("meta_ads.report")
struct MetaAdsReportTests {
  @Test("Currency from the header, spans of days, totals without a campaign filtered, BOM")
  func spans() throws {
    let text = """
      \u{FEFF}Reporting starts,Reporting ends,Campaign name,Amount spent (EGP),Impressions,Link clicks
      2025-09-01,2025-09-07,Spring,"1,234.50",10000,25
      2025-09-08,2025-09-08,Autumn,,500,
      2025-09-01,2025-09-08,,1234.50,10500,25

      """
    let reading = try ProfileReading(text, profile: .metaAdsReport)
    #expect(
      reading.costs == [
        "2025-09-01..2025-09-07 media meta_ads Spring 1234.5 EGP 10000 25",
        "2025-09-08..2025-09-08 media meta_ads Autumn 0 EGP 500 -",
      ])
    #expect(reading.outcome.accounting.filtered == 1)
    #expect(reading.outcome.accounting.rejected == 0)
  }

  @Test("A breakdown by day counts by its day")
  func day() throws {
    let text = """
      Reporting starts,Reporting ends,Day,Campaign name,Amount spent (USD),Impressions,Clicks (all)
      2025-09-01,2025-09-30,2025-09-14,Spring,10.10,100,3

      """
    #expect(
      try ProfileReading(text, profile: .metaAdsReport).costs == [
        "2025-09-14..2025-09-14 media meta_ads Spring 10.1 USD 100 3"
      ])
  }

  @Test("French exports: semicolons, decimal commas, day before month")
  func french() throws {
    let text = """
      Jour;Nom de la campagne;Montant dépensé (USD);Impressions
      01/08/2026;Été;"1 234,56";2000
      13/08/2026;Été;"0,44";10

      """
    let reading = try ProfileReading(text, profile: .metaAdsReport)
    #expect(reading.outcome.rejects.map { "\($0)" } == [])
    #expect(
      reading.costs == [
        "2026-08-01..2026-08-01 media meta_ads Été 1234.56 USD 2000 -",
        "2026-08-13..2026-08-13 media meta_ads Été 0.44 USD 10 -",
      ])
  }
}

/// Expected costs derived by hand from formats.md §9.2.
@Suite("google_ads.report")
struct GoogleAdsReportTests {
  private static let text = """
    Campaign report
    "September 1, 2026 - September 3, 2026"
    Campaign status,Campaign,Day,Campaign type,Currency code,Impr.,Clicks,Cost
    Enabled,Brand,2026-09-01,Search,EUR,"1,200",30,"1,045.99"
    Enabled,Total Eclipse,2026-09-02,Search,EUR,--,--,--
    Total: Campaigns,--,--,--,EUR,"1,200",30,"1,045.99"
    Total: Account,--,--,--,EUR,"1,200",30,"1,045.99"

    """
  private static let expected = [
    "2026-09-01..2026-09-01 media google_ads Brand 1045.99 EUR 1200 30",
    "2026-09-02..2026-09-02 media google_ads Total Eclipse 0 EUR - -",
  ]

  @Test("Two lines before the header, totals after the rows, `--` for none")
  func plain() throws {
    let reading = try ProfileReading(Self.text, profile: .googleAdsReport)
    #expect(reading.costs == Self.expected)
    #expect(reading.outcome.accounting.filtered == 2)
    #expect(reading.outcome.accounting.rejected == 0)
  }

  @Test("The variant for spreadsheets: UTF-16 with tabs")
  func utf16() throws {
    let tabbed = Self.text.replacing("\"September 1, 2026 - September 3, 2026\"", with: "September")
      .replacing("\"1,200\"", with: "1200").replacing("\"1,045.99\"", with: "1045.99")
      .replacing(",", with: "\t")
    let bytes = ("\u{FEFF}" + tabbed).utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    #expect(try ProfileReading(bytes: bytes, profile: .googleAdsReport).costs == Self.expected)
  }
}

/// Expected costs derived by hand from formats.md §9.3.
@Suite("linkedin_ads.report")
struct LinkedInAdsReportTests {
  @Test("Lines before the header, month before day even where ambiguous, last row `Total`")
  func report() throws {
    let text = """
      Campaign Performance Report (in UTC)
      "Report Start: 09/01/2026, Report End: 09/02/2026"

      Start Date (in UTC),Account Name,Campaign Name,Currency,Total Spent,Impressions,Clicks
      09/01/2026,Acme,Deciders,USD,120.50,3000,12
      9/2/2026,Acme,Deciders,USD,80,2000,8
      Total,,,USD,200.50,5000,20

      """
    let reading = try ProfileReading(text, profile: .linkedInAdsReport)
    #expect(
      reading.costs == [
        "2026-09-01..2026-09-01 media linkedin_ads Deciders 120.5 USD 3000 12",
        "2026-09-02..2026-09-02 media linkedin_ads Deciders 80 USD 2000 8",
      ])
    #expect(reading.outcome.accounting.filtered == 1)
  }
}

/// Expected rows derived by hand from events.md.
@Suite("canonical.events and canonical.costs")
struct CanonicalProfileTests {
  @Test("Field names are the header; custom columns come with the configuration")
  func events() throws {
    let text = """
      event_id,time,type,customer_id,amount,currency,expected_close,budget,plan
      e1,2025-01-02T03:04:05.678Z,purchase,c1,9.99,EUR,,,pro
      e2,2025-01-03,opportunity,c1,,,2025-06-30,yes,

      """
    let reading = try ProfileReading(text, profile: .canonicalEvents)
    #expect(
      reading.events == [
        "2025-01-02T03:04:05.678Z purchase customer_id=c1 amount=9.99 currency=EUR",
        "2025-01-03T00:00:00Z opportunity customer_id=c1 expected_close=2025-06-30 budget=1",
      ])
  }

  @Test("Costs of a day and of a span")
  func costs() throws {
    let daily = """
      date,market,category,channel,amount,currency
      2025-09-01,b2b,people,,100.00,EUR

      """
    #expect(
      try ProfileReading(daily, profile: .canonicalCosts).costs == [
        "2025-09-01..2025-09-01 people   100 EUR - -"
      ])
    let span = """
      from,to,category,channel,amount
      2025-09-01,2025-09-30,tools,email,30

      """
    #expect(
      try ProfileReading(span, profile: .canonicalCosts).costs == [
        "2025-09-01..2025-09-30 tools email  30  - -"
      ])
  }
}
