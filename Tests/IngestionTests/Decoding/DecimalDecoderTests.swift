import FunnelModel
import Testing

@testable import Ingestion

@Suite struct DecimalDecoderTests {
  static func decode(
    _ text: String, mark: String = ".", divisor: Int64 = 1
  ) -> (value: Int64, rounded: Int) {
    var decoder = DecimalDecoder(decimalMark: mark.utf8.first ?? 0, divisor: divisor)
    let bytes = Array(text.utf8)
    return (decoder.decode(bytes.span, 0, bytes.count), decoder.roundedCount)
  }

  static let cases: [(String, String, Int64)] = [
    ("0", ".", 0), ("1", ".", 1_000_000), ("-1", ".", -1_000_000), ("12.5", ".", 12_500_000),
    ("0.000001", ".", 1), ("-0.5", ".", -500_000), ("+3", ".", 3_000_000),
    ("1,234.56", ".", 1_234_560_000), ("1.234,56", ",", 1_234_560_000),
    ("1 234,56", ",", 1_234_560_000), ("1\u{a0}234,56", ",", 1_234_560_000),
    ("1\u{202f}234,56", ",", 1_234_560_000), ("1'234.56", ".", 1_234_560_000),
    ("1,23,456.78", ".", 123_456_780_000), ("1,234,567", ".", 1_234_567_000_000),
    ("$45.99", ".", 45_990_000), ("12,50 €", ",", 12_500_000), ("৳2,999", ".", 2_999_000_000),
    ("RM 1,234.56", ".", 1_234_560_000), ("(50.00)", ".", -50_000_000),
    ("\u{2212}7.25", ".", -7_250_000), ("-$5", ".", -5_000_000), ("50.00-", ".", -50_000_000),
    ("12.3%", ".", 123_000), ("1e3", ".", 1_000_000_000), ("1.5E-3", ".", 1_500),
    ("9223372036854.775807", ".", Int64.max), ("0e400", ".", 0),
    ("12.50", ".", 12_500_000), (".5", ".", 500_000), ("USD 12", ".", 12_000_000),
    ("Rs.500", ".", 500_000_000), ("12 zł", ".", 12_000_000), ("R$ 12,5", ",", 12_500_000),
  ]

  @Test(arguments: cases)
  func readsWrittenNumbers(_ text: String, _ mark: String, _ expected: Int64) {
    #expect(Self.decode(text, mark: mark).value == expected)
  }

  @Test(arguments: ["", "-", "--", " --", "\u{2212}"]) func dashesAreNoValue(_ text: String) {
    #expect(Self.decode(text).value == Decoded.missing)
  }

  @Test(arguments: [
    ("abc", "."), ("1.2.3", "."), ("12,50", "."), ("1.234.5", ","), ("1,23", "."), ("1-2", "."),
    ("--5", "."), ("1,2345", "."), ("1e", "."), ("12 34", "."), ("1,234,56", "."), ("(5", "."),
    ("5k", "."), ("3 mio", "."), ("12 apples", "."),
  ]) func refusesWhatIsNoNumber(_ text: String, _ mark: String) {
    #expect(Self.decode(text, mark: mark).value == Decoded.invalid)
  }

  @Test(arguments: ["1e400", "99999999999999999999", "9223372036854.775808", "1e14"])
  func refusesWhatDoesNotFit(_ text: String) {
    #expect(Self.decode(text).value == Decoded.outOfRange)
  }

  @Test func roundsHalfToEvenAndCounts() {
    #expect(Self.decode("0.0000005") == (0, 1))
    #expect(Self.decode("0.0000015") == (2, 1))
    #expect(Self.decode("0.00000051") == (1, 1))
    #expect(Self.decode("-0.0000015") == (-2, 1))
    #expect(Self.decode("0.10000000") == (100_000, 0))
    #expect(Self.decode("1e-400") == (0, 1))
  }

  @Test func dividesMinorUnitsExactly() {
    #expect(Self.decode("1999", divisor: 100) == (19_990_000, 0))
    #expect(Self.decode("45990000", divisor: 1_000_000) == (45_990_000, 0))
    #expect(Self.decode("1", divisor: 3) == (333_333, 1))
  }

  @Test(arguments: [
    (["1,234.56"], "."), (["1.234,56"], ","), (["12,5"], ","), (["12.5"], "."),
    (["1.234", "12,50"], ","), (["0.125"], "."), (["1,234,567"], "."), (["1.234.567"], ","),
  ]) func cellsProveTheMark(_ cells: [String], _ mark: String) {
    #expect(Self.evidence(cells).mark == mark.utf8.first)
  }

  @Test func oneGroupOfThreeProvesNothing() {
    #expect(Self.evidence(["1,234", "1.234", "7"]).mark == nil)
  }

  static func evidence(_ cells: [String]) -> DecimalEvidence {
    var evidence = DecimalEvidence()
    for cell in cells {
      let bytes = Array(cell.utf8)
      evidence.add(bytes.span, 0, bytes.count)
    }
    return evidence
  }

  @Test func agreesWithTheSlowReference() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    for _ in 0..<2000 {
      let micro = random.number(-99_999_999_999_999...99_999_999_999_999)
      let digits = String(1_000_000 + abs(micro) % 1_000_000).dropFirst()
      let text = "\(micro < 0 ? "-" : "")\(abs(micro) / 1_000_000).\(digits)"
      #expect(Self.decode(text).value == Int64(micro), "seed \(seed): \(text)")
    }
  }
}
