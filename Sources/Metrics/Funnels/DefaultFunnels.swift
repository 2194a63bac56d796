package import FunnelModel

/// The funnels of a report whose configuration names none.
package enum DefaultFunnels {
  /// The shop's checkout by session, where the data hold sessions of B2C.
  package static func funnels(markets: [Market]) -> [FunnelDefinition] {
    guard markets.contains(.b2c) else { return [] }
    let steps = ["session_start", "view_item", "add_to_cart", "begin_checkout", "purchase"]
    return [
      FunnelDefinition(
        name: "checkout", scope: .session, steps: steps.map { FunnelStep(type: $0) }, window: nil)
    ]
  }
}
