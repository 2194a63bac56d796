package import FunnelModel

/// Why a baseline could not be built from its rows.
package struct BaselineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// 1 = the first row.
  package let row: Int
  package let field: String
  package let value: String

  /// One sentence with the remedy.
  package var description: String {
    "baseline row \(row): field \(field) holds “\(VisibleText.shortened(value, to: 80))”; "
      + "write the baseline again with `salesfunnel check --write-baseline`"
  }
}

/// The numbers of an earlier run that a check compares with.
package struct Baseline: Sendable {
  /// By key; the order of the file does not matter.
  package let rows: [MetricKey: MetricRow]
  /// Digest of each metric's definition at the time; metrics without one count as unchanged.
  package let digests: [String: String]

  /// A baseline from numbers at hand.
  package init(rows: [MetricRow], digests: [String: String]) {
    self.rows = Dictionary(rows.map { (MetricKey($0), $0) }) { first, _ in first }
    self.digests = digests
  }

  /// A report as its own baseline.
  package init(_ report: Report) {
    self.init(
      rows: report.metrics,
      digests: Dictionary(report.definitions.map { ($0.id, $0.digest) }) { first, _ in first })
  }

  /// A baseline from rows of texts: the columns of `csv/metrics.csv` by name, as they stand in
  /// `report.json` (`metrics`), in a baseline file, or in the CSV itself. Absent and empty fields
  /// mean the same.
  package init(
    records: [[String: String]], digests: [String: String]
  ) throws(BaselineError) {
    var rows: [MetricRow] = []
    rows.reserveCapacity(records.count)
    for (index, record) in records.enumerated() {
      rows.append(try Self.row(record, number: index + 1))
    }
    self.init(rows: rows, digests: digests)
  }

  private static func row(
    _ record: [String: String], number: Int
  ) throws(BaselineError) -> MetricRow {
    func failure(_ field: String) -> BaselineError {
      BaselineError(row: number, field: field, value: record[field] ?? "")
    }
    func decimal(_ field: String) throws(BaselineError) -> FixedDecimal? {
      guard let text = record[field], !text.isEmpty else { return nil }
      guard let value = FixedDecimal(text: text) else { throw failure(field) }
      return value
    }
    guard let metric = record["metric"], !metric.isEmpty else { throw failure("metric") }
    let marketName = record["market"] ?? "all"
    let market = Market(name: marketName)
    guard market != nil || marketName == "all" || marketName.isEmpty else {
      throw failure("market")
    }
    guard let grain = Grain(name: record["grain"] ?? "") else { throw failure("grain") }
    guard let unit = MetricUnit(rawValue: record["unit"] ?? "") else { throw failure("unit") }
    guard let status = MetricStatus(rawValue: record["status"] ?? "ok") else {
      throw failure("status")
    }
    let n = try decimal("n").map { Int(clamping: $0.rounded(to: 0).units) }
    var row = MetricRow(
      metric: metric, market: market, grain: grain, period: record["period"] ?? "",
      value: try decimal("value"), unit: unit, numerator: try decimal("numerator"),
      denominator: try decimal("denominator"), n: n, low: try decimal("ci_low"),
      high: try decimal("ci_high"), status: status)
    row.dimension = record["dimension"] ?? ""
    row.segment = record["segment"] ?? ""
    row.dimension2 = record["dimension2"] ?? ""
    row.segment2 = record["segment2"] ?? ""
    return row
  }

  /// The numbers that some rules look at, as a file for version control: JSON with the keys of
  /// `report.json`, sorted, one record a line, without empty fields.
  package static func write(_ report: Report, rules: [CheckDefinition]) -> [UInt8] {
    let rows = report.metrics.filter { row in rules.contains { CheckRule($0).covers(row) } }
      .sorted { MetricKey($0) < MetricKey($1) }
    let used = Set(rows.map(\.metric))
    let definitions = report.definitions.filter { used.contains($0.id) }.sorted { $0.id < $1.id }
    var json = JSONWriter()
    json.object { json in
      json.member("format", "salesfunnel.baseline/1")
      json.member("as_of", report.heading.asOf.description)
      json.lineBreak()
      json.key("definitions")
      json.array { json in
        for definition in definitions {
          json.lineBreak()
          json.object { json in
            json.member("id", definition.id)
            json.member("digest", definition.digest)
          }
        }
      }
      json.lineBreak()
      json.key("metrics")
      json.array { json in
        for row in rows {
          json.lineBreak()
          ReportJSON.metric(row, into: &json, omitsEmpty: true)
        }
      }
    }
    return json.file()
  }
}
