import Testing

@testable import RecordParsing

/// Parses a text in blocks of the given size.
func parseCSV(
  _ text: [UInt8], blockSize: Int, fieldCount: Int, dialect: CSVDialect = CSVDialect(),
  padShortRows: Bool = false, limit: Int = ParsingLimits.maximumRecordBytes
) -> [Outcome] {
  var chunker = CSVChunker(dialect: dialect, maximumRecordBytes: limit)
  let parser = CSVParser(
    dialect: dialect, fieldCount: fieldCount, padShortRows: padShortRows,
    maximumRecordBytes: limit)
  return readInBlocks(
    text, blockSize: blockSize, cut: { chunker.cut($0, isLast: $1) },
    parse: { parser.parse(&$0, treatment: $1) })
}

struct CSVParserTests {
  /// A text and how many fields its records have.
  struct Fixture: Sendable, CustomTestStringConvertible {
    var text: String
    var fieldCount: Int
    var testDescription: String { text.debugDescription }
  }

  static let fixtures: [Fixture] = [
    Fixture(text: "", fieldCount: 1),
    Fixture(text: "\n", fieldCount: 1),
    Fixture(text: "\r\n\r\n", fieldCount: 2),
    Fixture(text: "a", fieldCount: 1),
    Fixture(text: "a,b", fieldCount: 2),
    Fixture(text: "a,b\n", fieldCount: 2),
    Fixture(text: "a,b\r\nc,d\r\n", fieldCount: 2),
    Fixture(text: "a,b\rc,d\r\r\ne,f\n\rg,h", fieldCount: 2),
    Fixture(text: ",\n,,\n\n,", fieldCount: 2),
    Fixture(text: "\"\"\n\"\"\"\"\n\"a\"\n", fieldCount: 1),
    Fixture(text: "\"a\nb\",\"c\r\nd\"\r\n\"e\rf\",g\n", fieldCount: 2),
    Fixture(text: "1,\"he said \"\"hi\"\"\"\n2,\"\"\"\"\n", fieldCount: 2),
    Fixture(text: "5\" screen,a\"b\"\n6,\"x\"y\n7,z\n", fieldCount: 2),
    Fixture(text: "1,\"open\n2,b\n3,\"c\"\n4,\"d\n5,e", fieldCount: 2),
    Fixture(text: "x\",\"\nx\",\"\nx\",\"\n1,2\n", fieldCount: 2),
    Fixture(text: "a,b,c\n1,2\n1,2,3,4\n1,2,3\n", fieldCount: 3),
    Fixture(text: "a\0,b\n\"c\0\",d\ne,f\n", fieldCount: 2),
    Fixture(text: "Grüße,東京\n😀,\"ä\"\"ö\"\n", fieldCount: 2),
    Fixture(text: "longer than a word,and the next is longer still\nshort,x\n", fieldCount: 2),
    Fixture(text: "\u{1}\u{2}\t,\u{1f}\n", fieldCount: 2),
  ]

  @Test("every fixture equals the reference at every block size", arguments: fixtures)
  func fixture(_ fixture: Fixture) {
    let text = Array(fixture.text.utf8)
    for padShortRows in [false, true] {
      let expected = CSVReference(
        text: text, fieldCount: fixture.fieldCount, padShortRows: padShortRows
      ).outcomes()
      for blockSize in 1...(text.count + 1) {
        let found = parseCSV(
          text, blockSize: blockSize, fieldCount: fixture.fieldCount, padShortRows: padShortRows)
        #expect(found == expected, "block size \(blockSize)")
      }
    }
  }

  @Test("random bytes equal the reference at random block sizes", arguments: [1, 2, 3, 4])
  func randomBytes(seed: UInt64) {
    let alphabet: [UInt8] = Array("\"\"\",,,\n\r\n\rab€".utf8) + [0, 0xff]
    for round in 0..<3000 as Range<UInt64> {
      var random = SplitMix(seed: seed << 32 | round)
      // Small alphabets make long stretches of quotes and line ends more frequent.
      let letters = Array(
        alphabet.shuffled(using: &random).prefix(.random(in: 3...16, using: &random)))
      let text = (0..<Int.random(in: 0...90, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? 0
      }
      let fieldCount = Int.random(in: 1...3, using: &random)
      let limit = [8, 20, 1000].randomElement(using: &random) ?? 8
      let expected = CSVReference(text: text, fieldCount: fieldCount, limit: limit).outcomes()
      for blockSize in [1, Int.random(in: 2...20, using: &random), 91] {
        let found = parseCSV(text, blockSize: blockSize, fieldCount: fieldCount, limit: limit)
        #expect(
          found == expected,
          "seed \(seed), round \(round), block \(blockSize), limit \(limit), \(text)")
        if found != expected { return }
      }
    }
  }

