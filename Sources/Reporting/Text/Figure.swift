import FunnelModel

/// A printed number together with where it stands in the files, so that a reader (or a test) can
/// find it there again.
struct Figure: Sendable {
  /// Which column of `metrics.csv` holds the number.
  enum Part: String, Sendable {
    case value, numerator, denominator, n, low = "ci_low", high = "ci_high"
  }

  /// How a number follows from two rows of a file.
  enum Derivation: String, Sendable {
    /// The value of the row minus that of the row of `against`.
    case difference
    /// The value of the row ÷ that of the row of `against`.
    case factor
    /// The value with the other sign, as a loss is drawn.
    case negated
  }

  enum Origin: Sendable {
    case metric(MetricRow, Part)
    case derived(MetricRow, Derivation, against: MetricRow)
    /// A cell of `csv/<table>.csv`: data row from 0, column id.
    case cell(table: String, row: Int, column: String)
    /// What follows from two cells of one column; `negated` needs no second row.
    case derivedCell(table: String, row: Int, column: String, Derivation, against: Int)
  }

  let value: FixedDecimal
  let unit: MetricUnit
  let origin: Origin
  var style = NumberFormat.Style.value
  var digits: Int?

  /// A column of a metric's row; nil where it is empty.
  init?(_ row: MetricRow, _ part: Part = .value, style: NumberFormat.Style = .value) {
    let found: FixedDecimal?
    var unit = row.unit
    switch part {
    case .value: found = row.value
    case .low: found = row.low
    case .high: found = row.high
    case .numerator: (found, unit) = (row.numerator, row.numerator.map(Self.unit) ?? .count)
    case .denominator: (found, unit) = (row.denominator, row.denominator.map(Self.unit) ?? .count)
    case .n: (found, unit) = (row.n.map { FixedDecimal($0) }, .count)
    }
    guard let found else { return nil }
    self.init(value: found, unit: unit, origin: .metric(row, part), style: style)
  }

  /// A number from anywhere.
  init(
    value: FixedDecimal, unit: MetricUnit, origin: Origin, style: NumberFormat.Style = .value,
    digits: Int? = nil
  ) {
    self.value = value
    self.unit = unit
    self.origin = origin
    self.style = style
    self.digits = digits
  }

  /// A part of a quotient says its unit by its digits: whole things, money, or another number.
  private static func unit(of part: FixedDecimal) -> MetricUnit {
    switch part.digits {
    case 0: .count
    case 4: .money
    default: .number
    }
  }

  /// The number for people.
  func text(_ format: NumberFormat) -> String {
    format.text(value, unit: unit, style: style, digits: digits)
  }
}
