/// Lists the paths to all scalars of some records, to show a user what an export contains and to
/// notice columns that no mapping uses.
///
/// Elements of arrays are listed as `items[].sku`; elements of which each has a scalar member
/// `key` and a member `value`, as in analytics exports, as `event_params[key=page].value.*`.
package struct JSONPathDiscovery: Sendable {
  /// One path that occurred.
  package struct Entry: Equatable, Sendable {
    /// The path, in the notation of `JSONPath`.
    package var path: String
    /// Number of records in which it leads to a scalar that is not null.
    package var recordCount: Int
  }

  /// The paths, in the order in which they first occurred.
  package private(set) var entries: [Entry] = []
  /// Number of records seen.
  package private(set) var recordCount = 0

  private var indices: [String: Int] = [:]
  private var lastRecord: [Int] = []
  private let maximumRecords: Int
  /// Values nested more deeply are not listed.
  private static let maximumLevels = 16

  /// A list of the paths of the first `maximumRecords` records.
  package init(maximumRecords: Int = 1000) {
    self.maximumRecords = maximumRecords
  }

  /// Adds the records of a chunk that `JSONChunker` cut; broken records are left out.
  package mutating func add(_ chunk: [UInt8], layout: JSONRecordLayout) {
    guard recordCount < maximumRecords else { return }
    var batch = RecordBatch(chunk: chunk)
    JSONRecordParser(paths: [], layout: layout).parse(&batch)
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
    let bytes = unsafe chunk.span.bytes
    var reader = JSONReader(dialect: .json, maximumDepth: ParsingLimits.maximumDepth)
    for offset in batch.recordOffsets where recordCount < maximumRecords {
      guard (try? reader.read(bytes, from: Int(offset), end: chunk.count)) != nil else { continue }
      recordCount += 1
      listMembers(of: 0, path: "", level: 0, reader.nodes, chunk)
    }
  }

  private mutating func list(
    _ index: Int, path: String, level: Int, _ nodes: [JSONNode], _ chunk: [UInt8]
  ) {
    guard level < Self.maximumLevels else { return }
    switch nodes[index].kind {
    case .null: break
    case .bool, .number, .string: note(path)
    case .object: listMembers(of: index, path: path, level: level, nodes, chunk)
    case .array: listElements(of: index, path: path, level: level, nodes, chunk)
    }
  }

  private mutating func listMembers(
    of index: Int, path: String, level: Int, _ nodes: [JSONNode], _ chunk: [UInt8]
  ) {
    var i = index + 1
    while i < Int(nodes[index].next) {
      let name = Self.text(nodes[i], chunk)
      let isPlain =
        !name.isEmpty && name != "*"
        && !name.utf8.contains { byte in
          byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[")
        }
      let step = isPlain ? (path.isEmpty ? name : "." + name) : "['" + name + "']"
      list(i + 1, path: path + step, level: level + 1, nodes, chunk)
      i = Int(nodes[i + 1].next)
    }
  }

  private mutating func listElements(
    of index: Int, path: String, level: Int, _ nodes: [JSONNode], _ chunk: [UInt8]
  ) {
    var i = index + 1
    while i < Int(nodes[index].next) {
      if let pair = Self.keyAndValue(i, nodes, chunk) {
        let value = nodes[pair.value]
        let step = path + "[key=" + pair.key + "].value"
        if value.kind == .object {
          if Self.hasScalar(pair.value, nodes) { note(step + ".*") }
        } else {
          list(pair.value, path: step, level: level + 1, nodes, chunk)
        }
      } else {
        list(i, path: path + "[]", level: level + 1, nodes, chunk)
      }
      i = Int(nodes[i].next)
    }
  }

  private static func keyAndValue(
    _ index: Int, _ nodes: [JSONNode], _ chunk: [UInt8]
  ) -> (key: String, value: Int)? {
    guard nodes[index].kind == .object else { return nil }
    var key: String?
    var value: Int?
    var i = index + 1
    while i < Int(nodes[index].next) {
      let name = text(nodes[i], chunk)
      if name == "key", nodes[i + 1].kind == .string { key = text(nodes[i + 1], chunk) }
      if name == "value" { value = i + 1 }
      i = Int(nodes[i + 1].next)
    }
    guard let key, let value, !key.utf8.contains(UInt8(ascii: "]")) else { return nil }
    return (key, value)
  }

  private static func hasScalar(_ index: Int, _ nodes: [JSONNode]) -> Bool {
    var i = index + 2
    while i < Int(nodes[index].next) {
      if !nodes[i].isContainer, nodes[i].kind != .null { return true }
      i = Int(nodes[i].next) + 1
    }
    return false
  }

  private static func text(_ node: JSONNode, _ chunk: [UInt8]) -> String {
    guard node.hasEscapes else { return String(decoding: chunk[node.range], as: UTF8.self) }
    var content: [UInt8] = []
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
    unsafe JSONString.unescape(chunk.span.bytes, node.range, isJSON5: false, to: &content)
    return String(decoding: content, as: UTF8.self)
  }

  /// Counts a path once for each record.
  private mutating func note(_ path: String) {
    if let index = indices[path] {
      if lastRecord[index] < recordCount { entries[index].recordCount += 1 }
      lastRecord[index] = recordCount
    } else {
      indices[path] = entries.count
      entries.append(Entry(path: path, recordCount: 1))
      lastRecord.append(recordCount)
    }
  }
}
