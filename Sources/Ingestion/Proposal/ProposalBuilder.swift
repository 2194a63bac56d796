import FunnelModel

/// Guesses what the columns of a sample mean: names first, contents where they must agree.
struct ProposalBuilder {
  private let sample: ExportSample
  private let columns: [ColumnFacts]
  /// Words of the file's name.
  private let fileWords: String
  private var fields: [MappingProposal.Field] = []
  private var taken: Set<String> = []
  private var notes: [String] = []

  init(_ sample: ExportSample, name: String) {
    self.sample = sample
    columns = sample.columns.enumerated().map { index, name in
      ColumnFacts(name: name, cells: sample.rows.map { index < $0.count ? $0[index] : "" })
    }
    fileWords = name.lowercased()
  }

  func build() -> Result<MappingProposal, MappingProposal.Reason> {
    var builder = self
    return builder.proposal()
  }

  private mutating func proposal() -> Result<MappingProposal, MappingProposal.Reason> {
    func refuse(_ sentence: String) -> Result<MappingProposal, MappingProposal.Reason> {
      .failure(MappingProposal.Reason(sentence: sentence))
    }
    if sample.rows.isEmpty { return refuse("it holds no rows to learn from") }
    let times = columns.filter { column in
      column.isTime && !FieldVocabulary.noTimes.contains { column.key.contains($0) }
    }
    if times.isEmpty { return refuse("no column holds the time of something that happened") }
    if let costs = costs(times) { return .success(costs) }
    addIdentifiers()
    if fields.isEmpty {
      return refuse("no column seems to be the id of a customer, account, order or deal")
    }
    addValues()
    let events = typedEvents(times) ?? datedEvents(times)
    if events.isEmpty { return refuse("no date seems to be the time of a known event") }
    let used = taken.union(events.flatMap { [$0.time.column, $0.condition?.column ?? ""] })
    return .success(
      MappingProposal(
        kind: .events, layout: sample.layout, fields: fields, events: events,
        unused: columns.map(\.name).filter { !used.contains($0) }, notes: notes))
  }

  // MARK: Fields

  private func column(_ keys: [String], where isFit: (ColumnFacts) -> Bool) -> ColumnFacts? {
    for key in keys {
      let found = columns.first { $0.key == key && $0.filled > 0 && !taken.contains($0.name) }
      if let found, isFit(found) { return found }
    }
    return nil
  }

  private mutating func add(_ field: String, _ column: ColumnFacts, divisor: Int = 1) {
    taken.insert(column.name)
    fields.append(
      MappingProposal.Field(
        field: field, column: column.name, divisor: divisor,
        format: field == "expected_close" ? column.format : nil))
  }

  private mutating func addIdentifiers() {
    for (field, keys) in FieldVocabulary.identifiers {
      if let found = column(keys, where: { !$0.isTime }) { add(field, found) }
    }
    if fields.isEmpty, let id = column(["id", "key", "uuid"], where: { !$0.isTime }) {
      let words = [
        ("deal", "deal_id"), ("opportunit", "deal_id"), ("lead", "deal_id"),
        ("ticket", "ticket_id"), ("order", "order_id"), ("subscription", "subscription_id"),
        ("customer", "customer_id"), ("contact", "person_id"), ("user", "customer_id"),
      ]
      if let (_, field) = words.first(where: { fileWords.contains($0.0) }) {
        add(field, id)
        notes.append("\"\(id.name)\" was taken for \(field) because of the file's name")
      }
    }
    // A file without header: the first column that is no date and no price.
    if fields.isEmpty, sample.layout != nil,
      let first = columns.first(where: { !$0.isTime && !$0.hasDecimals && $0.filled > 0 })
    {
      add("customer_id", first)
      notes.append("the file has no header: \"\(first.name)\" was taken for customer_id")
    }
  }

  private mutating func addValues() {
    for (field, keys) in FieldVocabulary.values {
      let found = column(keys) { column in
        switch field {
        case "amount", "quantity", "discount": column.isNumber
        case "currency": column.values.allSatisfy { $0.count == 3 && $0 == $0.uppercased() }
        case "expected_close": column.isTime
        default: !column.isTime && !column.values.isEmpty || field == "product"
        }
      }
      if let found { add(field, found) }
    }
    if sample.layout != nil, let last = columns.last(where: { $0.hasDecimals }) {
      add("amount", last)
      notes.append("\"\(last.name)\" was taken for amount because it has decimals")
    }
  }

  private func has(_ names: String...) -> Bool {
    fields.contains { names.contains($0.field) }
  }

  // MARK: Events

