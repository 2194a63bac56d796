import FunnelModel
import Statistics

extension ReportOutput {
  /// Adds mean (t interval), median (order-statistic interval) and 90th percentile of durations in
  /// microseconds, printed in days; `definitions` holds the three in this order.
  ///
  /// - Parameter label: a dimension that the plan does not break down by, such as the stage.
  mutating func addDistribution(
    _ definitions: [MetricDefinition], market: Market?, at key: CellKey, _ microseconds: [Int64],
    labelled label: (dimension: String, segment: String)? = nil
  ) {
    let day = Int128(Instant.microsecondsPerDay)
    let counts = sparseCounts(microseconds)
    var moments = SampleMoments()
    for value in microseconds { moments.add(value) }
    let n = moments.count
    func days(_ ratio: ExactRatio?) -> FixedDecimal? {
      ratio.map { FixedDecimal(ratio: $0.numerator, $0.denominator * day, digits: 6) }
    }
    let mean = ExactRatio(moments.sum, over: Int128(n))
    let scale = Double(day)
    add(
      definitions[0], market: market, at: key, value: days(mean),
      numerator: n == 0 ? nil : FixedDecimal(ratio: moments.sum, day, digits: 6),
      denominator: FixedDecimal(n), n: n,
      interval: meanInterval(moments).map { ($0.lower / scale, $0.upper / scale) },
      labelled: label)
    add(
      definitions[1], market: market, at: key, value: days(exactMedian(counts)), n: n,
      interval: medianInterval(counts).map {
        (Double($0.lower) / scale, Double($0.upper) / scale)
      }, labelled: label)
    add(
      definitions[2], market: market, at: key, value: days(exactQuantile(counts, 9, over: 10)),
      n: n, labelled: label)
  }
}
