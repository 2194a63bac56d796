import FunnelModel
import RecordParsing

/// Finds the columns of a file by the names that a mapping uses, and numbers those that it reads.
struct ColumnResolver: Sendable {
  /// Header names of a CSV file; nil for JSON, where a name is a path.
  let headers: [String]?
  /// File columns (CSV) in the order of the batch's columns.
  private(set) var wanted: [Int] = []
  /// Paths (JSON) in the order of the batch's columns.
  private(set) var paths: [JSONPath] = []
  private let folded: [String]
  private let file: String

  /// A resolver for a CSV header, or for JSON where `headers` is nil.
  init(headers: [String]?, file: String) {
    self.headers = headers
    self.file = file
    folded = (headers ?? []).map(HeaderPattern.fold)
  }

  /// Names of the batch's columns.
  var names: [String] {
    guard let headers else { return paths.map(\.description) }
    return wanted.map { headers[$0] }
  }

  /// The header names as a text for messages, the first twenty.
  var listing: String {
    let names = headers ?? []
    return names.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
      + (names.count > 20 ? ", …" : "")
  }

  /// Makes every column of the file a column of the batch.
  mutating func wantAll() {
    guard let headers else { return }
    for index in headers.indices where !wanted.contains(index) { wanted.append(index) }
  }

  /// Columns of the batch for a name, in file order; `*` may stand for several.
  mutating func columns(named name: String) throws(IngestionError) -> [Int] {
    guard let headers else { return [try column(path: name)] }
    let pattern = HeaderPattern(name)
    if pattern.hasWildcard {
      var found: [Int] = []
      for index in headers.indices where pattern.matches(headers[index]) {
        found.append(column(index))
      }
      return found
    }
    guard let index = folded.firstIndex(of: HeaderPattern.fold(name)) else { return [] }
    return [column(index)]
  }

  /// The plan of a value; absent where the file has none of its columns.
  mutating func cell(_ value: ValueSource) throws(IngestionError) -> CellPlan {
    var plan = CellPlan()
    plan.rules = value.rules
    for (from, to) in value.replacements { plan.replacements[Array(from.utf8)] = Array(to.utf8) }
    if value.isFromHeader {
      let found = value.columns.lazy.compactMap { [headers] name in
        (headers ?? []).lazy.compactMap { HeaderPattern(name).capture(in: $0) }.first
      }.first
      plan.constant = Array((found ?? value.constant ?? "").utf8)
      plan.constant = TextRules.apply(plan, to: plan.constant)
      plan.rules = []
      plan.replacements = [:]
      return plan
    }
    for name in value.columns { plan.columns += try columns(named: name) }
    plan.constant = Array((value.constant ?? "").utf8)
    for part in value.parts {
      let cell = try cell(part)
      if cell.isAbsent { return CellPlan() }
      plan.parts.append(cell)
    }
    plan.separator = Array(value.separator.utf8)
    if plan.isConstant {
      plan.constant = TextRules.apply(plan, to: plan.constant)
      plan.rules = []
      plan.replacements = [:]
    }
    return plan
  }

  /// Name of the first column that a value reads.
  func header(of cell: CellPlan) -> String? {
    if let column = cell.columns.first { return names[column] }
    return cell.parts.lazy.compactMap { header(of: $0) }.first
  }

  /// A rule once for every header that its time's pattern matches; other rules as they are.
  func expanded(_ rule: EventRule) -> [EventRule] {
    guard rule.eachHeader, let name = rule.time.columns.first else { return [rule] }
    let pattern = HeaderPattern(name)
    return (headers ?? []).compactMap { header in
      guard let capture = pattern.capture(in: header) else { return nil }
      var result = rule
      result.eachHeader = false
      result.time.columns = [header]
      for (field, value) in rule.fields where value.isFromHeader && value.columns.contains(name) {
        result.fields[field]?.columns = []
        result.fields[field]?.isFromHeader = false
        result.fields[field]?.constant = capture
      }
      return result
    }
  }

  private mutating func column(_ index: Int) -> Int {
    if let found = wanted.firstIndex(of: index) { return found }
    wanted.append(index)
    return wanted.count - 1
  }

  private mutating func column(path: String) throws(IngestionError) -> Int {
    let parsed: JSONPath
    do throws(JSONPathError) { parsed = try JSONPath(path) } catch {
      throw IngestionError(
        .configuration, file: file, column: path,
        problem: "the path is malformed (\(error.message))",
        remedy: "write it like a.b, list[0].a or list[key=name].value")
    }
    if let found = paths.firstIndex(of: parsed) { return found }
    paths.append(parsed)
    return paths.count - 1
  }
}
