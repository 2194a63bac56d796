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
  /// holds the run's facts where they are given.
  package static func render(
    _ report: Report, options: ReportOptions = ReportOptions(), run: RunFacts? = nil
  ) -> [ReportFile] {
    var files = HTMLReport.pages(report, language: options.language).map {
      ReportFile(path: $0.name, bytes: $0.bytes)
    }
    files.append(
      ReportFile(
        path: "report.md", bytes: MarkdownReport.render(report, language: options.language)))
    files.append(ReportFile(path: "report.json", bytes: ReportJSON.render(report)))
    let resources = resources(report, options.csvProfile)
    files += resources.map { ReportFile(path: "csv/" + $0.path, bytes: $0.bytes) }
    files.append(
      ReportFile(
        path: "csv/datapackage.json",
        bytes: DataPackage.render(resources, options, version: report.heading.version)))
    files.append(ReportFile(path: "metrics.prom", bytes: OpenMetrics.render(report, run: run)))
    return files
  }

  private static func resources(_ report: Report, _ profile: CSVProfile) -> [DataPackage.Resource] {
    var resources = [
      DataPackage.Resource(
        path: "metrics.csv", title: "Every number",
        fields: MetricsFile.fields.map { ($0.name, $0.description, $0.type, nil) },
        bytes: MetricsFile.render(report, profile))
    ]
    var taken: Set<String> = ["metrics"]
    for table in report.tables {
      let name = fileName(table.id, taken: &taken)
      resources.append(
        DataPackage.Resource(
          path: name + ".csv", title: table.title, fields: DataPackage.fields(of: table),
          bytes: TableFile.render(table, profile)))
    }
    return resources
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
