import FunnelModel

extension SourceProfile {
  /// Zoho Desk's ticket reports and data backups (formats.md §14.2), times in the portal's zone.
  ///
  /// A report has lines with its name and filters before the header, and names the module in
  /// brackets where a label is shared. `First Response Time` is a date in some layouts and a
  /// duration (`HH:mm`) in others; either is read. A closing time stays when a ticket is opened
  /// again, so a ticket in one of the open statuses is not resolved; custom statuses count as over
  /// where they carry a closing time.
  package static let zohoDeskReport = SourceProfile(
    id: "zoho_desk.report", title: "Zoho Desk ticket report", kind: .support,
    layout: SourceLayout(format: .csv, maximumPreamble: 20),
    required: [
      ["Created Time (Ticket)", "Ticket Closed Time"],
      ["Request Id", "Ticket Id", "Status (Ticket)"],
      ["Created Time (Ticket)", "Created Time"],
    ],
    needsTimezone: true,
    mapping: RowMapping(
      columns: [
        "ticket_id": .column("Request Id", "Ticket Id", "ID", missing: noZohoValue),
        "account_id": .column("Account Name", "Account ID", missing: noZohoValue),
        "customer_id": ValueSource(
          columns: ["Email (Ticket)", "Email (Contact)", "Email"], replacements: ["-": ""],
          rules: [.lowercase]),
        "person_id": .column("Contact ID", "Contact Name", missing: noZohoValue),
        "owner": .column("Ticket Owner", missing: noZohoValue),
        "channel": .column("Channel", "Channel (Ticket)", missing: noZohoValue),
        "kind": .column(
          "Ticket Type", "Category (Ticket)", "Category", "Classifications",
          missing: noZohoValue),
        "tier": .column("Tier", "Account Tier", "Customer Tier", missing: noZohoValue),
        "region": .column("Region", missing: noZohoValue),
        "order_type": .column("Order Type", missing: noZohoValue),
      ],
      events: [
        EventRule(type: .constant("ticket_opened"), time: zohoCreated),
        EventRule(
          type: .constant("ticket_first_response"), time: zohoCreated,
          after: Delay(
            .column(
              "First Response Time", "First Response Time (Ticket)", "Agent Responded Time",
              "Time to Respond", missing: noZohoValue),
            unit: 60_000_000)),
        EventRule(
          type: .constant("ticket_resolved"),
          time: .column(
            "Ticket Closed Time", "Ticket Closed Time (Ticket)", "Closed Time",
            "Closed Time (Ticket)", missing: noZohoValue),
          conditions: [
            .column(
              "Status (Ticket)", "Status", isNot: ["open", "on hold", "onhold", "escalated"])
          ]),
      ]))

  private static let noZohoValue = ["-", "--"]
  private static let zohoCreated = ValueSource.column(
    "Created Time (Ticket)", "Created Time", missing: noZohoValue)
}
