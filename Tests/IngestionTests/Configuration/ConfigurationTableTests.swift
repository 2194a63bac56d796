import RecordParsing
import Testing

@testable import Ingestion

@Suite("The table of settings")
struct ConfigurationTableTests {
  @Test("Every example and every default is a value of its setting")
  func examples() throws {
    for object in ConfigurationObject.allCases {
      for key in object.keys {
        for text in [key.example, key.fallback].compactMap(\.self) {
          let value = try JSONDocument(Array(text.utf8), dialect: .json5).root
          var checker = ConfigurationChecker(file: "table", zones: ZoneLoader())
          let canonical = checker.check(value, key.type, key.name)
          #expect(checker.errors.isEmpty, "\(object).\(key.name): \(checker.errors)")
          // A default that is written out must not count as a change.
          if text == key.fallback { #expect(canonical == text, "\(object).\(key.name)") }
        }
      }
    }
  }

  @Test("Names are distinct and every key has a sentence")
  func keys() {
    for object in ConfigurationObject.allCases {
      #expect(Set(object.keys.map(\.name)).count == object.keys.count)
      for key in object.keys { #expect(key.summary.hasSuffix("."), "\(object).\(key.name)") }
    }
  }

  @Test("The JSON Schema is strict JSON, has every supported key, and refuses others")
  func schema() throws {
    let text = ConfigurationSchema.jsonSchema()
    let root = try JSONDocument(Array(text.utf8), dialect: .json).root
    let properties = try #require(root["properties"])
    #expect(
      properties.members.map(\.name)
        == ConfigurationTable.configuration.filter { !$0.isRefused }.map(\.name))
    #expect(root["additionalProperties"]?.bool == false)
    let source = try #require(root["$defs"]?["source"])
    #expect(source["required"]?.elements.map(\.string) == ["name", "files"])
    #expect(source["properties"]?["snapshotTime"] == nil)
    #expect(source["properties"]?["market"]?["enum"]?.elements.map(\.string) == ["b2c", "b2b"])
    #expect(root["$defs"]?["eventRule"]?["additionalProperties"]?.kind == .object)
    #expect(properties["timezone"]?["default"]?.string == "UTC")
    // Every reference leads somewhere.
    for part in text.split(separator: "#/$defs/").dropFirst() {
      let name = String(part.prefix { $0 != "\"" })
      #expect(root["$defs"]?[name] != nil, "\(name)")
    }
  }

  @Test("The help names every supported setting")
  func help() {
    let help = ConfigurationSchema.help()
    for object in ConfigurationObject.allCases {
      for key in object.keys where !key.isRefused {
        #expect(help.contains("  \(key.name): "), "\(object).\(key.name)")
      }
    }
    #expect(!help.contains("snapshotTime"))
  }

  @Test(
    "Durations",
    arguments: [
      ("7d", 604_800_000_000), ("90m", 5_400_000_000), ("10s", 10_000_000),
      ("36h", 129_600_000_000), ("250ms", 250_000), ("2w", 1_209_600_000_000), ("0s", 0),
      ("", nil), ("d", nil), ("7", nil), ("7 d", nil), ("-7d", nil), ("1.5h", nil), ("7D", nil),
      ("99999999999999d", nil), ("٣d", nil),
    ] as [(String, Int64?)])
  func durations(_ text: String, _ expected: Int64?) {
    #expect(ConfigurationText.duration(text) == expected)
  }

  @Test(
    "Money and shares",
    arguments: [
      ("400000", 400_000_000_000), ("0.62", 620_000), ("-1.5", -1_500_000), ("+1", 1_000_000),
      ("12.3456", 12_345_600), ("9223372036854.7758", 9_223_372_036_854_775_800),
      ("9223372036855", nil), ("12.34567", nil), ("1,5", nil), (".5", nil), ("5.", nil),
      ("1e3", nil), ("", nil), ("1.2.3", nil), ("--1", nil), ("١", nil),
    ] as [(String, Int64?)])
  func decimals(_ text: String, _ expected: Int64?) {
    #expect(ConfigurationText.decimal(text) == expected)
  }

  @Test(
    "Instants",
    arguments: [
      ("2025-09-30T22:00:00Z", true), ("2025-09-30T22:00:00.123456+02:00", true),
      ("2025-09-30T22:00:00", false), ("2025-02-30T22:00:00Z", false),
      ("2025-09-30T24:00:00Z", false), ("2025-09-30T22:60:00Z", false),
      ("2025-09-30 22:00:00Z", false), ("2025-09-30T22:00:00.Z", false),
    ])
  func instants(_ text: String, _ expected: Bool) {
    #expect(ConfigurationText.isInstant(text) == expected)
  }

  @Test(
    "Edit distance with exchanged neighbours",
    arguments: [
      ("", "", 0), ("abc", "", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abcd", 1),
      ("kitten", "sitting", 3), ("ordre", "order", 1),
    ])
  func distance(_ a: String, _ b: String, _ expected: Int) {
    #expect(NearestName.distance(a, b) == expected)
    #expect(NearestName.distance(b, a) == expected)
  }
}
