import FunnelModel

extension SourceProfile {
  /// Zendesk's CSV export of tickets (formats.md §14.1), times in the account's zone.
  ///
  /// It has no date of the first response: that is the creation plus the *calendar* minutes to the
  /// first reply (another column counts business minutes). `Solved at` is the last solution; it
  /// stays when a ticket is opened again, so a ticket in an open status is not resolved.
  /// `closed` comes days after the solution and is no time of anything.
  package static let zendeskCSV = SourceProfile(
    id: "zendesk.csv", title: "Zendesk tickets export", kind: .support,
    layout: SourceLayout(format: .csv),
    required: [["First reply time in minutes"], ["Solved at"], ["Id", "Ticket Id"]],
    needsTimezone: true,
    mapping: RowMapping(
      conditions: [.column("Status", isNot: ["deleted"])],
      columns: [
        "ticket_id": .column("Id", "Ticket Id"),
        "account_id": .column("Organization", missing: none),
        // Shops name their customers by e-mail, and so may be met here.
        "customer_id": ValueSource(
          columns: ["Requester email", "Requester external id"], replacements: ["-": ""],
          rules: [.lowercase]),
        "person_id": .column("Requester id", missing: none),
        "owner": .column("Assignee", missing: none),
        "channel": .column("Via", missing: none),
        "kind": .column("Ticket type", missing: none),
        "tier": .column("Tier [*", "Account tier [*", "Customer tier [*", "Tier", missing: none),
        "region": .column("Region [*", "Region", missing: none),
        "order_type": .column("Order type [*", "Order type", missing: none),
      ],
      events: [
        EventRule(type: .constant("ticket_opened"), time: created),
        EventRule(
          type: .constant("ticket_first_response"), time: created,
          after: Delay(
            .column("First reply time in minutes", missing: none), unit: 60_000_000)),
        EventRule(
          type: .constant("ticket_resolved"), time: .column("Solved at", missing: none),
          conditions: [
            .column("Status", isNot: ["new", "open", "pending", "hold", "on-hold"])
          ]),
      ]))

  private static let none = ["-"]
  private static let created = ValueSource.column("Created at", missing: none)
}
