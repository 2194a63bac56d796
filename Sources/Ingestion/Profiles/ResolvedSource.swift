package import FunnelModel

/// A source with everything filled in that its profile knows: what an engine needs to read a file.
package struct ResolvedSource: Sendable, Hashable {
  /// The source as the configuration (or the recognition) gave it.
  package var source: SourceDefinition
  /// nil where the configuration maps an unknown export.
  package var profile: SourceProfile?
  package var layout: SourceLayout
  /// Rows → events; nil where the source holds costs.
  package var mapping: RowMapping?
  /// Rows → costs; nil where the source holds events.
  package var cost: CostMapping?
  /// The source's market, else the profile's; nil = decided per row.
  package var market: Market?
  /// Authority of the source's facts where several sources report one; a user's own mapping
  /// ranks with the shop, by its place in the configuration.
  package var kind: SourceProfile.Kind

  /// Merges what the configuration says over what the profile says.
  ///
  /// A field that both map takes the configuration's value; event rules of the configuration
  /// replace all of the profile's; conditions of both must hold. A custom field that neither maps
  /// is read from a column of its own name.
  package init(
    _ source: SourceDefinition, profile: SourceProfile?, customFields: [String] = []
  ) {
    self.source = source
    self.profile = profile
    layout = Self.merge(source.layout, over: profile?.layout)
    cost = Self.merge(source.cost, over: profile?.cost)
    mapping = cost == nil ? Self.merge(source.mapping, over: profile?.mapping) : nil
    market = source.market ?? profile?.market
    kind = profile?.kind ?? .shop
    for name in customFields where mapping != nil && mapping?.columns[name] == nil {
      mapping?.columns[name] = ValueSource(columns: [name])
    }
  }

  private static func merge(_ own: SourceLayout?, over profile: SourceLayout?) -> SourceLayout {
    guard var result = profile else { return own ?? SourceLayout() }
    guard let own else { return result }
    result.format = own.format ?? result.format
    result.delimiter = own.delimiter ?? result.delimiter
    if !own.header.isEmpty { result.header = own.header }
    result.maximumPreamble = max(own.maximumPreamble, result.maximumPreamble)
    result.footers += own.footers
    result.endsAtBlankLine = own.endsAtBlankLine || result.endsAtBlankLine
    return result
  }

  private static func merge(_ own: CostMapping?, over profile: CostMapping?) -> CostMapping? {
    guard var result = profile else { return own }
    guard let own else { return result }
    result.conditions += own.conditions
    result.fields.merge(own.fields) { $1 }
    return result
  }

  private static func merge(_ own: RowMapping?, over profile: RowMapping?) -> RowMapping? {
    guard var result = profile else { return own }
    guard let own else { return result }
    result.key = own.key ?? result.key
    result.version = own.version ?? result.version
    result.conditions += own.conditions
    result.columns.merge(own.columns) { $1 }
    if !own.events.isEmpty { result.events = own.events }
    result.complete += own.complete
    result.group = own.group ?? result.group
    return result
  }
}
