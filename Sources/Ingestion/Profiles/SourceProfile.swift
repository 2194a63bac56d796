package import FunnelModel

/// How to read one kind of export, as data: which headers name it and how its rows become events
/// or costs. There is no code per vendor; the same nouns make a user's own mapping.
package struct SourceProfile: Sendable, Hashable {
  /// What kind of system writes the export. The order is the default order of authority for
  /// facts that several systems report (events.md, "One fact, one source of record").
  package enum Kind: Int, Sendable, CaseIterable, Comparable {
    case shop, canonical, payment, web, mail, crm, ads, support

    /// Orders the greater authority first.
    package static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  /// Stable name in configurations, such as `shopify.orders`.
  package var id: String
  /// Name for people, in English.
  package var title: String
  package var kind: Kind
  /// Preamble, footers and syntax of the file.
  package var layout: SourceLayout
  /// Headers that the export must have: one list of aliases per column. Aliases compare trimmed
  /// and case-insensitively, `*` matches any run of characters. JSON: top-level keys.
  package var required: [[String]]
  /// Whether a header that has columns besides those of the profile is another export: for
  /// profiles whose columns are so ordinary that many exports have them.
  package var isWhole = false
  /// The market of the events; nil = decided per row (events.md).
  package var market: Market?
  /// Whether times come without an offset, so that the source's zone decides them.
  package var needsTimezone: Bool
  /// Rows → events; nil where the export holds costs.
  package var mapping: RowMapping?
  /// Rows → costs; nil where the export holds events.
  package var cost: CostMapping?
  /// Which of the export's amounts are counted, for the report's policies; empty without money.
  package var moneyPolicy: String

  /// A profile of events; see the properties.
  package init(
    id: String, title: String, kind: Kind, layout: SourceLayout = SourceLayout(),
    required: [[String]], market: Market? = nil, needsTimezone: Bool = false,
    mapping: RowMapping, moneyPolicy: String = ""
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.layout = layout
    self.required = required
    self.market = market
    self.needsTimezone = needsTimezone
    self.mapping = mapping
    cost = nil
    self.moneyPolicy = moneyPolicy
  }

  /// A profile of costs; see the properties.
  package init(
    id: String, title: String, kind: Kind, layout: SourceLayout = SourceLayout(),
    required: [[String]], market: Market? = nil, needsTimezone: Bool = false, cost: CostMapping,
    moneyPolicy: String = "", isWhole: Bool = false
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.layout = layout
    self.required = required
    self.market = market
    self.needsTimezone = needsTimezone
    mapping = nil
    self.cost = cost
    self.moneyPolicy = moneyPolicy
    self.isWhole = isWhole
  }

  /// Whether a header row (or the keys of a JSON record) has every required column.
  package func matches(header: [String]) -> Bool {
    missingColumns(in: header).isEmpty && (!isWhole || hasNoOther(than: header))
  }

  /// Whether every column of a header is one of the cost fields.
  private func hasNoOther(than header: [String]) -> Bool {
    let known = cost?.fields.keys.map(HeaderPattern.init) ?? []
    return header.allSatisfy { name in known.contains { $0.matches(name) } }
  }

  /// The first alias of each required column that a header row lacks.
  package func missingColumns(in header: [String]) -> [String] {
    required.filter { aliases in
      !aliases.contains { alias in
        let pattern = HeaderPattern(alias)
        return header.contains { pattern.matches($0) }
      }
    }.map { $0.first ?? "" }
  }
}
