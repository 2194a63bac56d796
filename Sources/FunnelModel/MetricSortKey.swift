/// Where a number stands in the order of a report, as integers: comparing eight texts for every
/// step of a sort would cost more than everything else about the order.
package struct MetricSortKey: Comparable {
  /// Rank of the metric, then market and grain.
  private let metric: UInt64
  /// Ranks of the period and the dimension.
  private let period: UInt64
  /// Ranks of the segment and the second dimension.
  private let segment: UInt64
  /// Rank of the second segment.
  private let segment2: UInt64

  /// The keys of some rows: metric, market (all of them last), grain, period, dimension, segment,
  /// second dimension, second segment.
  package static func keys(of rows: [MetricRow]) -> [MetricSortKey] {
    var texts = TextRanks()
    // Six codes a row, in the order of the fields.
    var codes: [Int32] = []
    codes.reserveCapacity(rows.count * 6)
    for row in rows {
      codes.append(texts.code(row.metric, field: 0))
      codes.append(texts.code(row.period, field: 1))
      codes.append(texts.code(row.dimension, field: 2))
      codes.append(texts.code(row.segment, field: 3))
      codes.append(texts.code(row.dimension2, field: 4))
      codes.append(texts.code(row.segment2, field: 5))
    }
    let ranks = texts.ranks()
    return rows.indices.map { row in
      func rank(_ field: Int) -> UInt64 { UInt64(ranks[Int(codes[row * 6 + field])]) }
      let market = UInt64(rows[row].market?.rawValue ?? 9)
      return MetricSortKey(
        metric: rank(0) << 32 | market << 8 | UInt64(rows[row].grain.rawValue),
        period: rank(1) << 32 | rank(2), segment: rank(3) << 32 | rank(4), segment2: rank(5))
    }
  }

  /// The order of `metrics.csv`.
  package static func < (a: MetricSortKey, b: MetricSortKey) -> Bool {
    if a.metric != b.metric { return a.metric < b.metric }
    if a.period != b.period { return a.period < b.period }
    if a.segment != b.segment { return a.segment < b.segment }
    return a.segment2 < b.segment2
  }
}

/// Numbers texts in the order of their first appearance and ranks them afterwards.
private struct TextRanks {
  private var codes: [String: Int32] = [:]
  private var texts: [String] = []
  /// The text of each field's last row, which the next row mostly repeats.
  private var last: [(text: String, code: Int32)] = Array(repeating: ("", -1), count: 6)

  mutating func code(_ text: String, field: Int) -> Int32 {
    if last[field].code >= 0 && last[field].text == text { return last[field].code }
    let code = codes[text] ?? Int32(texts.count)
    if code == texts.count {
      codes[text] = code
      texts.append(text)
    }
    last[field] = (text, code)
    return code
  }

  /// By code: the place of a text among all.
  func ranks() -> [Int32] {
    var ranks = [Int32](repeating: 0, count: texts.count)
    for (rank, code) in texts.indices.sorted(by: { texts[$0] < texts[$1] }).enumerated() {
      ranks[code] = Int32(rank)
    }
    return ranks
  }
}
