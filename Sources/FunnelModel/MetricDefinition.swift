/// What a number counts in, and so how it is printed.
package enum MetricUnit: String, Sendable, CaseIterable {
  /// Whole things: no digits.
  case count
  /// A fraction of one: six digits.
  case ratio
  /// Money of the reporting currency: four digits.
  case money
  /// Money per day: four digits.
  case moneyPerDay = "money_per_day"
  /// Elapsed days of 24 hours: six digits.
  case days
  /// Elapsed hours: six digits.
  case hours
  /// Whole months.
  case months
  /// A plain number such as units per order: six digits.
  case number

  /// Fractional digits in tables.
  package var digits: Int {
    switch self {
    case .count, .months: 0
    case .money, .moneyPerDay: 4
    case .ratio, .days, .hours, .number: 6
    }
  }
}

/// Which way a metric should move.
package enum MetricDirection: String, Sendable {
  case higher, lower, neutral
}

/// One entry of the catalogue: everything a reader needs to compute the number again.
package struct MetricDefinition: Sendable, Hashable {
  /// Stable id such as `b2c.session_conversion_rate`.
  package let id: String
  /// Name for people, in English.
  package let title: String
  /// The formula in words, numerator ÷ denominator.
  package let formula: String
  package let unit: MetricUnit
  package let direction: MetricDirection
  /// Who or what is counted in the denominator.
  package let population: String
  /// The fact whose date decides the period.
  package let periodOf: String
  /// When an entity counts; empty where it always does.
  package let maturity: String
  /// Which estimator gives the interval; empty for none.
  package let interval: String
  /// Where the definition comes from.
  package let source: String
  /// Event types and fields that the number reads.
  package let eventTypes: [String]
  package let fields: [String]

  /// A catalogue entry; see the properties.
  package init(
    id: String, title: String, formula: String, unit: MetricUnit, direction: MetricDirection,
    population: String, periodOf: String, maturity: String = "", interval: String = "",
    source: String, eventTypes: [String], fields: [String]
  ) {
    self.id = id
    self.title = title
    self.formula = formula
    self.unit = unit
    self.direction = direction
    self.population = population
    self.periodOf = periodOf
    self.maturity = maturity
    self.interval = interval
    self.source = source
    self.eventTypes = eventTypes
    self.fields = fields
  }

  /// Changes exactly when the meaning of the number changes; printed as 16 hexadecimal digits.
  package var digest: String {
    let text = [id, formula, unit.rawValue, population, periodOf, maturity].joined(separator: "\n")
    let bytes = Array(text.utf8)
    let hex = String(WordHash.hash(bytes.span, offset: 0, count: bytes.count), radix: 16)
    return String(repeating: "0", count: 16 - hex.count) + hex
  }
}
