package import FunnelModel

/// All source profiles, and the search for the one that an export belongs to.
package enum ProfileCatalog {
  /// Every profile, by id.
  package static let all: [SourceProfile] = [
    .canonicalCosts, .canonicalEvents, .ga4BigQuery, .googleAdsReport, .hubspotContacts,
    .hubspotDeals, .hubspotTickets, .linkedInAdsReport, .metaAdsReport, .salesforceObjects,
    .salesforceOpportunityHistory, .shopifyOrders, .zendeskCSV, .zohoDeskReport,
  ]

  /// The profile with an id, or nil.
  package static func profile(id: String) -> SourceProfile? { all.first { $0.id == id } }

  /// Greatest number of lines before the header row in any profile.
  package static let maximumPreamble = all.map(\.layout.maximumPreamble).max() ?? 0

  /// The profile that a header row (or the keys of a JSON record) belongs to: of those whose
  /// required columns are all there, the one that requires most; equals in catalogue order.
  ///
  /// `format` leaves out profiles of another syntax where it is given.
  package static func recognise(
    header: [String], format: SourceLayout.Format? = nil
  ) -> SourceProfile? {
    var best: SourceProfile?
    for profile in all where profile.matches(header: header) {
      if let format, let expected = profile.layout.format, format != expected { continue }
      if profile.required.count > best?.required.count ?? 0 { best = profile }
    }
    return best
  }
}
