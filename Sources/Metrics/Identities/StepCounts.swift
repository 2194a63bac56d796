import FunnelModel

/// The counts of a funnel's required steps never rise, in any period and any segment.
enum StepCounts {
  /// The contradictions of one table; none where it is no funnel.
  static func violations(_ table: ReportTable) -> [IdentityViolation] {
    guard table.id.hasPrefix("funnel_"), let grain = table.index(of: "grain"),
      let period = table.index(of: "period"), let dimension = table.index(of: "dimension"),
      let segment = table.index(of: "segment"), let step = table.index(of: "step"),
      let reached = table.index(of: "reached"), let lost = table.index(of: "drop_off")
    else { return [] }
    var result: [IdentityViolation] = []
    var before: (place: [Cell], step: String, count: Int128)?
    for row in table.rows {
      guard case .number(let count) = row[reached] else { continue }
      let place = [row[grain], row[period], row[dimension], row[segment]]
      let number = row[step].plain
      // Nothing is lost at the first step, and an optional one is no part of the chain.
      if number != "1", case .missing = row[lost] { continue }
      if let before, before.place == place, count.units > before.count {
        let name = table.id.dropFirst("funnel_".count)
        let words = place.map(\.plain).filter { !$0.isEmpty }
          .map { $0.split(separator: SegmentPair.separator).joined(separator: "/") }
        result.append(
          IdentityViolation(
            identity: .steps,
            message:
              "funnel \(name), \(words.joined(separator: " ")): \(count) units reached step "
              + "\(number), more than the \(before.count) of step \(before.step)",
            cell: nil,
            families: [FunnelMetrics.name, SalesFunnel.name, BusinessMetrics.name]))
      }
      before = (place, number, count.units)
    }
    return result
  }
}
