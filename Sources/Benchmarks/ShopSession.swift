/// One visit, event by event: most people look and leave; a few carts become orders.
///
/// The paths that make a funnel hard are here on purpose: carts without a view, payment from a
/// saved cart, views after the order, several events at one millisecond.
struct ShopSession {
  private let customer: Int
  private let visit: ShopEvent.Visit
  private var time: Int

  init(customer: Int, visit: ShopEvent.Visit, time: Int) {
    self.customer = customer
    self.visit = visit
    self.time = time
  }

  /// Appends the session's events to `events`, times never falling.
  mutating func play(_ random: inout SeededRandom, into events: inout [ShopEvent]) {
    events.append(event(.sessionStart))
    if random.perMille(25) {
      pay(for: favourite(&random), &random, into: &events)
      return
    }
    if random.perMille(15) {
      step(&random)
      events.append(event(.addToCart, product: favourite(&random)))
    }
    guard random.perMille(830) else { return }
    var product = favourite(&random)
    view(1 + views(&random), &product, &random, into: &events)
    guard random.perMille(scaled(170)) else { return }
    step(&random)
    events.append(event(.addToCart, product: product))
    while random.perMille(250) {
      view(1, &product, &random, into: &events)
      step(&random)
      events.append(event(.addToCart, product: product))
    }
    guard random.perMille(440) else { return }
    pay(for: product, &random, into: &events)
    if random.perMille(120) {
      view(1, &product, &random, into: &events)
    }
  }

  /// From checkout to the order, where the customer sees it through.
  private mutating func pay(
    for product: Int, _ random: inout SeededRandom, into events: inout [ShopEvent]
  ) {
    step(&random)
    events.append(event(.beginCheckout, product: product))
    guard random.perMille(min(900, scaled(430))) else { return }
    step(&random)
    events.append(purchase(of: product, &random))
    if random.perMille(10) {
      step(&random)
      events.append(purchase(of: favourite(&random), &random))
    }
  }

  private mutating func view(
    _ count: Int, _ product: inout Int, _ random: inout SeededRandom, into events: inout [ShopEvent]
  ) {
    for _ in 0..<count {
      step(&random)
      if !random.perMille(200) { product = favourite(&random) }
      events.append(event(.viewItem, product: product))
    }
  }

  private func views(_ random: inout SeededRandom) -> Int {
    var count = 0
    while count < 40, random.perMille(713) { count += 1 }
    return count
  }

  /// Some seconds to some minutes; one in 256 steps none at all, as batched trackers send them.
  private mutating func step(_ random: inout SeededRandom) {
    if random.below(256) == 0 { return }
    time += 1500 + random.skewed(below: 300_000, power: 3)
  }

  private func favourite(_ random: inout SeededRandom) -> Int {
    random.skewed(below: ShopCatalogue.productCount, power: 3)
  }

  /// A per mille share, scaled by the visit's channel and device and by the customer's loyalty.
  private func scaled(_ share: Int) -> Int {
    let intent =
      ShopCatalogue.channelIntent[visit.channel] * ShopCatalogue.deviceIntent[visit.device] / 1000
    let loyalty = customer & 7 == 0 ? 1400 : 850
    return share * intent / 1000 * loyalty / 1000
  }

  private func purchase(of product: Int, _ random: inout SeededRandom) -> ShopEvent {
    let quantity = 1 + random.skewed(below: 5, power: 3)
    let amount = quantity * ShopCatalogue.price(of: product)
    // The number is given by the shop, in the order in which sessions begin.
    let order = ShopEvent.Order(number: 0, quantity: quantity, amount: amount)
    return event(.purchase, product: product, order: order)
  }

  private func event(
    _ kind: ShopEvent.Kind, product: Int? = nil, order: ShopEvent.Order? = nil
  ) -> ShopEvent {
    ShopEvent(
      time: time, kind: kind, customer: customer, visit: visit, product: product, order: order)
  }
}
