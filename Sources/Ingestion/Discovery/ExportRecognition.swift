import FunnelModel
import RecordParsing

/// Tells what an export is by its beginning: its header row, or the keys of its first records.
package enum ExportRecognition {
  /// The header names of a file (top-level keys of JSON), and the profile that they belong to.
  ///
  /// - Parameters:
  ///   - path: where the file is; `.gz` and `.zst` are decompressed.
  ///   - name: what messages call it.
  /// - Throws: where the file cannot be read, or is blank.
  package static func look(
    at path: String, name: String
  ) throws(IngestionError) -> (header: [String], profile: SourceProfile?) {
    let file = try OpenedFile.open(path: path, name: name)
    let first = file.prefix.first { $0 > ASCII.space }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      let keys = topLevelKeys(file)
      return (keys, ProfileCatalog.recognise(header: keys, format: .json))
    }
    let found = CSVHeaderFinder.find(in: file.prefix.span, isWholeText: file.isWhole) { row in
      ProfileCatalog.recognise(header: copy row, format: .csv)?.required.count ?? 0
    }
    if let found {
      return (found.names, ProfileCatalog.recognise(header: found.names, format: .csv))
    }
    let guess = CSVHeaderFinder.guess(in: file.prefix.span, isWholeText: file.isWhole)
    return (guess?.names ?? [], nil)
  }

  private static func topLevelKeys(_ file: borrowing OpenedFile) -> [String] {
    let layout = LayoutFinder.json(file)
    guard case .json(let records) = layout.syntax else { return [] }
    var discovery = JSONPathDiscovery()
    discovery.add(Array(file.prefix[layout.bodyOffset...]), layout: records)
    var keys: [String] = []
    for entry in discovery.entries {
      let key = String(entry.path.prefix { $0 != "." && $0 != "[" })
      if !keys.contains(key) { keys.append(key) }
    }
    return keys
  }
}
