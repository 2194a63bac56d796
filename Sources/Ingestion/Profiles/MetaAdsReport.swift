import FunnelModel

extension SourceProfile {
  /// Meta Ads Manager's report (formats.md §9.1): currency in the header, one row per day or per
  /// period, perhaps a totals row without a campaign.
  package static let metaAdsReport = SourceProfile(
    id: "meta_ads.report", title: "Meta Ads Manager report", kind: .ads,
    layout: SourceLayout(format: .csv),
    required: [["Reporting starts"] + day, spent, campaign],
    cost: CostMapping(
      conditions: [RowCondition(columns: campaign, accepted: [""], negated: true)],
      fields: [
        // Without a breakdown by day a row covers its whole period and is spread evenly.
        "from": ValueSource(columns: day + ["Reporting starts"]),
        "to": ValueSource(columns: day + ["Reporting ends"]),
        "category": .constant("media"), "channel": .constant("meta_ads"),
        "campaign": ValueSource(columns: campaign),
        "amount": ValueSource(columns: spent, constant: "0"),
        "currency": ValueSource(columns: spent.filter { $0.contains("*") }, isFromHeader: true),
        "impressions": .column("Impressions", "Impresiones"),
        "clicks": .column("Link clicks", "Clicks (all)"),
      ]),
    moneyPolicy: "Meta: cost is Amount spent, in the currency that its header names.")

  private static let day = ["Day", "Día", "Jour", "Tag"]
  private static let campaign = [
    "Campaign name", "Campaign ID", "Nombre de la campaña", "Nom de la campagne", "Kampagnenname",
  ]
  private static let spent = [
    "Amount spent (*)", "Importe gastado (*)", "Montant dépensé (*)", "Ausgegebener Betrag (*)",
    "Amount spent", "Importe gastado", "Montant dépensé",
  ]
}
