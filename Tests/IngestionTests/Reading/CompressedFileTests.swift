import Foundation
import Testing

@testable import Ingestion

@Suite struct CompressedFileTests {
  static let gzip = ["/usr/bin/gzip", "/bin/gzip"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: gzip != nil, "gzip is not installed"))
  func aCompressedFileIsTheSameFile() throws {
    let text = AccountingTests.text(rows: 12_000, seed: 5)
    let plain = try TemporaryFile(text)
    let packed = try TemporaryFile(text)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.gzip))
    process.arguments = [packed.path]
    try process.run()
    process.waitUntilExit()
    let path = packed.path + ".gz"
    let a = try plain.ingest(jobs: 2)
    let b = try TemporaryFile.ingest(path: path)
    #expect(b.outcome.contentHash == a.outcome.contentHash)
    #expect(b.sink.rows() == a.sink.rows())
    // A look at the beginning leaves the rest unread: the tool must not wait for ever.
    _ = try ExportRecognition.look(at: path, name: "export.csv.gz")
    // Cut off: refused, never half read.
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    #expect(throws: IngestionError.self) { try TemporaryFile.ingest(path: path) }
  }
}
