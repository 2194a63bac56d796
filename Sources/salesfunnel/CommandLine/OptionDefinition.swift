import FunnelModel
import Reporting

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
  case from, to
  case baseline
  case writeBaseline = "write-baseline"
  case olderThan = "older-than"
  case force
  case man, schema, settings
  case help, version
}

/// What a shell can offer where a value or an argument is due.
enum Candidates: Sendable {
  case nothing, files, folders
  case words([String])
  case wordsOfCommand([CommandName: [String]])

  /// The words to offer after a command; none for files and free texts.
  func words(of command: CommandName) -> [String] {
    switch self {
    case .nothing, .files, .folders: []
    case .words(let words): words
    case .wordsOfCommand(let table): table[command] ?? []
    }
  }
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
  /// What a shell offers for the value.
  let candidates: Candidates
  /// One letter that stands for the option after a single `-`.
  let letter: Character?

  private init(
    _ name: OptionName, _ value: String?, standard: String = "", _ summary: String,
    _ commands: [CommandName], environment: String? = nil, candidates: Candidates = .nothing,
    letter: Character? = nil
  ) {
    self.name = name
    self.value = value
    self.standard = standard
    self.summary = summary
    self.commands = commands
    self.environment = environment
    self.candidates = candidates
    self.letter = letter
  }

  private static let job: [CommandName] = [.run, .validate]
  private static let stored: [CommandName] = [
    .run, .validate, .check, .trace, .sources, .doctor, .forget, .prune,
  ]
  private static let all = CommandName.allCases
  private static let data = ["text", "json", "markdown"]

  static let table: [OptionDefinition] = [
    OptionDefinition(
      .config, "FILE", standard: "salesfunnel.json here, where no PATH is given",
      "the configuration (JSON5); init writes it", stored + [.initialise],
      environment: "SALESFUNNEL_CONFIG", candidates: .files),
    OptionDefinition(
      .root, "DIR", standard: "the configuration's folder",
      "where relative paths in the configuration start", stored, candidates: .folders),
    OptionDefinition(
      .warehouse, "FILE", standard: "salesfunnel.sqlite beside the configuration, else here",
      "the warehouse (one SQLite file)", stored, environment: "SALESFUNNEL_WAREHOUSE",
      candidates: .files),
    OptionDefinition(
      .output, "DIR", standard: "salesfunnel-report beside the configuration, else here",
      "the directory to publish", [.run, .doctor], environment: "SALESFUNNEL_OUTPUT",
      candidates: .folders),
    OptionDefinition(
      .asOf, "TIME", standard: "the latest event",
      "state of knowledge of the report: 2025-09-30 (its end) or 2025-09-30T12:00:00Z",
      job + [.trace]),
    OptionDefinition(
      .from, "DATE", standard: "the first day of the data",
      "leave out events and costs before this local day; what buyers did before is not seen",
      job + [.trace]),
    OptionDefinition(
      .to, "DATE", standard: "the day after as-of",
      "leave out events and costs from this local day on; as-of is then its start at the latest",
      job + [.trace]),
    OptionDefinition(
      .grain, "G[,G]", standard: "all of them",
      "only these periods: all, year, quarter, month, week, day, window; one of them for trace",
      [.run, .trace], candidates: .words(Grain.allCases.map(\.name))),
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
        + "markdown; trace: text or json; check: text, json, junit, markdown or github; doctor: text or json",
      [.run, .check, .metrics, .trace, .sources, .doctor],
      candidates: .wordsOfCommand([
        .run: data, .metrics: data, .sources: data, .doctor: ["text", "json"],
        .trace: ["text", "json"],
        .check: ["text", "json", "junit", "markdown", "github"],
      ])),
    OptionDefinition(
      .jobs, "N", standard: "one per processor", "worker threads; they never change a number",
      job + [.trace], environment: "SALESFUNNEL_JOBS"),
    OptionDefinition(
      .maxRejects, "N|P%", standard: "0",
      "rows of a file that may be set aside: a count, or a share of its rows", job),
    OptionDefinition(
      .csvProfile, "NAME", standard: "plain",
      "dialect of the report's CSV files: plain, excel-de, excel-en or sheets", [.run],
      candidates: .words(CSVProfile.allCases.map(\.rawValue))),
    OptionDefinition(
      .language, "CODE", standard: "en", "language of the report: en or de", [.run],
      candidates: .words(Language.allCases.map(\.rawValue))),
    OptionDefinition(.quiet, nil, "print nothing but errors", all, letter: "q"),
    OptionDefinition(.verbose, nil, "say more on stderr", all, letter: "v"),
    OptionDefinition(
      .logFormat, "FORMAT", standard: "text",
      "messages on stderr: text, or json (one object "
        + "per line)", all, environment: "SALESFUNNEL_LOG_FORMAT",
      candidates: .words(["text", "json"])),
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
      [.run, .check], candidates: .files),
    OptionDefinition(
      .writeBaseline, "FILE", "write the metrics of the rules, sorted and small, fit for git",
      [.check], candidates: .files),
    OptionDefinition(
      .olderThan, "AGE|DATE",
      "which events to delete: 24mo, 2y, 90d or 8w before today, or all before a date", [.prune]),
    OptionDefinition(.force, nil, "replace a configuration that is there", [.initialise]),
    OptionDefinition(.man, nil, "print the manual page (roff) instead", [.help]),
    OptionDefinition(.schema, nil, "print the JSON Schema of the configuration instead", [.help]),
    OptionDefinition(.settings, nil, "print every setting of the configuration instead", [.help]),
    OptionDefinition(.help, nil, "print help and exit", all, letter: "h"),
    OptionDefinition(.version, nil, "print the version and exit", all, letter: "V"),
  ]

  /// The options that a command takes, in table order.
  static func options(of command: CommandName) -> [OptionDefinition] {
    table.filter { $0.commands.contains(command) }
  }
}
