package import FunnelModel

/// What monitoring should know about the run itself; the program fills it in, since none of it is
/// part of the report.
package struct RunFacts: Sendable {
  package var accounting: RowAccounting
  /// Wall time of the run in microseconds.
  package var duration: Int64
  /// Latest event of each source, by name.
  package var watermarks: [(source: String, latest: Instant)]
  /// Exit code of the run.
  package var exitCode: Int

  /// The facts of one run.
  package init(
    accounting: RowAccounting, duration: Int64, watermarks: [(source: String, latest: Instant)],
    exitCode: Int
  ) {
    self.accounting = accounting
    self.duration = duration
    self.watermarks = watermarks
    self.exitCode = exitCode
  }
}

/// `metrics.prom`: a text file for a monitoring agent, after the OpenMetrics 1.0 specification.
package enum OpenMetrics {
  /// The report's key numbers over all time, and where given the facts of the run.
  package static func render(_ report: Report, run: RunFacts? = nil) -> [UInt8] {
    var text = gauge(
      "salesfunnel_as_of_seconds", "seconds", "End of the data as Unix time.",
      [("", seconds(report.heading.asOf.microseconds))])
    text += gauge(
      "salesfunnel_identity_violations", "", "Numbers that contradict each other.",
      [("", String(report.violations.count))])
    if let run { text += facts(run) }
    let keys = Set(KeyMetrics.ordered(for: nil))
    let shown = report.metrics.filter {
      $0.grain == .all && $0.dimension.isEmpty && keys.contains($0.metric)
    }
    text += gauge(
      "salesfunnel_metric", "", "Key metrics over all time, in their own unit.",
      shown.compactMap { row in
        row.value.map { value in
          let labels =
            "{metric=\"\(escaped(row.metric))\",market=\"\(row.market?.name ?? "all")\","
            + "unit=\"\(row.unit.rawValue)\",status=\"\(row.status.rawValue)\"}"
          return (labels, value.description)
        }
      })
    return Array((text + "# EOF\n").utf8)
  }

  private static func facts(_ run: RunFacts) -> String {
    let rows = run.accounting
    return gauge(
      "salesfunnel_rows", "", "Rows of this run's files by what became of them.",
      [
        ("loaded", rows.loaded), ("duplicate", rows.duplicate), ("superseded", rows.superseded),
        ("filtered", rows.filtered), ("rejected", rows.rejected),
      ].map { ("{outcome=\"\($0.0)\"}", String($0.1)) })
      + gauge(
        "salesfunnel_run_duration_seconds", "seconds", "Wall time of the run.",
        [("", seconds(run.duration))])
      + gauge(
        "salesfunnel_run_exit_code", "", "Exit code of the run.", [("", String(run.exitCode))])
      + gauge(
        "salesfunnel_source_latest_event_seconds", "seconds",
        "Latest event of each source as Unix time.",
        run.watermarks.sorted { $0.source < $1.source }.map {
          ("{source=\"\(escaped($0.source))\"}", seconds($0.latest.microseconds))
        })
  }

  /// A family of samples, each with its labels in braces (or none) and its value.
  private static func gauge(
    _ name: String, _ unit: String, _ help: String, _ samples: [(String, String)]
  ) -> String {
    guard !samples.isEmpty else { return "" }
    var text = "# TYPE \(name) gauge\n"
    if !unit.isEmpty { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(help)\n"
    for (labels, value) in samples { text += "\(name)\(labels) \(value)\n" }
    return text
  }

  private static func seconds(_ microseconds: Int64) -> String {
    FixedDecimal(units: Int128(microseconds), digits: 6).description
  }

  private static func escaped(_ label: String) -> String {
    VisibleText.singleLine(label).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
