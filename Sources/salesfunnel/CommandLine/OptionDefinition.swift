/// The options of the program, by the name that the user types after `--`.
enum OptionName: String, CaseIterable, Sendable {
  case config, root, warehouse, output
  case asOf = "as-of"
  case grain, by, format, jobs
  case period, market, segment
  case maxRejects = "max-rejects"
  case csvProfile = "csv-profile"
  case language, quiet, verbose
  case logFormat = "log-format"
  case strict
  case expectThrough = "expect-through"
  case allowEmpty = "allow-empty"
  case baseline
  case writeBaseline = "write-baseline"
  case help, version
}

/// One entry of the option table: parsing, help and suggestions are made from it.
struct OptionDefinition: Sendable {
  let name: OptionName
  /// What stands for the value in help; nil for a switch.
  let value: String?
  /// What holds where the option is not given, in words; empty where help need not say.
  let standard: String
  let summary: String
  let commands: [CommandName]
  /// Environment variable that gives the value where the option is absent.
  let environment: String?

  private init(
    _ name: OptionName, _ value: String?, standard: String = "", _ summary: String,
    _ commands: [CommandName], environment: String? = nil
  ) {
    self.name = name
    self.value = value
    self.standard = standard
    self.summary = summary
    self.commands = commands
    self.environment = environment
  }

  private static let job: [CommandName] = [.run, .validate]
  private static let stored: [CommandName] = [.run, .validate, .check, .trace, .sources]
  private static let all = CommandName.allCases

  static let table: [OptionDefinition] = [
    OptionDefinition(
      .config, "FILE", standard: "salesfunnel.json here, where no PATH is given",
      "the configuration (JSON5)", stored, environment: "SALESFUNNEL_CONFIG"),
    OptionDefinition(
      .root, "DIR", standard: "the configuration's folder",
      "where relative paths in the configuration start", stored),
    OptionDefinition(
      .warehouse, "FILE", standard: "salesfunnel.sqlite beside the configuration, else here",
      "the warehouse (one SQLite file)", stored, environment: "SALESFUNNEL_WAREHOUSE"),
    OptionDefinition(
      .output, "DIR", standard: "salesfunnel-report beside the configuration, else here",
      "the directory to publish", [.run], environment: "SALESFUNNEL_OUTPUT"),
    OptionDefinition(
      .asOf, "TIME", standard: "the latest event",
      "state of knowledge of the report: 2025-09-30 (its end) or 2025-09-30T12:00:00Z",
      job + [.trace]),
    OptionDefinition(
      .grain, "G[,G]", standard: "all of them",
      "only these periods: all, year, quarter, month, week, day, window; one of them for trace",
      [.run, .trace]),
    OptionDefinition(
      .period, "P", standard: "all of it",
      "the period of the number: its first day, 2025, 2025-Q3, 2025-07, or the name of a window",
      [.trace]),
    OptionDefinition(
      .market, "NAME", standard: "the metric's", "the market of the number: b2c, b2b or all",
      [.trace]),
    OptionDefinition(
      .segment, "DIM=VALUE[,…]", standard: "the total",
      "the segment of the number, or of a pair; for rfm a segment such as champions, or a class "
        + "such as 5-4-3", [.trace]),
    OptionDefinition(
      .by, "DIM[,DIM]", standard: "dimensions of the configuration, else channel",
      "break down by these dimensions, and by every two of them together", job),
    OptionDefinition(
      .format, "FORMAT", standard: "text",
      "what stdout carries: run: text, json or markdown; metrics, sources: text, json or "
        + "markdown; trace: text or json; check: text, json, junit, markdown or github",
      [.run, .check, .metrics, .trace, .sources]),
    OptionDefinition(
      .jobs, "N", standard: "one per processor", "worker threads; they never change a number",
      job + [.trace], environment: "SALESFUNNEL_JOBS"),
    OptionDefinition(
      .maxRejects, "N|P%", standard: "0",
      "rows of a file that may be set aside: a count, or a share of its rows", job),
    OptionDefinition(
      .csvProfile, "NAME", standard: "plain",
      "dialect of the report's CSV files: plain, excel-de, excel-en or sheets", [.run]),
    OptionDefinition(
      .language, "CODE", standard: "en", "language of the report: en or de", [.run]),
    OptionDefinition(.quiet, nil, "print nothing but errors", all),
    OptionDefinition(.verbose, nil, "say more on stderr", all),
    OptionDefinition(
      .logFormat, "FORMAT", standard: "text",
      "messages on stderr: text, or json (one object "
        + "per line)", all, environment: "SALESFUNNEL_LOG_FORMAT"),
    OptionDefinition(
      .strict, nil, "exit 3 where rejects were set aside, 7 where a check is undecided",
      [.run, .validate, .check]),
    OptionDefinition(
      .expectThrough, "DATE", "exit 8 where a source holds no event of that day or later", job),
    OptionDefinition(
      .allowEmpty, nil, "report \"no data\" instead of failing where nothing is selected",
      job + [.trace]),
    OptionDefinition(
      .baseline, "FILE|RUN|last",
      "compare with a report.json, a written baseline, a run of the warehouse, or the run before",
      [.run, .check]),
    OptionDefinition(
      .writeBaseline, "FILE", "write the metrics of the rules, sorted and small, fit for git",
      [.check]),
    OptionDefinition(.help, nil, "print help and exit", all),
    OptionDefinition(.version, nil, "print the version and exit", all),
  ]

  /// The options that a command takes, in table order.
  static func options(of command: CommandName) -> [OptionDefinition] {
    table.filter { $0.commands.contains(command) }
  }
}
