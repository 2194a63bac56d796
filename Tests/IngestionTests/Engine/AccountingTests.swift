import FunnelModel
import Testing

@testable import Ingestion

@Suite struct AccountingTests {
  static let header = "event_id,time,type,customer_id,amount\n"

  /// Rows of many customers, one in ten without an id of its own.
  static func text(rows: Int, seed: UInt64) -> String {
    var random = SplitMix(state: seed)
    var text = header
    for row in 0..<rows {
      let day = random.number(10...28)
      let id = row % 10 == 9 ? "" : "e\(row)"
      text += "\(id),2025-01-\(day)T0\(random.number(0...9)):00:00Z,purchase,"
      text += "\"c\(random.number(0...50))\",\(random.number(0...9999)).5\n"
    }
    return text
  }

  @Test(arguments: [1, 2, 3]) func neitherBlocksNorThreadsChangeAnything(_ jobs: Int) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    let file = try TemporaryFile(Self.text(rows: 800, seed: seed))
    let whole = try file.ingest()
    let expected = whole.sink.rows()
    #expect(expected.count == 800)
    for blockBytes in [256, 1000, 65_536] {
      for bufferBytes in [10_000, 1 << 20] {
        let part = try file.ingest(jobs: jobs, blockBytes: blockBytes, bufferBytes: bufferBytes)
        #expect(part.sink.rows() == expected, "seed \(seed)")
        #expect(part.outcome.accounting == whole.outcome.accounting)
        #expect(part.outcome.contentHash == whole.outcome.contentHash)
        #expect(part.outcome.firstRowHash == whole.outcome.firstRowHash)
        #expect(part.outcome.summary == whole.outcome.summary)
      }
    }
  }

  @Test func aBuyerLivesInOneBucket() throws {
    let file = try TemporaryFile(
      "time,type,customer_id,session_id\n"
        + "2025-01-01T00:00:00Z,purchase,c1,s1\n2025-01-01T00:00:00Z,purchase,c1,s2\n"
        + "2025-01-01T00:00:00Z,purchase,c1,\n")
    let (_, sink) = try file.ingest()
    let buckets = sink.buckets()
    #expect(buckets.count == 3)
    #expect(Set(buckets.values).count == 1)
    let id = Array("c1".utf8)
    #expect(
      buckets[2] == Buyer.bucket(ofHash: WordHash.hash(id.span, offset: 0, count: id.count)))
  }

  @Test func namesEachBadRowWithItsPlace() throws {
    let rows = [
      "e1,2025-01-01T00:00:00Z,purchase,c1,1",
      "e2,not a time,purchase,c1,1",
      "e3,2025-01-01T00:00:00Z,purchase,c1,12x",
      "e4,,purchase,c1,1",
      "e5,2025-01-01T00:00:00Z,,c1,1",
      "e6,2025-01-01T00:00:00Z,purchase,,1",
      "e7,2026-06-01T00:00:00Z,purchase,c1,1",
      "e8,2025-01-01T00:00:00Z,purchase",
      "e9,2025-01-01T00:00:00Z,purchase,null,1",
      "e10,2025-01-01T00:00:00Z,purchase,c1,1e400",
      "e11,2025-01-01T00:00:00Z,purchase,c1,2",
    ]
    let file = try TemporaryFile(Self.header + rows.joined(separator: "\n") + "\n")
    for (jobs, blockBytes) in [(1, 1 << 20), (2, 64)] {
      let (outcome, sink) = try file.ingest(jobs: jobs, blockBytes: blockBytes)
      #expect(outcome.accounting.read == 11)
      #expect(outcome.accounting.loaded == 2)
      #expect(outcome.accounting.rejected == 9)
      #expect(outcome.accounting.isBalanced)
      #expect(sink.rows().count == 2)
      var offset = Self.header.utf8.count
      var offsets: [Int] = []
      for row in rows {
        offsets.append(offset)
        offset += row.utf8.count + 1
      }
      #expect(outcome.rejects.map(\.line) == Array(3...11))
      #expect(outcome.rejects.map(\.byteOffset) == Array(offsets[1...9]))
      #expect(
        outcome.rejects.map(\.code) == [
          "time", "number", "time_missing", "type_missing", "no_buyer", "future", "ragged_row",
          "no_buyer", "number_range",
        ])
      #expect(
        outcome.rejects.map(\.column) == [
          "time", "amount", "time", "type", "", "time", "", "", "amount",
        ])
      #expect(outcome.rejects[0].cell == "not a time")
      #expect(outcome.rejects[1].cell == "12x")
    }
  }

  @Test func identicalRowsWithoutAnIDAreAsManyEvents() throws {
    let row = "2025-01-01T00:00:00Z,purchase,c1,5\n"
    let file = try TemporaryFile("time,type,customer_id,amount\n" + row + row + row)
    let sink = CollectingSink()
    let first = try file.ingest(into: sink, blockBytes: 16, bufferBytes: 40)
    #expect(first.outcome.accounting.loaded == 3)
    let second = try file.ingest(into: sink)
    #expect(second.outcome.accounting.loaded == 0)
    #expect(second.outcome.accounting.duplicate == 3)
  }

  @Test func reorderedColumnsAreTheSameRows() throws {
    let a = try TemporaryFile("time,type,customer_id,x\n2025-01-01T00:00:00Z,purchase,c1,7\n")
    let b = try TemporaryFile(
      "x,customer_id,type,new,time\n7,c1,purchase,,2025-01-01T00:00:00Z\n")
    let sink = CollectingSink()
    _ = try a.ingest(into: sink)
    let second = try b.ingest(into: sink)
    #expect(second.outcome.accounting.duplicate == 1)
  }

  @Test func totalsAreSkippedAndListed() throws {
    let file = try TemporaryFile(
      "time,type,customer_id,amount\n2025-01-01T00:00:00Z,purchase,c1,5\n"
        + "Grand Total,,,5\nCopyright (c) 2025\n2 record(s) downloaded\n")
    let (outcome, _) = try file.ingest()
    #expect(outcome.accounting.loaded == 1)
    #expect(outcome.accounting.filtered == 3)
    #expect(outcome.footerRows.map(\.line) == [3, 4, 5])
  }

  @Test func headerOnlyHasNoRowsAndBlankFilesAreRefused() throws {
    let (outcome, _) = try TemporaryFile(Self.header).ingest()
    #expect(outcome.accounting == RowAccounting())
    for text in ["", "\n \r\n"] {
      #expect(throws: IngestionError.self) { try TemporaryFile(text).ingest() }
    }
  }

  @Test func accountingHoldsOnMutatedFiles() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    let original = Array(Self.text(rows: 12, seed: seed).utf8)
    let spice = Array("\",\n\r\0\u{e9}x0-;".utf8)
    for _ in 0..<60 {
      var bytes = original
      for _ in 0...random.number(0...4) {
        let place = random.number(Self.header.utf8.count...(bytes.count - 1))
        bytes[place] = spice[random.number(0...(spice.count - 1))]
      }
      let file = try TemporaryFile(bytes: bytes)
      let one = try file.ingest()
      let many = try file.ingest(jobs: 2, blockBytes: 16)
      #expect(one.outcome.accounting.isBalanced, "seed \(seed)")
      #expect(one.outcome.accounting == many.outcome.accounting, "seed \(seed)")
      #expect(one.outcome.rejects == many.outcome.rejects, "seed \(seed)")
      #expect(one.sink.rows() == many.sink.rows(), "seed \(seed)")
    }
  }
}
