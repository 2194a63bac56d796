import Testing

@testable import Ingestion

@Suite("What is wrong with a configuration")
struct ConfigurationErrorTests {
  /// A mistyped key where the text says `@`, and the key that was meant.
  struct Slip: Sendable, CustomTestStringConvertible {
    let typed: String
    let meant: String
    let text: String
    var testDescription: String { "\(typed) for \(meant)" }
  }

  private static func root(_ typed: String, _ meant: String, _ value: String) -> Slip {
    Slip(typed: typed, meant: meant, text: "{ @: \(value) }")
  }

  private static func source(_ typed: String, _ meant: String, _ value: String) -> Slip {
    Slip(
      typed: typed, meant: meant, text: "{ sources: [{ name: 'a', files: 'b', @: \(value) }] }")
  }

  private static func rule(_ typed: String, _ meant: String, _ value: String) -> Slip {
    Slip(
      typed: typed, meant: meant,
      text: """
        { sources: [{ name: 'a', files: 'b', events: [
          { type: 'won', time: 'b', @: \(value) }] }] }
        """)
  }

  private static func funnel(_ typed: String, _ meant: String, _ value: String) -> Slip {
    Slip(
      typed: typed, meant: meant,
      text: "{ funnels: [{ name: 'a', scope: 'deal', steps: ['won'], @: \(value) }] }")
  }

  static let slips: [Slip] = [
    root("timezon", "timezone", "'UTC'"), root("asof", "asOf", "'2025-01-01'"),
    root("curency", "currency", "'EUR'"), root("fiscalYearStrat", "fiscalYearStart", "4"),
    root("window", "windows", "[]"), root("grossMargni", "grossMargin", "0.5"),
    root("warehous", "warehouse", "'w'"), root("outptu", "output", "'o'"),
    root("dimension", "dimensions", "['device']"), root("source", "sources", "[]"),
    root("funels", "funnels", "[]"), root("target", "targets", "[]"),
    root("band", "bands", "[]"), root("cheks", "checks", "[]"),
    root("autority", "authority", "{}"), root("cost", "costs", "[]"), root("lvt", "ltv", "{}"),
    root("aprovalStages", "approvalStages", "[]"),
    source("profil", "profile", "'shopify.orders'"), source("mod", "mode", "'append'"),
    source("marktet", "market", "'b2c'"), source("maxage", "maxAge", "'1d'"),
    source("collumns", "columns", "{}"), source("whre", "where", "[]"),
    source("layuot", "layout", "{}"), rule("wher", "where", "[]"),
    rule("undatd", "undated", "true"), rule("reasn", "reason", "'c'"),
    funnel("windw", "window", "'7d'"), funnel("ordre", "order", "'any'"),
    funnel("excludes", "exclude", "[]"), funnel("matchon", "matchOn", "[]"),
  ]

