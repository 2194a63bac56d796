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
  /// Mapping of cost rows, merged over the profile's; nil where the source holds events.
  package var cost: CostMapping?
  /// How the file is cut into rows; nil = the profile's, else recognised.
  package var layout: SourceLayout?

  /// A source; only name and files are required.
  package init(
    name: String, files: [String], profile: String? = nil, mode: Mode = .append,
    replaced: Replacement = .automatic, timezone: String? = nil, market: Market? = nil,
    maxAge: Int64? = nil, mapping: RowMapping? = nil, cost: CostMapping? = nil,
    layout: SourceLayout? = nil
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
    self.layout = layout
  }
}

/// Where a field's value comes from. A cell is trimmed, then `replacements`, then `rules` apply,
/// then it is read as the field's kind; an empty text is a missing value.
package struct ValueSource: Sendable, Hashable {
  /// Header names (CSV) or paths (JSON). The first one whose cell is filled gives the value, row
  /// by row; a name that the file does not have counts as empty. Empty = `constant`.
  ///
  /// Names compare trimmed and case-insensitively. One `*` matches any run of characters of a
  /// header: the name then stands for all headers that match, in the order of the file.
  /// A path compares exactly: `a.b`, `list[0].a`, `list[key=ga_session_id].value.*` (of the first
  /// element whose member `key` has that text, the first scalar of `value`).
  package var columns: [String]
  /// The value of every row where `columns` is empty, or where they are all empty.
  package var constant: String?
  /// Decimal mark of numbers: `.` or `,`; nil = decided per file.
  package var decimal: String?
  /// Date pattern (`yyyy-MM-dd`, `dd.MM.yyyy HH:mm`, `epoch_s`, …); nil = recognised.
  package var format: String?
  /// Integer scale of the raw number: 1 = as written, 100 = minor units, 1 000 000 = micros.
  package var divisor: Int64
  /// Texts replaced by others (`{"Closed Won": "won"}`); others pass unchanged. A replacement by
  /// the empty text says that the text stands for a missing value (`(not set)`, `--`).
  package var replacements: [String: String]
  /// Changes of the text, in order.
  package var rules: [TextRule]
  /// Values joined by `separator` instead of `columns`; missing where one of them is missing.
  package var parts: [ValueSource]
  /// Stands between `parts`.
  package var separator: String
  /// Whether the value is what `*` matched in the header instead of the cell: the currency in
  /// `Amount spent (*)`. The first header that matches one of `columns` counts; in a rule with
  /// `eachHeader` whose time has the same pattern, the header of that very event.
  package var isFromHeader: Bool

  /// A value from columns (or a constant); see the properties.
  package init(
    columns: [String] = [], constant: String? = nil, decimal: String? = nil,
    format: String? = nil, divisor: Int64 = 1, replacements: [String: String] = [:],
    rules: [TextRule] = [], parts: [ValueSource] = [], separator: String = "",
    isFromHeader: Bool = false
  ) {
    self.columns = columns
    self.constant = constant
    self.decimal = decimal
    self.format = format
    self.divisor = divisor
    self.replacements = replacements
    self.rules = rules
    self.parts = parts
    self.separator = separator
    self.isFromHeader = isFromHeader
  }
}

/// A change of a text before it is stored.
package enum TextRule: Sendable, Hashable {
  /// ASCII letters to lower case: e-mail addresses as ids.
  case lowercase
  /// Removes one such beginning: `#1001` → `1001`.
  case dropPrefix(String)
  /// Removes one such end: the unit in `50%`, where another export writes `50`.
  case dropSuffix(String)
  /// Removes a last group in parentheses: `Closed Won (Sales Pipeline)` → `Closed Won`.
  case dropTrailingParentheses
}

/// A test of one cell, compared after trimming, case-insensitively (ASCII).
package struct RowCondition: Sendable, Hashable {
  /// How the cell is tested before `negated` applies.
  package enum Test: Sendable, Hashable {
    /// Is one of `accepted`; the empty text in the list stands for a blank cell.
    case isListed
    /// Begins with one of `accepted`.
    case beginsWithListed
    /// Is a number other than 0; a blank cell is not.
    case isNonZero
    /// Has the same text as another column.
    case equals(column: String)
  }

  /// Header names or paths, as in `ValueSource.columns`: the first filled cell is tested.
  package var columns: [String]
  package var accepted: [String]
  package var negated: Bool
  package var test: Test

  /// A condition on the first filled one of some columns.
  package init(
    columns: [String], accepted: [String] = [], negated: Bool = false, test: Test = .isListed
  ) {
    self.columns = columns
    self.accepted = accepted
    self.negated = negated
    self.test = test
  }

  /// A condition on one column of the export.
  package init(column: String, accepted: [String], negated: Bool = false) {
    self.init(columns: [column], accepted: accepted, negated: negated)
  }
}

