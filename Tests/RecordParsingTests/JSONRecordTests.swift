import Testing

@testable import RecordParsing

struct JSONRecordTests {
  static let paths = ["id", "a.b", "l[].s", "p[key=k].value.*", "o"]

  /// A random object, a string with escapes here and there, nested up to three levels.
  static func value(_ random: inout SplitMix, level: Int) -> String {
    switch Int.random(in: 0...(level > 2 ? 4 : 7), using: &random) {
    case 0: return "null"
    case 1: return Bool.random(using: &random) ? "true" : "false"
    case 2: return ["0", "-1.5e3", "12345678901234567890"].randomElement(using: &random) ?? "0"
    case 3, 4:
      let strings = [#""k""#, #""a\"b\\""#, #""]},{[""#, #""ü\u00e9😀""#, #""""#, #""\ud83d""#]
      return strings.randomElement(using: &random) ?? "\"\""
    case 5:
      let values = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        value(&random, level: level + 1)
      }
      return "[" + values.joined(separator: ", ") + "]"
    default: return object(&random, level: level + 1)
    }
  }

  static func object(_ random: inout SplitMix, level: Int) -> String {
    let names = ["id", "a", "b", "l", "s", "p", "key", "value", "o", "\\u006f"]
    let members = (0..<Int.random(in: 0...5, using: &random)).map { _ in
      "\"\(names.randomElement(using: &random) ?? "")\":" + value(&random, level: level)
    }
    return "{" + members.joined(separator: " ,") + "}"
  }

