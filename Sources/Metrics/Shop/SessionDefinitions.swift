package import FunnelModel

extension SessionMetrics {
  package static var definitions: [MetricDefinition] {
    [
      sessions, visitors, conversion, cartRate, gap, cartAbandonment, checkoutAbandonment,
    ]
  }

  private static let source = "GA4 recommended events; metrics.md, B2C"

  static let sessions = MetricDefinition(
    id: "b2c.sessions", title: "Sessions", formula: "distinct session ids", unit: .count,
    direction: .higher, population: "sessions", periodOf: "session start", source: source,
    eventTypes: ["session_start"], fields: ["session_id", "time"])

  static let visitors = MetricDefinition(
    id: "b2c.visitors", title: "Visitors", formula: "distinct buyers with a session",
    unit: .count, direction: .higher, population: "buyers", periodOf: "session start",
    source: source, eventTypes: ["session_start"], fields: ["session_id", "customer_id", "time"])

  static let conversion = MetricDefinition(
    id: "b2c.session_conversion_rate", title: "Session conversion",
    formula: "sessions with at least one purchase ÷ sessions", unit: .ratio, direction: .higher,
    population: "sessions", periodOf: "session start", interval: "Wilson 95 %", source: source,
    eventTypes: ["session_start", "purchase"], fields: ["session_id", "time"])

  static let cartRate = MetricDefinition(
    id: "b2c.cart_rate", title: "Cart rate", formula: "sessions with add_to_cart ÷ sessions",
    unit: .ratio, direction: .higher, population: "sessions", periodOf: "session start",
    interval: "Wilson 95 %", source: source, eventTypes: ["session_start", "add_to_cart"],
    fields: ["session_id", "time"])

  static let gap = MetricDefinition(
    id: "b2c.cart_payment_gap", title: "Cart to payment gap",
    formula: "cart_rate − session_conversion_rate", unit: .ratio, direction: .lower,
    population: "sessions", periodOf: "session start", source: source,
    eventTypes: ["session_start", "add_to_cart", "purchase"], fields: ["session_id", "time"])

  static let cartAbandonment = MetricDefinition(
    id: "b2c.cart_abandonment_rate", title: "Cart abandonment",
    formula: "sessions with add_to_cart and without purchase ÷ sessions with add_to_cart",
    unit: .ratio, direction: .lower, population: "sessions with add_to_cart",
    periodOf: "session start", interval: "Wilson 95 %", source: source,
    eventTypes: ["add_to_cart", "purchase"], fields: ["session_id", "time"])

  static let checkoutAbandonment = MetricDefinition(
    id: "b2c.checkout_abandonment_rate", title: "Checkout abandonment",
    formula: "sessions with begin_checkout and without purchase ÷ sessions with begin_checkout",
    unit: .ratio, direction: .lower, population: "sessions with begin_checkout",
    periodOf: "session start", interval: "Wilson 95 %", source: source,
    eventTypes: ["begin_checkout", "purchase"], fields: ["session_id", "time"])
}
