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
func walk(_ value: JSONValue, _ path: JSONPath, from first: Int = 0) -> JSONValue? {
  guard first < path.steps.count else { return value.isNull ? nil : value }
  let step = path.steps[first]
  func onward(_ value: JSONValue) -> JSONValue? { walk(value, path, from: first + 1) }
  func isContainer(_ value: JSONValue) -> Bool { value.kind == .array || value.kind == .object }
  let name = String(decoding: path.names[step.name], as: UTF8.self)
  let wanted = String(decoding: path.names[step.value], as: UTF8.self)
  switch step.kind {
  case .member: return value[name].flatMap(onward)
  case .element: return value.elements.dropFirst(step.index).first.flatMap(onward)
  case .anyElement: return value.elements.lazy.compactMap(onward).first
  case .elementWhere:
    let chosen = value.elements.filter { element in
      guard let member = element[name], !isContainer(member) else { return false }
      return (member.string ?? member.rawText) == wanted
    }
    return chosen.lazy.compactMap(onward).first
  case .anyScalar:
    return value.members.map(\.value).first { !isContainer($0) && !$0.isNull }.flatMap(onward)
  }
}

/// The content of the field that a path gives for a record.
func expectedContent(_ record: JSONValue, _ path: JSONPath) -> [UInt8] {
  guard let value = walk(record, path) else { return [] }
  return Array((value.string ?? value.rawText).utf8)
}
