import FunnelModel

/// Compiles a mapping for the columns of one file.
struct RowPlanCompiler {
  private let mapping: RowMapping
  private let schema: EventSchema
  private let zone: ZoneTable
  private let file: String
  private var columns: ColumnResolver
  private var plan = RowPlan()
  /// Slots made so far, so that rules that read the same value share one.
  private var known: [SlotKey: Int] = [:]
  private var labelNumbers: [EventColumn: Int] = [:]

  private struct SlotKey: Hashable {
    var field: EventColumn
    var value: ValueSource
    /// Integer row of the instants that a delay counts from, and its unit.
    var from: Int?
    var unit: Int64 = 0
  }

  /// Prepares the compilation.
  ///
  /// - Parameters:
  ///   - columns: finds the file's columns by name.
  ///   - zone: zone of times without an offset.
  ///   - file: name for messages.
  init(
    _ source: ResolvedSource, mapping: RowMapping, columns: ColumnResolver, schema: EventSchema,
    zone: ZoneTable, file: String
  ) {
    self.mapping = mapping
    self.columns = columns
    self.schema = schema
    self.zone = zone
    self.file = file
    plan.market = source.market
    plan.skipsSingleCells = source.layout.skipsSingleCells
    plan.footers = (source.layout.footers + Footers.usual).map { Array($0.lowercased().utf8) }
  }

  /// The compiled plan and the columns that it reads.
  mutating func compile() throws(IngestionError) -> (plan: RowPlan, columns: ColumnResolver) {
    for condition in mapping.conditions {
      plan.filters.append(try add(condition))
    }
    let rules = mapping.events.flatMap { columns.expanded($0) }
    for rule in rules { try add(rule) }
    if plan.rules.isEmpty {
      throw IngestionError(
        .configuration, file: file, problem: "no event rule fits the columns of the file",
        remedy: "name in `events` a time column that the file has: " + columns.listing)
    }
    plan.eventIDColumn = plan.identifierColumns.firstIndex { $0.column == .eventID }
    finishSlots()
    return (plan, columns)
  }

  // MARK: Rules

