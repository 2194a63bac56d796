import Foundation
import FunnelModel
import Metrics
import Testing

/// The catalogue as documentation: complete, witnessed, and printed in the manual.
@Suite struct CatalogueTests {
  @Test func idsAreDistinctAndSorted() {
    let ids = MetricCatalogue.definitions.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids == ids.sorted())
  }

  @Test(arguments: MetricCatalogue.definitions) func isComplete(_ metric: MetricDefinition) {
    #expect(!metric.title.isEmpty && !metric.formula.isEmpty, "\(metric.id)")
    #expect(!metric.population.isEmpty && !metric.source.isEmpty, "\(metric.id)")
    #expect(!metric.periodOf.isEmpty, "\(metric.id)")
  }

  /// A definition reads only what an event can hold.
  @Test(arguments: MetricCatalogue.definitions) func inputsExist(_ metric: MetricDefinition) {
    let schema = EventSchema()
    // What a cost row has, besides the fields of events (events.md, "Costs").
    let costs: Set = ["cost", "impressions", "clicks", "category", "date"]
    for field in metric.fields where !costs.contains(field) {
      #expect(schema.column(named: field) != nil, "\(metric.id) reads \(field)")
    }
    let types = Set(EventKind.allCases.map(\.name))
    for type in metric.eventTypes {
      #expect(types.contains(type), "\(metric.id) reads events of type \(type)")
    }
  }

  @Test(arguments: MetricCatalogue.definitions) func hasAWitness(_ metric: MetricDefinition) {
    Self.expect(Witnesses.of(metric.id), vouchFor: metric.id)
  }

  private static func expect(_ witnesses: [Witnesses.Witness], vouchFor id: String) {
    #expect(!witnesses.isEmpty, "nobody vouches for \(id)")
    for witness in witnesses {
      let file = root.appendingPathComponent("Tests/\(witness.file).swift")
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      #expect(text.contains("@Suite") && text.contains("@Test"), "\(id): \(witness.file)")
    }
  }

  // MARK: Tables

  @Test func tableIdsAreDistinctAndSorted() {
    let ids = TableCatalogue.definitions.map(\.id)
    #expect(Set(ids).count == ids.count && ids == ids.sorted())
    #expect(Set(ids) == Set(Witnesses.tables.keys))
    #expect(Set(ids).isDisjoint(with: MetricCatalogue.definitions.map(\.id)))
  }

  @Test(arguments: TableCatalogue.definitions) func tableIsComplete(_ table: TableDefinition) {
    #expect(!table.title.isEmpty && !table.row.isEmpty, "\(table.id)")
    #expect(!table.formula.isEmpty && !table.source.isEmpty, "\(table.id)")
    let types = Set(EventKind.allCases.map(\.name))
    for type in table.eventTypes { #expect(types.contains(type), "\(table.id) reads \(type)") }
    Self.expect(Witnesses.tables[table.id] ?? [], vouchFor: table.id)
  }

  /// Tables that print metrics again, by the period, segment or stage of each.
  private static let ofMetrics: Set = [
    "channels", "cycle_cif", "deal_levers", "engagement", "experiments", "ltv_calibration",
    "ltv_curves", "ltv_histories", "ltv_model", "ltv_predicted", "pipeline", "price_levers",
    "revenue", "support", "unit_economics",
  ]

  /// Every table of a report is defined, or prints metrics; and it is called what it is called.
  @Test func everyTableIsDefined() {
    let fixture = TraceTests.whole
    let plan = fixture.plan()
    let output = fixture.output()
    var tables = output.tables + [Restatements.empty]
    tables.append(Anomalies(plan: plan, rows: output.metrics).table())
    tables += [ChangeReport(plan: plan, rows: output.metrics)?.table()].compactMap { $0 }
    var defined: Set<String> = []
    for table in tables where !Self.ofMetrics.contains(table.id) {
      let isOwn = TableCatalogue.definitions.contains { $0.id == table.id }
      let id =
        !isOwn && table.id.hasPrefix("funnel_")
        ? "funnel_" + TableCatalogue.anyName : table.id
      guard let definition = TableCatalogue.definitions.first(where: { $0.id == id }) else {
        Issue.record("nobody defines \(table.id)")
        continue
      }
      defined.insert(id)
      #expect(isOwn == (definition.title == table.title), "\(table.id)")
    }
    // What these data do not have.
    let missing = Set(TableCatalogue.definitions.map(\.id)).subtracting(defined)
    #expect(missing.isSubset(of: ["attribution_top", "funnel_handover", "funnel_leak"]))
  }

  /// `RECORD_GOLDEN=1 swift test --filter CatalogueTests` writes the page anew.
  @Test func documentationIsUpToDate() throws {
    let page = Self.root.appendingPathComponent("Sources/Metrics/Metrics.docc/Catalogue.md")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try Self.document().write(to: page, atomically: true, encoding: .utf8)
    }
    let recorded = try String(contentsOf: page, encoding: .utf8)
    #expect(recorded == Self.document(), "the page differs from the catalogue")
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func listed(_ witnesses: [Witnesses.Witness]) -> String {
    witnesses.map { "\($0.what) (`\($0.file)`)" }.joined(separator: "; ")
  }

  private static func document() -> String {
    var text = """
      # The metrics

      What each number means: definition, formula, source, and who else computes it.

      This page is made from the catalogue that `salesfunnel metrics` prints.

      """
    for metric in MetricCatalogue.definitions {
      text += "\n## \(metric.id)\n\n\(metric.title): \(metric.formula).\n\n"
      let facts = [
        ("Unit", metric.unit.rawValue), ("Better", metric.direction.rawValue),
        ("Population", metric.population), ("Period of", metric.periodOf),
        ("Maturity", metric.maturity), ("Interval", metric.interval), ("Source", metric.source),
        ("Events", metric.eventTypes.joined(separator: ", ")),
        ("Fields", metric.fields.joined(separator: ", ")),
        ("Witness", listed(Witnesses.of(metric.id))),
      ]
      for (name, value) in facts where !value.isEmpty { text += "- \(name): \(value)\n" }
    }
    text += "\n## Tables\n\nTables whose numbers are no metrics, each `csv/<id>.csv`.\n"
    for table in TableCatalogue.definitions {
      text += "\n### `\(table.id)`\n\n\(table.title): a row for \(table.row).\n\n"
      let facts = [
        ("Numbers", table.formula), ("Source", table.source),
        ("Events", table.eventTypes.joined(separator: ", ")),
        ("Witness", listed(Witnesses.tables[table.id] ?? [])),
      ]
      for (name, value) in facts where !value.isEmpty { text += "- \(name): \(value)\n" }
    }
    return text
  }
}
