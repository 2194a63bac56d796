import FunnelModel

/// A support ticket: when it was opened, answered and resolved, and how that stands to its target.
struct TicketRecord: Sendable, Hashable {
  /// How a ticket stands to the target of its tier.
  enum Target: UInt8, Sendable {
    /// Its tier has no target, or is unknown.
    case none
    case met
    case breached
    /// Unanswered, the target not reached yet.
    case pending
    /// Resolved before the target without any response: none was owed any more.
    case settled
  }
  /// What the buyer was when the ticket was opened.
  enum Standing: UInt8, Sendable {
    /// Never paid before.
    case prospect
    /// First paid at most 90 days before.
    case new
    case established
  }

  static let missing = IntegerColumn.missing

  var market: Market
  /// Day of the opening, since the plan's first day.
  var day: Int32
  /// Microseconds since the epoch; the later two `missing` where it has not come.
  var opened: Int64
  var response = missing
  var resolved = missing
  var target = Target.none
  /// Unanswered at as_of and near its target, or beyond it.
  var isAtRisk = false
  var isOverdue = false
  var standing = Standing.prospect
  /// Tickets of the same buyer, this one included.
  var ofBuyer = 1
  /// Whether any ticket of the buyer missed its target.
  var buyerIsBreached = false
  /// By `SupportLabels.columns`: code in the family's names; 0 = none.
  var labels: [UInt32]

  var isOpen: Bool { resolved == Self.missing }
  var isDecided: Bool { target == .met || target == .breached }

  init(market: Market, day: Int32, opened: Int64) {
    self.market = market
    self.day = day
    self.opened = opened
    labels = Array(repeating: 0, count: SupportLabels.columns.count)
  }

  /// Judges a ticket by the target of its tier in microseconds, as of the plan's time.
  mutating func judge(target limit: Int64, plan: MetricPlan) {
    func used(until end: Int64) -> Int64 {
      guard let hours = plan.sla.hours else { return end - opened }
      return hours.elapsed(
        from: Instant(microseconds: opened), to: Instant(microseconds: end), zone: plan.zone)
    }
    if response != Self.missing {
      target = used(until: response) <= limit ? .met : .breached
      return
    }
    let spent = used(until: isOpen ? plan.asOf.microseconds : resolved)
    if spent > limit {
      target = .breached
      isOverdue = isOpen
    } else if isOpen {
      target = .pending
      isAtRisk = Int128(spent) * Int128(Micro.scale) >= Int128(limit) * Int128(plan.sla.riskShare)
    } else {
      target = .settled
    }
  }
}

extension TicketRecord {
  func encode(to writer: inout StateWriter) {
    let flags = (isAtRisk ? 1 : 0) | (isOverdue ? 2 : 0) | (buyerIsBreached ? 4 : 0)
    for value in [Int(market.rawValue), Int(day), Int(opened), Int(response), Int(resolved)] {
      writer.write(value)
    }
    for value in [Int(target.rawValue), Int(standing.rawValue), ofBuyer, flags] {
      writer.write(value)
    }
    for code in labels { writer.write(Int(code)) }
  }

  init(from reader: inout StateReader, dayCount: Int) throws(StateError) {
    func small() throws(StateError) -> UInt8 {
      guard let value = UInt8(exactly: try reader.integer()) else { throw .damaged }
      return value
    }
    guard let market = Market(rawValue: try small()),
      let day = Int32(exactly: try reader.integer()), (0..<dayCount).contains(Int(day))
    else { throw .damaged }
    self.init(market: market, day: day, opened: Int64(try reader.integer()))
    response = Int64(try reader.integer())
    resolved = Int64(try reader.integer())
    guard let target = Target(rawValue: try small()), let standing = Standing(rawValue: try small())
    else { throw .damaged }
    self.target = target
    self.standing = standing
    ofBuyer = try reader.integer()
    let flags = try reader.integer()
    isAtRisk = flags & 1 != 0
    isOverdue = flags & 2 != 0
    buyerIsBreached = flags & 4 != 0
    for index in labels.indices {
      guard let code = UInt32(exactly: try reader.integer()) else { throw .damaged }
      labels[index] = code
    }
  }
}

/// The fields that tickets are broken down by whatever dimensions the report has.
enum SupportLabels {
  /// `owner` is shown only where the configuration lists it as a dimension.
  static let columns: [EventColumn] = [.tier, .region, .channel, .kind, .orderType, .owner]
  static let tier = 0
  static let names = columns.map { EventSchema().name(of: $0) ?? "" }
}
