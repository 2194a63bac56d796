import FunnelModel
import RecordParsing

/// Tells by its header which export a file is.
package enum ExportRecognition {
  /// The profile of the file at a path.
  ///
  /// - Throws: where the file cannot be read or no profile knows its header.
  package static func profile(path: String, name: String) throws(IngestionError) -> SourceProfile {
    let file = try OpenedFile.open(path: path, name: name)
    let first = file.prefix.first { $0 > ASCII.space }
    let names: [String]
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      names = keys(file)
      if let profile = ProfileCatalog.recognise(header: names, format: .json) { return profile }
    } else {
      let found = LayoutFinder.header(file, nil) { row in
        ProfileCatalog.recognise(header: row, format: .csv)?.required.count ?? 0
      }
      if let found, let profile = ProfileCatalog.recognise(header: found.names, format: .csv) {
        return profile
      }
      names =
        CSVHeaderFinder.guess(in: file.prefix.span, isWholeText: file.isWhole)?.names ?? []
    }
    let listing = names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
    throw IngestionError(
      .data, file: name,
      problem: "no known export has the columns \(listing)\(names.count > 12 ? ", …" : "")",
      remedy: "map the columns in the configuration (`columns` and `events` of a source), or "
        + "leave the file out")
  }

  /// The keys and paths of the first records of a JSON export.
  private static func keys(_ file: borrowing OpenedFile) -> [String] {
    let start = JSONRecordLayout.detect(prefix: file.prefix.span, isWholeText: file.isWhole)
    var discovery = JSONPathDiscovery()
    var chunker = JSONChunker(layout: start.layout)
    let body = Array(file.prefix[start.bodyOffset...])
    let cut = chunker.cut(body.span, isLast: file.isWhole)
    discovery.add(Array(body[..<cut.end]), layout: start.layout)
    var names: [String] = []
    for entry in discovery.entries {
      let path = entry.path
      names.append(path)
      // A profile requires members by their top name, whatever lies below.
      if let end = path.firstIndex(where: { $0 == "." || $0 == "[" }) {
        let top = String(path[..<end])
        if !names.contains(top) { names.append(top) }
      }
    }
    return names
  }
}
