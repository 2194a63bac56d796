import FunnelModel
import Glibc
import Statistics

/// What each group of buyers is expected to do after the end of calibration.
struct LifetimeForecast {
  /// Horizons of the table, in days.
  static let horizons = [90, 180, 365, 730]
  /// The default of `ltv.horizon`: two years.
  static let defaultHorizon = 730 * Instant.microsecondsPerDay

  /// One group's expectations.
  struct Expectation {
    let alive: Double
    /// Orders (days with orders) within each of `horizons`.
    let orders: [Double]
    /// Orders within the configured horizon, as they are and discounted.
    let horizonOrders: Double
    let discountedOrders: Double
    /// Orders within the days held out; 0 where none are.
    let heldOutOrders: Double
  }

  /// By group; empty where the model says nothing.
  let expectations: [Expectation]
  /// Days held out; nil where all orders fit the model.
  let holdOutDays: Int?
  /// In days.
  let horizon: Double

  init(
    _ model: LifetimeModel, _ groups: [LifetimeGroup], settings: LifetimeSettings,
    holdOutDays: Int?
  ) {
    self.holdOutDays = holdOutDays
    horizon =
      Double(settings.horizon ?? Self.defaultHorizon) / Double(Instant.microsecondsPerDay)
    guard let parameters = model.purchaseParameters else {
      expectations = []
      return
    }
    var curves = AliveCurves(
      parameters, horizon: horizon, discount: Double(settings.discount) / Double(Micro.scale),
      holdOutDays: holdOutDays)
    expectations = groups.map { group in
      let alive = parameters.probabilityAlive(group.history) ?? 0
      let curve = curves.curve(repeats: group.repeats, age: group.age)
      return Expectation(
        alive: alive, orders: curve.orders.map { alive * $0 },
        horizonOrders: alive * curve.horizonOrders,
        discountedOrders: alive * curve.discountedOrders,
        heldOutOrders: alive * curve.heldOutOrders)
    }
  }
}

/// Expectations of those who are alive, which depend on x and T only: each is computed once.
private struct AliveCurves {
  private let parameters: BGNBDParameters
  private let horizon: Double
  private let discount: Double
  private let holdOutDays: Int?
  private var known: [Int: LifetimeForecast.Expectation] = [:]

  init(
    _ parameters: BGNBDParameters, horizon: Double, discount: Double, holdOutDays: Int?
  ) {
    self.parameters = parameters
    self.horizon = horizon
    self.discount = discount
    self.holdOutDays = holdOutDays
  }

  mutating func curve(repeats: Int, age: Int) -> LifetimeForecast.Expectation {
    let key = repeats << 32 | age
    if let curve = known[key] { return curve }
    func orders(_ days: Double) -> Double {
      parameters.expectedPurchasesWhileAlive(
        frequency: repeats, age: Double(age) / 7, within: days / 7) ?? 0
    }
    let steps = LifetimeForecast.horizons.map { orders(Double($0)) }
    let step = LifetimeForecast.horizons.firstIndex { Double($0) == horizon }
    let whole = step.map { steps[$0] } ?? orders(horizon)
    let curve = LifetimeForecast.Expectation(
      alive: 1, orders: steps, horizonOrders: whole,
      discountedOrders: discount == 0 ? whole : discounted(orders),
      heldOutOrders: holdOutDays.map { orders(Double($0)) } ?? 0)
    known[key] = curve
    return curve
  }

  /// Months of 365 ÷ 12 days, the last one cut at the horizon; each month's orders count at its
  /// end, divided by (1 + d) to the power of the years until then.
  private func discounted(_ orders: (Double) -> Double) -> Double {
    let month = 365.0 / 12
    var sum = 0.0
    var before = 0.0
    var number = 1.0
    while true {
      let end = min(number * month, horizon)
      let reached = orders(end)
      sum += (reached - before) * pow(1 + discount, -end / 365)
      if end >= horizon { return sum }
      before = reached
      number += 1
    }
  }
}
