import RecordParsing
import Testing

struct CSVHeaderTests {
  /// Number of known names in a row, after trimming and folding case; 0 below two.
  static func score(_ names: borrowing [String]) -> Int {
    let known: Set<String> = ["day", "campaign", "cost", "order id"]
    let count = (copy names).filter { name in
      known.contains(name.lowercased().split(separator: " ").joined(separator: " "))
    }.count
    return count >= 2 ? count : 0
  }

  @Test("each delimiter is found on the header row", arguments: [",", ";", "\t", "|"])
  func delimiters(_ delimiter: String) throws {
    let header = ["Day", " CAMPAIGN ", "Cost"].joined(separator: delimiter)
    let text = Array((header + "\n1" + delimiter + "a,b;c|d\te").utf8)
    let found = try #require(
      findHeader(text, score: Self.score))
    #expect(found.dialect.delimiter == delimiter.utf8.first)
    #expect(found.names == ["Day", " CAMPAIGN ", "Cost"])
    #expect(found.offset == 0)
    #expect(found.bodyOffset == header.utf8.count + 1)
    #expect(found.bodyLine == 1)
  }

  @Test("a header behind 0 to 20 lines is found with its position and preamble")
  func preamble() throws {
    for lines in 0...20 {
      for lineEnd in ["\n", "\r\n", "\r"] {
        var before = (0..<lines).map { $0 % 5 == 4 ? "" : "Title \($0), all; amounts" }
        let text = before.map { $0 + lineEnd }.joined() + "Day;Cost;Campaign" + lineEnd + "1;2;3"
        before.removeAll { $0.isEmpty }
        let bytes = Array(text.utf8)
        let found = try #require(
          findHeader(bytes, score: Self.score))
        #expect(found.line == lines)
        #expect(found.preamble == before)
        #expect(found.bodyLine == lines + 1)
        #expect(String(decoding: bytes[found.bodyOffset...], as: UTF8.self) == "1;2;3")
      }
    }
    let tooLate = Array((String(repeating: "x\n", count: 21) + "Day,Cost\n").utf8)
    #expect(findHeader(tooLate, score: Self.score) == nil)
  }

  @Test("byte order mark and sep= line are skipped; sep= fixes the delimiter")
  func separatorLine() throws {
    let text = Array("\u{FEFF}sep=|\r\nDay|\"Cost\"\"x\"\"\nnet\"|Campaign\n".utf8)
    let found = try #require(
      findHeader(text, score: Self.score))
    #expect(found.dialect.delimiter == UInt8(ascii: "|"))
    #expect(found.names == ["Day", "Cost\"x\"\nnet", "Campaign"])
    #expect(found.line == 1)
    #expect(found.offset == 10)
    #expect(found.bodyLine == 3)
    #expect(found.bodyOffset == text.count)
  }

  @Test("a row cut off by the prefix is no header")
  func cutOff() {
    for text in ["Day,Cost", "Day,Cost\r", "Day,\"Cost\n"] {
      #expect(
        findHeader(Array(text.utf8), isWholeText: false, score: Self.score) == nil)
    }
  }

  @Test("a second table is found from an offset")
  func secondTable() throws {
    let text = Array("Day,Cost\n1,2\n\n# next\nOrder ID,Cost\n".utf8)
    let found = try #require(
      findHeader(text, from: 9, score: Self.score))
    #expect(found.names == ["Order ID", "Cost"])
    #expect(found.line == 4)
    #expect(found.offset == 21)
  }

  @Test("an unknown header is guessed by the row behind it")
  func guess() throws {
    let text = Array("Report; 2025, all\nfrom, to\n\na;b;c\n1;2,0;3\n".utf8)
    let found = try #require(guessHeader(text))
    #expect(found.names == ["a", "b", "c"])
    #expect(found.dialect.delimiter == UInt8(ascii: ";"))
    #expect(found.preamble == ["Report; 2025, all", "from, to"])
    #expect(guessHeader(Array("just text\n".utf8)) == nil)
    #expect(guessHeader(Array("a,b,b,\n1,2,3,\n".utf8))?.names == ["a", "b", "b", ""])
    #expect(guessHeader(Array(",,,\na,b,c,d\n1,2,3,4\n".utf8))?.line == 1)
  }

  @Test("random bytes never crash the search")
  func randomBytes() {
    let alphabet = Array("\"\"a,;|\t\r\nsep=\u{FEFF}".utf8)
    for seed in 0..<3000 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      for isWholeText in [false, true] {
        let found = CSVHeaderFinder.find(in: text.span, isWholeText: isWholeText) { $0.count - 1 }
        #expect((found?.bodyOffset ?? 0) <= text.count, "seed \(seed)")
        _ = CSVHeaderFinder.guess(in: text.span, isWholeText: isWholeText)
      }
    }
  }
}