  @Test("random records equal documents and walked paths, in every layout and block size")
  func randomRecords() throws {
    let paths = try Self.paths.map { text throws(JSONPathError) in try JSONPath(text) }
    for seed in 0..<300 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      let records = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        Self.object(&random, level: 0)
      }
      let expected = try records.map { record in
        let root = try JSONDocument(Array(record.utf8)).root
        return paths.map { expectedContent(root, $0) }
      }
      let wrapped = "{\"x\": [\"]}\"], \"data\":\n {\"rows\" : [ "
      let texts = [
        records.map { $0 + "\n" }.joined(), records.joined(separator: "\r\n \n"),
        "[" + records.joined(separator: " , \n") + "\n]\n",
        wrapped + records.joined(separator: ",") + "], \"y\": {\"z\": \"}]\"}}, \"n\": 1 } \n",
      ]
      for (index, text) in texts.enumerated() {
        let bytes = Array(text.utf8)
        let start = JSONRecordLayout.detect(
          prefix: bytes.span, isWholeText: true, arrayPaths: [["data", "rows"]])
        #expect(start.layout == [.lines, .lines, .array(closers: 0), .array(closers: 2)][index])
        let body = Array(bytes[start.bodyOffset...])
        for blockSize in [1, 2, 3, Int.random(in: 4...50, using: &random), body.count + 1] {
          let found = parseJSON(body, layout: start.layout, blockSize: blockSize, paths: paths)
          let contents = found.outcomes.map { outcome -> [[UInt8]] in
            if case .record(let fields, _, _) = outcome { fields } else { [] }
          }
          #expect(contents == expected, "seed \(seed), text \(index), block size \(blockSize)")
          #expect(found.endFault == nil)
        }
      }
    }
  }

  @Test("records of an array carry their offset and line")
  func positions() throws {
    let text = Array("\n {\"a\":\n1},{},\n\n{\"a\":\"x\"}\n]\n".utf8)
    let path = try JSONPath("a")
    for blockSize in 1...(text.count + 1) {
      let found = parseJSON(
        text, layout: .array(closers: 0), blockSize: blockSize, paths: [path])
      #expect(
        found.outcomes == [
          .record([[0x31]], offset: 2, line: 1), .record([[]], offset: 11, line: 2),
          .record([[0x78]], offset: 16, line: 4),
        ])
    }
  }

  @Test("a broken line is one fault and alters no neighbour")
  func brokenLines() {
    let lines = [
      "{\"id\":1}", "{\"id\":", "", "{\"id\":2} x", "[3]", "{\"s\":\"open}", "{\"id\":4}\r",
      "{\"id\":\"\u{1}\"}", String(repeating: "[", count: 600), "{\"id\":5}",
    ]
    let text = Array(lines.joined(separator: "\n").utf8)
    for blockSize in [1, 5, 100, 10_000] {
      let found = parseJSON(text, layout: .lines, blockSize: blockSize, paths: []).outcomes
      let codes = found.map { outcome -> String in
        if case .fault(let code, _, _, let line, _, _) = outcome {
          "\(code.rawValue) \(line)"
        } else {
          ""
        }
      }
      #expect(
        codes == [
          "", "invalid_json 1", "invalid_json 3", "not_an_object 4", "invalid_json 5", "",
          "invalid_json 7", "nesting_too_deep 8", "",
        ])
      #expect(
        found[1]
          == .fault(
            .invalidJSON, at: 15, offset: 9, line: 1, raw: Array("{\"id\":".utf8), counts: [0, 0]))
    }
  }

  @Test(
    "broken arrays are reported wherever they are cut",
    arguments: [
      ("{},{}", 2, [], RecordFaultCode.unterminatedArray),
      ("{},{\"a\"", 1, [.invalidJSON], .unterminatedArray),
      ("{},]", 1, [], .invalidJSON), ("{},,{}]", 2, [.invalidJSON], nil),
      (",{}]", 1, [.invalidJSON], nil),
      ("{} {},{}]", 1, [.invalidJSON], nil), ("1,{}]", 1, [.notAnObject], nil),
      ("] x", 0, [], .trailingContent),
      ("{}}", 1, [], .invalidJSON), ("", 0, [], .unterminatedArray), ("]", 0, [], nil),
      (" {} ] ", 1, [], nil),
      ("{\"a\":\"x],{}", 0, [.invalidJSON], .unterminatedArray),
    ] as [(String, Int, [RecordFaultCode], RecordFaultCode?)])
  func brokenArrays(
    _ text: String, _ records: Int, _ faults: [RecordFaultCode], _ end: RecordFaultCode?
  ) {
    for blockSize in 1...(text.utf8.count + 1) {
      let found = parseJSON(
        Array(text.utf8), layout: .array(closers: 0), blockSize: blockSize, paths: [])
      let codes = found.outcomes.compactMap { outcome -> RecordFaultCode? in
        if case .fault(let code, _, _, _, _, _) = outcome { code } else { nil }
      }
      #expect(codes == faults)
      #expect(found.outcomes.count - codes.count == records)
      #expect(found.endFault == end)
    }
  }

  @Test("a record over the limit is one fault in every layout and block size")
  func overlongRecords() throws {
    let long = "{\"id\":\"" + String(repeating: "x\\\\\\\"", count: 100) + "\"}"
    let path = try JSONPath("id")
    let cases: [(JSONRecordLayout, String)] = [
      (.lines, "{\"id\":1}\n\(long)\n{\"id\":2}"), (.sequence, "{\"id\":1} \(long) {\"id\":2}"),
      (.array(closers: 0), "{\"id\":1},\(long),{\"id\":2}]"),
      (.array(closers: 1), "{\"id\":1},{\"id\":2},\(long)],\"\\\\\":{}}"),
    ]
    for (layout, text) in cases {
      let whole = parseJSON(
        Array(text.utf8), layout: layout, blockSize: text.utf8.count, paths: [path], limit: 64)
      #expect(whole.outcomes.count == 3)
      #expect(whole.endFault == nil)
      for blockSize in 1...80 {
        let found = parseJSON(
          Array(text.utf8), layout: layout, blockSize: blockSize, paths: [path], limit: 64)
        #expect(found.outcomes == whole.outcomes, "block size \(blockSize)")
        #expect(found.endFault == nil)
      }
    }
  }

  @Test("truncated and random texts never crash, and do not depend on the blocks")
  func randomBytes() throws {
    let path = try JSONPath("a")
    let alphabet = Array("{}[]\"\",:\\a1 \n".utf8) + [0xff]
    for seed in 0..<4000 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      for layout in [JSONRecordLayout.lines, .sequence, .array(closers: 0), .array(closers: 1)] {
        let limit = Bool.random(using: &random) ? 6 : 100
        let whole = parseJSON(text, layout: layout, blockSize: 41, paths: [path], limit: limit)
        for blockSize in [1, Int.random(in: 2...10, using: &random)] {
          let found = parseJSON(
            text, layout: layout, blockSize: blockSize, paths: [path], limit: limit)
          #expect(
            found.outcomes == whole.outcomes && found.endFault == whole.endFault,
            "seed \(seed), \(layout), block size \(blockSize), limit \(limit)")
          if found.outcomes != whole.outcomes { return }
        }
      }
    }
  }

  @Test("layouts are told apart by the beginning of the text")
  func layouts() {
    let cases: [(String, Bool, JSONRecordLayout, Int, Int)] = [
      ("", true, .lines, 0, 0), ("\n {\"a\":1}\n{\"a\":2}\n", true, .lines, 0, 0),
      ("\u{FEFF}{\"data\":[1]}\n{\"data\":[2]}", true, .lines, 3, 0),
      ("\u{FEFF}\r\n [\n{}]", true, .array(closers: 0), 7, 1),
      ("{\"data\" : [{}]}", true, .array(closers: 1), 11, 0),
      ("{\n\"n\": {\"data\": [1]},\n \"results\":\n[", false, .array(closers: 1), 35, 3),
      ("{\n\"a\": 1\n}\n", true, .sequence, 0, 0), ("{\"a\":1}", true, .lines, 0, 0),
      ("{\"data\": {}}", true, .lines, 0, 0),
      ("{\"a\": \"a line longer than the pref", false, .lines, 0, 0),
      ("nonsense", true, .lines, 0, 0),
    ]
    for (text, isWholeText, layout, offset, line) in cases {
      let start = JSONRecordLayout.detect(prefix: Array(text.utf8).span, isWholeText: isWholeText)
      let expected = JSONRecordsStart(layout: layout, bodyOffset: offset, bodyLine: line)
      #expect(start == expected, "\(text)")
    }
  }
}