  @Test("A slip of one letter in a key is caught and named", arguments: slips)
  func slip(_ slip: Slip) throws {
    let text = slip.text.replacing("@", with: slip.typed)
    let failure = try #require(throws: ConfigurationFailure.self) {
      try ConfigurationReaderTests.read(text)
    }
    let error = try #require(failure.errors.first)
    #expect(failure.errors.count == 1)
    #expect(error.message.contains("`\(slip.typed)`"), "\(error)")
    #expect(error.message.contains("did you mean `\(slip.meant)`?"), "\(error)")
    // The same text with the right key is accepted, so the slip was the only fault.
    _ = try ConfigurationReaderTests.read(slip.text.replacing("@", with: slip.meant))
  }

  @Test("There are at least 30 slips") func enoughSlips() { #expect(Self.slips.count >= 30) }

  @Test(
    "Other faults: position and sentence",
    arguments: [
      ("{ timezone: 'Europe/Berln' }", 1, 13, "did you mean `Europe/Berlin`?"),
      ("{ timezone: 5 }", 1, 13, "`timezone` must be an IANA time zone"),
      ("[]", 1, 1, "the configuration must be an object; found a list"),
      ("{\n  currency: 'euro' }", 2, 13, "must be a currency code"),
      ("{ currency: 'EUR', currency: 'USD' }", 1, 20, "`currency` is given twice"),
      ("{ fiscalYearStart: 13 }", 1, 20, "a whole number from 1 to 12; found 13"),
      ("{ grossMargin: 1.5 }", 1, 16, "a number from 0 to 1"),
      ("{ grossMargin: { a: 0.5 } }", 1, 16, "found an object"),
      ("{ asOf: 'yesterday' }", 1, 9, "must be a date such as"),
      ("{ windows: [{ name: 'a', from: '2025-02-30', to: '2025-03-01' }] }", 1, 32, "a date"),
      (
        "{ windows: [{ name: 'a', from: '2025-03-01', to: '2025-03-01' }] }", 1, 50,
        "must be after `from`"
      ),
      ("{ windows: [{ from: '2025-03-01', to: '2025-03-02' }] }", 1, 13, "needs `name`"),
      (
        """
        { windows: [
          { name: 'a', from: '2025-03-01', to: '2025-03-02' },
          { name: 'a', from: '2025-03-01', to: '2025-03-02' }] }
        """, 3, 11, "the window `a` is given twice"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x' }, { name: 'a', files: 'y' }] }", 1, 48,
        "the source `a` is given twice"
      ),
      (
        """
        { funnels: [{ name: 'a', scope: 'deal', steps: ['won'] },
          { name: 'a', scope: 'deal', steps: ['won'] }] }
        """, 2, 11, "the funnel `a` is given twice"
      ),
      ("{ dimensions: ['device', 'device'] }", 1, 26, "the dimension `device` is given twice"),
      ("{ sources: [{ name: 'a', files: [] }] }", 1, 33, "a list of them"),
      ("{ sources: [{ name: 'a' }] }", 1, 13, "needs `files`"),
      (
        "{ sources: [{ name: 'a', files: 'x', profile: 'shopify.order' }] }", 1, 47,
        "unknown profile `shopify.order`; did you mean `shopify.orders`?"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', profile: 'sap' }] }", 1, 47,
        "unknown profile `sap`; known are `canonical.costs`"
      ),
      ("{ sources: [{ name: 'a', files: 'x', maxAge: 36 }] }", 1, 46, "\"36h\""),
      ("{ sources: [{ name: 'a', files: 'x', market: 'retail' }] }", 1, 46, "\"b2c\", \"b2b\""),
      (
        "{ sources: [{ name: 'a', files: 'x', replaced: 'suprsede' }] }", 1, 48,
        "did you mean \"supersede\"?"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', columns: { custmer_id: 'c' } }] }", 1, 49,
        "unknown field `custmer_id`; did you mean `customer_id`?"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', columns: { time: 'c' } }] }", 1, 49,
        "an event rule says its type and time"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', events: [{ type: 'purchas', time: 't' }] }] }",
        1, 55, "unknown type of event `purchas`; did you mean `purchase`?"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', columns: { amount: { decimal: ',' } } }] }", 1, 57,
        "needs `column`, `constant` or `parts`"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', where: [{ column: 'c' }] }] }", 1, 46,
        "needs exactly one of `is`, `not`"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', cost: { amount: 'a' } }] }", 1, 44,
        "needs `date`, or `from` and `to`"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', cost: { date: 'd', amount: 'a' }, events: [] }] }",
        1, 44, "a source holds costs or events"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', layout: { delimiter: 'tab' } }] }", 1, 59,
        "must be one character"
      ),
      (
        """
        { sources: [{ name: 'a', files: 'x',
          events: [{ type: 'stage', time: 'Entered', eachHeader: true }] }] }
        """, 2, 35, "needs a column with `*`"
      ),
      (
        "{ funnels: [{ name: 'a', scope: 'buyr', steps: ['won'] }] }", 1, 33,
        "did you mean \"buyer\"?"
      ),
      ("{ funnels: [{ name: 'a b', scope: 'deal', steps: ['won'] }] }", 1, 21, "letters, digits"),
      ("{ funnels: [{ name: 'a', scope: 'deal', steps: [] }] }", 1, 48, "at least 1"),
      (
        "{ funnels: [{ name: 'a', scope: 'deal', steps: ['opportunty'] }] }", 1, 49,
        "did you mean `opportunity`?"
      ),
      (
        "{ funnels: [{ name: 'a', scope: 'deal', steps: ['won'], matchOn: ['chanel'] }] }", 1, 67,
        "did you mean `channel`?"
      ),
      ("{ dimensions: ['chanel'] }", 1, 16, "did you mean `channel`?"),
      ("{ dimensions: ['customer_id'] }", 1, 16, "cannot be broken down by"),
      ("{ dimensions: ['amount'] }", 1, 16, "cannot be broken down by"),
      ("{ bands: [{ metric: 'm' }] }", 1, 11, "needs `low` or `high`"),
      ("{ bands: [{ metric: 'm', low: 2, high: 1 }] }", 1, 31, "greater than `high`"),
      ("{ checks: [{ metric: 'm', significance: 1 }] }", 1, 41, "between 0 and 1"),
      (
        "{ checks: [{ metric: 'm', tolerance: { absolute: -1 } }] }", 1, 50, "must not be negative"
      ),
      (
        "{ targets: [{ market: 'b2b', from: '2025-01-01', to: '2025-02-01', won: 1.23456 }] }",
        1, 73, "at most four decimals"
      ),
      (
        "{ sources: [{ name: 'shop', files: 'x' }], authority: { purchase: 'shp' } }", 1, 67,
        "there is no source `shp`; did you mean `shop`?"
      ),
      ("{ timezone: 'UTC' ", 1, 19, "not valid JSON5"),
      ("{ completely_unknown: 1 }", 1, 3, "known are `$schema`, `timezone`"),
    ])
  func fault(_ text: String, _ line: Int, _ column: Int, _ sentence: String) throws {
    let failure = try #require(throws: ConfigurationFailure.self) {
      try ConfigurationReaderTests.read(text)
    }
    let error = try #require(failure.errors.first)
    #expect(failure.errors.count == 1, "\(failure)")
    #expect(error.line == line, "\(error)")
    #expect(error.column == column, "\(error)")
    #expect(error.message.contains(sentence), "\(error)")
    #expect(error.file == "salesfunnel.json")
  }

  @Test("All faults are reported together, in the order of the file")
  func together() throws {
    let failure = try #require(throws: ConfigurationFailure.self) {
      try ConfigurationReaderTests.read(
        "{ outptu: 'x',\n  currency: 'e',\n  bands: [{ low: 1 }],\n  timezone: 'X/Y' }")
    }
    #expect(failure.errors.map(\.line) == [1, 2, 3, 4])
    #expect(failure.description.split(separator: "\n").count == 4)
  }

  @Test(
    "Custom names that are no slips are accepted",
    arguments: [
      // `state` is one letter from `stage`: made and referred to, so it is meant.
      "{ dimensions: ['state'], sources: [{ name: 'a', files: 'x', columns: { state: 'S' } }] }",
      "{ dimensions: ['plan'] }",
      "{ sources: [{ name: 'a', files: 'x', events: [{ type: 'sal', time: 't' }] }] }",
      "{ funnels: [{ name: 'a', scope: 'deal', steps: ['webinar_attended', 'won'] }] }",
    ])
  func customNames(_ text: String) throws {
    _ = try ConfigurationReaderTests.read(text)
  }

  @Test("A near miss of a custom name that is made elsewhere is caught")
  func customSlip() throws {
    let failure = try #require(throws: ConfigurationFailure.self) {
      try ConfigurationReaderTests.read(
        """
        { dimensions: ['lead_tpe'],
          sources: [{ name: 'a', files: 'x', columns: { lead_type: 'T' } }] }
        """)
    }
    #expect(failure.errors.first?.message.contains("did you mean `lead_type`?") == true)
  }
}
