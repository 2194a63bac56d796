import Foundation
import Testing

/// `privacy.hashKeyFile`: the store holds hashes in the place of ids, and nothing else changes.
@Suite struct HashKeyTests {
  private static let key = "0123456789abcdef0123456789abcdef\n"

  private func write(_ key: String, to workspace: Workspace, mode: Int = 0o600) throws {
    try workspace.write("key", key)
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: workspace.path("key").path)
  }

  /// The sample shop's configuration with a key file of the workspace.
  private func company(_ workspace: Workspace) throws -> URL {
    let home = Package.root.appendingPathComponent("SampleData/skincare-shop")
    let text = try String(
      contentsOf: home.appendingPathComponent("salesfunnel.json"), encoding: .utf8)
    let place = "  authority:"
    #expect(text.contains(place))
    try workspace.write(
      "hashed.json",
      text.replacingOccurrences(
        of: place,
        with: "  privacy: { hashKeyFile: \"\(workspace.path("key").path)\" },\n\(place)"))
    return home
  }

  /// E-mail addresses and visitors of the raw exports.
  private func people(_ home: URL) throws -> Set<String> {
    var found: Set<String> = []
    let exports = home.appendingPathComponent("exports")
    for path in try FileManager.default.subpathsOfDirectory(atPath: exports.path) {
      guard path.hasPrefix("orders") || path.hasSuffix(".ndjson") else { continue }
      let text = try String(contentsOf: exports.appendingPathComponent(path), encoding: .utf8)
      for match in text.matches(of: /[a-z0-9._+-]+@[a-z.]+[a-z]/) { found.insert(String(match.0)) }
      for match in text.matches(of: /"user_pseudo_id":"([^"]+)"/) { found.insert(String(match.1)) }
    }
    return found
  }

  @Test func noIDIsStoredAndEveryReportIsTheSame() throws {
    let workspace = try Workspace()
    let home = try company(workspace)
    try write(Self.key, to: workspace)
    let plain = try workspace.run(
      "run", "--config", home.appendingPathComponent("salesfunnel.json").path, "--quiet",
      "--warehouse", "plain.sqlite", "--output", "plain")
    let hashed = try workspace.run(
      "run", "--config", "hashed.json", "--root", home.path, "--quiet",
      "--warehouse", "hashed.sqlite", "--output", "hashed")
    #expect(plain.code == 0 && hashed.code == 0, "\(plain) \(hashed)")
    let expected = try workspace.report("plain")
    let found = try workspace.report("hashed")
    #expect(Set(found.keys) == Set(expected.keys))
    for (name, bytes) in expected { #expect(found[name] == bytes, "\(name)") }

    let people = try people(home)
    #expect(people.count > 1_000)
    let stores = try ["plain.sqlite", "hashed.sqlite"].map {
      try Data(contentsOf: workspace.path($0))
    }
    let sample = people.sorted().prefix(200)
    #expect(sample.contains { stores[0].range(of: Data($0.utf8)) != nil })
    for person in sample {
      #expect(stores[1].range(of: Data(person.utf8)) == nil, "\(person)")
    }
    // Nor do codecs hide any: what is read back are 32 hexadecimal digits.
    let trace = try workspace.run(
      "trace", "b2c.orders", "--config", "hashed.json", "--root", home.path,
      "--warehouse", "hashed.sqlite")
    #expect(trace.code == 0, "\(trace)")
    #expect(trace.stdout.contains(/[0-9a-f]{32}/))
    for person in people { #expect(!trace.stdout.contains(person), "\(person)") }

    let forgotten = try #require(people.sorted().first { $0.contains("@") })
    let forget = try workspace.run(
      "forget", forgotten, "--config", "hashed.json", "--root", home.path,
      "--warehouse", "hashed.sqlite")
    #expect(forget.code == 0, "\(forget)")
    #expect(forget.stderr.contains(/1 id.* [1-9]\d* events? deleted/), "\(forget)")
  }

  @Test func rejectedRowsKeepNoCell() throws {
    let workspace = try Workspace()
    let rows =
      ShopExport.rows() + [
        "ex,anna@shop.example,purchase,c1,s1,o77,1.00,EUR,mail",
        "ey,2025-03-01T10:00:00Z,purchase,berta@shop.example",
      ]
    try workspace.write("events.csv", ShopExport.text(rows))
    try workspace.write("salesfunnel.json", Self.configuration)
    try write(Self.key, to: workspace)
    let run = try workspace.run("run", "--max-rejects", "2")
    #expect(run.code == 0, "\(run)")
    let rejects = try Database.texts(
      workspace.path("salesfunnel.sqlite").path,
      "SELECT line || column_name || '/' || cell FROM rejects ORDER BY line")
    #expect(rejects == ["26time/", "27/"])
    for path in try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path)
    where path != "events.csv" {
      let bytes = FileManager.default.contents(atPath: workspace.path(path).path) ?? Data()
      #expect(bytes.range(of: Data("@shop".utf8)) == nil, "\(path)")
    }
  }

  private static let configuration = #"""
    { sources: [{ name: "shop", files: "events.csv" }], privacy: { hashKeyFile: "key" } }
    """#

  @Test(arguments: [
    ("", 0o600, "holds 0 bytes; a key has at least 16"),
    ("too short\n", 0o600, "holds 9 bytes; a key has at least 16"),
    (key, 0o644, "may be read by other users"),
  ])
  func aWeakKeyIsRefused(key: String, mode: Int, problem: String) throws {
    let workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
    try workspace.write("salesfunnel.json", Self.configuration)
    let missing = try workspace.run("validate")
    #expect(missing.code == 2, "\(missing)")
    #expect(missing.stderr.contains("`privacy.hashKeyFile`: key does not exist"), "\(missing)")
    try write(key, to: workspace, mode: mode)
    for command in ["run", "validate"] {
      let run = try workspace.run(command)
      #expect(run.code == 2, "\(run)")
      #expect(run.stderr.contains(problem), "\(run)")
    }
    #expect(!workspace.exists("salesfunnel.sqlite"))
  }

  @Test func idsUnderDifferentKeysNeverMeet() throws {
    let workspace = try Workspace()
    try workspace.write("events.csv", ShopExport.file())
    try workspace.write("salesfunnel.json", Self.configuration)
    try write(Self.key, to: workspace)
    #expect(try workspace.run("run", "--quiet").code == 0)
    let report = try workspace.report()
    try write("another key of enough bytes", to: workspace)
    let other = try workspace.run("run")
    #expect(other.code == 2, "\(other)")
    #expect(
      other.stderr.contains(
        "salesfunnel.sqlite holds ids hashed under a key, not hashed under this"))
    #expect(other.stderr.contains("name a new `warehouse`"))
    let plain = try workspace.run("run", "events.csv", "--warehouse", "salesfunnel.sqlite")
    #expect(plain.code == 2, "\(plain)")
    #expect(plain.stderr.contains("not as they stand in the exports"), "\(plain)")
    // The exports delivered again, with the right key and more rows: still one set of buyers.
    try write(Self.key, to: workspace)
    #expect(try workspace.run("run", "--quiet").code == 0)
    #expect(try workspace.report() == report)
    let filled = try workspace.run("run", "events.csv", "--warehouse", "p.sqlite", "--output", "p")
    #expect(filled.code == 0, "\(filled)")
    let late = try workspace.run("run", "--warehouse", "p.sqlite", "--output", "p")
    #expect(late.code == 2, "\(late)")
    #expect(late.stderr.contains("p.sqlite holds ids as they stand in the exports"), "\(late)")
  }
}
