import FunnelModel

extension ConfigurationTable {
  private static let values = ConfigurationType.shorthand(.value, key: "column")

  static let source: [ConfigurationKey] = [
    ConfigurationKey("name", .text, required: true, "Name in reports.", example: #""shop""#),
    ConfigurationKey(
      "files", .oneOrMore(.text), required: true, changesNumbers: false,
      "Files or patterns, relative to this file.", example: #""exports/orders*.csv""#),
    ConfigurationKey(
      "profile", .profile, "Known kind of export; otherwise recognised by the header.",
      example: #""shopify.orders""#),
    ConfigurationKey(
      "mode", .choice(["append"], refused: ["upsert", "snapshot"]), default: #""append""#,
      "How a new file relates to earlier ones.", example: #""append""#),
    ConfigurationKey(
      refused: "snapshotTime", "Where the time of a snapshot stands.",
      example: #"{ fileName: "deals-{yyyy-MM-dd}.csv" }"#),
    ConfigurationKey(
      "timezone", .zone, "Zone of times without an offset; otherwise the reporting zone.",
      example: #""America/New_York""#),
    ConfigurationKey(
      "market", .choice(markets), "Market of its events.", example: #""b2b""#),
    ConfigurationKey(
      "maxAge", .duration, changesNumbers: false, "Age from which the source is stale.",
      example: #""36h""#),
    ConfigurationKey(
      "replaced", .choice(["supersede", "append"]),
      "What a changed file under a known name does.", example: #""supersede""#),
    ConfigurationKey(
      "rows", .object(.rows), "What a row is.", example: #"{ key: "Deal ID" }"#),
    ConfigurationKey(
      "where", .list(.object(.condition)), "Rows that count; others are filtered.",
      example: #"[{ column: "Pipeline", is: ["Sales"] }]"#),
    ConfigurationKey(
      "columns", .map(key: .field(isDefinition: true), value: values),
      "Fields of every event of a row.", example: #"{ deal_id: "Deal ID", owner: "Owner" }"#),
    ConfigurationKey(
      "events", .list(.object(.eventRule)), "The events that a row makes.",
      example: #"[{ type: "opportunity", time: "Created" }]"#),
    ConfigurationKey(
      "complete", .list(.object(.completion)), "Other files that complete rows by id.",
      example:
        #"[{ files: "closed.csv", on: { id: "id" }, events: [{ type: "won", time: "won" }] }]"#),
    ConfigurationKey(
      "cost", .object(.cost), "Fields of a row that is a cost.",
      example: #"{ date: "month", amount: "amount", category: "category" }"#),
    ConfigurationKey(
      "layout", .object(.layout), "How the file is cut into rows, where it needs telling.",
      example: #"{ delimiter: ";" }"#),
  ]

  static let rows: [ConfigurationKey] = [
    ConfigurationKey("key", .text, "Column that identifies a row.", example: #""Deal ID""#),
    ConfigurationKey(
      "version", .text, "Column that grows with each change.", example: #""Updated at""#),
    ConfigurationKey(
      "where", .list(.object(.condition)), "Rows that count; others are filtered.",
      example: #"[{ column: "Pipeline", is: ["Sales"] }]"#),
    ConfigurationKey(
      "group", .object(.group), "Consecutive rows that are one record.",
      example: #"{ key: "Name", sums: ["Quantity"] }"#),
  ]

  static let group: [ConfigurationKey] = [
    ConfigurationKey(
      "key", .oneOrMore(.text), required: true, "Column that is equal or blank within a record.",
      example: #""Name""#),
    ConfigurationKey(
      "sums", .list(.text), "Columns that are added up over a record.",
      example: #"["Quantity"]"#),
  ]

  static let condition: [ConfigurationKey] = [
    ConfigurationKey(
      "column", .oneOrMore(.text), required: true, "Column; of several the first filled one.",
      example: #""Stage""#),
    ConfigurationKey(
      "is", .list(.scalar, minimum: 1), "Texts that pass; \"\" is a blank cell.",
      example: #"["Closed Won"]"#),
    ConfigurationKey(
      "not", .list(.scalar, minimum: 1), "Texts that do not pass.", example: #"["Test"]"#),
    ConfigurationKey(
      "beginsWith", .list(.scalar, minimum: 1), "Beginnings that pass.", example: #"["Closed"]"#),
    ConfigurationKey("nonZero", .boolean, "Whether it is a number other than 0.", example: "true"),
    ConfigurationKey("sameAs", .text, "Column with the same text.", example: #""New stage""#),
    ConfigurationKey("differsFrom", .text, "Column with another text.", example: #""Old stage""#),
  ]

  static let value: [ConfigurationKey] = [
    ConfigurationKey(
      "column", .oneOrMore(.text), "Column or path; of several the first filled one.",
      example: #""Amount""#),
    ConfigurationKey(
      "constant", .scalar, "The value where there is no column or none is filled.",
      example: #""mid-market""#),
    ConfigurationKey(
      "decimal", .choice([".", ","]), "Decimal mark; otherwise decided per file.",
      example: #"",""#),
    ConfigurationKey(
      "format", .text, "Pattern of dates; otherwise recognised.", example: #""dd.MM.yyyy""#),
    ConfigurationKey(
      "divisor", .integer(1...1_000_000), default: "1",
      "Parts of a unit that the number counts: 100 for cents.", example: "100"),
    ConfigurationKey(
      "replace", .map(key: .text, value: .scalar), "Texts replaced by others; \"\" = missing.",
      example: #"{ "n/a": "" }"#),
    ConfigurationKey(
      "lowercase", .boolean, default: "false", "Whether letters become small.", example: "true"),
    ConfigurationKey("dropPrefix", .text, "Beginning that is removed.", example: ##""#""##),
    ConfigurationKey("dropSuffix", .text, "End that is removed.", example: #""%""#),
    ConfigurationKey(
      "dropParentheses", .boolean, default: "false",
      "Whether a last group in parentheses is removed.", example: "true"),
    ConfigurationKey(
      "parts", .list(values, minimum: 2), "Values that are joined instead of a column.",
      example: #"["visitor", "session"]"#),
    ConfigurationKey(
      "separator", .text, default: #""""#, "Text between `parts`.", example: #"".""#),
    ConfigurationKey(
      "fromHeader", .boolean, default: "false",
      "Whether the value is what `*` stands for in the header.", example: "true"),
  ]

  static let eventRule: [ConfigurationKey] = [
    ConfigurationKey(
      "type", .shorthand(.value, key: "constant"), required: true,
      "Type of event, or the column that holds it.", example: #""won""#),
    ConfigurationKey(
      "time", values, required: true, "When it happened; blank cells make no event.",
      example: #"{ column: "Closed", format: "dd.MM.yyyy" }"#),
    ConfigurationKey(
      "where", .list(.object(.condition)), "Rows that make the event.",
      example: #"[{ column: "Stage", is: ["Closed Won"] }]"#),
    ConfigurationKey(
      "eachHeader", .boolean, default: "false",
      "Whether every header that matches `time` makes an event.", example: "true"),
    ConfigurationKey(
      "undated", .boolean, default: "false", "Whether `time` is another fact's time.",
      example: "true"),
    ConfigurationKey(
      "after", .object(.delay), "What passes between `time` and the event.",
      example: #"{ column: "First reply time in minutes", unit: "m" }"#),
  ]

  static let completion: [ConfigurationKey] = [
    ConfigurationKey(
      "files", .oneOrMore(.text), required: true, changesNumbers: false, "Files or patterns.",
      example: #""crm/closed.csv""#),
    ConfigurationKey(
      "on", .map(key: .text, value: .text), required: true,
      "Column of this file → equal column of the first.", example: #"{ lead_id: "lead_id" }"#),
    ConfigurationKey(
      "columns", .map(key: .field(isDefinition: true), value: values),
      "Fields of every event of a row.", example: #"{ amount: "Value" }"#),
    ConfigurationKey(
      "events", .list(.object(.eventRule), minimum: 1), required: true,
      "The events that a row makes.", example: #"[{ type: "won", time: "won_date" }]"#),
  ]

  static let cost: [ConfigurationKey] =
    [
      ConfigurationKey(
        "where", .list(.object(.condition)), "Rows that count; others are filtered.",
        example: #"[{ column: "Campaign", not: [""] }]"#)
    ]
    + [
      ("date", "Day of the cost."), ("from", "First day, where a row spans several."),
      ("to", "Last day, inclusive."), ("market", "b2c, b2b, or blank for both."),
      ("category", "media, people, tools or other."), ("channel", "Channel."),
      ("campaign", "Campaign."), ("amount", "Money."), ("currency", "ISO 4217 code."),
      ("impressions", "Times shown."), ("clicks", "Clicks."),
    ].map { ConfigurationKey($0.0, values, $0.1, example: "\"\($0.0)\"") }

  static let layout: [ConfigurationKey] = [
    ConfigurationKey(
      "format", .choice(["csv", "json"]), "Syntax; otherwise recognised.", example: #""csv""#),
    ConfigurationKey(
      "delimiter", .text, "Character between fields; a blank means any run of blanks.",
      example: #"";""#),
    ConfigurationKey(
      "header", .list(.text), "Names of the columns of a file without a header row.",
      example: #"["id", "date", "amount"]"#),
    ConfigurationKey(
      "maximumPreamble", .integer(0...1000), default: "0",
      "Greatest number of lines before the header row.", example: "5"),
    ConfigurationKey(
      "footers", .list(.text), "Beginnings of rows that are totals or notes.",
      example: #"["Total"]"#),
    ConfigurationKey(
      "skipsSingleCells", .boolean, default: "false",
      "Whether a row of one cell is a note that is skipped.", example: "true"),
  ]
}