  private mutating func add(_ rule: EventRule) throws(IngestionError) {
    let number = plan.rules.count
    // A milestone whose column the export does not have cannot occur.
    guard var time = try slot(.time, rule.time, rule: number),
      let type = try slot(.type, rule.type, rule: number)
    else { return }
    if let delay = rule.after {
      guard
        let delayed = try slot(
          .time, delay.value, rule: number, from: plan.slots[time].storage, unit: delay.unit)
      else { return }
      time = delayed
    }
    var compiled = RulePlan(
      type: plan.slots[type].storage, typeColumn: plan.slots[type].cell.columns.first,
      time: plan.slots[time].storage, timeHeader: plan.slots[time].header, conditions: [],
      buyers: [], businessIDs: [], market: nil, isUndated: rule.isUndated)
    for condition in rule.conditions { compiled.conditions.append(try add(condition)) }
    place(.time, plan.slots[time].storage, rule: number)
    place(.type, plan.slots[type].storage, rule: number)
    var identifiers: [EventColumn: Int] = [:]
    let fields = mapping.columns.merging(rule.fields) { $1 }
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      guard let field = schema.column(named: name) else {
        throw IngestionError(
          .configuration, file: file, column: name,
          problem: "the mapping fills a field that does not exist",
          remedy: "use a canonical field, or list it as a custom dimension")
      }
      guard let slot = try slot(field, value, rule: number) else { continue }
      let storage = plan.slots[slot].storage
      if field == .market {
        compiled.market = storage
      } else {
        place(field, storage, rule: number)
      }
      if field.kind == .identifier { identifiers[field] = storage }
    }
    compiled.buyers = Buyer.precedence.compactMap { identifiers[$0] }
    compiled.businessIDs = [.accountID, .dealID].compactMap { identifiers[$0] }
    plan.rules.append(compiled)
    plan.splitsRows = plan.splitsRows || compiled.buyers != plan.rules[0].buyers
  }

  private mutating func place(_ field: EventColumn, _ storage: Int, rule: Int) {
    func placed(_ table: inout [OutputColumn]) {
      let index: Int
      if let found = table.firstIndex(where: { $0.column == field }) {
        index = found
      } else {
        index = table.count
        table.append(OutputColumn(column: field, storages: []))
      }
      while table[index].storages.count < rule { table[index].storages.append(-1) }
      table[index].storages.append(storage)
    }
    switch field.kind {
    case .identifier: placed(&plan.identifierColumns)
    case .label: placed(&plan.labelColumns)
    default: placed(&plan.integerColumns)
    }
  }

  /// The slot of a value; nil where the file has none of its columns and there is no constant.
  private mutating func slot(
    _ field: EventColumn, _ value: ValueSource, rule: Int, from: Int? = nil, unit: Int64 = 0
  ) throws(IngestionError) -> Int? {
    let key = SlotKey(field: field, value: value, from: from, unit: unit)
    if let found = known[key] {
      if !plan.slots[found].rules.contains(rule) { plan.slots[found].rules.append(rule) }
      return found
    }
    let cell = try columns.cell(value)
    if cell.isAbsent { return nil }
    let header = columns.header(of: cell) ?? schema.name(of: field) ?? "time"
    var kind = try kind(of: field, value, header: header)
    if let from, case .instant(let format, let zone) = kind {
      kind = .delayed(format, zone: zone, from: from, unit: unit)
    }
    let storage: Int
    switch kind {
    case .label:
      storage = plan.labelRows
      plan.labelRows += 1
    case .identifier:
      storage = plan.identifierRows
      plan.identifierRows += 1
    default:
      storage = plan.integerRows
      plan.integerRows += 1
    }
    var slot = Slot(kind: kind, cell: cell, header: header, storage: storage, rules: [rule])
    slot.decimalMark = value.decimal?.utf8.first
    plan.slots.append(slot)
    known[key] = plan.slots.count - 1
    return plan.slots.count - 1
  }

  private mutating func kind(
    of field: EventColumn, _ value: ValueSource, header: String
  ) throws(IngestionError) -> Slot.Kind {
    switch field.kind {
    case .instant: return .instant(try format(value, header), zone: zone(of: header))
    case .day: return .day(try format(value, header), zone: zone(of: header))
    case .money, .number: return .decimal(divisor: value.divisor)
    case .bool: return .flag
    case .identifier: return .identifier(isOrderNumber: field == .orderID)
    case .internalInteger: return .market
    case .label:
      let number = labelNumbers[field] ?? labelNumbers.count
      labelNumbers[field] = number
      return .label(number)
    }
  }

  private func format(
    _ value: ValueSource, _ header: String
  ) throws(IngestionError) -> TimeFormat {
    guard let text = value.format else { return .automatic }
    guard let format = TimeFormat(text) else {
      throw IngestionError(
        .configuration, file: file, column: header, value: text,
        problem: "the date format is not understood",
        remedy: "write it like yyyy-MM-dd HH:mm:ss, or epoch_s, epoch_ms, epoch_us")
    }
    return format
  }

  /// A header such as `Created (UTC)` names the zone of its column.
  private func zone(of header: String) -> ZoneTable {
    let folded = header.lowercased()
    return folded.hasSuffix("(utc)") || folded.hasSuffix("(in utc)") ? .utc : zone
  }

  // MARK: Conditions

  private mutating func add(_ condition: RowCondition) throws(IngestionError) -> Int {
    var other = CellPlan()
    if case .equals(let column) = condition.test {
      other = try columns.cell(ValueSource(columns: [column]))
    }
    let compiled = ConditionPlan(
      cell: try columns.cell(ValueSource(columns: condition.columns)), test: condition.test,
      accepted: condition.accepted.map { Array(HeaderPattern.fold($0).utf8) },
      isNegated: condition.negated, other: other)
    if let found = plan.conditions.firstIndex(of: compiled) { return found }
    plan.conditions.append(compiled)
    return plan.conditions.count - 1
  }

  /// Brings the tables into their final shape.
  private mutating func finishSlots() {
    let count = plan.rules.count
    func filled(_ table: inout [OutputColumn]) {
      for index in table.indices {
        while table[index].storages.count < count { table[index].storages.append(-1) }
      }
    }
    filled(&plan.integerColumns)
    filled(&plan.labelColumns)
    filled(&plan.identifierColumns)
    // Labels are numbered in the order of their output columns.
    for index in plan.slots.indices {
      if case .label(let number) = plan.slots[index].kind,
        let field = labelNumbers.first(where: { $0.value == number })?.key,
        let place = plan.labelColumns.firstIndex(where: { $0.column == field })
      {
        plan.slots[index].kind = .label(place)
      }
      // A rule that the file has no time for was dropped after it had been given its slots.
      plan.slots[index].rules.removeAll { $0 >= count }
    }
  }
}

/// Rows at the end of an export that are no data.
enum Footers {
  /// How they begin in the exports that people really have (formats.md, section 0, rule 4).
  static let usual = [
    "total", "totals", "grand total", "grand totals", "confidential information", "copyright ",
    "seller id",
  ]
}
