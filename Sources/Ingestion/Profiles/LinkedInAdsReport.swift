import FunnelModel

extension SourceProfile {
  /// LinkedIn Campaign Manager's performance report (formats.md §9.3): lines before the header,
  /// month before day in dates, days in UTC, perhaps a last row `Total`.
  package static let linkedInAdsReport = SourceProfile(
    id: "linkedin_ads.report", title: "LinkedIn Campaign Manager report", kind: .ads,
    layout: SourceLayout(format: .csv, maximumPreamble: 20, footers: ["Total"]),
    required: [["Start Date (in UTC)"], ["Total Spent"]],
    cost: CostMapping(fields: [
      // Days up to 12 are ambiguous, so the order is fixed here and never recognised.
      "date": ValueSource(columns: ["Start Date (in UTC)"], format: "M/d/yyyy"),
      "category": .constant("media"), "channel": .constant("linkedin_ads"),
      "campaign": .column("Campaign Name", "Campaign Group Name"),
      "amount": ValueSource(columns: ["Total Spent"], constant: "0"),
      "currency": .column("Currency"), "impressions": .column("Impressions"),
      "clicks": .column("Clicks"),
    ]),
    moneyPolicy: "LinkedIn: cost is Total Spent, in Currency; its days are UTC days.")
}
