/// A path into a JSON record, compiled once.
///
/// | written | means |
/// |---|---|
/// | `a.b` | member `b` of member `a` |
/// | `a[0]` | the first element |
/// | `a[].b` | the first element that has a `b` |
/// | `a[key=x].b` | the first element whose member `key` is `x` and that has a `b` |
/// | `a.*` | the first member that is a scalar and not null |
/// | `['a.b']` | a member whose name contains dots or brackets |
///
/// A path that does not exist and a path that leads to `null` are the same: missing. Of members
/// with the same name the first counts.
package struct JSONPath: Equatable, Hashable, Sendable, CustomStringConvertible {
  enum StepKind: UInt8, Sendable {
    case member
    case element
    case anyElement
    case elementWhere
    case anyScalar
  }

  /// One step; names lie in `names`, so that a search touches no reference counts.
  struct Step: Equatable, Hashable, Sendable {
    var kind: StepKind
    /// The member's name, or the name of the member that an element is chosen by.
    var name: Range<Int> = 0..<0
    /// What that member must be.
    var value: Range<Int> = 0..<0
    var index = 0
  }

  let steps: [Step]
  /// The path's bytes, which the steps' names and values are ranges of.
  let names: [UInt8]
  /// The path as written.
  package let description: String

  /// Compiles `text`.
  package init(_ text: String) throws(JSONPathError) {
    var compiler = JSONPathCompiler(text)
    steps = try compiler.compile()
    names = compiler.bytes
    description = text
  }
}

/// A path that could not be compiled.
package struct JSONPathError: Error, Equatable, Sendable {
  /// The path as written.
  package var path: String
  /// Byte offset in the path.
  package var offset: Int
  /// What was expected.
  package var message: String
}

/// Translates the text of a path into steps.
struct JSONPathCompiler {
  private let text: String
  let bytes: [UInt8]
  private var at = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  mutating func compile() throws(JSONPathError) -> [JSONPath.Step] {
    var steps: [JSONPath.Step] = []
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "[") {
        steps.append(try bracket())
        continue
      }
      if !steps.isEmpty {
        guard bytes[at] == UInt8(ascii: ".") else { throw error("'.' or '[' is expected") }
        at += 1
      }
      let name = take { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") }
      if name.isEmpty { throw error("a name is expected") }
      let isStar = name.count == 1 && bytes[name.lowerBound] == UInt8(ascii: "*")
      steps.append(JSONPath.Step(kind: isStar ? .anyScalar : .member, name: name))
    }
    if steps.isEmpty { throw error("a name is expected") }
    return steps
  }

  private mutating func bracket() throws(JSONPathError) -> JSONPath.Step {
    at += 1
    guard at < bytes.count else { throw error("']' is expected") }
    let first = bytes[at]
    var step = JSONPath.Step(kind: .anyElement)
    if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
      at += 1
      step = JSONPath.Step(kind: .member, name: take { $0 != first })
      guard at < bytes.count else { throw error("the quote is never closed") }
      at += 1
    } else if first != UInt8(ascii: "]") {
      let name = take { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "]") }
      if at < bytes.count, bytes[at] == UInt8(ascii: "=") {
        at += 1
        let value = take { $0 != UInt8(ascii: "]") }
        step = JSONPath.Step(kind: .elementWhere, name: name, value: value)
      } else if let index = Int(String(decoding: bytes[name], as: UTF8.self)), index >= 0 {
        step = JSONPath.Step(kind: .element, index: index)
      } else {
        throw error("an index, 'name=value' or nothing is expected")
      }
    }
    guard at < bytes.count, bytes[at] == UInt8(ascii: "]") else { throw error("']' is expected") }
    at += 1
    return step
  }

  private mutating func take(while accepts: (UInt8) -> Bool) -> Range<Int> {
    let start = at
    while at < bytes.count, accepts(bytes[at]) { at += 1 }
    return start..<at
  }

  private func error(_ message: String) -> JSONPathError {
    JSONPathError(path: text, offset: at, message: message)
  }
}
