import Foundation
import Testing

@testable import RecordParsing

struct EncodingTests {
  @Test("byte order marks, zero bytes and malformed bytes decide the encoding")
  func detection() {
    let cases: [([UInt8], TextEncoding, Int, Bool)] = [
      ([], .utf8, 0, true),
      ([0xef, 0xbb, 0xbf, 0x61], .utf8, 3, true),
      ([0xff, 0xfe, 0x61, 0], .utf16LittleEndian, 2, true),
      ([0xfe, 0xff, 0, 0x61], .utf16BigEndian, 2, true),
      (Array("plain,text".utf8), .utf8, 0, true),
      (Array("Grüße".utf8), .utf8, 0, true),
      (Array("Grü".utf8).dropLast(), .utf8, 0, true),
      ([0x47, 0x72, 0xfc, 0xdf, 0x65], .windows1252, 0, false),
      (
        Array("a,b,c,d".utf8).flatMap { byte -> [UInt8] in [byte, 0] }, .utf16LittleEndian, 0, true
      ),
      (Array("a,b,c,d".utf8).flatMap { byte -> [UInt8] in [0, byte] }, .utf16BigEndian, 0, true),
    ]
    for (bytes, encoding, markLength, isCertain) in cases {
      let expected = DetectedEncoding(
        encoding: encoding, markLength: markLength, isCertain: isCertain)
      let found = TextEncoding.detect(prefix: bytes.span)
      #expect(found == expected, "\(bytes)")
    }
  }

  @Test("transcoded text equals Foundation's, at every block size")
  func transcoding() throws {
    let text = "Name,Betrag\r\n\"Grüße – €\",1\n"
    let wide = text + "東京 😀𝄞,2\n"
    let cases: [(String, String.Encoding, TextEncoding)] = [
      (wide, .utf16LittleEndian, .utf16LittleEndian), (wide, .utf16BigEndian, .utf16BigEndian),
      (text, .windowsCP1252, .windows1252), (wide, .utf8, .utf8),
      ("Grüße ÿ", .isoLatin1, .iso8859_1),
    ]
    for (text, foundation, encoding) in cases {
      let bytes = [UInt8](try #require(text.data(using: foundation)))
      for blockSize in 1...bytes.count {
        var transcoder = TextTranscoder(from: encoding)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: blockSize) {
          let block = Array(bytes[start..<min(start + blockSize, bytes.count)])
          transcoder.append(block.span, to: &output)
        }
        transcoder.finish(&output)
        #expect(output == Array(text.utf8))
      }
    }
  }

  @Test("half characters of UTF-16 become bytes that are not UTF-8, where they are")
  func brokenUTF16() {
    let units: [UInt16] = [0x61, 0xd83d, 0x0a, 0xde00, 0x62, 0xd83d]
    let bytes =
      units.flatMap { unit -> [UInt8] in [UInt8(unit & 0xff), UInt8(unit >> 8)] } + [0x63]
    let output = TextTranscoder.utf8(bytes.span, from: .utf16LittleEndian)
    #expect(
      output == [
        0x61, 0xed, 0xa0, 0xbd, 0x0a, 0xed, 0xb8, 0x80, 0x62, 0xed, 0xa0, 0xbd, 0xff,
      ])
    #expect(firstInvalidUTF8(output) == 1)
  }

  @Test("UTF-8 validity equals the standard library's for all short and many random sequences")
  func validity() {
    let bytes: [UInt8] = [
      0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
      0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
    ]
    func check(_ text: [UInt8]) {
      let isValid = String(validating: text, as: UTF8.self) != nil
      let invalid = UTF8Validation.firstInvalid(in: text.span)
      #expect((invalid == nil) == isValid, "\(text)")
      // What comes before the first invalid byte is well-formed.
      if let invalid {
        #expect(String(validating: text[..<invalid], as: UTF8.self) != nil, "\(text)")
      }
    }
    for a in bytes {
      for b in bytes {
        check([a, b])
        for c in bytes { check([a, b, c]) }
      }
    }
    for seed in 0..<5000 as Range<UInt64> {
      var random = SplitMix(seed: seed)
      check((0..<12).map { _ in bytes.randomElement(using: &random) ?? 0 })
    }
  }
}
