import FunnelModel
import RecordParsing

/// Puts a keyed hash in the place of every id before anything else sees it, so that equal ids of
/// all sources stay equal and nobody without the key can tell whose they are.
///
/// How this works: the hash is appended to the chunk's bytes, where unescaped texts stand as well,
/// and the reference is led there; from then on it is an id like any other. Ids come in runs and
/// repeat, so each worker keeps the hashes of those it saw last.
struct Pseudonyms: Sendable {
  /// Hashes that are kept before all are forgotten: a few megabytes.
  private static let mostKnown = 1 << 16

  private let key: IDKey
  private var known = ByteInterner()
  /// The hash of each known id, `IDKey.length` bytes by its code.
  private var texts = [UInt8](repeating: 0, count: IDKey.length)

  init(_ key: IDKey) { self.key = key }

  /// Replaces some references; empty ones stay empty.
  mutating func replace(_ ids: inout [FieldRef], in range: Range<Int>, of bytes: inout [UInt8]) {
    for index in range where ids[index].length > 0 {
      let ref = ids[index]
      if known.count > Self.mostKnown { forget() }
      let code = Int(known.intern(bytes.span, offset: Int(ref.start), count: Int(ref.length)))
      if code * IDKey.length == texts.count { texts += key.hash(bytes[ref.range]) }
      ids[index] = FieldRef(start: UInt32(bytes.count), length: UInt32(IDKey.length))
      bytes += texts[code * IDKey.length..<(code + 1) * IDKey.length]
    }
  }

  private mutating func forget() {
    known = ByteInterner()
    texts = [UInt8](repeating: 0, count: IDKey.length)
  }
}
