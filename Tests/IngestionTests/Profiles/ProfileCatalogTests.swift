import FunnelModel
import Testing

@testable import Ingestion

@Suite("The catalogue of source profiles")
struct ProfileCatalogTests {
  private static func split(_ header: String) -> [String] {
    header.split(separator: ",").map(String.init)
  }

  @Test(
    "An export is recognised by its header, whatever the order, case and blanks",
    arguments: [
      (
        "shopify.orders",
        "Name,Email,Financial Status,Paid at,Subtotal,Created at,Lineitem quantity,Id,Tags"
      ),
      ("shopify.orders", "\u{FEFF}lineitem QUANTITY, created at ,NAME,financial status"),
      ("ga4.bigquery", "event_date,event_timestamp,event_name,event_params,user_pseudo_id"),
      ("hubspot.contacts", "Record ID,First Name,Email,Lifecycle Stage,Became a Lead Date"),
      ("hubspot.deals", "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Create Date"),
      ("hubspot.deals", "hs_object_id,dealname,dealstage,amount,createdate"),
      (
        "salesforce.objects",
        "Id,IsDeleted,AccountId,StageName,Amount,CloseDate,LeadSource,IsClosed,IsWon,"
          + "SystemModstamp"
      ),
      (
        "salesforce.opportunity_history",
        "Opportunity Name,From Stage,To Stage,Last Modified,Amount,Close Date,Created Date"
      ),
      (
        "meta_ads.report",
        "Reporting starts,Reporting ends,Campaign name,Amount spent (EGP),Impressions"
      ),
      ("meta_ads.report", "Jour,Nom de la campagne,Montant dépensé (USD),Impressions"),
      ("meta_ads.report", "Día,Nombre de la campaña,Importe gastado,Impresiones"),
      ("google_ads.report", "Campaign status,Campaign,Day,Currency code,Impr.,Clicks,Cost"),
      (
        "linkedin_ads.report",
        "Start Date (in UTC),Account Name,Campaign Name,Currency,Total Spent,Impressions"
      ),
      ("canonical.events", "time,type,customer_id"),
      ("canonical.events", "event_id,time,type,deal_id,amount,currency,channel,campaign"),
      ("canonical.costs", "date,category,channel,amount,currency"),
      ("canonical.costs", "from,to,campaign,amount"),
    ])
  func recognises(id: String, header: String) {
    #expect(ProfileCatalog.recognise(header: Self.split(header))?.id == id)
  }

  @Test(
    "Unknown headers are not taken for something near",
    arguments: [
      "", "time,type", "Campaign,Cost", "date,amount", "Record ID,Email",
      "Financial Status,Lineitem quantity", "Reporting starts,Amount spent (USD)",
    ])
  func refuses(header: String) {
    #expect(ProfileCatalog.recognise(header: Self.split(header)) == nil)
  }

