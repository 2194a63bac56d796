extension JSONPath {
  /// Index of the node that the path leads to from the value `root`; nil if missing or null.
  func find(in nodes: Span<JSONNode>, _ bytes: RawSpan, from root: Int) -> Int? {
    let steps = self.steps.span
    return Self.find(steps, 0, nodes, bytes, from: root)
  }

  /// Recursion is as deep as the path has steps that may fail and be tried again.
  private static func find(
    _ steps: Span<Step>, _ first: Int, _ nodes: Span<JSONNode>, _ bytes: RawSpan, from root: Int
  ) -> Int? {
    var value = root
    var step = first
    while step < steps.count {
      switch steps[step] {
      case .member(let name):
        guard let found = member(name, of: value, nodes, bytes) else { return nil }
        value = found
      case .element(let index):
        guard let found = element(index, of: value, nodes) else { return nil }
        value = found
      case .anyScalar:
        guard let found = anyScalar(of: value, nodes) else { return nil }
        value = found
      case .anyElement, .elementWhere:
        return findElement(steps, step, nodes, bytes, of: value)
      }
      step &+= 1
    }
    return nodes[value].kind == .null ? nil : value
  }

  private static func findElement(
    _ steps: Span<Step>, _ step: Int, _ nodes: Span<JSONNode>, _ bytes: RawSpan, of value: Int
  ) -> Int? {
    guard nodes[value].kind == .array else { return nil }
    var i = value &+ 1
    while i < Int(nodes[value].next) {
      if accepts(steps[step], i, nodes, bytes),
        let found = find(steps, step &+ 1, nodes, bytes, from: i)
      {
        return found
      }
      i = Int(nodes[i].next)
    }
    return nil
  }

  private static func accepts(
    _ step: Step, _ element: Int, _ nodes: Span<JSONNode>, _ bytes: RawSpan
  ) -> Bool {
    guard case .elementWhere(let name, let wanted) = step else { return true }
    guard let value = member(name, of: element, nodes, bytes) else { return false }
    return !nodes[value].isContainer && equals(nodes[value], wanted, bytes)
  }

  private static func member(
    _ name: [UInt8], of value: Int, _ nodes: Span<JSONNode>, _ bytes: RawSpan
  ) -> Int? {
    guard nodes[value].kind == .object else { return nil }
    let end = Int(nodes[value].next)
    var i = value &+ 1
    while i < end {
      if equals(nodes[i], name, bytes) { return i &+ 1 }
      i = Int(nodes[i &+ 1].next)
    }
    return nil
  }

  private static func element(_ index: Int, of value: Int, _ nodes: Span<JSONNode>) -> Int? {
    guard nodes[value].kind == .array else { return nil }
    var i = value &+ 1
    var left = index
    while i < Int(nodes[value].next) {
      if left == 0 { return i }
      left &-= 1
      i = Int(nodes[i].next)
    }
    return nil
  }

  private static func anyScalar(of value: Int, _ nodes: Span<JSONNode>) -> Int? {
    guard nodes[value].kind == .object else { return nil }
    var i = value &+ 2
    while i < Int(nodes[value].next) {
      if !nodes[i].isContainer, nodes[i].kind != .null { return i }
      i = Int(nodes[i].next) &+ 1
    }
    return nil
  }

  private static func equals(_ node: JSONNode, _ wanted: [UInt8], _ bytes: RawSpan) -> Bool {
    if node.hasEscapes {
      var content: [UInt8] = []
      JSONString.unescape(bytes, node.range, isJSON5: false, to: &content)
      return content == wanted
    }
    guard Int(node.length) == wanted.count else { return false }
    let start = Int(node.start)
    var i = 0
    while i < wanted.count {
      if WordScanner.byte(bytes, at: start &+ i) != wanted[i] { return false }
      i &+= 1
    }
    return true
  }
}
