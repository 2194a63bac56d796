import FunnelModel

extension SourceProfile {
  /// HubSpot's deals export (formats.md §11.1): a snapshot with a `Date entered "…"` column per
  /// stage, of which only the latest entry is kept.
  package static let hubspotDeals = SourceProfile(
    id: "hubspot.deals", title: "HubSpot deals export", kind: .crm,
    layout: SourceLayout(format: .csv),
    required: [["Record ID", "Deal ID", "hs_object_id"], ["Deal Stage", "dealstage"]],
    market: .b2b, needsTimezone: true,
    mapping: RowMapping(columns: hubspotDealColumns, events: hubspotDealEvents),
    moneyPolicy: "HubSpot: a deal's amount is Amount, in the deal's own currency.")

  private static let hubspotDealColumns: [String: ValueSource] = [
    "deal_id": .column("Record ID", "Deal ID", "hs_object_id"),
    "account_id": .column(
      "Associated Company IDs", "Associated Company IDs (Primary)", "Associated Company",
      "Associated Company (Primary)", missing: noValue),
    "amount": .column("Amount", missing: noValue),
    "currency": .column("Currency", "deal_currency_code", missing: noValue),
    "owner": .column("Deal owner", "hubspot_owner_id", missing: noValue),
    "kind": .column("Deal Type", "dealtype", missing: noValue),
    "channel": .column(
      "Original Source", "Original Source Type", "Original Traffic Source", "hs_analytics_source",
      missing: noValue),
    "segment": .column("Pipeline", "pipeline", missing: noValue),
  ]

  private static let closeDate = ValueSource.column("Close Date", "closedate", missing: noValue)

  private static func isClosed(_ flag: [String], _ stages: [String], not: Bool = false)
    -> RowCondition
  {
    RowCondition(
      columns: flag + ["Deal Stage", "dealstage"], accepted: ["true"] + stages, negated: not,
      test: .beginsWithListed)
  }

  private static let isWon = isClosed(
    ["Is Closed Won", "hs_is_closed_won"], ["closed won", "closedwon"])
  private static let isLost = isClosed(
    ["Is closed lost", "hs_is_closed_lost"], ["closed lost", "closedlost"])
  private static let isOpen = RowCondition(
    columns: ["Deal Stage", "dealstage"],
    accepted: ["closed won", "closedwon", "closed lost", "closedlost"], negated: true,
    test: .beginsWithListed)
  private static let isOver = RowCondition(
    columns: isOpen.columns, accepted: isOpen.accepted, test: .beginsWithListed)

  private static let created = ValueSource.column(
    "Create Date", "createdate", missing: noValue)

  private static func stageRule(_ pattern: String) -> EventRule {
    EventRule(
      type: .constant("stage"), time: .column(pattern, missing: noValue),
      fields: [
        "stage": ValueSource(
          columns: [pattern], rules: [.dropTrailingParentheses], isFromHeader: true)
      ], eachHeader: true)
  }

  private static let hubspotDealEvents: [EventRule] = [
    // An open deal's close date is a plan; a closed one's is the fact that won or lost carries.
    EventRule(
      type: .constant("opportunity"), time: created, conditions: [isOpen],
      fields: ["expected_close": closeDate]),
    EventRule(type: .constant("opportunity"), time: created, conditions: [isOver]),
    stageRule("Date entered \"*\""),
    stageRule("hs_v2_date_entered_*"),
    EventRule(
      type: .constant("won"),
      time: .column(
        "Date entered \"Closed Won*", "hs_v2_date_entered_closedwon", "Close Date", "closedate",
        missing: noValue),
      conditions: [isWon]),
    EventRule(
      type: .constant("lost"),
      time: .column(
        "Date entered \"Closed Lost*", "hs_v2_date_entered_closedlost", "Close Date", "closedate",
        missing: noValue),
      conditions: [isLost],
      fields: [
        "reason": .column("Closed Lost Reason", "closed_lost_reason", missing: noValue)
      ]),
  ]
}
