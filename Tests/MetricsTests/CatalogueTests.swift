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
    let witnesses = Witnesses.of(metric.id)
    #expect(!witnesses.isEmpty, "nobody vouches for \(metric.id)")
    for witness in witnesses {
      let file = Self.root.appendingPathComponent("Tests/\(witness.file).swift")
      let suite = file.deletingPathExtension().lastPathComponent
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      #expect(text.contains("struct \(suite)"), "\(metric.id): \(witness.file)")
    }
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
        (
          "Witness",
          Witnesses.of(metric.id).map { "\($0.what) (`\($0.file)`)" }.joined(separator: "; ")
        ),
      ]
      for (name, value) in facts where !value.isEmpty { text += "- \(name): \(value)\n" }
    }
    return text
  }
}
