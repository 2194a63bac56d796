import Foundation
import RecordParsing
import Testing

/// The JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` either, without a crash.
struct JSONSuiteTests {
  static let files = SharedData.files(in: "json_test_suite/test_parsing", suffix: ".json")

  @Test(
    "documents are accepted and refused as the suite says",
    .enabled(if: !files.isEmpty, "../shared/data/json_test_suite is absent"), arguments: files)
  func document(_ file: URL) throws {
    let text = [UInt8](try Data(contentsOf: file))
    let isAccepted = (try? JSONDocument(text)) != nil
    switch file.lastPathComponent.prefix(2) {
    case "y_": #expect(isAccepted)
    case "n_": #expect(!isAccepted)
    default: break
    }
  }

  @Test(
    "record parsers and JSON5 survive the suite at small blocks",
    .enabled(if: !files.isEmpty, "../shared/data/json_test_suite is absent"))
  func records() throws {
    for file in Self.files {
      let text = [UInt8](try Data(contentsOf: file)).prefix(2000)
      _ = try? JSONDocument(Array(text), dialect: .json5)
      let start = JSONRecordLayout.detect(prefix: Array(text).span, isWholeText: true)
      let body = Array(text[start.bodyOffset...])
      let results = [1, 7, body.count + 1].map { blockSize in
        parseJSON(body, layout: start.layout, blockSize: blockSize, paths: []).outcomes
      }
      #expect(results[0] == results[1] && results[1] == results[2], "\(file.lastPathComponent)")
    }
  }
}
