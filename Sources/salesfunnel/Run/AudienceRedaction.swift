import FunnelModel

/// Takes out of a report what an audience may not see.
///
/// A hidden field takes with it: the breakdowns by it, the metrics that are made of it, and the
/// tables that have a column of it. Hidden amounts take every table of money along.
struct AudienceRedaction {
  private let hidden: Set<String>

  init(hidden: [String]) { self.hidden = Set(hidden) }

  /// Whether a metric reads a hidden field.
  func hides(_ definition: MetricDefinition) -> Bool {
    !hidden.isDisjoint(with: definition.fields)
  }

  /// Leaves out everything hidden; the definitions are left to the caller.
  func apply(to report: inout Report, definitions: [MetricDefinition]) {
    if hidden.isEmpty { return }
    let gone = Set(definitions.filter(hides).map(\.id))
    report.metrics.removeAll { row in
      gone.contains(row.metric) || hidden.contains(row.dimension)
        || hidden.contains(row.dimension2)
    }
    report.tables.removeAll { table in
      hidesMoney && Self.tablesOfMoney.contains(table.id)
        || table.columns.contains { hidden.contains($0.id) || hidesMoney && $0.unit == .money }
    }
    for index in report.tables.indices {
      for name in ["dimension", "dimension2", "metric"] {
        guard let column = report.tables[index].index(of: name) else { continue }
        report.tables[index].rows.removeAll {
          hidden.contains($0[column].plain) || gone.contains($0[column].plain)
        }
      }
    }
  }

  /// Tables that tell of amounts in columns of plain numbers.
  private static let tablesOfMoney: Set<String> = [
    "business", "ltv_model", "rfm", "rfm_cuts", "rfm_segments",
  ]

  private var hidesMoney: Bool { hidden.contains("amount") }
}