/// A rule that makes one event of a row, where its time and its conditions are filled.
package struct EventRule: Sendable, Hashable {
  /// Constant type, or a column that holds it.
  package var type: ValueSource
  package var time: ValueSource
  package var conditions: [RowCondition]
  /// Values that belong to this event only, by canonical or custom field name; they win over
  /// `RowMapping.columns`.
  package var fields: [String: ValueSource]
  /// Whether the rule is made once for every header that matches `time.columns[0]`, a pattern
  /// with `*`: `Date entered "*"` yields one event per filled cell.
  package var eachHeader: Bool
  /// Whether `time` is another fact's time (a refund without a date): sets `undated`.
  package var isUndated: Bool
  /// What passes between `time` and the event; nil = the event happens at `time`.
  package var after: Delay?

  /// A rule; see the properties.
  package init(
    type: ValueSource, time: ValueSource, conditions: [RowCondition] = [],
    fields: [String: ValueSource] = [:], eachHeader: Bool = false, isUndated: Bool = false,
    after: Delay? = nil
  ) {
    self.type = type
    self.time = time
    self.conditions = conditions
    self.fields = fields
    self.eachHeader = eachHeader
    self.isUndated = isUndated
    self.after = after
  }
}

/// How long after its rule's `time` an event happens: "first reply time in minutes" of a ticket.
///
/// A blank cell means that the event has not happened. A cell that holds a date is the moment
/// itself: some exports write a duration in one layout and a date in the next.
package struct Delay: Sendable, Hashable {
  /// A number of units, or a clock time such as `26:15:00` or `1 day 02:15`.
  package var value: ValueSource
  /// Microseconds that a plain number counts in.
  package var unit: Int64

  /// A delay in some unit.
  package init(_ value: ValueSource, unit: Int64) {
    self.value = value
    self.unit = unit
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
  /// Consecutive rows that are one record; nil = every row is one.
  package var group: RowGroup?

  /// A mapping; see the properties.
  package init(
    key: String? = nil, version: String? = nil, conditions: [RowCondition] = [],
    columns: [String: ValueSource] = [:], events: [EventRule] = [], complete: [Completion] = [],
    group: RowGroup? = nil
  ) {
    self.key = key
    self.version = version
    self.conditions = conditions
    self.columns = columns
    self.events = events
    self.complete = complete
    self.group = group
  }
}

/// Consecutive rows of one record, such as the line items of an order: a row whose key cell is
/// blank, or equals that of the row before, belongs to the record that is open.
///
/// Cells come from the record's first row; all its rows share that row's fate in the accounting.
package struct RowGroup: Sendable, Hashable {
  /// Header names of the key; the first that the file has is used.
  package var key: [String]
  /// Columns whose numbers are added up over the rows of a record.
  package var sums: [String]

  /// Groups rows by a key column.
  package init(key: [String], sums: [String] = []) {
    self.key = key
    self.sums = sums
  }
}

/// How a file is cut into records, where it needs telling.
package struct SourceLayout: Sendable, Hashable {
  /// The syntax of a file.
  package enum Format: String, Sendable, CaseIterable { case csv, json }

  /// nil = recognised by the first byte that is no white space (`{` or `[` is JSON).
  package var format: Format?
  /// The character between fields; nil = recognised. A blank stands for any run of blanks and
  /// tabs, and those at the ends of a line are ignored.
  package var delimiter: String?
  /// Names of the columns of a file that has no header row; empty = it has one.
  package var header: [String]
  /// Greatest number of lines before the header row; it is the first line that has all the
  /// required headers of the profile.
  package var maximumPreamble: Int
  /// A row whose first cell begins with one of these texts (trimmed, case-insensitive) is a
  /// total or a note: counted as filtered, whatever its number of fields.
  package var footers: [String]
  /// Whether a row of one cell, where the header has more, is a note (a report's name, a
  /// copyright line): counted as filtered.
  package var skipsSingleCells: Bool

  /// A layout; by default everything is recognised.
  package init(
    format: Format? = nil, delimiter: String? = nil, header: [String] = [],
    maximumPreamble: Int = 0, footers: [String] = [], skipsSingleCells: Bool = false
  ) {
    self.format = format
    self.delimiter = delimiter
    self.header = header
    self.maximumPreamble = maximumPreamble
    self.footers = footers
    self.skipsSingleCells = skipsSingleCells
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
