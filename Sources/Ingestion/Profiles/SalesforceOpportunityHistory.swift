import FunnelModel

extension SourceProfile {
  /// Salesforce's Opportunity History report (formats.md §10.1): one row per tracked change.
  ///
  /// Rows whose stage did not change are edits of amount or close date: they are loaded and make
  /// no stage event. Amounts stand on the changes alone, since each row shows the amount of its
  /// own time.
  package static let salesforceOpportunityHistory = SourceProfile(
    id: "salesforce.opportunity_history", title: "Salesforce Opportunity History report",
    kind: .crm,
    layout: SourceLayout(
      format: .csv,
      footers: [
        "Grand Total", "Confidential Information - Do Not Distribute", "Copyright ©",
        "Copyright (c)",
      ],
      endsAtBlankLine: true),
    required: [["From Stage"], ["To Stage"], ["Last Modified", "Last Modified Date"]],
    market: .b2b, needsTimezone: true,
    mapping: RowMapping(
      columns: [
        "deal_id": .column("Opportunity ID", "Opportunity Name"),
        "account_id": .column("Account ID", "Account Name"),
        "owner": .column("Opportunity Owner", "Owner"),
        "channel": .column("Lead Source"), "kind": .column("Type"),
      ],
      events: [
        EventRule(type: .constant("opportunity"), time: .column("Created Date", "Create Date")),
        change(
          "stage", [],
          ["stage": .column("To Stage"), "expected_close": .column("Close Date")]),
        change("won", [.column("To Stage", is: ["Closed Won", "Won"])]),
        change("lost", [.column("To Stage", is: ["Closed Lost", "Lost"])]),
      ]),
    moneyPolicy: "Salesforce: a deal's amount is the Amount of the row in which it changed stage.")

  private static func change(
    _ type: String, _ conditions: [RowCondition], _ fields: [String: ValueSource] = [:]
  ) -> EventRule {
    var all = fields
    all["amount"] = .column("Amount")
    all["currency"] = .column("Amount Currency", "Currency")
    all["probability"] = ValueSource(columns: ["Probability (%)"], divisor: 100)
    return EventRule(
      type: .constant(type), time: .column("Last Modified", "Last Modified Date"),
      conditions: [
        RowCondition(columns: ["From Stage"], negated: true, test: .equals(column: "To Stage"))
      ] + conditions,
      fields: all)
  }
}
