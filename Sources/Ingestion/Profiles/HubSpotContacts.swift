import FunnelModel

extension SourceProfile {
  /// HubSpot's contacts export (formats.md §11.2): a snapshot with the date of each life-cycle
  /// stage.
  ///
  /// The dates at which a contact's *company* got a deal or became a customer are facts about the
  /// contact, not deals: they become the custom types `lifecycle_opportunity` and
  /// `lifecycle_customer`, so that the deals export alone counts opportunities and wins.
  package static let hubspotContacts = SourceProfile(
    id: "hubspot.contacts", title: "HubSpot contacts export", kind: .crm,
    layout: SourceLayout(format: .csv),
    required: [
      ["Record ID", "Contact ID", "hs_object_id"], ["Lifecycle Stage", "lifecyclestage"],
    ],
    market: .b2b, needsTimezone: true,
    mapping: RowMapping(
      columns: [
        "person_id": .column("Record ID", "Contact ID", "hs_object_id"),
        "account_id": .column(
          "Associated Company IDs", "Associated Company IDs (Primary)", "Associated Company",
          "Primary Associated Company ID", missing: noValue),
        "channel": .column(
          "Original Source", "Original Source (Traffic Source)", "Original Traffic Source",
          "hs_analytics_source", missing: noValue),
        "campaign": .column(
          "Last Touch Converting Campaign", "First Touch Converting Campaign", missing: noValue),
        "content": .column("First Conversion", "Recent Conversion", missing: noValue),
        "owner": .column("Contact owner", "hubspot_owner_id", missing: noValue),
      ],
      events: [
        lifecycle("session_start", "Time of First Visit", "hs_analytics_first_timestamp"),
        lifecycle(
          "lead", "Became a Lead Date", "Date entered \"Lead (Lifecycle Stage Pipeline)\"",
          "hs_lifecyclestage_lead_date", "hs_v2_date_entered_lead"),
        lifecycle(
          "mql", "Became a Marketing Qualified Lead Date",
          "Date entered \"Marketing Qualified Lead (Lifecycle Stage Pipeline)\"",
          "hs_lifecyclestage_marketingqualifiedlead_date",
          "hs_v2_date_entered_marketingqualifiedlead"),
        lifecycle(
          "sql", "Became a Sales Qualified Lead Date",
          "Date entered \"Sales Qualified Lead (Lifecycle Stage Pipeline)\"",
          "hs_lifecyclestage_salesqualifiedlead_date", "hs_v2_date_entered_salesqualifiedlead"),
        lifecycle(
          "lifecycle_opportunity", "Became an Opportunity Date",
          "Date entered \"Opportunity (Lifecycle Stage Pipeline)\"",
          "hs_lifecyclestage_opportunity_date", "hs_v2_date_entered_opportunity"),
        lifecycle(
          "lifecycle_customer", "Became a Customer Date",
          "Date entered \"Customer (Lifecycle Stage Pipeline)\"",
          "hs_lifecyclestage_customer_date", "hs_v2_date_entered_customer"),
      ]))

  /// Texts that HubSpot writes for an empty property.
  static let noValue = ["(No value)", "--"]

  private static func lifecycle(_ type: String, _ columns: String...) -> EventRule {
    let missing = Dictionary(uniqueKeysWithValues: noValue.map { ($0, "") })
    return EventRule(
      type: .constant(type), time: ValueSource(columns: columns, replacements: missing))
  }
}
