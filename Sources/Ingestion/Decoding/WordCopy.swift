import FunnelModel
import RecordParsing

/// Copies short texts eight bytes at a time.
///
/// How this works: most identifiers have up to sixteen bytes. Two words are copied whatever the
/// length, and the next text overwrites the surplus; the target keeps sixteen bytes to spare.
enum WordCopy {
  /// Appends the texts of some references to an arena.
  ///
  /// - Parameters:
  ///   - refs: the texts in `bytes`; `base + order[i]` is the place of the i-th.
  ///   - ends: receives the end of each text from `endsBase` on.
  ///   - position: where the arena is filled to.
  static func gather(
    _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, base: Int, order: Span<UInt32>,
    into arena: inout [UInt8], ends: inout [UInt32], endsBase: Int, position: inout Int
  ) {
    reserve(refs, base: base, order: order, &arena, position)
    var target = arena.mutableSpan
    // Safety: every store is bounds-checked; any bytes are valid bytes.
    var raw = unsafe target.mutableBytes
    var endSpan = ends.mutableSpan
    var filled = position
    var index = 0
    let wordLimit = bytes.count &- 16
    while index < order.count {
      let ref = refs[base &+ Int(order[index])]
      let length = Int(ref.length)
      let start = Int(ref.start)
      if length <= 16 && start <= wordLimit {
        if length > 0 {
          raw.storeBytes(
            of: WordHash.word(bytes, start).littleEndian, toByteOffset: filled, as: UInt64.self)
          raw.storeBytes(
            of: WordHash.word(bytes, start &+ 8).littleEndian, toByteOffset: filled &+ 8,
            as: UInt64.self)
        }
      } else {
        var byte = 0
        while byte < length {
          raw.storeBytes(
            of: bytes[start &+ byte], toByteOffset: filled &+ byte, as: UInt8.self)
          byte &+= 1
        }
      }
      filled &+= length
      endSpan[endsBase &+ index] = UInt32(truncatingIfNeeded: filled)
      index &+= 1
    }
    position = filled
  }

  /// Makes room for the texts and sixteen bytes more.
  private static func reserve(
    _ refs: Span<FieldRef>, base: Int, order: Span<UInt32>, _ arena: inout [UInt8],
    _ position: Int
  ) {
    var total = 0
    var index = 0
    while index < order.count {
      total &+= Int(refs[base &+ Int(order[index])].length)
      index &+= 1
    }
    let needed = position + total + 16
    if arena.count < needed {
      arena.append(contentsOf: repeatElement(0, count: needed - arena.count))
    }
  }
}
