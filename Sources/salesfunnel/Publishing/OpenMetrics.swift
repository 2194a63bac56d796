import FunnelModel

/// `metrics.prom`: freshness, rows, rejects, duration and the totals of the report as an
/// OpenMetrics text, for the textfile collector of a monitoring agent.
enum OpenMetrics {
  static func render(_ run: RunAccount, report: Report?) -> [UInt8] {
    var text = ""
    gauge(&text, "salesfunnel_run_started_seconds", "When the run began, Unix time.") {
      [("", String(run.startedSeconds))]
    }
    gauge(&text, "salesfunnel_run_exit_code", "Exit code of the run.") {
      [("", String(run.exitCode.rawValue))]
    }
    gauge(&text, "salesfunnel_run_duration_seconds", "Time taken, by stage.") {
      run.stages.map { (label("stage", $0.name), JSONText.line(.seconds($0.duration))) }
    }
    gauge(&text, "salesfunnel_rows", "Rows of this run's files, by what became of them.") {
      let rows = run.rows
      return [
        ("read", rows.read), ("loaded", rows.loaded), ("duplicate", rows.duplicate),
        ("superseded", rows.superseded), ("filtered", rows.filtered), ("rejected", rows.rejected),
      ].map { (label("outcome", $0.0), String($0.1)) }
    }
    gauge(&text, "salesfunnel_source_latest_event_seconds", "Latest event, Unix time.") {
      run.sources.compactMap { source in
        source.latest.map {
          (label("source", source.name), String($0.microseconds.flooredDivision(by: 1_000_000).0))
        }
      }
    }
    gauge(&text, "salesfunnel_source_stale", "1 where a source is stale or missing.") {
      run.sources.map { (label("source", $0.name), $0.isStale ? "1" : "0") }
    }
    if let report {
      gauge(&text, "salesfunnel_metric", "Totals over all data, by metric and market.") {
        report.metrics.compactMap(total)
      }
    }
    return Array((text + "# EOF\n").utf8)
  }

  private static func total(_ row: MetricRow) -> (String, String)? {
    guard row.grain == .all, row.dimension.isEmpty, let value = row.value else { return nil }
    let labels =
      label("metric", row.metric) + "," + label("market", row.market?.name ?? "all")
    return (labels, value.description)
  }

  private static func gauge(
    _ text: inout String, _ name: String, _ help: String, _ samples: () -> [(String, String)]
  ) {
    let samples = samples()
    if samples.isEmpty { return }
    text += "# TYPE \(name) gauge\n# HELP \(name) \(help)\n"
    for (labels, value) in samples {
      text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
  }

  private static func label(_ name: String, _ value: String) -> String {
    var escaped = ""
    for character in value {
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n", "\r\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
    return "\(name)=\"\(escaped)\""
  }
}
