import FunnelModel

/// A page of a report, by file name. With both markets there are three, else one.
enum PageName: String, CaseIterable {
  case report = "report.html"
  case consumer = "b2c.html"
  case business = "b2b.html"

  /// The page of a market beside an overview.
  init(_ market: Market) { self = market == .b2c ? .consumer : .business }

  func title(_ say: Language, isOverview: Bool) -> String {
    switch self {
    case .report where isOverview: say("Overview", "Überblick")
    case .report: say("Report", "Bericht")
    case .consumer: say("Consumers (B2C)", "Endkunden (B2C)")
    case .business: say("Businesses (B2B)", "Geschäftskunden (B2B)")
    }
  }
}
