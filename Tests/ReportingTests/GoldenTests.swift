import Foundation
import FunnelModel
import Reporting
import Testing

/// Whole reports as directories of files under `Golden`. `RECORD_GOLDEN=1 swift test` writes them
/// anew; the difference is then read in version control.
@Suite struct GoldenTests {
  static let cases: [(name: String, report: Report, options: ReportOptions)] = [
    ("full", Fixture.full(), ReportOptions()),
    (
      "consumer-de", Fixture.consumerOnly(),
      ReportOptions(csvProfile: .excelGerman, language: .german)
    ),
    ("empty", Fixture.empty(), ReportOptions()),
    ("single", Fixture.single(), ReportOptions()),
  ]

  private static var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
  }

  @Test(arguments: cases.indices) func filesAreAsRecorded(_ index: Int) throws {
    let (name, report, options) = Self.cases[index]
    let directory = Self.root.appendingPathComponent(name)
    let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1"
    var files = ReportFiles.render(report, options: options)
    files.append(
      ReportFile(
        path: "summary.txt",
        bytes: Array(TerminalSummary.render(report, language: options.language).utf8)))
    if isRecording {
      try? FileManager.default.removeItem(at: directory)
      for file in files {
        let target = directory.appendingPathComponent(file.path)
        try FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: target)
      }
      return
    }
    for file in files {
      let recorded = try Data(contentsOf: directory.appendingPathComponent(file.path))
      #expect(Array(recorded) == file.bytes, "\(name)/\(file.path) differs from its record")
    }
    let recorded = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
      .filter { !$0.hasSuffix("csv") || $0.contains(".") }
    #expect(Set(recorded.filter { $0 != "csv" }) == Set(files.map(\.path)))
  }

  /// More numbers than one piece of work takes.
  @Test func bytesDoNotDependOnThreads() {
    var report = Fixture.full()
    let rows = report.metrics
    for number in 0..<(4_500 / rows.count + 1) {
      report.metrics += rows.map { row in
        var row = row
        row.segment = "\(number)"
        return row
      }
    }
    #expect(
      ReportFiles.render(report) == ReportFiles.render(report, options: ReportOptions(threads: 4)))
  }

  @Test func renderingTwiceGivesTheSameBytes() {
    #expect(ReportFiles.render(Fixture.full()) == ReportFiles.render(Fixture.full()))
  }
}