  /// Events of a log: one column says what happened, another when.
  private func typedEvents(_ times: [ColumnFacts]) -> [MappingProposal.Event]? {
    for key in FieldVocabulary.types {
      guard let column = columns.first(where: { $0.key == key && !$0.values.isEmpty }) else {
        continue
      }
      var accepted: [String: [String]] = [:]
      for value in column.values {
        let word = value.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 }
        if let type = FieldVocabulary.events[String(word)] {
          accepted[type, default: []].append(value)
        }
      }
      guard !accepted.isEmpty, let time = best(times) else { continue }
      return accepted.sorted { $0.key < $1.key }.map { type, values in
        MappingProposal.Event(
          type: type, time: field(time), condition: (column.name, values.sorted()))
      }
    }
    return nil
  }

  /// The time column whose name says least: `event_time`, `timestamp`, `date`.
  private func best(_ times: [ColumnFacts]) -> ColumnFacts? {
    let usual = [
      "event_time", "timestamp", "time", "datetime", "date", "created_at", "created",
      "zeitpunkt", "datum",
    ]
    return usual.lazy.compactMap { key in times.first { $0.key == key } }.first ?? times.first
  }

  /// Events of rows that have a date for each thing that happened.
  private mutating func datedEvents(_ times: [ColumnFacts]) -> [MappingProposal.Event] {
    var events: [MappingProposal.Event] = []
    var types: Set<String> = []
    if has("subscription_id"), has("amount"), let recurring = recurring(times) { return recurring }
    for time in times {
      for event in self.events(time) where types.insert(event.type).inserted {
        events.append(event)
      }
    }
    return events
  }

  private func events(_ time: ColumnFacts) -> [MappingProposal.Event] {
    if time.key.contains("close") || time.key.contains("closing") { return closing(time) }
    for (words, type) in FieldVocabulary.timeWords
    where words.contains(where: { time.key.contains($0) }) {
      return [MappingProposal.Event(type: type, time: field(time))]
    }
    return [MappingProposal.Event(type: ordinaryType, time: field(time))]
  }

  /// What a row about such an object most likely is.
  private var ordinaryType: String {
    if let deal = fields.first(where: { $0.field == "deal_id" }) {
      let key = deal.column.lowercased()
      return key.contains("mql") ? "mql" : key.contains("lead") ? "lead" : "opportunity"
    }
    if has("ticket_id") { return "ticket_opened" }
    if has("order_id") || has("amount") { return "purchase" }
    if has("session_id") { return "session_start" }
    return has("account_id", "person_id") ? "lead" : "sign_up"
  }

  /// Won and lost by the stage beside the date.
  private func closing(_ time: ColumnFacts) -> [MappingProposal.Event] {
    if has("ticket_id") {
      return [MappingProposal.Event(type: "ticket_resolved", time: field(time))]
    }
    guard let stage = fields.first(where: { $0.field == "stage" }),
      let column = columns.first(where: { $0.name == stage.column })
    else { return has("deal_id") ? [MappingProposal.Event(type: "won", time: field(time))] : [] }
    return ["won", "lost"].compactMap { type in
      let values = column.values.filter { $0.lowercased().contains(type) }
      if values.isEmpty { return nil }
      return MappingProposal.Event(
        type: type, time: field(time), condition: (column.name, values.sorted()))
    }
  }

  /// Monthly revenue from a start, and none from an end.
  private func recurring(_ times: [ColumnFacts]) -> [MappingProposal.Event]? {
    let amount = fields.first { $0.field == "amount" }?.column.lowercased() ?? ""
    let isMonthly = ["mrr", "month", "recurring"].contains { amount.contains($0) }
    let named = times.first { $0.key.contains("start") || $0.key.contains("from") }
    guard let start = named ?? (isMonthly ? best(times) : nil) else { return nil }
    var events = [MappingProposal.Event(type: "mrr", time: field(start))]
    let ends = ["end", "cancel", "until"]
    if let end = times.first(where: { time in ends.contains { time.key.contains($0) } }) {
      events.append(MappingProposal.Event(type: "mrr", time: field(end), amount: "0"))
    }
    return events
  }

  private func field(_ time: ColumnFacts) -> MappingProposal.Field {
    MappingProposal.Field(field: "time", column: time.name, format: time.format)
  }

  // MARK: Costs

  /// Whether the file lists amounts by category and names no buyer.
  private var isLedger: Bool {
    let keys = Set(columns.map(\.key))
    return !keys.isDisjoint(with: ["category", "cost_type"])
      && FieldVocabulary.identifiers.allSatisfy { keys.isDisjoint(with: $0.keys) }
  }

  /// Money spent: a date, an amount named so, and what it bought; no buyer.
  private mutating func costs(_ times: [ColumnFacts]) -> MappingProposal? {
    let named = column(FieldVocabulary.spent, where: { $0.isNumber })
    guard let spent = named ?? (isLedger ? column(["amount"], where: { $0.isNumber }) : nil),
      let date = best(times)
    else { return nil }
    taken.insert(date.name)
    fields = [
      MappingProposal.Field(field: "date", column: date.name, format: date.format)
    ]
    add("amount", spent, divisor: spent.key.hasSuffix("micros") ? 1_000_000 : 1)
    for (field, keys) in [
      ("impressions", ["impressions", "impr", "views"]),
      ("clicks", ["clicks", "link_clicks", "inline_link_clicks"]),
      ("campaign", ["campaign", "campaign_name", "campaign_id", "xyz_campaign_id"]),
      ("channel", ["channel", "source", "publisher_platform", "network"]),
      ("category", ["category", "cost_type"]), ("currency", ["currency", "currency_code"]),
      ("market", ["market"]),
    ] {
      let isCount = field == "impressions" || field == "clicks"
      let found = column(keys) { column in
        if field == "market" { return Set(column.values).isSubset(of: ["b2b", "b2c"]) }
        return isCount ? column.isNumber : !column.isTime
      }
      if let found { add(field, found) }
    }
    let networks = ["facebook", "meta", "google", "linkedin", "tiktok", "bing", "pinterest"]
    if !has("channel"), let network = networks.first(where: { fileWords.contains($0) }) {
      fields.append(MappingProposal.Field(field: "channel", column: "", constant: network))
    }
    if !has("category") {
      fields.append(MappingProposal.Field(field: "category", column: "", constant: "media"))
    }
    return MappingProposal(
      kind: .costs, layout: sample.layout, fields: fields, events: [],
      unused: columns.map(\.name).filter { !taken.contains($0) }, notes: notes)
  }
}
