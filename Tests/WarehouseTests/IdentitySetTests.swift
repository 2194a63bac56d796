import Testing

@testable import Warehouse

@Suite struct IdentitySetTests {
  /// Against a set, with zero, repeats and neighbours in the table.
  @Test(arguments: [UInt64(11), 12, 13]) func insertsUpToTheFirstRepeat(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var identities = IdentitySet()
    var expected: Set<UInt64> = []
    for _ in 0..<300 {
      let batch = (0..<random.below(60)).map { _ in
        random.percent(5) ? UInt64(random.below(3)) : random.next() & 0x3f00_0000_0000_0fff
      }
      var position = 0
      while position < batch.count {
        let next = identities.insert(batch.span, from: position)
        var index = position
        while index < batch.count, expected.insert(batch[index]).inserted { index += 1 }
        #expect(next == index, "seed \(seed)")
        position = next + 1
      }
      #expect(identities.count == expected.subtracting([0]).count, "seed \(seed)")
    }
    let isNew = identities.insert(99)
    #expect(isNew == expected.insert(99).inserted)
    let isNewAgain = identities.insert(99)
    #expect(!isNewAgain)
  }

  @Test func stampsTellContentsOnlyWhileTheyAreTheSame() throws {
    let test = try TestWarehouse()
    #expect(try test.warehouse.content(of: "a.csv", stamp: "1") == nil)
    try test.warehouse.remember(content: "c", of: "a.csv", stamp: "1")
    #expect(try test.warehouse.content(of: "a.csv", stamp: "1") == "c")
    #expect(try test.warehouse.content(of: "a.csv", stamp: "2") == nil)
    #expect(try test.warehouse.content(of: "b.csv", stamp: "1") == nil)
    try test.warehouse.remember(content: "d", of: "a.csv", stamp: "2")
    #expect(try test.warehouse.content(of: "a.csv", stamp: "1") == nil)
    #expect(try test.warehouse.content(of: "a.csv", stamp: "2") == "d")
    try test.warehouse.remember(content: "e", of: "a.csv", stamp: "")
    #expect(try test.warehouse.content(of: "a.csv", stamp: "") == nil)
  }
}
