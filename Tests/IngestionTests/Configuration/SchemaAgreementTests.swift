import Foundation
import RecordParsing
import Testing

@testable import Ingestion

/// The JSON Schema that ships and the reader say yes and no to the same keys.
@Suite("Schema and reader agree")
struct SchemaAgreementTests {
  private let schema: JSONValue

  init() throws {
    schema = try JSONDocument(Array(ConfigurationSchema.jsonSchema().utf8), dialect: .json).root
  }

  /// Names that some object knows, and slips of them.
  private static let universe: [String] = {
    let names = ConfigurationObject.allCases.flatMap { $0.keys.map(\.name) }
    return Set(names + names.map { $0 + "x" } + names.map { String($0.dropFirst()) }).sorted()
  }()

  private func definition(_ object: ConfigurationObject) -> JSONValue? {
    object == .configuration ? schema : schema["$defs"]?[object.rawValue]
  }

  @Test(
    "A key of any object is known to both or to neither", arguments: ConfigurationObject.allCases)
  func keys(_ object: ConfigurationObject) throws {
    let definition = try #require(self.definition(object))
    let known = Set(definition["properties"]?.members.map(\.name) ?? [])
    #expect(!known.isEmpty)
    for name in Self.universe where !name.isEmpty {
      let text = Array("{ \(ConfigurationChecker.quoted(name)): {} }".utf8)
      var checker = ConfigurationChecker(file: "x", zones: ZoneLoader())
      _ = checker.check(
        try JSONDocument(text, dialect: .json5).root, .object(object), "")
      let isUnknown = checker.errors.contains {
        $0.message.contains("unknown key `\(name)`") || $0.message.contains("not supported")
      }
      // An event rule's other keys are fields of its events, for both.
      if object.otherKeys == nil { #expect(known.contains(name) != isUnknown, "\(object).\(name)") }
      if known.contains(name) { #expect(!isUnknown, "\(object).\(name)") }
    }
    #expect(
      definition["additionalProperties"]?.bool == (object.otherKeys == nil ? false : nil))
    let required = Set(definition["required"]?.elements.compactMap(\.string) ?? [])
    #expect(required == Set(object.keys.filter(\.isRequired).map(\.name)))
  }

  /// A configuration and the key that a slip of one letter in it means.
  static let typos: [(text: String, key: String)] = [
    ("{ timezome: 'UTC' }", "timezone"), ("{ tmezone: 'UTC' }", "timezone"),
    ("{ asof: '2025-01-01' }", "asOf"), ("{ currencyy: 'EUR' }", "currency"),
    ("{ curency: 'EUR' }", "currency"), ("{ fiscalYearStrat: 4 }", "fiscalYearStart"),
    ("{ window: [] }", "windows"), ("{ grosMargin: 0.6 }", "grossMargin"),
    ("{ warehuse: 'x' }", "warehouse"), ("{ outputs: 'x' }", "output"),
    ("{ dimension: [] }", "dimensions"), ("{ suorces: [] }", "sources"),
    ("{ source: [] }", "sources"), ("{ funels: [] }", "funnels"), ("{ target: [] }", "targets"),
    ("{ band: [] }", "bands"), ("{ cheks: [] }", "checks"), ("{ costz: [] }", "costs"),
    ("{ authorityy: {} }", "authority"), ("{ cacLagMonth: 1 }", "cacLagMonths"),
    ("{ windows: [{ nme: 'a', from: '2025-01-01', to: '2025-02-01' }] }", "name"),
    ("{ windows: [{ name: 'a', form: '2025-01-01', to: '2025-02-01' }] }", "from"),
    ("{ sources: [{ name: 'a', file: 'x' }] }", "files"),
    ("{ sources: [{ name: 'a', files: 'x', profil: 'shopify.orders' }] }", "profile"),
    ("{ sources: [{ name: 'a', files: 'x', mdoe: 'append' }] }", "mode"),
    ("{ sources: [{ name: 'a', files: 'x', maxage: '1d' }] }", "maxAge"),
    ("{ sources: [{ name: 'a', files: 'x', wher: [] }] }", "where"),
    ("{ sources: [{ name: 'a', files: 'x', colums: {} }] }", "columns"),
    ("{ checks: [{ metric: 'b2c.aov', beter: 'higher' }] }", "better"),
    ("{ checks: [{ metric: 'b2c.aov', tolerance: { relativ: 0.1 } }] }", "relative"),
  ]

  @Test("Thirty slips of one letter, thirty caught with the key that was meant")
  func slips() throws {
    #expect(Self.typos.count == 30)
    for (text, key) in Self.typos {
      do {
        _ = try ConfigurationReader().read(Array(("\n" + text).utf8), file: "salesfunnel.json")
        Issue.record("accepted: \(text)")
      } catch {
        #expect(error.description.contains("did you mean `\(key)`"), "\(text): \(error)")
        #expect(error.description.hasPrefix("salesfunnel.json:2:"), "\(error)")
      }
    }
  }

  /// Strict JSON of a configuration.
  private static func json(_ value: JSONValue) -> String {
    switch value.kind {
    case .object:
      let members = value.members.map {
        ConfigurationChecker.quoted($0.name) + ":" + json($0.value)
      }
      return "{" + members.joined(separator: ",") + "}"
    case .array: return "[" + value.elements.map(json).joined(separator: ",") + "]"
    case .string: return ConfigurationChecker.quoted(value.string ?? "")
    case .number: return value.numberText ?? value.rawText
    default: return value.rawText
    }
  }

  @Test("Python's jsonschema, where installed, accepts every configuration here and no slip")
  func independentValidator() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    var accepted: [String] = []
    for folder in ["Tests/RealData", "SampleData/skincare-shop", "SampleData/industrial-saas"] {
      let path = root.appendingPathComponent(folder).path
      for name in try FileManager.default.contentsOfDirectory(atPath: path)
      where name.hasSuffix(".json") {
        let data = try #require(FileManager.default.contents(atPath: "\(path)/\(name)"))
        accepted.append(Self.json(try JSONDocument(Array(data), dialect: .json5).root))
      }
    }
    #expect(accepted.count >= 11)
    let refused = try Self.typos.map {
      Self.json(try JSONDocument(Array($0.text.utf8), dialect: .json5).root)
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("salesfunnel-schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = """
      import json, sys
      try:
          import jsonschema
      except ImportError:
          sys.exit(77)
      data = json.load(open(sys.argv[1]))
      validator = jsonschema.Draft202012Validator(data["schema"])
      jsonschema.Draft202012Validator.check_schema(data["schema"])
      for index, case in enumerate(data["accepted"]):
          for error in validator.iter_errors(case):
              print("refused", index, error.message)
      for index, case in enumerate(data["refused"]):
          if validator.is_valid(case):
              print("accepted", index, case)
      """
    let input =
      "{\"schema\":\(ConfigurationSchema.jsonSchema()),\"accepted\":["
      + accepted.joined(separator: ",") + "],\"refused\":[" + refused.joined(separator: ",") + "]}"
    try Data(input.utf8).write(to: folder.appendingPathComponent("input.json"))
    try Data(script.utf8).write(to: folder.appendingPathComponent("check.py"))
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["check.py", "input.json"]
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus == 77 { return }
    #expect(process.terminationStatus == 0 && output.isEmpty, "\(output)")
  }
}
