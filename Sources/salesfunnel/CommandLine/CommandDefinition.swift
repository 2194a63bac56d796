import FunnelModel

/// The commands of the program.
enum CommandName: String, CaseIterable, Sendable {
  case run
  case initialise = "init"
  case validate, check, metrics, trace, sources, doctor, forget, prune, help, completion
}

/// One entry of the command table: what help, parsing and suggestions need to know of a command.
struct CommandDefinition: Sendable {
  let name: CommandName
  /// How its positional arguments are written in help; empty for none.
  let arguments: String
  /// The greatest number of positional arguments; nil = any number.
  let argumentLimit: Int?
  /// What a shell offers for them.
  let candidates: Candidates
  /// One line for the list of commands.
  let summary: String
  /// Paragraphs below the usage line; they say what the command costs and writes.
  let details: String
  /// A command line that works as it stands, and what it does.
  let examples: [(line: String, meaning: String)]

  static let table: [CommandDefinition] = [
    CommandDefinition(
      name: .run, arguments: "[PATH…]", argumentLimit: nil, candidates: .files,
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
      name: .initialise, arguments: "DIR", argumentLimit: 1, candidates: .folders,
      summary: "write a commented salesfunnel.json for a folder of exports",
      details: """
        Looks at every export below DIR, names the profile of each one that is known, proposes a
        mapping for each one that is not (columns, types, date formats, events), tries it on the
        file, and writes the configuration with its JSON Schema here, or where --config says.
        What cannot be mapped stands in it as a comment with the reason. Reads the files once;
        replaces nothing unless --force is given.
        """,
      examples: [
        ("salesfunnel init exports/", "then look through salesfunnel.json and run"),
        ("salesfunnel init /srv/exports --config /srv/funnel/salesfunnel.json", "elsewhere"),
      ]),
    CommandDefinition(
      name: .validate, arguments: "[PATH…]", argumentLimit: nil, candidates: .files,
      summary: "say what run would load, reject or find missing; writes nothing",
      details: """
        Parses every file as run would, prints where its rows would go and every error, and exits
        with the code that run would have. Opens no warehouse for writing and publishes nothing.
        """,
      examples: [
        ("salesfunnel validate --config salesfunnel.json", "try a changed configuration")
      ]),
    CommandDefinition(
      name: .check, arguments: "", argumentLimit: 0, candidates: .nothing,
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
      candidates: .words(CatalogueCommand.ids),
      summary: "the catalogue: the definition of every metric, or of one",
      details: """
        Formula, unit, population, period, interval and the fields that each one reads; after the
        metrics come the tables whose numbers are no metrics.
        """,
      examples: [
        ("salesfunnel metrics b2c.aov", "how one number is made"),
        ("salesfunnel metrics --format markdown", "the whole catalogue for a wiki"),
      ]),
    CommandDefinition(
      name: .trace, arguments: "METRIC", argumentLimit: 1, candidates: .nothing,
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
      name: .sources, arguments: "", argumentLimit: 0, candidates: .nothing,
      summary: "the ledger: which files were loaded, their rows, how fresh they are",
      details: "Reads the warehouse only.",
      examples: [("salesfunnel sources --warehouse salesfunnel.sqlite", "what is in it")]),
    CommandDefinition(
      name: .doctor, arguments: "", argumentLimit: 0, candidates: .nothing,
      summary: "look for trouble: configuration, warehouse, time zones, permissions, disk",
      details: """
        Checks what a run will need, one line each, with what to do about it. Reads every page of
        the warehouse once; writes nothing. Exits with the code that a run would fail with.
        """,
      examples: [("salesfunnel doctor --config salesfunnel.json", "before the first cron night")]),
    CommandDefinition(
      name: .forget, arguments: "ID…", argumentLimit: nil, candidates: .nothing,
      summary: "erase people: their rows, now and in every export that is read later",
      details: """
        Deletes every event of the buyers, persons and sessions with these ids, and of the ids
        that share an order or a session with them; empties the cell where an id only stands in
        somebody else's row (a contact in an account's deal). Rewrites the segments concerned,
        overwrites the freed pages, empties the write-ahead log. A keyed hash of each id stays, so
        that the same exports bring nothing back. Exits 5 ("erasure incomplete") where another
        program reads the warehouse for more than 30 seconds: run it again then.
        Numbers change with the next run. Backups and the exports themselves are yours to clean.
        """,
      examples: [
        ("salesfunnel forget c1042 anna@example.org", "both ids of one person"),
        ("salesfunnel forget --config salesfunnel.json -- -1042", "an id that begins with a dash"),
      ]),
    CommandDefinition(
      name: .prune, arguments: "", argumentLimit: 0, candidates: .nothing,
      summary: "delete events and costs beyond an age, for good",
      details: """
        Deletes what happened before a local day, rewrites the segments concerned and remembers
        the day, so that old rows of exports that are read later stay out. Buyers' earlier orders
        are then unknown: a returning customer may count as new. Rewrites the whole warehouse in
        the worst case.
        """,
      examples: [("salesfunnel prune --older-than 24mo", "keep two years")]),
    CommandDefinition(
      name: .help, arguments: "[COMMAND]", argumentLimit: 1,
      candidates: .words(CommandName.allCases.map(\.rawValue)),
      summary: "this list, or the options of a command",
      details: "The same text as COMMAND --help; also the manual page and the settings.",
      examples: [
        ("salesfunnel help run", "every option of run"),
        ("salesfunnel help --man | man -l -", "the manual page"),
        ("salesfunnel help --schema > salesfunnel.schema.json", "for the editor's completion"),
      ]),
    CommandDefinition(
      name: .completion, arguments: "bash|zsh|fish", argumentLimit: 1,
      candidates: .words(Shell.allCases.map(\.rawValue)),
      summary: "a script that completes command lines in a shell",
      details: "Made from the tables that parse the command line, so it knows every option.",
      examples: [
        ("salesfunnel completion bash > /etc/bash_completion.d/salesfunnel", "for everybody"),
        ("salesfunnel completion fish > ~/.config/fish/completions/salesfunnel.fish", "for you"),
      ]),
  ]

  /// The entry of a command.
  static func of(_ name: CommandName) -> CommandDefinition {
    // The table holds every case; `CommandTableTests` walks it.
    table.first { $0.name == name } ?? table[0]
  }
}
