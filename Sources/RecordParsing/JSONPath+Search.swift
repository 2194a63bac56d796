extension JSONPath {
  /// Index of the node that the path leads to from the value `root`; nil if missing or null.
  func find(in nodes: Span<JSONNode>, _ bytes: RawSpan, from root: Int) -> Int? {
    find(0, nodes, bytes, from: root)
  }

  /// Recursion is as deep as the path has steps that may fail and be tried again.
  private func find(
    _ first: Int, _ nodes: Span<JSONNode>, _ bytes: RawSpan, from root: Int
  ) -> Int? {
    var value = root
    var step = first
    while step < steps.count {
      let found: Int?
      switch steps[step].kind {
      case .member: found = member(steps[step].name, of: value, nodes, bytes)
      case .element: found = element(steps[step].index, of: value, nodes)
      case .anyScalar: found = anyScalar(of: value, nodes)
      case .anyElement, .elementWhere: return findElement(step, nodes, bytes, of: value)
      }
      guard let found else { return nil }
      value = found
      step &+= 1
    }
    return nodes[value].kind == .null ? nil : value
  }

  private func findElement(
    _ step: Int, _ nodes: Span<JSONNode>, _ bytes: RawSpan, of value: Int
  ) -> Int? {
    guard nodes[value].kind == .array else { return nil }
    var i = value &+ 1
    while i < Int(nodes[value].next) {
      if accepts(step, i, nodes, bytes), let found = find(step &+ 1, nodes, bytes, from: i) {
        return found
      }
      i = Int(nodes[i].next)
    }
    return nil
  }

  private func accepts(
    _ step: Int, _ element: Int, _ nodes: Span<JSONNode>, _ bytes: RawSpan
  ) -> Bool {
    guard steps[step].kind == .elementWhere else { return true }
    guard let value = member(steps[step].name, of: element, nodes, bytes) else { return false }
    // No `&&` here: the optimiser of Swift 6.3 fails on the span in its second operand.
    if nodes[value].isContainer { return false }
    return equals(nodes[value], steps[step].value, bytes)
  }

  private func member(
    _ name: Range<Int>, of value: Int, _ nodes: Span<JSONNode>, _ bytes: RawSpan
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

  private func element(_ index: Int, of value: Int, _ nodes: Span<JSONNode>) -> Int? {
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

  private func anyScalar(of value: Int, _ nodes: Span<JSONNode>) -> Int? {
    guard nodes[value].kind == .object else { return nil }
    var i = value &+ 2
    while i < Int(nodes[value].next) {
      if !nodes[i].isContainer, nodes[i].kind != .null { return i }
      i = Int(nodes[i].next) &+ 1
    }
    return nil
  }

  private func equals(_ node: JSONNode, _ wanted: Range<Int>, _ bytes: RawSpan) -> Bool {
    if node.hasEscapes { return equalsUnescaped(node, wanted, bytes) }
    guard Int(node.length) == wanted.count else { return false }
    let start = Int(node.start)
    var i = 0
    while i < wanted.count {
      if WordScanner.byte(bytes, at: start &+ i) != names[wanted.lowerBound &+ i] { return false }
      i &+= 1
    }
    return true
  }

  /// Not inlined: names with escapes are rare.
  @inline(never)
  private func equalsUnescaped(
    _ node: JSONNode, _ wanted: Range<Int>, _ bytes: RawSpan
  ) -> Bool {
    var content: [UInt8] = []
    JSONString.unescape(bytes, node.range, isJSON5: false, to: &content)
    return content.elementsEqual(names[wanted])
  }
}
