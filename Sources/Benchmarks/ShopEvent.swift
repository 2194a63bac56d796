/// One event of the simulated shop; texts are positions in `ShopCatalogue`.
struct ShopEvent {
  enum Kind: Int {
    case sessionStart, viewItem, addToCart, beginCheckout, purchase, refund
  }

  /// Where a visit came from and on what; a refund has none.
  struct Visit {
    var session: Int
    var channel: Int
    var campaign: Int
    var device: Int
    var region: Int
  }

  struct Order {
    var number: Int
    var quantity: Int
    /// Cents of the shop's one currency.
    var amount: Int
  }

  /// Milliseconds since 1970-01-01 UTC.
  var time: Int
  var kind: Kind
  var customer: Int
  var visit: Visit?
  var product: Int?
  var order: Order?
}
