/// What the simulated shop sells, through which channels, to whom, and when people come.
enum ShopCatalogue {
  static let currency = "EUR"
  static let kinds = [
    "session_start", "view_item", "add_to_cart", "begin_checkout", "purchase", "refund",
  ]

  /// Channel names; the empty one stands for visits whose origin is unknown.
  static let channels = [
    "organic_search", "paid_search", "direct", "paid_social", "email", "referral", "affiliate",
    "organic_social", "display", "",
  ]
  static let channelWeights = [270, 210, 170, 120, 80, 50, 40, 35, 19, 6]
  /// Purchase intent by channel, in per mille of the shop's own.
  static let channelIntent = [1000, 1150, 1200, 650, 1500, 1100, 1000, 600, 350, 900]
  /// Channels that somebody pays or plans; only these carry a campaign.
  static let campaignChannels: Set<Int> = [1, 3, 4, 6, 8]
  static let campaigns = [
    "", "brand_always_on", "spring_collection", "summer_sale", "back_to_school", "black_friday",
    "winter_sale", "loyalty_club", "new_arrivals",
  ]

  static let devices = ["mobile", "desktop", "tablet"]
  static let deviceWeights = [62, 32, 6]
  /// Purchase intent by device, in per mille of the shop's own.
  static let deviceIntent = [750, 1500, 1000]

  static let regions = ["DE", "FR", "GB", "NL", "AT", "IT", "ES", "PL", "SE", "CH", "BE", "DK"]
  static let regionWeights = [340, 160, 130, 70, 60, 60, 50, 40, 30, 25, 20, 15]

  static let productCount = 4000

  /// The list price of a product in cents, from 5.00 to 199.00, cheap ones more common.
  static func price(of product: Int) -> Int {
    let hash = SeededRandom.mix(UInt64(product) &+ 0x5EED) >> 32
    let skewed = (((hash &* hash) >> 32) &* hash) >> 32
    return 500 + Int((skewed &* 19_401) >> 32)
  }

  /// Visits by hour of the day (UTC), relative to a mean of 100.
  static let hourWeights = [
    45, 30, 22, 20, 25, 40, 65, 85, 100, 112, 120, 124, 128, 124, 118, 116, 120, 130, 146, 164,
    176, 166, 132, 92,
  ]
  /// Visits by day of the week from Monday, relative to a mean of 100.
  static let weekdayWeights = [98, 95, 94, 95, 97, 106, 115]
  /// Visits by 30-day span of the year, relative to a mean of about 100.
  static let seasonWeights = [98, 90, 94, 96, 96, 94, 92, 90, 98, 104, 138, 128, 110]
}
