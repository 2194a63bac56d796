import FunnelModel

/// `report.json`: everything that the other files say, for programs. One record a line.
enum ReportJSON {
  /// Changes when a program that reads the file would have to.
  static let format = "salesfunnel.report/1"

  /// The file, with what `metrics` has made of consecutive ranges of the numbers.
  static func render(_ report: Report, metrics: [[UInt8]]) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("format", format)
      json.lineBreak()
      json.key("heading")
      heading(report.heading, into: &json)
      list("definitions", report.definitions, into: &json, definition)
      json.lineBreak()
      json.key("metrics")
      // Tables and all else are mostly smaller than the numbers.
      json.reserve(2 * metrics.reduce(0) { $0 + $1.count })
      json.array { json in for part in metrics { json.fragment(part) } }
      list("tables", report.tables, into: &json, table)
      list("bands", report.bands, into: &json, band)
      list("policies", report.policies, into: &json) { $1.value($0) }
      list("violations", report.violations.map(\.message), into: &json) { $1.value($0) }
    }
    return json.file()
  }

  /// Some of the numbers as they stand in the list of all, one a line.
  static func metrics(_ report: Report, rows: Range<Int>) -> [UInt8] {
    var json = JSONWriter(continuesList: rows.lowerBound > 0)
    for row in report.metrics[rows] {
      json.lineBreak()
      metric(row, into: &json, omitsEmpty: false)
    }
    return json.bytes
  }

  private static func list<Element>(
    _ name: StaticString, _ elements: [Element], into json: inout JSONWriter,
    _ body: (Element, inout JSONWriter) -> Void
  ) {
    json.lineBreak()
    json.key(name)
    json.array { json in
      for element in elements {
        json.lineBreak()
        body(element, &json)
      }
    }
  }

  private static func heading(_ heading: Report.Heading, into json: inout JSONWriter) {
    json.object { json in
      json.member("version", heading.version)
      json.member("configuration_digest", heading.configurationDigest)
      json.member("as_of", heading.asOf.description)
      json.member("timezone", heading.zone.name)
      json.member("currency", heading.currency)
      json.key("windows")
      json.array { json in
        for window in heading.windows {
          json.object { json in
            json.member("name", window.name)
            json.member("from", window.from.description)
            json.member("to", window.to.description)
          }
        }
      }
      json.key("dimensions")
      json.array { json in for name in heading.dimensions { json.value(name) } }
      json.key("markets")
      json.array { json in for market in heading.markets { json.value(market.name) } }
    }
  }

  private static func definition(_ definition: MetricDefinition, into json: inout JSONWriter) {
    json.object { json in
      json.member("id", definition.id)
      json.member("digest", definition.digest)
      json.member("title", definition.title)
      json.member("formula", definition.formula)
      json.member("unit", definition.unit.rawValue)
      json.member("direction", definition.direction.rawValue)
      json.member("population", definition.population)
      json.member("period_of", definition.periodOf)
      json.member("maturity", definition.maturity)
      json.member("interval", definition.interval)
      json.member("source", definition.source)
    }
  }

  /// A number with the keys of the columns of `metrics.csv`; a baseline leaves empty ones out.
  static func metric(_ row: MetricRow, into json: inout JSONWriter, omitsEmpty: Bool) {
    func text(_ name: StaticString, _ value: String, _ json: inout JSONWriter) {
      if !(omitsEmpty && value.isEmpty) { json.member(name, value) }
    }
    func number(_ name: StaticString, _ value: FixedDecimal?, _ json: inout JSONWriter) {
      if omitsEmpty && value == nil { return }
      json.key(name)
      json.value(value)
    }
    json.object { json in
      json.member("metric", row.metric)
      json.member("market", row.market?.name ?? "all")
      json.member("grain", row.grain.name)
      text("period", row.period, &json)
      text("dimension", row.dimension, &json)
      text("segment", row.segment, &json)
      text("dimension2", row.dimension2, &json)
      text("segment2", row.segment2, &json)
      number("value", row.value, &json)
      json.member("unit", row.unit.rawValue)
      number("numerator", row.numerator, &json)
      number("denominator", row.denominator, &json)
      number("n", row.n.map { FixedDecimal($0) }, &json)
      number("ci_low", row.low, &json)
      number("ci_high", row.high, &json)
      json.member("status", row.status.rawValue)
    }
  }

  private static func table(_ table: ReportTable, into json: inout JSONWriter) {
    json.object { json in
      json.member("id", table.id)
      json.member("title", table.title)
      json.key("market")
      if let market = table.market { json.value(market.name) } else { json.null() }
      json.key("columns")
      json.array { json in
        for column in table.columns {
          json.object { json in
            json.member("id", column.id)
            json.member("title", column.title)
            json.key("unit")
            if let unit = column.unit { json.value(unit.rawValue) } else { json.null() }
          }
        }
      }
      list("rows", table.rows, into: &json) { row, json in
        json.array { json in
          for cell in row {
            switch cell {
            case .text(let text): json.value(text)
            case .number(let number): json.value(number)
            case .missing: json.null()
            }
          }
        }
      }
    }
  }

  private static func band(_ band: BandDefinition, into json: inout JSONWriter) {
    json.object { json in
      json.member("metric", band.metric)
      json.key("low")
      json.value(band.low)
      json.key("high")
      json.value(band.high)
    }
  }
}
