/// Distinct byte strings addressed by dense codes; code 0 means "missing" and is always empty.
public struct ByteDictionary: Sendable, Hashable {
  /// The contents of all entries, one after the other.
  public var bytes: [UInt8]
  /// `ends[code]` is the end of an entry in `bytes`; its start is `ends[code - 1]`. `ends[0] == 0`.
  public var ends: [UInt32]

  /// A dictionary with the missing entry only.
  public init() {
    bytes = []
    ends = [0]
  }

  /// A dictionary of `count` codes whose texts were left away: where codes serve as keys only.
  public init(unnamed count: Int) {
    bytes = []
    ends = [UInt32](repeating: 0, count: max(1, count))
  }

  /// Whether the texts were left away: no entry but the missing one is ever empty otherwise.
  public var isUnnamed: Bool { bytes.isEmpty && ends.count > 1 }

  /// Number of codes, the missing one included.
  @inlinable public var count: Int { ends.count }

  /// Where an entry lies in `bytes`; empty for code 0.
  @inlinable
  public func range(of code: UInt32) -> Range<Int> {
    code == 0 ? 0..<0 : Int(ends[Int(code) - 1])..<Int(ends[Int(code)])
  }

  /// An entry as text; invalid UTF-8 is repaired.
  public func string(_ code: UInt32) -> String {
    String(decoding: bytes[range(of: code)], as: UTF8.self)
  }

  /// Adds an entry without looking for an equal one, and returns its code.
  @inlinable
  public mutating func append(_ source: Span<UInt8>, offset: Int, count: Int) -> UInt32 {
    // Not `reserveCapacity`: it reserves exactly, so that a growing dictionary would move its
    // bytes with every entry.
    bytes.append(addingCapacity: count) { (output: inout OutputSpan<UInt8>) in
      var index = offset
      let end = offset &+ count
      while index < end {
        output.append(source[index])
        index &+= 1
      }
    }
    ends.append(UInt32(bytes.count))
    return UInt32(ends.count &- 1)
  }

  /// Adds an entry without looking for an equal one, and returns its code.
  public mutating func append(_ text: String) -> UInt32 {
    bytes.append(contentsOf: text.utf8)
    ends.append(UInt32(bytes.count))
    return UInt32(ends.count - 1)
  }

  /// Compares two entries bytewise: negative, 0 or positive.
  public func compare(_ a: UInt32, _ b: UInt32) -> Int {
    compare(a, with: self, b)
  }

  /// Compares an entry with one of another dictionary, bytewise.
  public func compare(_ a: UInt32, with other: ByteDictionary, _ b: UInt32) -> Int {
    let left = range(of: a)
    let right = other.range(of: b)
    let mine = bytes.span
    let theirs = other.bytes.span
    var index = 0
    let common = min(left.count, right.count)
    while index < common {
      let x = mine[left.lowerBound &+ index]
      let y = theirs[right.lowerBound &+ index]
      if x != y { return Int(x) - Int(y) }
      index &+= 1
    }
    return left.count - right.count
  }
}
