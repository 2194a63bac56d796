import FunnelModel

extension SourceProfile {
  /// Google Ads' campaign report (formats.md §9.2): two lines before the header, totals after the
  /// rows, `--` for none; the "Excel" variant is UTF-16 with tabs.
  package static let googleAdsReport = SourceProfile(
    id: "google_ads.report", title: "Google Ads campaign report", kind: .ads,
    layout: SourceLayout(format: .csv, maximumPreamble: 20, footers: ["Total:"]),
    required: [["Campaign"], ["Impr.", "Impressions"], ["Cost"]],
    cost: CostMapping(fields: [
      "date": .column("Day", missing: dashes), "category": .constant("media"),
      "channel": .constant("google_ads"), "campaign": .column("Campaign", missing: dashes),
      "amount": ValueSource(
        columns: ["Cost"], constant: "0",
        replacements: Dictionary(uniqueKeysWithValues: dashes.map { ($0, "0") })),
      "currency": .column("Currency code", "Currency", missing: dashes),
      "impressions": .column("Impr.", "Impressions", missing: dashes),
      "clicks": .column("Clicks", missing: dashes),
    ]),
    moneyPolicy: "Google Ads: cost is Cost, in Currency code.")

  private static let dashes = ["--"]
}
