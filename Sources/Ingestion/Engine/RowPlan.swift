import FunnelModel
import RecordParsing

/// Where the text of one value comes from, over the columns of a record batch.
struct CellPlan: Sendable, Hashable {
  /// Columns of the batch; the first with a filled cell gives the text.
  var columns: [Int] = []
  /// The text where no column gives one; empty = none.
  var constant: [UInt8] = []
  /// Whole texts replaced by others.
  var replacements: [[UInt8]: [UInt8]] = [:]
  var rules: [TextRule] = []
  /// Texts joined by `separator` in place of `columns`; empty where one of them is.
  var parts: [CellPlan] = []
  var separator: [UInt8] = []

  /// Whether the text is one cell as it stands.
  var isDirect: Bool {
    columns.count == 1 && constant.isEmpty && replacements.isEmpty && rules.isEmpty
      && parts.isEmpty
  }
  /// Whether every row has the same text.
  var isConstant: Bool { columns.isEmpty && parts.isEmpty }
  /// Whether no row can have a text.
  var isAbsent: Bool { isConstant && constant.isEmpty }
}

/// One column of decoded values: how the cells are read and where the values are stored.
struct Slot: Sendable {
  /// How the text becomes a value.
  enum Kind: Sendable {
    case instant(TimeFormat, zone: ZoneTable)
    case decimal(divisor: Int64)
    /// What passes after the instants of an integer row, plain numbers counting in `unit`
    /// microseconds; or an instant.
    case delayed(TimeFormat, zone: ZoneTable, from: Int, unit: Int64)
    /// A local day, read as an instant in a zone.
    case day(TimeFormat, zone: ZoneTable)
    case flag
    case market
    /// A dictionary code of the label column with this number.
    case label(Int)
    /// Raw bytes; a leading `#` of an order number is dropped.
    case identifier(isOrderNumber: Bool)
  }

  var kind: Kind
  var cell: CellPlan
  /// Name of the first column in the file, for messages.
  var header: String
  /// Row in the table of its storage: integers, labels or identifiers.
  var storage: Int
  /// Rules that read it: a bad cell matters in rows that one of them applies to.
  var rules: [Int] = []
  /// Which of day and month comes first; nil = not decided.
  var order: DateOrder?
  /// Decimal mark; nil = not decided yet.
  var decimalMark: UInt8?

  /// Whether its values depend on nothing but one cell of their row.
  var isTileable: Bool {
    if case .delayed = kind { return false }
    return cell.isDirect
  }
}

/// A test of each row.
struct ConditionPlan: Sendable, Hashable {
  var cell: CellPlan
  var test: RowCondition.Test
  /// Texts compared with, in lower case.
  var accepted: [[UInt8]]
  var isNegated: Bool
  /// The other column of an `equals` test.
  var other: CellPlan
}

/// A rule that makes an event of a row.
struct RulePlan: Sendable {
  /// Label row of the type, and its column if it is not constant.
  var type: Int
  /// Column of the batch that holds the type; nil = constant, and a blank time means no event.
  var typeColumn: Int?
  /// Integer row of the time, and its name in the file.
  var time: Int
  var timeHeader: String
  /// Conditions that must all hold.
  var conditions: [Int]
  /// Identifier rows that name the buyer, in order of precedence.
  var buyers: [Int]
  /// Identifier rows of account and deal: any makes the event b2b.
  var businessIDs: [Int]
  /// Integer row of the market; nil = decided by the ids.
  var market: Int?
  var isUndated: Bool
}

/// A column of the events and where each rule finds it.
struct OutputColumn: Sendable {
  var column: EventColumn
  /// Row in the table of its storage, by rule; -1 = the rule has no such value.
  var storages: [Int]

  /// Whether all rules read the same values.
  var isShared: Bool { storages.allSatisfy { $0 == storages[0] } }
}

/// A mapping compiled for the columns of one file: all a worker needs to turn records into events.
struct RowPlan: Sendable {
  var slots: [Slot] = []
  var conditions: [ConditionPlan] = []
  /// Conditions that a row must meet; others are filtered.
  var filters: [Int] = []
  var rules: [RulePlan] = []
  /// Columns of events by storage.
  var integerColumns: [OutputColumn] = []
  var labelColumns: [OutputColumn] = []
  var identifierColumns: [OutputColumn] = []
  /// Number of rows in the tables of values.
  var integerRows = 0
  var labelRows = 0
  var identifierRows = 0
  /// Place of `event_id` in `identifierColumns`; nil = rows are known by their fields.
  var eventIDColumn: Int?
  /// Hash of the name of each column of the batch, for the identity of a row.
  var nameHashes: [UInt64] = []
  /// Names of the batch's columns.
  var headers: [String] = []
  /// The source's market; nil = decided per event.
  var market: Market?
  /// Texts that begin the first cell of a total or a note, in lower case.
  var footers: [[UInt8]] = []
  /// Whether a row of one cell is a note.
  var skipsSingleCells = false
  /// Whether the events of one row may belong to several buckets.
  var splitsRows = false
}
