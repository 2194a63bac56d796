/// The commands of the program.
enum CommandName: String, CaseIterable, Sendable {
  case run, validate, check, metrics, trace, sources, help
}

/// One entry of the command table: what help, parsing and suggestions need to know of a command.
struct CommandDefinition: Sendable {
  let name: CommandName
  /// How its positional arguments are written in help; empty for none.
  let arguments: String
  /// The greatest number of positional arguments; nil = any number.
  let argumentLimit: Int?
  /// One line for the list of commands.
  let summary: String
  /// Paragraphs below the usage line; they say what the command costs and writes.
  let details: String
  /// A command line that works as it stands, and what it does.
  let examples: [(line: String, meaning: String)]

  static let table: [CommandDefinition] = [
    CommandDefinition(
      name: .run, arguments: "[PATH…]", argumentLimit: nil,
      summary: "load new exports, compute, publish the report (the nightly job)",
      details: """
        Reads the files that the configuration names and those given as PATH (files or folders),
        skips what was loaded before, and publishes the report as a whole. Without a configuration
        each file is recognised by its header. A file with rows beyond --max-rejects is refused:
        nothing of it is stored and the old report stands (exit 4).
        Reads every new file once; writes only the warehouse and the output directory.
        """,
      examples: [
        ("salesfunnel run exports/", "first report from a folder of exports"),
        ("salesfunnel run --config salesfunnel.json --quiet", "the nightly job of cron"),
      ]),
    CommandDefinition(
      name: .validate, arguments: "[PATH…]", argumentLimit: nil,
      summary: "say what run would load, reject or find missing; writes nothing",
      details: """
        Parses every file as run would, prints where its rows would go and every error, and exits
        with the code that run would have. Opens no warehouse for writing and publishes nothing.
        """,
      examples: [
        ("salesfunnel validate --config salesfunnel.json", "try a changed configuration")
      ]),
    CommandDefinition(
      name: .check, arguments: "", argumentLimit: 0,
      summary: "compare the last run with a baseline and judge every rule of checks[]",
      details: """
        Verdicts: pass, regressed, improved, undecided, missing, new, redefined. Exits 1 where a
        rule regressed, 7 where one is undecided and --strict is given. Reads the warehouse only.
        """,
      examples: [
        ("salesfunnel check --write-baseline baseline.json", "keep today's numbers in git"),
        (
          "salesfunnel check --baseline baseline.json --format github",
          "annotate a pull request"
        ),
      ]),
    CommandDefinition(
      name: .metrics, arguments: "[ID]", argumentLimit: 1,
      summary: "the catalogue: the definition of every metric, or of one",
      details: "Formula, unit, population, period, interval and the fields that each one reads.",
      examples: [
        ("salesfunnel metrics b2c.aov", "how one number is made"),
        ("salesfunnel metrics --format markdown", "the whole catalogue for a wiki"),
      ]),
    CommandDefinition(
      name: .trace, arguments: "METRIC", argumentLimit: 1,
      summary: "the records behind one printed number, with file and line",
      details: """
        Prints the buyers in numerator and denominator of a number of metrics.csv with the fewest
        events by which each counts, folds those records again and says whether they give the
        number. Where it depends on more than its cell (fitted models, shares of others) all records
        that enter are listed. METRIC is an id of `salesfunnel metrics`, or rfm for the buyers of
        one class. Reads the warehouse only; ids and records go to whoever may read it.
        """,
      examples: [
        (
          "salesfunnel trace b2c.refund_rate --grain month --period 2025-03",
          "who returned what in March"
        ),
        ("salesfunnel trace b2c.orders --segment channel=email --format json", "for a program"),
        ("salesfunnel trace rfm --segment champions", "the buyers of one class"),
      ]),
    CommandDefinition(
      name: .sources, arguments: "", argumentLimit: 0,
      summary: "the ledger: which files were loaded, their rows, how fresh they are",
      details: "Reads the warehouse only.",
      examples: [("salesfunnel sources --warehouse salesfunnel.sqlite", "what is in it")]),
    CommandDefinition(
      name: .help, arguments: "[COMMAND]", argumentLimit: 1,
      summary: "this list, or the options of a command",
      details: "The same text as COMMAND --help.",
      examples: [("salesfunnel help run", "every option of run")]),
  ]

  /// The entry of a command.
  static func of(_ name: CommandName) -> CommandDefinition {
    // The table holds every case; `CommandTableTests` walks it.
    table.first { $0.name == name } ?? table[0]
  }
}
