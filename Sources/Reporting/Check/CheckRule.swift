import FunnelModel

/// Which numbers a rule of `checks[]` looks at.
///
/// `*` in the metric stands for any run of characters. Without a grain the rule looks at all time,
/// without dimension and segment at the total; a segment alone is looked for in every dimension.
struct CheckRule: Sendable {
  let definition: CheckDefinition

  init(_ definition: CheckDefinition) { self.definition = definition }

  /// Whether the rule looks at a number. Pairs of dimensions are never checked.
  func covers(_ row: MetricRow) -> Bool {
    guard row.dimension2.isEmpty, row.grain == definition.grain ?? .all,
      definition.market == nil || definition.market == row.market,
      Self.matches(Array(definition.metric.utf8), Array(row.metric.utf8))
    else { return false }
    switch (definition.dimension, definition.segment) {
    case (nil, nil): return row.dimension.isEmpty
    case _ where !row.dimension2.isEmpty: return false
    case (nil, let segment?): return !row.dimension.isEmpty && row.segment == segment
    case (let dimension?, nil): return row.dimension == dimension
    case (let dimension?, let segment?):
      return row.dimension == dimension && row.segment == segment
    }
  }

  /// Glob matching in linear time per star: on a mismatch the last star takes one byte more.
  static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
    let star = UInt8(ascii: "*")
    var at = 0
    var position = 0
    var lastStar: Int?
    var resume = 0
    while position < text.count {
      if at < pattern.count, pattern[at] == star {
        lastStar = at
        resume = position
        at += 1
      } else if at < pattern.count, pattern[at] == text[position] {
        at += 1
        position += 1
      } else if let lastStar {
        at = lastStar + 1
        resume += 1
        position = resume
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == star }
  }
}
