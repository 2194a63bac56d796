/// One row of money spent (events.md, "Costs"). Costs are not events of a buyer.
package struct CostRow: Sendable, Hashable {
  /// First local day that the row covers.
  package var from: LocalDay
  /// Last local day that the row covers (equal to `from` for a daily row).
  package var through: LocalDay
  /// The market that bears it; nil = shared by both.
  package var market: Market?
  /// `media`, `people`, `tools` or `other`.
  package var category: String
  package var channel: String
  package var campaign: String
  /// Micro-units of `currency`.
  package var amount: Int64
  /// ISO 4217 code; empty where the export names none (the report's currency is meant).
  package var currency: String
  /// Micro-units of a number; nil where the export has none.
  package var impressions: Int64?
  /// Micro-units of a number; nil where the export has none.
  package var clicks: Int64?
  /// Ledger id of the file, and its line.
  package var file: Int64
  package var line: Int64

  /// A cost row; see the properties.
  package init(
    from: LocalDay, through: LocalDay, market: Market?, category: String, channel: String,
    campaign: String, amount: Int64, currency: String, impressions: Int64?, clicks: Int64?,
    file: Int64, line: Int64
  ) {
    self.from = from
    self.through = through
    self.market = market
    self.category = category
    self.channel = channel
    self.campaign = campaign
    self.amount = amount
    self.currency = currency
    self.impressions = impressions
    self.clicks = clicks
    self.file = file
    self.line = line
  }
}
