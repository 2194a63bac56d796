/// One entry of `sources[]`: which files, and how their rows become events.
package struct SourceDefinition: Sendable, Hashable {
  /// How a new file relates to the earlier ones (events.md, "Kinds of delivery").
  package enum Mode: String, Sendable, CaseIterable { case append, upsert, snapshot }
  /// What a file with a known name and other content does.
  package enum Replacement: String, Sendable, CaseIterable { case automatic, supersede, append }

  package var name: String
  /// Glob patterns relative to the configuration's folder.
  package var files: [String]
  /// Profile id such as `shopify.orders`; nil where `mapping` or `cost` is given, or to recognise.
  package var profile: String?
  package var mode: Mode
  package var replaced: Replacement
  /// Zone of times without an offset; nil = the reporting zone.
  package var timezone: String?
  package var market: Market?
  /// Greatest age in microseconds before the source is stale; nil = never.
  package var maxAge: Int64?
  /// The user's mapping, merged over the profile's where both are given.
  package var mapping: RowMapping?
  /// Mapping of cost rows; nil where the source holds events.
  package var cost: CostMapping?

  /// A source; only name and files are required.
  package init(
    name: String, files: [String], profile: String? = nil, mode: Mode = .append,
    replaced: Replacement = .automatic, timezone: String? = nil, market: Market? = nil,
    maxAge: Int64? = nil, mapping: RowMapping? = nil, cost: CostMapping? = nil
  ) {
    self.name = name
    self.files = files
    self.profile = profile
    self.mode = mode
    self.replaced = replaced
    self.timezone = timezone
    self.market = market
    self.maxAge = maxAge
    self.mapping = mapping
    self.cost = cost
  }
}

/// Where a field's value comes from.
package struct ValueSource: Sendable, Hashable {
  /// Header name (CSV) or path (JSON); aliases after it are tried in order. Empty = `constant`.
  package var columns: [String]
  /// The value of every row where `columns` is empty, or where they are all empty.
  package var constant: String?
  /// Decimal mark of numbers: `.` or `,`; nil = decided per file.
  package var decimal: String?
  /// Date pattern (`yyyy-MM-dd`, `dd.MM.yyyy HH:mm`, `epoch_s`, …); nil = recognised.
  package var format: String?
  /// Integer scale of the raw number: 1 = as written, 100 = minor units, 1 000 000 = micros.
  package var divisor: Int64
  /// Texts replaced by others (`{"Closed Won": "won"}`); others pass unchanged.
  package var replacements: [String: String]

  /// A value from columns (or a constant); see the properties.
  package init(
    columns: [String] = [], constant: String? = nil, decimal: String? = nil,
    format: String? = nil, divisor: Int64 = 1, replacements: [String: String] = [:]
  ) {
    self.columns = columns
    self.constant = constant
    self.decimal = decimal
    self.format = format
    self.divisor = divisor
    self.replacements = replacements
  }
}

/// A test of one cell: `is` / `not` lists, compared after trimming, case-insensitively.
package struct RowCondition: Sendable, Hashable {
  package var column: String
  package var accepted: [String]
  package var negated: Bool

  /// A condition on a column of the export.
  package init(column: String, accepted: [String], negated: Bool = false) {
    self.column = column
    self.accepted = accepted
    self.negated = negated
  }
}

/// A rule that makes one event of a row, where its time and its conditions are filled.
package struct EventRule: Sendable, Hashable {
  /// Constant type, or a column that holds it.
  package var type: ValueSource
  package var time: ValueSource
  package var conditions: [RowCondition]
  /// Values that belong to this event only, by canonical or custom field name.
  package var fields: [String: ValueSource]

  /// A rule; see the properties.
  package init(
    type: ValueSource, time: ValueSource, conditions: [RowCondition] = [],
    fields: [String: ValueSource] = [:]
  ) {
    self.type = type
    self.time = time
    self.conditions = conditions
    self.fields = fields
  }
}

/// The mapping language: rows of one export → canonical events.
package struct RowMapping: Sendable, Hashable {
  /// Column that identifies a row (for `upsert`, `snapshot`, `complete`); nil = none.
  package var key: String?
  /// Column that grows with each change of a row.
  package var version: String?
  /// Rows that fail one of these are counted as filtered.
  package var conditions: [RowCondition]
  /// Values of every event of a row, by canonical or custom field name.
  package var columns: [String: ValueSource]
  package var events: [EventRule]
  /// Other files that complete rows of this one by id.
  package var complete: [Completion]

  /// A mapping; see the properties.
  package init(
    key: String? = nil, version: String? = nil, conditions: [RowCondition] = [],
    columns: [String: ValueSource] = [:], events: [EventRule] = [], complete: [Completion] = []
  ) {
    self.key = key
    self.version = version
    self.conditions = conditions
    self.columns = columns
    self.events = events
    self.complete = complete
  }
}

/// A second file whose rows add events to the rows of the first, joined by id.
package struct Completion: Sendable, Hashable {
  package var files: [String]
  /// Column of this file → column of the first file that must be equal.
  package var on: [String: String]
  package var columns: [String: ValueSource]
  package var events: [EventRule]

  /// A completion; see the properties.
  package init(
    files: [String], on: [String: String], columns: [String: ValueSource] = [:],
    events: [EventRule]
  ) {
    self.files = files
    self.on = on
    self.columns = columns
    self.events = events
  }
}

/// Where the fields of a cost row come from (events.md, "Costs").
package struct CostMapping: Sendable, Hashable {
  package var conditions: [RowCondition]
  /// By field name: `date` or `from` and `to`, `market`, `category`, `channel`, `campaign`,
  /// `amount`, `currency`, `impressions`, `clicks`. `to` is the last day, inclusive.
  package var fields: [String: ValueSource]

  /// A cost mapping by field name.
  package init(conditions: [RowCondition] = [], fields: [String: ValueSource]) {
    self.conditions = conditions
    self.fields = fields
  }
}
