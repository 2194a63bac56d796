/// A shop's visitors over about eighteen months, as an endless supply of events in time order.
///
/// Per session about 4.35 events; about every fourth session is a new customer's. Every eighth
/// customer is loyal: comes back far more often and buys more readily.
struct ShopSimulation {
  struct Totals {
    var customers = 0
    var sessions = 0
    var orders = 0
  }

  /// What the events supplied so far hold.
  private(set) var totals = Totals()
  /// What has been numbered so far; its last events may still wait in the queue.
  private var planned = Totals()
  private var random: SeededRandom
  private var queue = EventQueue()
  /// The events of the visit that begins, kept for its storage.
  private var plan: [ShopEvent] = []
  /// When the next visit begins, in microseconds since 1970-01-01 UTC.
  private var nextVisit: Int
  /// Mean time between two session starts, in microseconds.
  private let meanGap: Int

  private static let start = 1_704_067_200_000  // 2024-01-01T00:00:00Z, a Monday
  private static let day = 86_400_000
  /// Of visits at the mean weight; nights and quiet months stretch it to eighteen months.
  private static let span = 527 * day
  private static let newCustomerPerMille = 261

  /// A supply whose first `events` events span about eighteen months.
  init(events: Int, seed: UInt64) {
    random = SeededRandom(seed: seed)
    let sessions = max(1, events * 100 / 435)
    meanGap = max(1, Self.span * 1000 / sessions)
    nextVisit = Self.start * 1000
  }

  mutating func next() -> ShopEvent {
    while true {
      let visit = nextVisit / 1000
      if let soonest = queue.soonest, soonest <= visit, let event = queue.removeSoonest() {
        count(event)
        return event
      }
      beginVisit(at: visit)
      advanceToNextVisit(from: visit)
    }
  }

  private mutating func count(_ event: ShopEvent) {
    totals.customers = max(totals.customers, event.customer)
    switch event.kind {
    case .sessionStart: totals.sessions += 1
    case .purchase: totals.orders += 1
    case .viewItem, .addToCart, .beginCheckout, .refund: break
    }
  }

  private mutating func advanceToNextVisit(from time: Int) {
    let elapsed = time - Self.start
    let day = elapsed / Self.day
    let hour = elapsed % Self.day / 3_600_000
    let weight =
      ShopCatalogue.hourWeights[hour] * ShopCatalogue.weekdayWeights[day % 7]
      * ShopCatalogue.seasonWeights[day % 366 / 30]
    // Three weights of mean 100 each.
    nextVisit += random.below(2 * meanGap) * 1000 / max(1, weight / 1000)
  }

  private mutating func beginVisit(at time: Int) {
    let customer = pickCustomer()
    planned.sessions += 1
    let channel = random.choice(of: ShopCatalogue.channelWeights, total: 1000)
    let visit = ShopEvent.Visit(
      session: planned.sessions,
      channel: channel,
      campaign: pickCampaign(for: channel, at: time),
      device: random.choice(of: ShopCatalogue.deviceWeights, total: 100),
      region: region(of: customer))
    var session = ShopSession(customer: customer, visit: visit, time: time)
    plan.removeAll(keepingCapacity: true)
    session.play(&random, into: &plan)
    for var event in plan {
      if event.kind == .purchase {
        planned.orders += 1
        event.order?.number = planned.orders
        insertRefund(of: event)
      }
      queue.insert(event)
    }
  }

  private mutating func pickCustomer() -> Int {
    if planned.customers == 0 || random.perMille(Self.newCustomerPerMille) {
      planned.customers += 1
      return planned.customers
    }
    // Recent customers come back more than old ones, loyal ones more than others.
    let back = random.skewed(below: planned.customers, power: 2)
    let customer = planned.customers - back
    return random.perMille(450) ? max(1, customer & ~7) : customer
  }

  private mutating func pickCampaign(for channel: Int, at time: Int) -> Int {
    guard ShopCatalogue.campaignChannels.contains(channel), !random.perMille(150) else { return 0 }
    if random.perMille(400) { return 1 }
    // The season's campaign half of the time, any other else.
    let others = ShopCatalogue.campaigns.count - 2
    let season = (time - Self.start) / Self.day / 61 % others
    return 2 + (random.perMille(500) ? season : random.below(others))
  }

  private func region(of customer: Int) -> Int {
    var home = SeededRandom(seed: UInt64(customer))
    return home.choice(of: ShopCatalogue.regionWeights, total: 1000)
  }

  /// Seven orders in a hundred come back within 45 days, most of them whole.
  private mutating func insertRefund(of purchase: ShopEvent) {
    guard random.perMille(70), var order = purchase.order else { return }
    if random.perMille(200) {
      order.amount = order.amount / 2
    }
    let delay = Self.day + random.skewed(below: 44 * Self.day, power: 2)
    queue.insert(
      ShopEvent(
        time: purchase.time + delay, kind: .refund, customer: purchase.customer, visit: nil,
        product: purchase.product, order: order))
  }
}
