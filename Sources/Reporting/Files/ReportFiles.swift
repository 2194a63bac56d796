package import FunnelModel

/// One file of the published directory.
package struct ReportFile: Sendable, Equatable {
  /// Relative path with `/`: `report.html`, `csv/metrics.csv`.
  package let path: String
  package let bytes: [UInt8]

  /// A file.
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// A report as files: the same report and options give the same bytes, always.
package enum ReportFiles {
  /// Every file of the report in a fixed order. `run.json` is the program's own; `metrics.prom`
  /// holds the run's facts where they are given. `history` are tables of their own that depend on
  /// earlier runs: they become CSV files and nothing else.
  package static func render(
    _ report: Report, options: ReportOptions = ReportOptions(), run: RunFacts? = nil,
    history: [ReportTable] = []
  ) -> [ReportFile] {
    let names = tableNames(report)
    let work = Work.all(report)
    let made = parallelMap(work.count, threads: options.threads) { index in
      make(work[index], report, names, options, run)
    }
    var files = made.flatMap { $0.files }
    let resources =
      made.compactMap { $0.resource }
      + history.map { table in
        DataPackage.Resource(
          path: table.id + ".csv", title: table.title, fields: DataPackage.historyFields(of: table),
          bytes: TableFile.render(table, options.csvProfile), isHistory: true)
      }
    files.append(
      ReportFile(
        path: "report.json",
        bytes: ReportJSON.render(report, metrics: made.compactMap { $0.metrics })))
    files += resources.map { ReportFile(path: "csv/" + $0.path, bytes: $0.bytes) }
    files.append(
      ReportFile(
        path: "csv/datapackage.json",
        bytes: DataPackage.render(resources, options, version: report.heading.version)))
    files.append(ReportFile(path: "metrics.prom", bytes: OpenMetrics.render(report, run: run)))
    return files
  }

  /// A piece of work that needs no other.
  private enum Work: Sendable {
    case metricsFile
    case pages
    case markdown
    /// Some of the numbers of `report.json`.
    case metrics(Range<Int>)
    case table(Int)

    /// The longest first, so that no thread is left with one at the end.
    static func all(_ report: Report) -> [Work] {
      let rows = 4096
      return [.metricsFile, .pages, .markdown]
        + stride(from: 0, to: report.metrics.count, by: rows).map {
          .metrics($0..<min($0 + rows, report.metrics.count))
        } + report.tables.indices.map { .table($0) }
    }
  }

  /// What came of a piece of work.
  private struct Made: Sendable {
    var files: [ReportFile] = []
    var metrics: [UInt8]?
    var resource: DataPackage.Resource?
  }

  private static func make(
    _ work: Work, _ report: Report, _ names: [String], _ options: ReportOptions, _ run: RunFacts?
  ) -> Made {
    switch work {
    case .pages:
      return Made(
        files: HTMLReport.pages(report, language: options.language).map {
          ReportFile(path: $0.name, bytes: $0.bytes)
        })
    case .markdown:
      let bytes = MarkdownReport.render(report, language: options.language)
      return Made(files: [ReportFile(path: "report.md", bytes: bytes)])
    case .metrics(let rows): return Made(metrics: ReportJSON.metrics(report, rows: rows))
    case .metricsFile:
      return Made(
        resource: DataPackage.Resource(
          path: "metrics.csv", title: "Every number",
          fields: MetricsFile.fields.map { ($0.name, $0.description, $0.type, nil) },
          bytes: MetricsFile.render(report, options.csvProfile)))
    case .table(let index):
      let table = report.tables[index]
      return Made(
        resource: DataPackage.Resource(
          path: names[index] + ".csv", title: table.title, fields: DataPackage.fields(of: table),
          bytes: TableFile.render(table, options.csvProfile)))
    }
  }

  /// The name of each table's file, without its ending.
  private static func tableNames(_ report: Report) -> [String] {
    var taken: Set<String> = ["metrics"]
    return report.tables.map { fileName($0.id, taken: &taken) }
  }

  /// A file name that can leave no directory and collides with none: ids may hold a funnel's name
  /// from the configuration.
  private static func fileName(_ id: String, taken: inout Set<String>) -> String {
    let safe = String(
      id.unicodeScalars.map { scalar in
        let isPlain =
          scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        return isPlain || scalar == "_" || scalar == "-" ? Character(scalar) : "_"
      })
    var name = safe.isEmpty ? "table" : String(safe.prefix(100))
    var number = 2
    while !taken.insert(name.lowercased()).inserted {
      name = "\(safe.prefix(100))_\(number)"
      number += 1
    }
    return name
  }
}
