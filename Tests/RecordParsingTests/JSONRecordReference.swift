@testable import RecordParsing

/// Parses JSON records in blocks of the given size.
func parseJSON(
  _ text: [UInt8], layout: JSONRecordLayout, blockSize: Int, paths: [JSONPath],
  limit: Int = ParsingLimits.maximumRecordBytes
) -> (outcomes: [Outcome], endFault: RecordFaultCode?) {
  var chunker = JSONChunker(layout: layout, maximumRecordBytes: limit)
  let parser = JSONRecordParser(paths: paths, layout: layout, maximumRecordBytes: limit)
  let found = readInBlocks(
    text, blockSize: blockSize, cut: { chunker.cut($0, isLast: $1) },
    parse: { parser.parse(&$0, treatment: $1) })
  return (found, chunker.endFault?.code)
}

/// Walks the steps of a path through a document, one member and one element at a time.
func walk(_ value: JSONValue, _ steps: ArraySlice<JSONPath.Step>) -> JSONValue? {
  guard let step = steps.first else { return value.isNull ? nil : value }
  let rest = steps.dropFirst()
  func name(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
  switch step {
  case .member(let bytes): return value[name(bytes)].flatMap { walk($0, rest) }
  case .element(let index):
    return index < value.elements.count ? walk(value.elements[index], rest) : nil
  case .anyElement: return value.elements.lazy.compactMap { walk($0, rest) }.first
  case .elementWhere(let key, let wanted):
    return value.elements.lazy.filter { element in
      guard let member = element[name(key)] else { return false }
      let isContainer = member.kind == .array || member.kind == .object
      return !isContainer && (member.string ?? member.rawText) == name(wanted)
    }.compactMap { walk($0, rest) }.first
  case .anyScalar:
    return value.members.map(\.value).first { member in
      member.kind != .array && member.kind != .object && !member.isNull
    }.flatMap { walk($0, rest) }
  }
}

/// The content of the field that a path gives for a record.
func expectedContent(_ record: JSONValue, _ path: JSONPath) -> [UInt8] {
  guard let value = walk(record, path.steps[...]) else { return [] }
  return Array((value.string ?? value.rawText).utf8)
}
