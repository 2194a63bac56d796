import FunnelModel
import Statistics

/// What is counted over some tickets, wherever they stand.
struct SupportNumbers {
  private(set) var tickets = 0
  private(set) var open = 0
  private(set) var atRisk = 0
  private(set) var overdue = 0
  private(set) var decided = 0
  private(set) var met = 0
  private(set) var pending = 0
  /// Microseconds from opening to first response, and to resolution.
  private(set) var responses: [Int64] = []
  private(set) var resolutions: [Int64] = []

  mutating func add(_ ticket: TicketRecord) {
    tickets += 1
    open += ticket.isOpen ? 1 : 0
    atRisk += ticket.isAtRisk ? 1 : 0
    overdue += ticket.isOverdue ? 1 : 0
    decided += ticket.isDecided ? 1 : 0
    met += ticket.target == .met ? 1 : 0
    pending += ticket.target == .pending ? 1 : 0
    if ticket.response != TicketRecord.missing { responses.append(ticket.response - ticket.opened) }
    if ticket.resolved != TicketRecord.missing {
      resolutions.append(ticket.resolved - ticket.opened)
    }
  }

  /// Median and 90th percentile in hours; nil of nothing.
  static func quantiles(_ microseconds: [Int64]) -> (median: FixedDecimal?, p90: FixedDecimal?) {
    let counts = sparseCounts(microseconds)
    return (hours(exactMedian(counts)), hours(exactQuantile(counts, 9, over: 10)))
  }

  /// The interval of the median in hours.
  static func medianLimits(_ microseconds: [Int64]) -> (low: Double, high: Double)? {
    let hour = Double(ServiceTargets.hour)
    return medianInterval(sparseCounts(microseconds)).map {
      (Double($0.lower) / hour, Double($0.upper) / hour)
    }
  }

  private static func hours(_ ratio: ExactRatio?) -> FixedDecimal? {
    ratio.map {
      FixedDecimal(
        ratio: $0.numerator, $0.denominator * Int128(ServiceTargets.hour), digits: 6)
    }
  }
}
