import Foundation
import RecordParsing
import Testing

/// The csv-spectrum collection: small awkward files with their content as JSON.
struct CSVSpectrumTests {
  static let files = SharedData.files(in: "csv_spectrum/csvs", suffix: ".csv")

  @Test(
    "records equal the JSON of the collection",
    .enabled(if: !files.isEmpty, "../shared/data/csv_spectrum is absent"), arguments: files)
  func records(_ file: URL) throws {
    let name = file.deletingPathExtension().lastPathComponent
    let text = [UInt8](try Data(contentsOf: file))
    let json = file.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "json/\(name).json")
    let document = try JSONDocument([UInt8](try Data(contentsOf: json)))
    let header = try #require(
      findHeader(text) { $0.count })
    // The collection's location_coordinates.json is an object and has other values than its CSV.
    let isObject = document.root.kind == .object
    let expected = isObject ? [document.root] : document.root.elements
    let body = Array(text[header.bodyOffset...])
    for blockSize in 1...(body.count + 1) {
      let found = parseCSV(
        body, blockSize: blockSize, fieldCount: header.names.count, dialect: header.dialect)
      try #require(found.count == expected.count)
      for (outcome, object) in zip(found, expected) {
        guard case .record(let fields, _, _) = outcome else {
          Issue.record("\(outcome)")
          continue
        }
        #expect(header.names == object.members.map(\.name))
        if isObject { continue }
        #expect(
          fields.map { String(decoding: $0, as: UTF8.self) }
            == object.members.map { $0.value.string })
      }
    }
  }
}
