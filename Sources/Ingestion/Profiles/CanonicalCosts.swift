import FunnelModel

extension SourceProfile {
  /// Canonical cost rows (events.md, "Costs"). A file of orders has a date, an amount and a channel,
  /// too, but a customer besides: taken for costs, it would turn revenue into spending.
  package static let canonicalCosts = SourceProfile(
    id: "canonical.costs", title: "Canonical costs", kind: .canonical,
    required: [["date", "from"], ["amount"], ["category", "channel", "campaign"]],
    cost: CostMapping(
      fields: Dictionary(
        uniqueKeysWithValues: [
          "date", "from", "to", "market", "category", "channel", "campaign", "amount", "currency",
          "impressions", "clicks",
        ].map { ($0, ValueSource(columns: [$0])) })),
    moneyPolicy: "Canonical costs: amounts count as they are written.", isWhole: true)
}
