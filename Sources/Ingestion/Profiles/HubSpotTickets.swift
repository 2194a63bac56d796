import FunnelModel

extension SourceProfile {
  /// HubSpot's tickets export (formats.md §11.3), by labels, internal names, or the names of a
  /// replicated table (`property_…`).
  ///
  /// Durations are milliseconds, or a clock in the CSV's own labels. The response "in operating
  /// hours" is none: support times are elapsed time.
  package static let hubspotTickets = SourceProfile(
    id: "hubspot.tickets", title: "HubSpot tickets export", kind: .support,
    layout: SourceLayout(format: .csv),
    required: [
      ["Ticket ID", "Record ID", "Ticket ID (Record ID)", "hs_object_id", "id"],
      ["Ticket status", "hs_pipeline_stage", "property_hs_pipeline_stage"],
      ["Create date", "createdate", "property_createdate"],
    ],
    needsTimezone: true,
    mapping: RowMapping(columns: hubspotTicketColumns, events: hubspotTicketEvents))

  private static let hubspotTicketColumns: [String: ValueSource] = [
    "ticket_id": .column(
      "Ticket ID", "Record ID", "Ticket ID (Record ID)", "hs_object_id", "id"),
    "account_id": .column(
      "Associated Company IDs", "Associated Company IDs (Primary)", "Associated Company",
      "Associated Company (Primary)", missing: noValue),
    "person_id": .column(
      "Associated Contact IDs", "Associated Contact IDs (Primary)", "Associated Contact",
      missing: noValue),
    "owner": .column(
      "Ticket owner", "hubspot_owner_id", "property_hubspot_owner_id", missing: noValue),
    "channel": .column("Source", "source_type", "property_source_type", missing: noValue),
    "kind": .column(
      "Category", "hs_ticket_category", "property_hs_ticket_category", missing: noValue),
    "segment": .column("Pipeline", "hs_pipeline", "property_hs_pipeline", missing: noValue),
    "tier": .column("Tier", "Account tier", "Customer tier", missing: noValue),
    "region": .column("Region", missing: noValue),
    "order_type": .column("Order type", missing: noValue),
  ]

  private static let ticketCreated = ValueSource.column(
    "Create date", "createdate", "property_createdate", missing: noValue)
  private static let replied = [
    "First agent email response date", "first_agent_reply_date",
    "property_first_agent_reply_date",
  ]
  private static let closed = ["Close date", "closed_date", "property_closed_date"]

  /// An event at its own date; where that is blank, so long after the creation.
  private static func milestone(
    _ type: String, date: [String], duration: [String]
  ) -> [EventRule] {
    let isBlank = RowCondition(columns: date, accepted: [""] + noValue)
    let missing = Dictionary(uniqueKeysWithValues: noValue.map { ($0, "") })
    return [
      EventRule(
        type: .constant(type), time: ValueSource(columns: date, replacements: missing)),
      EventRule(
        type: .constant(type), time: ticketCreated, conditions: [isBlank],
        after: Delay(ValueSource(columns: duration, replacements: missing), unit: 1000)),
    ]
  }

  private static let hubspotTicketEvents: [EventRule] =
    [EventRule(type: .constant("ticket_opened"), time: ticketCreated)]
    + milestone(
      "ticket_first_response", date: replied,
      duration: [
        "Time to first agent email reply", "Time to first agent email reply (HH:mm:ss)",
        "time_to_first_agent_reply", "property_time_to_first_agent_reply",
      ])
    + milestone(
      "ticket_resolved", date: closed,
      duration: [
        "Time to close", "Time to close (HH:mm:ss)", "time_to_close", "property_time_to_close",
      ])
}
