import FunnelModel

/// The changes that a mapping makes to a text before it is read.
enum TextRules {
  /// A text after the replacements and rules of a plan.
  static func apply(_ plan: CellPlan, to text: [UInt8]) -> [UInt8] {
    var text = text
    if let replacement = plan.replacements[text] { text = replacement }
    for rule in plan.rules { apply(rule, to: &text) }
    return text
  }

  private static func apply(_ rule: TextRule, to text: inout [UInt8]) {
    switch rule {
    case .lowercase:
      for index in text.indices { text[index] = ASCII.lowercased(text[index]) }
    case .dropPrefix(let prefix):
      if text.starts(with: prefix.utf8) { text.removeFirst(prefix.utf8.count) }
    case .dropTrailingParentheses:
      guard text.last == UInt8(ascii: ")"),
        let open = text.lastIndex(of: UInt8(ascii: "("))
      else { return }
      text.removeSubrange(open...)
      while let last = text.last, last <= ASCII.space { text.removeLast() }
    }
  }
}
