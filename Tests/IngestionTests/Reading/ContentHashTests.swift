import Testing

@testable import Ingestion

@Suite struct ContentHashTests {
  static func hash(_ bytes: [UInt8]) -> ContentHash {
    var hasher = ContentHasher()
    hasher.add(bytes.span, offset: 0, count: bytes.count, position: 0)
    return hasher.hash
  }

  @Test func partsInAnyOrderGiveTheWhole() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    let bytes = (0..<1003).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var backwards = ContentHasher()
    for start in stride(from: 0, to: 1003, by: 64).reversed() {
      var part = ContentHasher()
      part.add(bytes.span, offset: start, count: min(64, 1003 - start), position: start)
      backwards.merge(part)
    }
    #expect(backwards.hash == Self.hash(bytes), "seed \(seed)")
  }

  @Test func everyByteItsPlaceAndTheLengthCount() {
    let bytes = [UInt8](repeating: 7, count: 64)
    var seen: Set<ContentHash> = [Self.hash(bytes)]
    for index in 0..<64 {
      var changed = bytes
      changed[index] = 8
      seen.insert(Self.hash(changed))
    }
    for length in 0..<64 { seen.insert(Self.hash(Array(bytes[..<length]))) }
    seen.insert(Self.hash(bytes + [0]))
    #expect(seen.count == 1 + 64 + 64 + 1)
  }

  @Test func theTextHas32Digits() {
    #expect(ContentHash(low: 1, high: 0xab).text == "00000000000000ab0000000000000001")
  }
}