  @Test("A profile of the other syntax is not recognised")
  func format() {
    let keys = ["event_name", "event_params", "user_pseudo_id"]
    #expect(ProfileCatalog.recognise(header: keys, format: .json)?.id == "ga4.bigquery")
    #expect(ProfileCatalog.recognise(header: keys, format: .csv) == nil)
    #expect(
      ProfileCatalog.recognise(header: ["time", "type", "order_id"], format: .json)?.id
        == "canonical.events")
  }

  @Test("Missing columns are named by their first alias")
  func missing() {
    #expect(
      SourceProfile.metaAdsReport.missingColumns(in: ["Day", "Campaign name"]) == [
        "Amount spent (*)"
      ])
  }

  @Test("Profiles map existing fields to known or declared types, and list ids in order")
  func wellFormed() {
    let ids = ProfileCatalog.all.map(\.id)
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
    let custom: Set = [
      "view_cart", "add_shipping_info", "lifecycle_opportunity", "lifecycle_customer",
    ]
    for profile in ProfileCatalog.all {
      #expect((profile.mapping == nil) != (profile.cost == nil), "\(profile.id)")
      for rule in profile.mapping?.events ?? [] {
        let names = Array(profile.mapping?.columns.keys ?? [:].keys) + Array(rule.fields.keys)
        for name in names { #expect(EventColumn.named(name) != nil, "\(profile.id): \(name)") }
        guard let type = rule.type.constant else { continue }
        #expect(
          EventKind(name: type) != .custom || custom.contains(type), "\(profile.id): \(type)")
      }
    }
  }

  @Test("What the configuration maps wins over the profile, field by field")
  func merge() {
    let own = RowMapping(
      conditions: [RowCondition(column: "Tags", accepted: ["test"], negated: true)],
      columns: ["channel": ValueSource(constant: "shop"), "plan": ValueSource(columns: ["Plan"])])
    let source = SourceDefinition(
      name: "shop", files: [], market: .b2b, mapping: own,
      layout: SourceLayout(delimiter: ";", footers: ["Sum"]))
    let resolved = ResolvedSource(
      source, profile: .shopifyOrders, customFields: ["plan", "tier2"])
    let profile = SourceProfile.shopifyOrders.mapping
    #expect(resolved.market == .b2b)
    #expect(resolved.kind == .shop)
    #expect(resolved.mapping?.columns["channel"] == ValueSource(constant: "shop"))
    #expect(resolved.mapping?.columns["plan"] == ValueSource(columns: ["Plan"]))
    #expect(resolved.mapping?.columns["tier2"] == ValueSource(columns: ["tier2"]))
    #expect(resolved.mapping?.columns["order_id"] == profile?.columns["order_id"])
    #expect(resolved.mapping?.conditions == own.conditions)
    #expect(resolved.mapping?.events == profile?.events)
    #expect(resolved.mapping?.group == profile?.group)
    #expect(resolved.layout.delimiter == ";")
    #expect(resolved.layout.footers == ["Sum"])
    #expect(resolved.layout.format == .csv)
  }

  @Test("A source of costs has no events")
  func costs() {
    let source = SourceDefinition(
      name: "ads", files: [], cost: CostMapping(fields: ["channel": ValueSource(constant: "x")]))
    let resolved = ResolvedSource(source, profile: .googleAdsReport, customFields: ["plan"])
    #expect(resolved.mapping == nil)
    #expect(resolved.cost?.fields["channel"] == ValueSource(constant: "x"))
    #expect(resolved.cost?.fields["campaign"] != nil)
    #expect(resolved.layout.maximumPreamble == 20)
  }
}

@Suite("Header patterns")
struct HeaderPatternTests {
  @Test(
    "Names compare trimmed and without case; one * matches anything",
    arguments: [
      ("Paid at", " paid AT ", true), ("Paid at", "Paid", false), ("Amount spent (*)", "x", false),
      ("Amount spent (*)", "amount spent (EUR)", true), ("Amount spent (*)", "Amount spent", false),
      ("a*a", "a", false), ("a*a", "aa", true), ("*", "", true), ("Día", "dÍa", true),
      // The same letters in composed and decomposed form.
      ("Día", "Di\u{301}a", true),
    ])
  func matches(pattern: String, header: String, expected: Bool) {
    #expect(HeaderPattern(pattern).matches(header) == expected)
  }

  @Test("What * stands for keeps its case")
  func capture() {
    #expect(HeaderPattern("Amount spent (*)").capture(in: "AMOUNT SPENT (eGp) ") == "eGp")
    #expect(
      HeaderPattern("Date entered \"*\"").capture(in: "Date entered \"Closed Won (Sales)\"")
        == "Closed Won (Sales)")
    #expect(HeaderPattern("Amount").capture(in: "Amount") == nil)
    #expect(HeaderPattern("Date entered \"*\"").capture(in: "Date entered current stage") == nil)
  }
}
