import FunnelModel
import Testing

@testable import Ingestion

@Suite("The configuration reader")
struct ConfigurationReaderTests {
  static func read(_ text: String) throws -> ConfigurationDocument {
    try ConfigurationReader().read(Array(text.utf8), file: "salesfunnel.json")
  }

  private static func day(_ text: String) throws -> LocalDay { try #require(LocalDay(text)) }

  @Test("An empty object gives the defaults")
  func defaults() throws {
    let document = try Self.read("{}")
    let configuration = document.configuration
    #expect(configuration.timezone == "UTC")
    #expect(configuration.dimensions == ["channel"])
    #expect(configuration.fiscalYearStart == 1)
    #expect(configuration.currency == nil)
    #expect(configuration.asOf == nil)
    #expect(configuration.grossMargin == nil)
    #expect(configuration.sources.isEmpty)
    #expect(configuration.canonicalText == "{}")
    #expect(document.customFields.isEmpty)
  }

  @Test("Every general setting of the example is read")
  func general() throws {
    let document = try Self.read(ConfigurationExample.supported)
    let configuration = document.configuration
    #expect(configuration.timezone == "Europe/Berlin")
    #expect(configuration.currency == "EUR")
    #expect(configuration.grossMargin == 620_000)
    #expect(configuration.warehouse == "warehouse.sqlite")
    #expect(configuration.output == "report")
    #expect(configuration.dimensions == ["channel", "device", "plan"])
    #expect(document.customFields == ["plan"])
    #expect(
      configuration.windows == [
        WindowDefinition(
          name: "before", from: try Self.day("2025-01-01"), to: try Self.day("2025-04-01")),
        WindowDefinition(
          name: "after", from: try Self.day("2025-07-01"), to: try Self.day("2025-10-01")),
      ])
    #expect(
      configuration.targets == [
        TargetDefinition(
          market: .b2b, from: try Self.day("2025-07-01"), to: try Self.day("2025-10-01"),
          won: 400_000_000_000)
      ])
    #expect(
      configuration.bands == [
        BandDefinition(metric: "b2c.session_conversion_rate", low: 0.018, high: 0.04)
      ])
    #expect(
      configuration.checks == [
        CheckDefinition(
          metric: "b2c.session_conversion_rate", better: "higher", absoluteTolerance: 0.002,
          relativeTolerance: 0.05, minimumN: 1000, significance: 0.05)
      ])
    #expect(configuration.authority == ["purchase": "shop"])
    #expect(
      configuration.ltv
        == LifetimeSettings(
          calibrateTo: try Self.day("2025-07-01"), horizon: 52 * 604_800_000_000,
          discount: 100_000))
    #expect(configuration.opportunityRequiresBant == 2)
    #expect(configuration.approvalStages == ["Legal"])
    #expect(configuration.cacLagMonths == 1)
    #expect(
      configuration.engagement
        == EngagementSettings(
          halfLife: 14 * Instant.microsecondsPerDay,
          weights: ["demo": 3_000_000, "trade fair": 500_000]))
    #expect(configuration.fiscalYearStart == 4)
    #expect(
      configuration.costs == [
        CostRow(
          from: try Self.day("2025-07-01"), through: try Self.day("2025-07-31"), market: nil,
          category: "people", channel: "", campaign: "", amount: 9_000_500_000, currency: "",
          impressions: nil, clicks: nil, file: 0, line: 53)
      ])
  }

  @Test("Sources with a profile, files as text or list, ages")
  func profiledSources() throws {
    let sources = try Self.read(ConfigurationExample.supported).configuration.sources
    #expect(sources.map(\.name) == ["shop", "web", "crm", "leads", "ads", "people"])
    #expect(
      sources[0]
        == SourceDefinition(
          name: "shop", files: ["exports/orders_export*.csv"], profile: "shopify.orders",
          market: .b2c, maxAge: 129_600_000_000))
    #expect(sources[1].files == ["exports/ga4/*.ndjson.gz"])
    #expect(
      sources[5].cost
        == CostMapping(fields: [
          "date": ValueSource(columns: ["month"]), "amount": ValueSource(columns: ["amount"]),
          "category": ValueSource(columns: ["category"]),
          "market": ValueSource(columns: ["market"]),
        ]))
    #expect(sources[5].mapping == nil)
  }

  @Test("A mapping: row conditions, columns, constants, event rules with fields of their own")
  func mapping() throws {
    let crm = try Self.read(ConfigurationExample.supported).configuration.sources[2]
    #expect(crm.timezone == "America/New_York")
    let mapping = try #require(crm.mapping)
    #expect(mapping.key == "Deal ID")
    #expect(mapping.conditions == [RowCondition(column: "Pipeline", accepted: ["Sales"])])
    #expect(mapping.columns["amount"] == ValueSource(columns: ["Amount"], decimal: ","))
    #expect(mapping.columns["segment"] == ValueSource(constant: "mid-market"))
    #expect(mapping.events.count == 4)
    #expect(
      mapping.events[0]
        == EventRule(
          type: ValueSource(constant: "mql"),
          time: ValueSource(columns: ["MQL date"], format: "dd.MM.yyyy")))
    #expect(
      mapping.events[3]
        == EventRule(
          type: ValueSource(constant: "lost"), time: ValueSource(columns: ["Closed"]),
          conditions: [RowCondition(column: "Stage", accepted: ["Closed Lost"])],
          fields: ["reason": ValueSource(columns: ["Lost reason"])]))
  }

  @Test("A second file completes the first")
  func completion() throws {
    let leads = try Self.read(ConfigurationExample.supported).configuration.sources[3]
    #expect(
      leads.mapping?.complete == [
        Completion(
          files: ["crm/closed.csv"], on: ["lead_id": "lead_id"],
          events: [
            EventRule(
              type: ValueSource(constant: "won"), time: ValueSource(columns: ["won_date"]))
          ])
      ])
  }

  @Test("Funnels: steps as text or object, default windows, markets and skips by scope")
  func funnels() throws {
    let funnels = try Self.read(ConfigurationExample.supported).configuration.funnels
    #expect(
      funnels[0]
        == FunnelDefinition(
          name: "checkout", scope: .session,
          steps: ["session_start", "view_item", "add_to_cart", "begin_checkout", "purchase"]
            .map { FunnelStep(type: $0) }, window: nil))
    #expect(
      funnels[1]
        == FunnelDefinition(
          name: "first_order", scope: .buyer,
          steps: [
            FunnelStep(type: "session_start"),
            FunnelStep(
              type: "view_item", conditions: [FieldCondition(field: "product", accepted: ["p1"])]),
            FunnelStep(type: "add_to_cart", isOptional: true), FunnelStep(type: "purchase"),
          ], window: 604_800_000_000, exclude: [FunnelStep(type: "refund")]))

    let more = try Self.read(
      """
      { funnels: [
        { name: "b", scope: "buyer", steps: ["lead", "won"] },
        { name: "d", scope: "deal", steps: ["opportunity", { type: "won", name: "Signed" }] },
        { name: "p", scope: "person", market: "b2b", skip: "implied", order: "any",
          steps: ["lead", { type: "mql", where: [{ field: "region", not: ["", "XX"] }] }],
          entry: "every", tie: "strict", matchOn: ["campaign"] },
      ] }
      """
    ).configuration.funnels
    #expect(more[0].window == 2_592_000_000_000)
    #expect(more[0].market == .b2c)
    #expect(more[1].window == nil)
    #expect(more[1].market == .b2b)
    #expect(more[1].skip == .implied)
    #expect(more[1].steps[1].name == "Signed")
    #expect(more[2].entry == .every)
    #expect(more[2].tie == .strict)
    #expect(more[2].order == .any)
    #expect(more[2].matchOn == ["campaign"])
    #expect(
      more[2].steps[1].conditions == [
        FieldCondition(field: "region", accepted: ["", "XX"], negated: true)
      ])
  }

  @Test("The whole mapping language: composite values, text rules, tests, groups, layouts")
  func mappingLanguage() throws {
    let source = try Self.read(
      """
      { sources: [{ name: "x", files: ["a.csv", "b.csv"], replaced: "append",
        layout: { delimiter: " ", header: ["id", "at"], format: "csv", maximumPreamble: 3,
          footers: ["Total"], skipsSingleCells: true },
        rows: { version: "v", group: { key: ["Name", "Id"], sums: ["Qty"] } },
        where: [{ column: ["a", "b"], not: ["", 0, true] }],
        columns: {
          session_id: { parts: ["visitor", { column: "n", constant: 1 }], separator: "." },
          customer_id: { column: ["mail", "email"], lowercase: true, dropPrefix: "mailto:", dropSuffix: "%",
            dropParentheses: true, replace: { "n/a": "" } },
          amount: { column: "cents", divisor: 100 } },
        events: [
          { type: { column: "kind", replace: { view: "view_item" } }, time: "at",
            where: [{ column: "x", beginsWith: ["Closed"] }, { column: "y", nonZero: true },
              { column: "z", nonZero: false }, { column: "p", sameAs: "q" },
              { column: "p", differsFrom: "r" }] },
          { type: "stage", time: 'Date entered "*"', eachHeader: true, undated: true,
            stage: { column: 'Date entered "*"', fromHeader: true } }] }] }
      """
    ).configuration.sources[0]
    #expect(source.replaced == .append)
    #expect(source.files == ["a.csv", "b.csv"])
    #expect(
      source.layout
        == SourceLayout(
          format: .csv, delimiter: " ", header: ["id", "at"], maximumPreamble: 3,
          footers: ["Total"], skipsSingleCells: true))
    let mapping = try #require(source.mapping)
    #expect(mapping.version == "v")
    #expect(mapping.group == RowGroup(key: ["Name", "Id"], sums: ["Qty"]))
    #expect(
      mapping.conditions == [
        RowCondition(columns: ["a", "b"], accepted: ["", "0", "true"], negated: true)
      ])
    #expect(
      mapping.columns["session_id"]
        == ValueSource(
          parts: [
            ValueSource(columns: ["visitor"]), ValueSource(columns: ["n"], constant: "1"),
          ], separator: "."))
    #expect(
      mapping.columns["customer_id"]
        == ValueSource(
          columns: ["mail", "email"], replacements: ["n/a": ""],
          rules: [
            .lowercase, .dropPrefix("mailto:"), .dropSuffix("%"), .dropTrailingParentheses,
          ]))
    #expect(mapping.columns["amount"] == ValueSource(columns: ["cents"], divisor: 100))
    #expect(
      mapping.events[0].type
        == ValueSource(columns: ["kind"], replacements: ["view": "view_item"]))
    #expect(
      mapping.events[0].conditions == [
        RowCondition(columns: ["x"], accepted: ["Closed"], test: .beginsWithListed),
        RowCondition(columns: ["y"], test: .isNonZero),
        RowCondition(columns: ["z"], negated: true, test: .isNonZero),
        RowCondition(columns: ["p"], test: .equals(column: "q")),
        RowCondition(columns: ["p"], negated: true, test: .equals(column: "r")),
      ])
    #expect(mapping.events[1].eachHeader)
    #expect(mapping.events[1].isUndated)
    #expect(
      mapping.events[1].fields["stage"]
        == ValueSource(columns: ["Date entered \"*\""], isFromHeader: true))
  }

  @Test("Settings of later features are refused by name, all in one go")
  func refused() throws {
    let failure = try #require(throws: ConfigurationFailure.self) {
      try Self.read(ConfigurationExample.refused)
    }
    #expect(
      failure.errors.map(\.path) == [
        "rates", "sources[0].mode", "sources[0].snapshotTime", "sources[1].mode",
        "identity",
      ])
    for error in failure.errors {
      #expect(error.message.contains("is not supported by this version"), "\(error)")
    }
    #expect(
      failure.errors[4].description
        == "salesfunnel.json:8:3: `identity` is not supported by this version; remove it")
    #expect(
      ConfigurationSchema.unsupported == [
        "identity", "rates",
        "sources[].mode: snapshot", "sources[].mode: upsert", "sources[].snapshotTime",
      ])
  }

  @Test("Positions of parts, for errors that the program finds")
  func positions() throws {
    let document = try Self.read(
      "{\n  bands: [\n    { metric: \"b2c.nope\", low: 1 },\n  ],\n}")
    let error = document.error(at: "bands[0].metric", "there is no metric `b2c.nope`")
    #expect(error.line == 3)
    #expect(error.column == 15)
    #expect(document.error(at: "bands[0].high", "x").line == 3)
    #expect(document.error(at: "funnels[3].name", "x").line == 1)
  }
}
