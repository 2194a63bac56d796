import FunnelModel

extension SourceProfile {
  /// Salesforce opportunities by their API names, as Data Loader writes them (formats.md §10.4).
  package static let salesforceObjects = SourceProfile(
    id: "salesforce.objects", title: "Salesforce opportunities (API names)", kind: .crm,
    layout: SourceLayout(format: .csv),
    required: [["Id"], ["SystemModstamp"], ["StageName"], ["CloseDate"], ["IsWon"]],
    market: .b2b,
    mapping: RowMapping(
      conditions: [.column("IsDeleted", isNot: ["true", "1"])],
      columns: [
        "deal_id": .column("Id"), "account_id": .column("AccountId"),
        "amount": .column("Amount"), "currency": .column("CurrencyIsoCode"),
        "probability": ValueSource(columns: ["Probability"], divisor: 100),
        "owner": .column("OwnerId"), "kind": .column("Type"), "channel": .column("LeadSource"),
        "campaign": .column("CampaignId"),
      ],
      events: [
        // CloseDate is a forecast until the deal is closed.
        EventRule(
          type: .constant("opportunity"), time: .column("CreatedDate"),
          conditions: [.column("IsClosed", isNot: yes)],
          fields: ["expected_close": .column("CloseDate"), "stage": .column("StageName")]),
        EventRule(
          type: .constant("opportunity"), time: .column("CreatedDate"),
          conditions: [.column("IsClosed", is: yes)]),
        EventRule(
          type: .constant("won"), time: .column("CloseDate"),
          conditions: [.column("IsClosed", is: yes), .column("IsWon", is: yes)]),
        EventRule(
          type: .constant("lost"), time: .column("CloseDate"),
          conditions: [.column("IsClosed", is: yes), .column("IsWon", isNot: yes)],
          fields: ["reason": .column("Loss_Reason__c", "LossReason__c")]),
      ]),
    moneyPolicy: "Salesforce: a deal's amount is Amount, in CurrencyIsoCode where there is one.")

  /// How exports write a true checkbox.
  private static let yes = ["true", "1"]
}
