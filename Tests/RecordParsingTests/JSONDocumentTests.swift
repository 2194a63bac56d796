import RecordParsing
import Testing

struct JSONDocumentTests {
  @Test("values, members and positions of a configuration in JSON5")
  func json5() throws {
    let text = """
      // the shop
      {
        zone: 'Europe/Berlin', /* of the
        store */ "days": [1, +2, .5, 0x1F, -Infinity, 5., NaN,],
        'näme': "a\\x41\\
      b\\'", $on: true, off: null,
      }
      """
    let root = try JSONDocument(Array(text.utf8), dialect: .json5).root
    #expect(root.members.map(\.name) == ["zone", "days", "näme", "$on", "off"])
    #expect(root["zone"]?.string == "Europe/Berlin")
    #expect(
      root["days"]?.elements.map(\.numberText)
        == ["1", "+2", ".5", "0x1F", "-Infinity", "5.", "NaN"])
    #expect(root["näme"]?.string == "aAb'")
    #expect(root["$on"]?.bool == true)
    #expect(root["off"]?.isNull == true)
    #expect(root["none"] == nil)
    let zone = try #require(root.members.first)
    #expect([zone.position.line, zone.position.column] == [3, 3])
    #expect([zone.value.position.line, zone.value.position.column] == [3, 9])
    let name = root.members[2]
    #expect([name.position.line, name.position.column, name.value.position.column] == [5, 4, 11])
  }

  @Test(
    "JSON5 is refused in strict mode, and what is neither in both",
    arguments: ["{a:1}", "[1,]", "['a']", "[+1]", "[.5]", "// c\n1", "[0x1]", "[NaN]", "\"\\x41\""])
  func strictness(_ text: String) throws {
    _ = try JSONDocument(Array(text.utf8), dialect: .json5)
    #expect(throws: JSONError.self) { try JSONDocument(Array(text.utf8)) }
    for broken in [
      "{a b:1}", "[,]", "{,}", "[1,,]", "/* open", "/x", "[01]", "{1a:2}", "'a\nb'", "", " ",
    ] {
      #expect(throws: JSONError.self, "\(broken)") {
        try JSONDocument(Array(broken.utf8), dialect: .json5)
      }
    }
  }

  @Test("errors name line, column and what was expected")
  func errors() {
    let cases: [(String, Int, Int, String)] = [
      ("{\n  \"ä\" 1\n}", 2, 7, "'1' where ':' is expected"),
      ("[1,\r\n 2", 2, 3, "the text ends where ',' or ']' is expected"),
      ("{\"a\": tru}", 1, 7, "'t' where a value is expected"),
      ("1 2", 1, 3, "'2' where the end is expected"),
      ("[\"a\u{1}\"]", 1, 4, "a control character in a string must be escaped"),
      ("[\"\\q\"]", 1, 3, "unknown escape"),
      ("[\"abc", 1, 2, "a string is never closed"),
      ("[1.]", 1, 3, "a decimal point needs digits behind it"),
      ("{\"a\":1,}", 1, 8, "'}' where a key is expected"),
    ]
    for (text, line, column, message) in cases {
      do throws(JSONError) {
        _ = try JSONDocument(Array(text.utf8))
        Issue.record("\(text) was accepted")
      } catch {
        #expect([error.line, error.column] == [line, column], "\(text)")
        #expect(error.message == message)
      }
    }
  }

  @Test("duplicate keys are named, also when one is escaped")
  func duplicates() throws {
    let text = "{\"a\": 1, \"b\": {\"b\": 2},\n \"\\u0061\": 3, \"a\": 4}"
    let duplicates = try JSONDocument(Array(text.utf8)).root.duplicateMembers
    #expect(duplicates.map(\.name) == ["a", "a"])
    #expect(duplicates.map(\.value.numberText) == ["3", "4"])
    #expect(duplicates.map(\.position.line) == [2, 2])
  }

  @Test("escapes are undone; half a surrogate pair becomes U+FFFD")
  func escapes() throws {
    let text = #"["\"\\\/\b\f\n\r\t", "\u00e9\u20AC\ud83d\ude00", "x\ud83dy", "\ude00", "\u0000"]"#
    let values = try JSONDocument(Array(text.utf8)).root.elements.map(\.string)
    #expect(values == ["\"\\/\u{8}\u{c}\n\r\t", "é€😀", "x\u{fffd}y", "\u{fffd}", "\0"])
  }

  @Test("100 000 levels are an error, not a crash; the limit itself is read")
  func depth() throws {
    for opening in ["[", "{\"a\":", "[{\"a\":"] {
      let deep = Array(String(repeating: opening, count: 100_000).utf8)
      #expect(throws: JSONError.self) { try JSONDocument(deep) }
    }
    let levels = 512
    let text = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    #expect(try JSONDocument(Array(text.utf8)).root.elements.count == 1)
    #expect(throws: JSONError.self) { try JSONDocument(Array("[\(text)]".utf8)) }
    let all = try JSONDocument(Array("[\(text)]".utf8), maximumDepth: 513)
    #expect(all.root.kind == .array)
  }

  @Test("a text cut off anywhere is an error, and no crash", arguments: [JSONDialect.json, .json5])
  func truncation(_ dialect: JSONDialect) throws {
    let text = Array(#"{"a": [1.5e+3, "x\u00e9\n", true, null, {"ü": -0}], "b": {}}"#.utf8)
    _ = try JSONDocument(text, dialect: dialect)
    for length in 0..<text.count {
      #expect(throws: JSONError.self) {
        try JSONDocument(Array(text[..<length]), dialect: dialect)
      }
    }
  }

  @Test("random bytes never crash", arguments: [JSONDialect.json, .json5])
  func randomBytes(_ dialect: JSONDialect) {
    let alphabet = Array("{}[]\"':,/*\\ux01.e-+aINn\n\r \u{a0}\u{2028}".utf8) + [0, 0xff]
    for seed in 0..<20000 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      let text = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      guard let document = try? JSONDocument(text, dialect: dialect) else { continue }
      _ = document.root.members.map { ($0.name, $0.value.string, $0.position) }
      _ = document.root.elements.map { ($0.string, $0.rawText, $0.position) }
      _ = document.root.string
    }
  }
}
