import FunnelModel
import Metrics

/// Numbers counted the slow way, cell by cell, to hold printed ones against.
struct SlowNumbers {
  /// Where a number is printed.
  struct Cell: Hashable, CustomStringConvertible {
    var metric: String
    var grain: String
    var period: String
    var dimension: String
    var segment: String

    var description: String { "\(metric) \(grain) \(period) \(dimension)=\(segment)" }
  }

  private(set) var values: [Cell: (value: Double?, n: Int)] = [:]
  private var samples: [Cell: [Double]] = [:]
  private var hits: [Cell: (hits: Int, of: Int)] = [:]
  private var youngHits: [Cell: (hits: Int, of: Int)] = [:]

  /// The periods of a day `yyyy-MM-dd`, worked out from its digits.
  static func periods(_ day: String) -> [(grain: String, period: String)] {
    let year = day.prefix(4)
    let month = Int(day.dropFirst(5).prefix(2))!
    let quarter = (month - 1) / 3 * 3 + 1
    let number = Int(LocalDay(day)!.number)
    // 1970-01-01 was a Thursday.
    let monday = number - (number + 3) % 7
    return [
      ("all", ""), ("year", "\(year)-01-01"),
      ("quarter", "\(year)-\(quarter < 10 ? "0" : "")\(quarter)-01"),
      ("month", "\(day.prefix(7))-01"), ("week", "\(LocalDay(number: Int32(monday)))"),
      ("day", day),
    ]
  }

  /// The cells of a fact: each period in total, and except for days by each segment.
  static func cells(
    _ metric: String, _ day: String, _ segments: [String: String], grains: Set<String>? = nil
  ) -> [Cell] {
    var result: [Cell] = []
    for (grain, period) in periods(day) where grains?.contains(grain) ?? true {
      result.append(
        Cell(metric: metric, grain: grain, period: period, dimension: "", segment: ""))
      if grain == "day" { continue }
      for (dimension, segment) in segments {
        result.append(
          Cell(
            metric: metric, grain: grain, period: period, dimension: dimension, segment: segment))
      }
    }
    return result
  }

  static let coarse: Set = ["all", "year", "quarter", "month"]

  /// Counts a thing.
  mutating func count(_ metric: String, _ day: String, _ segments: [String: String], _ by: Int = 1)
  {
    for cell in Self.cells(metric, day, segments) {
      let before = values[cell] ?? (0, 0)
      values[cell] = (before.value! + Double(by), before.n + by)
    }
  }

  /// Takes one entity of a rate.
  mutating func rate(
    _ metric: String, _ day: String, _ segments: [String: String], _ isHit: Bool,
    grains: Set<String>? = nil
  ) {
    for cell in Self.cells(metric, day, segments, grains: grains) {
      let before = hits[cell] ?? (0, 0)
      hits[cell] = (before.hits + (isHit ? 1 : 0), before.of + 1)
      values[cell] = (Double(hits[cell]!.hits) / Double(hits[cell]!.of), hits[cell]!.of)
    }
  }

  /// Takes one entity of a rate within some time; where all of a cell are young, it shows theirs.
  mutating func rate(
    _ metric: String, _ day: String, _ segments: [String: String], _ isHit: Bool,
    isMature: Bool, grains: Set<String>
  ) {
    if isMature { return rate(metric, day, segments, isHit, grains: grains) }
    for cell in Self.cells(metric, day, segments, grains: grains) {
      let before = youngHits[cell] ?? (0, 0)
      youngHits[cell] = (before.hits + (isHit ? 1 : 0), before.of + 1)
    }
  }

  /// Fills the cells that no mature entity has filled.
  mutating func addYoungRates() {
    for (cell, count) in youngHits where values[cell] == nil {
      values[cell] = (Double(count.hits) / Double(count.of), count.of)
    }
  }

  /// Takes one observation of a mean.
  mutating func mean(
    _ metric: String, _ day: String, _ segments: [String: String], _ value: Double
  ) {
    for cell in Self.cells(metric, day, segments) {
      samples[cell, default: []].append(value)
      let all = samples[cell]!
      values[cell] = (all.reduce(0, +) / Double(all.count), all.count)
    }
  }

  /// Takes one observation of a mean, a median and a 90th percentile (type 7) in `_mean`,
  /// `_median` and `_p90`.
  mutating func distribution(
    _ metric: String, _ day: String, _ segments: [String: String], _ value: Double,
    grains: Set<String>? = nil, inTotal: Bool = true
  ) {
    for cell in Self.cells(metric, day, segments, grains: grains)
    where inTotal || !cell.dimension.isEmpty {
      samples[cell, default: []].append(value)
      let sorted = samples[cell]!.sorted()
      func named(_ suffix: String) -> Cell {
        var result = cell
        result.metric += suffix
        return result
      }
      values[named("_mean")] = (sorted.reduce(0, +) / Double(sorted.count), sorted.count)
      values[named("_median")] = (Self.quantile(sorted, 0.5), sorted.count)
      values[named("_p90")] = (Self.quantile(sorted, 0.9), sorted.count)
    }
  }

  /// Sets a number that is worked out elsewhere.
  mutating func set(_ cell: Cell, _ value: Double?, n: Int) { values[cell] = (value, n) }

  /// Linear interpolation between order statistics.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let low = Int(position)
    if low + 1 >= sorted.count { return sorted[low] }
    return sorted[low] + (position - Double(low)) * (sorted[low + 1] - sorted[low])
  }

  /// What the printed rows of the metrics say otherwise; empty where all agree.
  ///
  /// A printed row that is not expected must be one of nothing; an expected one must be printed.
  func differences(_ output: ReportOutput, metrics: (String) -> Bool) -> [String] {
    var found: [String] = []
    var missing = Set(values.keys.filter { metrics($0.metric) })
    for row in output.metrics where metrics(row.metric) {
      let cell = Cell(
        metric: row.metric, grain: row.grain.name, period: row.period, dimension: row.dimension,
        segment: row.segment)
      missing.remove(cell)
      guard let expected = values[cell] else {
        if (row.n ?? 0) != 0 { found.append("\(cell): printed n \(row.n!), expected none") }
        continue
      }
      if row.n != expected.n {
        found.append("\(cell): n \(row.n.map(String.init) ?? "nil"), expected \(expected.n)")
      }
      let printed = row.value.flatMap { Double($0.description) }
      let unit = row.unit.digits == 0 ? 1.0 : (1...row.unit.digits).reduce(1.0) { u, _ in u / 10 }
      switch (printed, expected.value) {
      case (nil, nil): break
      case (let printed?, let value?) where abs(printed - value) <= 0.51 * unit: break
      default:
        found.append(
          "\(cell): \(row.value?.description ?? "nothing"), expected \(String(describing: expected.value))"
        )
      }
    }
    for cell in missing where values[cell]!.n > 0 { found.append("\(cell): not printed") }
    return found.sorted()
  }
}
