import FunnelModel

/// The segments of each dimension that one worker has met, as codes for its partial states.
package struct SegmentRegistry: Sendable {
  var interners: [ByteInterner]

  /// No segments yet, for a number of dimensions.
  package init(dimensionCount: Int) {
    interners = Array(repeating: ByteInterner(), count: dimensionCount)
  }

  /// Codes of this registry for the codes of another, which is taken in.
  mutating func mapping(from other: SegmentRegistry) -> SegmentMapping {
    var codes: [[UInt32]] = []
    for index in interners.indices {
      codes.append(interners[index].codes(for: other.interners[index].dictionary))
    }
    return SegmentMapping(codes: codes)
  }

  /// The printed name of a segment; a missing value is `(blank)`.
  func name(dimension: Int, code: Int) -> String {
    code == 0 ? SegmentPair.blank : interners[dimension].dictionary.string(UInt32(code))
  }

  /// The text of a segment; empty where the value is missing.
  func text(dimension: Int, code: UInt32) -> String {
    interners[dimension].dictionary.string(code)
  }

  /// The code of a segment, new where it was not met before.
  mutating func intern(_ text: String, dimension: Int) -> UInt32 {
    interners[dimension].intern(text)
  }

  func encode(to writer: inout StateWriter) {
    for interner in interners {
      writer.write(interner.count - 1)
      for code in 1..<max(1, interner.count) {
        writer.write(interner.dictionary.string(UInt32(code)))
      }
    }
  }

  init(dimensionCount: Int, from reader: inout StateReader) throws(StateError) {
    self.init(dimensionCount: dimensionCount)
    for index in 0..<dimensionCount {
      for _ in 0..<(try reader.count()) { _ = interners[index].intern(try reader.text()) }
    }
  }
}

/// How the segment codes of one partial result become those of another: `codes[dimension][theirs]`.
package struct SegmentMapping: Sendable {
  package let codes: [[UInt32]]
}
