import FunnelModel
import RecordParsing

/// How one file is cut and parsed, found by looking at its beginning.
struct FileLayout: Sendable {
  /// Parses chunks of either syntax.
  enum Parser: Sendable {
    case csv(CSVParser)
    case blanks(CSVParser, BlankSplitter)
    case json(JSONRecordParser)

    func parse(_ batch: inout RecordBatch, treatment: ChunkTreatment) {
      switch self {
      case .csv(let parser): parser.parse(&batch, treatment: treatment)
      case .blanks(let parser, let splitter):
        parser.parse(&batch, treatment: treatment)
        splitter.split(&batch)
      case .json(let parser): parser.parse(&batch, treatment: treatment)
      }
    }
  }

  /// How records lie in the text.
  enum Syntax: Sendable {
    case csv(CSVDialect, fieldCount: Int)
    /// Fields apart by runs of blanks.
    case blanks(fieldCount: Int)
    case json(JSONRecordLayout)
  }

  var syntax: Syntax
  /// Header names; nil for JSON.
  var headers: [String]?
  /// Lines before the header.
  var preamble: [String] = []
  /// Offset in the text of the first byte behind the header, and the lines before it.
  var bodyOffset: Int
  var bodyLine: Int

  /// A chunker for the bytes behind the header.
  func chunker() -> RecordChunker {
    switch syntax {
    case .csv(let dialect, _): .csv(CSVChunker(dialect: dialect))
    case .blanks: .csv(CSVChunker(dialect: BlankSplitter.lines))
    case .json(let layout): .json(JSONChunker(layout: layout))
    }
  }

  /// A parser that keeps the columns that a resolver wants.
  func parser(_ columns: ColumnResolver) -> Parser {
    switch syntax {
    case .csv(let dialect, let fieldCount):
      .csv(CSVParser(dialect: dialect, fieldCount: fieldCount, wanted: columns.wanted))
    case .blanks(let fieldCount):
      .blanks(
        CSVParser(dialect: BlankSplitter.lines, fieldCount: 1, wanted: [0]),
        BlankSplitter(fieldCount: fieldCount, wanted: columns.wanted))
    case .json(let layout): .json(JSONRecordParser(paths: columns.paths, layout: layout))
    }
  }

  /// The mark of decimals where no cell proves it: exports with semicolons come from places that
  /// write a comma.
  var likelyDecimalMark: UInt8 {
    if case .csv(let dialect, _) = syntax, dialect.delimiter == UInt8(ascii: ";") {
      return ASCII.comma
    }
    return ASCII.point
  }
}

/// Finds the layout of an opened file.
enum LayoutFinder {
  /// The layout of a file for a source.
  static func find(
    _ file: borrowing OpenedFile, for source: ResolvedSource
  ) throws(IngestionError) -> FileLayout {
    let first = file.prefix.first { $0 > ASCII.space }
    let looksJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    if source.layout.format == .json || (source.layout.format == nil && looksJSON) {
      guard looksJSON else {
        throw IngestionError(
          .data, file: file.name, problem: "the file is not JSON, which its source expects",
          remedy: "deliver the JSON export, or name another profile")
      }
      return json(file)
    }
    return try csv(file, for: source)
  }

  static func json(_ file: borrowing OpenedFile) -> FileLayout {
    let start = JSONRecordLayout.detect(prefix: file.prefix.span, isWholeText: file.isWhole)
    return FileLayout(
      syntax: .json(start.layout), headers: nil, bodyOffset: start.bodyOffset,
      bodyLine: start.bodyLine)
  }

  private static func csv(
    _ file: borrowing OpenedFile, for source: ResolvedSource
  ) throws(IngestionError) -> FileLayout {
    if !source.layout.header.isEmpty {
      let delimiter = source.layout.delimiter?.utf8.first ?? ASCII.comma
      let fieldCount = source.layout.header.count
      return FileLayout(
        syntax: delimiter == ASCII.space
          ? .blanks(fieldCount: fieldCount)
          : .csv(CSVDialect(delimiter: delimiter), fieldCount: fieldCount),
        headers: source.layout.header, bodyOffset: 0, bodyLine: 0)
    }
    let score = HeaderScore(source)
    let found =
      header(file, source.layout.delimiter, score: score.full)
      ?? header(file, source.layout.delimiter, score: score.partial)
    guard let found else {
      let guess = CSVHeaderFinder.guess(in: file.prefix.span, isWholeText: file.isWhole)
      let names = guess?.names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ") ?? ""
      throw IngestionError(
        .data, file: file.name, line: guess.map { $0.line + 1 },
        problem: "no header row of the first lines has the columns "
          + score.names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
          + (names.isEmpty ? "" : " (the header seems to be \(names))"),
        remedy: "deliver the export with its header line, or map its columns in the configuration")
    }
    return FileLayout(
      syntax: .csv(found.dialect, fieldCount: found.names.count), headers: found.names,
      preamble: found.preamble, bodyOffset: found.bodyOffset, bodyLine: found.bodyLine)
  }

  /// The header row that a score accepts, with a declared delimiter or a recognised one.
  static func header(
    _ file: borrowing OpenedFile, _ delimiter: String?, score: ([String]) -> Int
  ) -> CSVHeader? {
    guard let byte = delimiter?.utf8.first else {
      return CSVHeaderFinder.find(
        in: file.prefix.span, isWholeText: file.isWhole, score: { score($0) })
    }
    // A first line `sep=` is how the finder is told a delimiter; it is taken off again.
    let line = Array("sep=".utf8) + [byte, UInt8(ascii: "\n")]
    let text = line + file.prefix
    var found = CSVHeaderFinder.find(
      in: text.span, isWholeText: file.isWhole, score: { score($0) })
    found?.offset -= line.count
    found?.bodyOffset -= line.count
    found?.line -= 1
    found?.bodyLine -= 1
    return found
  }
}

/// How well a row of names fits what a source needs.
struct HeaderScore {
  /// Names that the source needs, for messages.
  let names: [String]
  private let profile: SourceProfile?
  private let patterns: [HeaderPattern]

  init(_ source: ResolvedSource) {
    var names: [String] = []
    func add(_ value: ValueSource) {
      for name in value.columns where !names.contains(name) { names.append(name) }
      value.parts.forEach(add)
    }
    for rule in source.mapping?.events ?? [] {
      add(rule.time)
      add(rule.type)
      for name in rule.fields.keys.sorted() { rule.fields[name].map(add) }
    }
    let fields = (source.mapping?.columns ?? [:]).merging(source.cost?.fields ?? [:]) { $1 }
    for name in fields.keys.sorted() { fields[name].map(add) }
    patterns = names.map(HeaderPattern.init)
    profile = source.profile
    self.names = profile.map { $0.required.map { $0.first ?? "" } } ?? names
  }

  /// Counts a row only if it has everything that is required (half of the names of a user's own
  /// mapping: exports leave optional columns out).
  func full(_ row: [String]) -> Int {
    if let profile, !profile.matches(header: row) { return 0 }
    let count = partial(row)
    return profile != nil || count * 2 > patterns.count ? max(count, 1) : 0
  }

  /// Counts the names that a row has.
  func partial(_ row: [String]) -> Int {
    if let profile { return profile.matches(header: row) ? 1 : 0 }
    return patterns.count { pattern in row.contains { pattern.matches($0) } }
  }
}
