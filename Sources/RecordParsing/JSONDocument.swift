/// A whole small JSON text, such as a configuration, with the position of every key and value.
///
///     let document = try JSONDocument(text, dialect: .json5)
///     for member in document.root.members { print(member.name, member.position.line) }
package struct JSONDocument: Sendable {
  let bytes: [UInt8]
  let nodes: [JSONNode]
  let dialect: JSONDialect
  /// Offset of each line's first byte.
  private let lineStarts: [Int]

  /// Reads `text`, which may begin with a byte order mark.
  ///
  /// - Parameter maximumDepth: levels of nesting that are read; deeper texts are an error.
  package init(
    _ text: [UInt8], dialect: JSONDialect = .json,
    maximumDepth: Int = ParsingLimits.maximumDepth
  ) throws(JSONError) {
    let starts = Self.findLineStarts(text)
    var reader = JSONReader(dialect: dialect, maximumDepth: maximumDepth)
    do throws(JSONFault) {
      guard text.count < Int(UInt32.max) else {
        throw JSONFault(offset: 0, message: "the text is longer than 4 GiB")
      }
      let mark = text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
      // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
      let raw = unsafe text.span.bytes
      let behind = try reader.read(raw, from: mark, end: text.count)
      let rest = try reader.skipSpace(raw, behind)
      if rest < text.count { throw reader.unexpected(raw, rest, "the end") }
    } catch {
      let position = Self.position(of: error.offset, in: text, starts)
      throw JSONError(
        offset: error.offset, line: position.line, column: position.column,
        message: error.message)
    }
    bytes = text
    nodes = reader.nodes
    lineStarts = starts
    self.dialect = dialect
  }

  /// The outermost value.
  package var root: JSONValue { JSONValue(document: self, index: 0) }

  /// Line and column of a byte offset.
  package func position(of offset: Int) -> TextPosition {
    Self.position(of: offset, in: bytes, lineStarts)
  }

  private static func findLineStarts(_ text: [UInt8]) -> [Int] {
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the array.
    let raw = unsafe text.span.bytes
    var starts = [0]
    while let next = LineEnds.first(in: raw, from: starts[starts.count - 1], isComplete: true) {
      starts.append(next)
    }
    return starts
  }

  private static func position(
    of offset: Int, in text: [UInt8], _ starts: [Int]
  ) -> TextPosition {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    var column = 1
    for i in starts[low]..<min(offset, text.count) where text[i] & 0xc0 != 0x80 { column += 1 }
    return TextPosition(offset: offset, line: low + 1, column: column)
  }
}
