package import FunnelModel

/// One finding about the data itself: a count that is not 0, of how many.
package struct QualityRow: Sendable, Hashable {
  /// Stable id of the check, such as `orders_unknown_to_web`.
  package let check: String
  /// nil where it spans markets.
  package let market: Market?
  package let count: Int
  /// What the count is a part of; nil where there is no such whole.
  package let total: Int?
  /// One sentence for people: what it means for the numbers.
  package let detail: String

  /// A finding; see the properties.
  package init(check: String, market: Market?, count: Int, of total: Int?, detail: String) {
    self.check = check
    self.market = market
    self.count = count
    self.total = total
    self.detail = detail
  }

  /// The findings as the table `data_quality`, sorted by market and check.
  package static func table(_ rows: [QualityRow]) -> ReportTable {
    let sorted = rows.sorted {
      ($0.market?.rawValue ?? 9, $0.check) < ($1.market?.rawValue ?? 9, $1.check)
    }
    return ReportTable(
      id: "data_quality", title: "Data quality", market: nil,
      columns: [
        ReportColumn("check", "Check"), ReportColumn("market", "Market"),
        ReportColumn("count", "Count", .count), ReportColumn("total", "Of", .count),
        ReportColumn("share", "Share", .ratio), ReportColumn("detail", "Meaning"),
      ],
      rows: sorted.map { row in
        let total = row.total.flatMap { $0 > 0 ? $0 : nil }
        return [
          .text(row.check), .text(row.market?.name ?? "all"), .number(FixedDecimal(row.count)),
          row.total.map { .number(FixedDecimal($0)) } ?? .missing,
          total.map {
            .number(FixedDecimal(ratio: Int128(row.count), Int128($0), digits: 6))
          } ?? .missing,
          .text(row.detail),
        ]
      })
  }
}
