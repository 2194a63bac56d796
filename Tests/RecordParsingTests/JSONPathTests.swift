import Testing

@testable import RecordParsing

struct JSONPathTests {
  static let record = #"""
    {"a": {"b": {"c": 1}}, "l": [{"x": null}, {"b": "first", "n": [10, 20]}, {"b": "second"}],
     "a.b": "dotted", "event_params": [
      {"key": "page", "value": {"string_value": null, "int_value": null}},
      {"key": "ga_session_id", "value": {"string_value": null, "int_value": "1700000001"}},
      {"value": {"int_value": 9}, "key": "n\u0061me"}, {"key": 7, "value": {"float_value": 2.50}}],
     "t": true, "nothing": null, "e": "", "\u0078": "escaped key", "o": {"p": [1, 2]}}
    """#

  @Test(
    "paths lead to the expected content and kind",
    arguments: [
      ("a.b.c", "1", FieldKind.number), ("a.b", "{\"c\": 1}", .structure),
      ("l[1].b", "first", .text),
      ("l[].b", "first", .text), ("l[].n[1]", "20", .number), ("l[9].b", "", .missing),
      ("['a.b']", "dotted", .text), ("[\"a\"][\"b\"].c", "1", .number),
      ("event_params[key=ga_session_id].value.int_value", "1700000001", .text),
      ("event_params[key=ga_session_id].value.*", "1700000001", .text),
      ("event_params[key=page].value.*", "", .missing),
      ("event_params[key=name].value.*", "9", .number),
      ("event_params[key=7].value.float_value", "2.50", .number),
      ("event_params[key=none].value.*", "", .missing), ("t", "true", .bool),
      ("nothing", "", .missing), ("nothing.x", "", .missing), ("t.x", "", .missing),
      ("e", "", .text), ("x", "escaped key", .text), ("o.p", "[1, 2]", .structure),
      ("l[1].*", "first", .text), ("missing", "", .missing),
    ])
  func content(_ text: String, _ expected: String, _ kind: FieldKind) throws {
    let path = try JSONPath(text)
    var batch = RecordBatch(chunk: Array(Self.record.utf8))
    JSONRecordParser(paths: [path], layout: .sequence).parse(&batch)
    #expect(batch.faults.isEmpty)
    #expect(batch.text(record: 0, column: 0) == expected)
    #expect(batch.kinds == [kind])
    let document = try JSONDocument(Array(Self.record.utf8))
    #expect(expectedContent(document.root, path) == Array(expected.utf8))
  }

  @Test(
    "paths that cannot be compiled name the place",
    arguments: [
      ("", 0), (".a", 0), ("a..b", 2), ("a.", 2), ("a[", 2), ("a[x]", 3), ("a[-1]", 4),
      ("a[0", 3), ("a['x]", 5), ("a[0]b", 4), ("a[k=v", 5),
    ])
  func errors(_ text: String, _ offset: Int) {
    do throws(JSONPathError) {
      _ = try JSONPath(text)
      Issue.record("\(text) was accepted")
    } catch {
      #expect(error.path == text)
      #expect(error.offset == offset)
    }
  }

  @Test("discovered paths are in order, counted by record, and lead to their values")
  func discovery() throws {
    let chunk = Array(
      """
      {"id": 1, "geo": {"city": "x", "zip": null}, "items": [{"sku": "a"}, {"sku": "b", "q": 1}],
       "params": [{"key": "page", "value": {"s": null, "i": 2}}, {"key": "no", "value": {"s": null}}],
       "we.ird": true}
      {"id": 2, "params": [{"key": "flat", "value": 3}], "list": ["a", "b"]}
      """.utf8)
    var discovery = JSONPathDiscovery(maximumRecords: 2)
    discovery.add(chunk, layout: .sequence)
    #expect(
      discovery.entries.map(\.path) == [
        "id", "geo.city", "items[].sku", "items[].q", "params[key=page].value.*", "['we.ird']",
        "params[key=flat].value", "list[]",
      ])
    #expect(discovery.entries.map(\.recordCount) == [2, 1, 1, 1, 1, 1, 1, 1])
    #expect(discovery.recordCount == 2)
    let paths = try discovery.entries.map { entry throws(JSONPathError) in
      try JSONPath(entry.path)
    }
    var batch = RecordBatch(chunk: chunk)
    JSONRecordParser(paths: paths, layout: .sequence).parse(&batch)
    for (column, entry) in discovery.entries.enumerated() {
      let filled = (0..<2).filter { batch.kinds[$0 * paths.count + column] != .missing }.count
      #expect(filled == entry.recordCount, "\(entry.path)")
    }
  }
}