  @Test("faults carry code, position, counts and the raw row")
  func faults() {
    let text = "1,2,3\n4,5\n\n\"x\ny\",\"a\"b,c\n7,\0,9\n8,\u{41}"
    var batch = RecordBatch(chunk: Array(text.utf8) + [0xc3, 0x28] + Array(",1\n1,2,3".utf8))
    CSVParser(dialect: CSVDialect(), fieldCount: 3).parse(&batch)
    #expect(batch.recordCount == 2)
    #expect(batch.recordLines == [0, 7])
    #expect(batch.recordOffsets == [0, 38])
    #expect(batch.lineCount == 7)
    let faults = batch.faults.map { [$0.offset, $0.line, $0.column ?? -1, $0.expected, $0.found] }
    #expect(batch.faults.map(\.code) == [.raggedRow, .textAfterQuote, .nulByte, .invalidEncoding])
    #expect(
      faults == [[6, 1, -1, 3, 2], [20, 3, 1, 0, 0], [26, 5, 1, 0, 0], [33, 6, 1, 0, 0]])
    let raw = batch.faults.map { String(decoding: batch.bytes[$0.record.range], as: UTF8.self) }
    #expect(Array(raw.prefix(3)) == ["4,5", "\"x\ny\",\"a\"b,c", "7,\0,9"])
    #expect(batch.faults[0].message == "expected 3 fields, found 2")
  }

  @Test("a projection keeps the wanted fields in the wanted order and still counts all")
  func projection() {
    var batch = RecordBatch(chunk: Array("a,\"b\"\"b\",c\nd,e\nf,g,h,i\nj,k,l".utf8))
    let parser = CSVParser(dialect: CSVDialect(), fieldCount: 3, wanted: [2, 1])
    parser.parse(&batch)
    #expect(batch.columnCount == 2)
    #expect(batch.fields.count == 4)
    #expect((0..<2).map { batch.text(record: $0, column: 0) } == ["c", "l"])
    #expect((0..<2).map { batch.text(record: $0, column: 1) } == ["b\"b", "k"])
    #expect(batch.faults.map(\.found) == [2, 4])
  }

  @Test("no wanted field keeps the count of records")
  func emptyProjection() {
    var batch = RecordBatch(chunk: Array("a,b\nc,d\n".utf8))
    CSVParser(dialect: CSVDialect(), fieldCount: 2, wanted: []).parse(&batch)
    #expect(batch.recordCount == 2)
    #expect(batch.fields.isEmpty)
  }

  @Test("short rows are padded on request and counted")
  func padding() {
    var batch = RecordBatch(chunk: Array("a\nb,c,d\ne,f,g,h\n".utf8))
    CSVParser(dialect: CSVDialect(), fieldCount: 3, padShortRows: true).parse(&batch)
    #expect(batch.recordCount == 2)
    #expect(batch.paddedRecordCount == 1)
    #expect((0..<3).map { batch.text(record: 0, column: $0) } == ["a", "", ""])
    #expect(batch.faults.map(\.found) == [4])
  }

  @Test("a text that quotes nothing takes quotes literally")
  func unquoted() {
    let dialect = CSVDialect(delimiter: UInt8(ascii: "\t"), quote: nil)
    let text = Array("\"a\t5\"\n\"\t\"\"\n".utf8)
    for blockSize in 1...text.count {
      let found = parseCSV(text, blockSize: blockSize, fieldCount: 2, dialect: dialect)
      #expect(
        found == [
          .record([Array("\"a".utf8), Array("5\"".utf8)], offset: 0, line: 0),
          .record([Array("\"".utf8), Array("\"\"".utf8)], offset: 6, line: 1),
        ])
    }
  }

  @Test("a field over the limit is one fault in bounded memory")
  func overlongField() {
    let limit = 1000
    for quote in ["", "\""] {
      let text =
        Array("a,b\n1,\(quote)".utf8) + [UInt8](repeating: 0x78, count: 100_000)
        + Array("\nc,d\n".utf8)
      var chunker = CSVChunker(dialect: CSVDialect(), maximumRecordBytes: limit)
      let parser = CSVParser(
        dialect: CSVDialect(), fieldCount: 2, maximumRecordBytes: limit)
      var longest = 0
      let found = readInBlocks(
        text, blockSize: 512,
        cut: { pending, isLast in
          longest = max(longest, pending.count)
          return chunker.cut(pending, isLast: isLast)
        }, parse: { parser.parse(&$0, treatment: $1) })
      #expect(found.count == 3)
      #expect(found.first == .record([[0x61], [0x62]], offset: 0, line: 0))
      #expect(found.last == .record([[0x63], [0x64]], offset: text.count - 4, line: 2))
      #expect(longest <= limit + 1024)
    }
  }

  @Test("a batch can be reused and loaded in place")
  func reuse() {
    var batch = RecordBatch()
    let parser = CSVParser(dialect: CSVDialect(), fieldCount: 2)
    for text in ["a,\"b\"\"\"\nc,d\n", "e,f\n", ""] {
      unsafe batch.load(upTo: 64) { memory in
        unsafe memory.copyBytes(from: text.utf8)
        return text.utf8.count
      }
      #expect(batch.bytes == Array(text.utf8))
      parser.parse(&batch)
      let expected = CSVReference(text: Array(text.utf8), fieldCount: 2).outcomes()
      #expect(outcomes(of: batch, offset: 0, line: 0) == expected)
    }
  }
}
