import Foundation
import Testing

/// `forget` on the sample companies: people of real formats, whose ids codecs store as numbers, too.
/// A debug build takes minutes.
@Suite(.enabled(if: Package.isOptimised, "the sample companies take an optimised build"))
struct SampleErasureTests {
  /// Some people of a company, and how to leave their rows out of its exports.
  private struct People {
    /// What is given to `forget`.
    var ids: [String]
    /// Every text that names one of them.
    var names: Set<String>
    /// The exports without them, by path.
    var others: [String: String]
  }

  /// The last event must not be somebody's who goes; few grains, since days take the longest.
  private static let night = ["run", "--as-of", "2025-12-31", "--grain", "all,month"]

  private static func home(_ company: String) -> URL {
    Package.root.appendingPathComponent("SampleData/\(company)")
  }

  private static func exports(_ company: String) throws -> [String: String] {
    let folder = home(company).appendingPathComponent("exports")
    var result: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      guard path.hasSuffix(".csv") || path.hasSuffix(".ndjson") else { continue }
      result[path] = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }
    return result
  }

  /// The records of a file; a quoted line break ends none.
  private static func records(_ text: String) -> [String] {
    var result: [String] = []
    var open = ""
    for line in text.components(separatedBy: "\n") {
      open += open.isEmpty ? line : "\n" + line
      if open.components(separatedBy: "\"").count % 2 == 0 { continue }
      result.append(open)
      open = ""
    }
    return result
  }

  /// The text behind a beginning, up to an end.
  private static func text(_ record: String, after start: String, to end: String) -> String? {
    guard let from = record.range(of: start),
      let to = record.range(of: end, range: from.upperBound..<record.endIndex)
    else { return nil }
    return String(record[from.upperBound..<to.lowerBound])
  }

  private static func without(
    _ files: [String: String], _ isTheirs: (String) -> Bool
  ) -> [String: String] {
    files.mapValues { text in
      var isLeftOut = false
      return records(text).filter { record in
        // A row without an order belongs to the one before it.
        if !record.hasPrefix(",") { isLeftOut = isTheirs(record) }
        return !isLeftOut
      }.joined(separator: "\n")
    }
  }

  /// A hundred users who bought for themselves: their ids are one letter and a number.
  private static func users() throws -> People {
    let files = try exports("hybrid-plg")
    func user(_ record: String) -> String? {
      record.range(of: #"\bu[0-9]{4}\b"#, options: .regularExpression).map { String(record[$0]) }
    }
    var all: Set<String> = []
    var inTeams: Set<String> = []
    for record in files.values.flatMap(records) {
      guard let user = user(record) else { continue }
      all.insert(user)
      if record.contains("acct-") { inTeams.insert(user) }
    }
    let alone = all.subtracting(inTeams).sorted()
    let ids = Array(stride(from: 0, to: alone.count, by: 2).map { alone[$0] }.prefix(100))
    let names = Set(ids)
    return People(
      ids: ids, names: names, others: without(files) { user($0).map(names.contains) ?? false })
  }

  /// A hundred customers of the shop, with the visitors that their orders lead to: web analytics
  /// writes those as two numbers.
  private static func customers() throws -> People {
    let files = try exports("skincare-shop")
    func visitor(_ record: String) -> String? {
      text(record, after: "\"user_pseudo_id\":\"", to: "\"")
    }
    func purchase(_ record: String) -> String? {
      text(record, after: "\"transaction_id\":\"", to: "\"")
        .map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
    }
    func customer(_ record: String) -> String? {
      guard record.hasPrefix("#"), let cell = text(record, after: ",", to: ",") else { return nil }
      return cell.contains("@") ? cell.lowercased() : nil
    }
    var customersOfOrder: [String: Set<String>] = [:]
    var visitorsOfOrder: [String: Set<String>] = [:]
    var ordersOfVisitor: [String: Set<String>] = [:]
    for record in files.values.flatMap(records) {
      if let order = purchase(record), let visitor = visitor(record) {
        visitorsOfOrder[order, default: []].insert(visitor)
        ordersOfVisitor[visitor, default: []].insert(order)
      } else if let customer = customer(record), let order = text(record, after: "#", to: ",") {
        customersOfOrder[order, default: []].insert(customer)
      }
    }
    var ids: [String] = []
    var names: Set<String> = []
    var theirs: Set<String> = []
    for customer in Set(customersOfOrder.values.joined()).sorted() where ids.count < 100 {
      let orders = customersOfOrder.filter { $0.value.contains(customer) }.keys
      let visitors = Set(orders.flatMap { visitorsOfOrder[$0] ?? [] })
      // Those only whose visitors bought for nobody else.
      let buyers = visitors.flatMap { ordersOfVisitor[$0] ?? [] }
        .flatMap { customersOfOrder[$0] ?? ["?"] }
      guard Set(buyers).isSubset(of: [customer]) else { continue }
      ids.append(customer)
      names.formUnion(visitors.union([customer]))
      theirs.formUnion(orders)
    }
    return People(
      ids: ids, names: names,
      others: without(files) { record in
        // Without consent a purchase names nobody, but still the order.
        (visitor(record) ?? customer(record)).map(names.contains) ?? false
          || purchase(record).map(theirs.contains) ?? false
      })
  }

  private func run(_ workspace: Workspace, _ arguments: [String]) throws {
    let run = try workspace.run(
      [arguments[0], "--config", "salesfunnel.json", "--quiet"] + arguments.dropFirst())
    #expect(run.code == 0, "\(run)")
  }

  private func workspace(_ company: String, _ exports: [String: String]) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(
      "salesfunnel.json",
      String(
        contentsOf: Self.home(company).appendingPathComponent("salesfunnel.json"), encoding: .utf8))
    for (path, text) in exports { try workspace.write("exports/\(path)", text) }
    try run(workspace, Self.night)
    return workspace
  }

  /// Every file of the workspace but the exports that holds one of some texts.
  private func holders(_ workspace: Workspace, of texts: Set<String>) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path).filter { path in
      guard !path.hasPrefix("exports"),
        let data = FileManager.default.contents(atPath: workspace.path(path).path)
      else { return false }
      return texts.contains { data.range(of: Data($0.utf8)) != nil }
    }
  }

  /// The people among the records behind some numbers, as they are decoded from the warehouse.
  private func traced(
    _ workspace: Workspace, _ metrics: [String], _ names: Set<String>
  ) throws -> Set<String> {
    var found: Set<String> = []
    for metric in metrics {
      let run = try workspace.run(
        "trace", metric, "--config", "salesfunnel.json", "--as-of", "2025-12-31")
      #expect(run.code == 0, "\(run)")
      found.formUnion(names.filter { run.stdout.range(of: $0) != nil })
    }
    return found
  }

  @Test(arguments: [
    ("hybrid-plg", ["b2c.orders"]), ("skincare-shop", ["b2c.orders", "b2c.sessions"]),
  ])
  func aHundredPeopleAreGoneAndNobodyElseNotices(company: String, metrics: [String]) throws {
    let people = try company == "hybrid-plg" ? Self.users() : Self.customers()
    #expect(people.ids.count == 100 && people.names.count >= 100)
    let workspace = try workspace(company, Self.exports(company))
    #expect(try traced(workspace, metrics, people.names).count > 20)

    try run(workspace, ["forget"] + people.ids)
    #expect(try holders(workspace, of: people.names) == [])
    let store = try Data(contentsOf: workspace.path("salesfunnel.sqlite"))
    #expect(Database.usedFreePages(store) == 0)
    let log = FileManager.default.contents(atPath: workspace.path("salesfunnel.sqlite-wal").path)
    #expect(log?.isEmpty ?? true)

    // Delivered again in other bytes, so that every file is read anew.
    for (path, text) in try Self.exports(company) {
      try workspace.write("exports/\(path)", text + "\n")
    }
    try run(workspace, Self.night)
    #expect(try holders(workspace, of: people.names) == [])
    #expect(try traced(workspace, metrics, people.names) == [])
    let clean = try self.workspace(company, people.others)
    let (found, expected) = (try workspace.report(), try clean.report())
    #expect(Set(found.keys) == Set(expected.keys))
    for (path, bytes) in found { #expect(expected[path] == bytes, "\(path)") }
  }
}
