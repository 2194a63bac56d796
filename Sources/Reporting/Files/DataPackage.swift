import FunnelModel

/// `csv/datapackage.json`: what the CSV files hold, after the Frictionless data package standard.
enum DataPackage {
  /// One CSV file as it was written.
  struct Resource {
    /// Path relative to the descriptor.
    let path: String
    let title: String
    let fields: [(name: String, title: String, type: String, unit: MetricUnit?)]
    let bytes: [UInt8]
    /// SHA-256 of the bytes as 64 hexadecimal digits.
    let digest: String
    /// Whether the contents depend on how the data arrived: then the descriptor, which does not,
    /// gives neither size nor digest.
    let isHistory: Bool

    init(
      path: String, title: String,
      fields: [(name: String, title: String, type: String, unit: MetricUnit?)], bytes: [UInt8],
      isHistory: Bool = false
    ) {
      self.isHistory = isHistory
      self.path = path
      self.title = title
      self.fields = fields
      self.bytes = bytes
      digest = SHA256.hexadecimal(bytes)
    }
  }

  /// The fields of a table whose rows depend on how the data arrived: by its columns alone.
  static func historyFields(
    of table: ReportTable
  ) -> [(name: String, title: String, type: String, unit: MetricUnit?)] {
    table.columns.map { ($0.id, $0.title, $0.unit == nil ? "string" : "number", $0.unit) }
  }

  /// The fields of a report table.
  static func fields(
    of table: ReportTable
  ) -> [(name: String, title: String, type: String, unit: MetricUnit?)] {
    table.columns.enumerated().map { index, column in
      let texts = column.unit == nil
      let isWhole =
        !texts
        && table.rows.allSatisfy {
          if case .number(let number) = $0[index] { number.digits == 0 } else { true }
        }
      let type = texts ? "string" : isWhole && !table.rows.isEmpty ? "integer" : "number"
      return (column.id, column.title, type, column.unit)
    }
  }

  static func render(_ resources: [Resource], _ options: ReportOptions, version: String) -> [UInt8]
  {
    var json = JSONWriter()
    json.object { json in
      json.member("name", "salesfunnel-report")
      json.member("profile", "tabular-data-package")
      json.member("created_by", "salesfunnel \(version)")
      json.key("resources")
      json.array { json in
        for resource in resources {
          json.lineBreak()
          describe(resource, options, into: &json)
        }
      }
    }
    return json.file()
  }

  private static func describe(
    _ resource: Resource, _ options: ReportOptions, into json: inout JSONWriter
  ) {
    json.object { json in
      json.member("name", String(resource.path.dropLast(4)).lowercased())
      json.member("path", resource.path)
      json.member("title", resource.title)
      json.member("profile", "tabular-data-resource")
      json.member("format", "csv")
      json.member("mediatype", "text/csv")
      json.member("encoding", "utf-8")
      if !resource.isHistory {
        json.key("bytes")
        json.value(resource.bytes.count)
        json.member("hash", "sha256:" + resource.digest)
      }
      json.key("dialect")
      json.object { json in
        json.member("delimiter", String(CSVWriter.delimiter(options.csvProfile)))
        json.member("lineTerminator", "\r\n")
        json.member("quoteChar", "\"")
        json.key("doubleQuote")
        json.literal(true)
        json.key("header")
        json.literal(true)
      }
      json.key("schema")
      json.object { json in schema(resource, options, into: &json) }
    }
  }

  private static func schema(
    _ resource: Resource, _ options: ReportOptions, into json: inout JSONWriter
  ) {
    json.key("fields")
    json.array { json in
      for field in resource.fields {
        json.object { json in
          json.member("name", field.name)
          json.member("type", field.type)
          json.member("title", field.title)
          if let unit = field.unit { json.member("unit", unit.rawValue) }
          if field.type == "number" {
            json.member("decimalChar", String(CSVWriter.decimalMark(options.csvProfile)))
          }
        }
      }
    }
    json.key("missingValues")
    json.array { $0.value("") }
  }
}
