import FunnelModel
import RecordParsing

/// The cells of one value in a table of field references: every `stride`-th from `start`.
struct CellView {
  var start: Int
  var stride: Int
  var count: Int
}

/// The hot loops: one column of one chunk at a time, no call per row that is not inlined.
///
/// Each writes `view.count` values from `base` on. Integer loops return how many cells are no
/// value; which ones stands in the output as reserved values of `Decoded`.
enum ColumnDecoding {
  static func instants(
    _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView,
    _ decoder: inout InstantDecoder, into output: inout [Int64], base: Int
  ) -> Int {
    var local = decoder
    var values = output.mutableSpan
    var failures = 0
    var cell = view.start
    var row = 0
    while row < view.count {
      let ref = CellReader.trimmed(bytes, refs[cell])
      let value = local.decode(bytes, Int(ref.start), Int(ref.length))
      values[base &+ row] = value
      if value < Decoded.firstValue && value != Decoded.missing { failures &+= 1 }
      cell &+= view.stride
      row &+= 1
    }
    decoder = local
    return failures
  }

  /// Instants that lie some time after those from `from` on; a cell may also hold the instant
  /// itself. A blank cell, or one without an instant to count from, has none.
  static func delays(
    _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView,
    _ decoder: inout InstantDecoder, unit: Int64, from: Int, into output: inout [Int64], base: Int
  ) -> Int {
    var failures = 0
    for row in 0..<view.count {
      let ref = CellReader.trimmed(bytes, refs[view.start + row * view.stride])
      let (start, count) = (Int(ref.start), Int(ref.length))
      let origin = output[from + row]
      var value = DurationText.read(bytes, start, count, unit: unit)
      if value >= Decoded.firstValue {
        let (sum, overflow) = origin.addingReportingOverflow(value)
        value = origin < Decoded.firstValue ? Decoded.missing : overflow ? Decoded.invalid : sum
      } else if value == Decoded.invalid {
        value = decoder.decode(bytes, start, count)
      }
      output[base + row] = value
      if value < Decoded.firstValue && value != Decoded.missing { failures += 1 }
    }
    return failures
  }

  static func decimals(
    _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView,
    _ decoder: inout DecimalDecoder, into output: inout [Int64], base: Int
  ) -> Int {
    var local = decoder
    var values = output.mutableSpan
    var failures = 0
    var cell = view.start
    var row = 0
    while row < view.count {
      let ref = CellReader.trimmed(bytes, refs[cell])
      let value = local.decode(bytes, Int(ref.start), Int(ref.length))
      values[base &+ row] = value
      if value < Decoded.firstValue && value != Decoded.missing { failures &+= 1 }
      cell &+= view.stride
      row &+= 1
    }
    decoder = local
    return failures
  }

  /// Flags, or markets.
  static func words(
    _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView, isMarket: Bool,
    into output: inout [Int64], base: Int
  ) -> Int {
    var values = output.mutableSpan
    var failures = 0
    var cell = view.start
    var row = 0
    while row < view.count {
      let ref = CellReader.trimmed(bytes, refs[cell])
      let (start, count) = (Int(ref.start), Int(ref.length))
      let value =
        isMarket
        ? WordDecoders.market(bytes, start, count) : WordDecoders.flag(bytes, start, count)
      values[base &+ row] = value
      if value == Decoded.invalid { failures &+= 1 }
      cell &+= view.stride
      row &+= 1
    }
    return failures
  }

  static func labels(
    _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView,
    _ interner: inout LabelInterner, into output: inout [UInt32], base: Int
  ) {
    var codes = output.mutableSpan
    interner.read(bytes, refs, view, into: &codes, base: base)
  }

  static func identifiers(
    _ bytes: Span<UInt8>, _ refs: Span<FieldRef>, _ view: CellView, isOrderNumber: Bool,
    into output: inout [FieldRef], base: Int
  ) {
    var ids = output.mutableSpan
    var cell = view.start
    var row = 0
    while row < view.count {
      var ref = CellReader.trimmed(bytes, refs[cell])
      if isOrderNumber && ref.length > 1 && bytes[Int(ref.start)] == UInt8(ascii: "#") {
        ref.start &+= 1
        ref.length &-= 1
      }
      if WordDecoders.isPlaceholder(bytes, Int(ref.start), Int(ref.length)) { ref = .empty }
      ids[base &+ row] = ref
      cell &+= view.stride
      row &+= 1
    }
  }

  /// Identity of one row by all its fields: empty ones count for nothing and each is keyed by its
  /// name, so that neither the order of the columns nor a new empty column changes it.
  static func rowHash(
    _ bytes: Span<UInt8>, _ fields: Span<FieldRef>, from first: Int, names: Span<UInt64>
  ) -> (low: UInt64, high: UInt64) {
    var a: UInt64 = 0
    var b: UInt64 = 0
    var column = 0
    while column < names.count {
      let ref = CellReader.trimmed(bytes, fields[first &+ column])
      if ref.length > 0 {
        let hash = WordHash.hash(bytes, offset: Int(ref.start), count: Int(ref.length))
        a &+= WordHash.combine(hash, names[column])
        b &+= WordHash.combine(names[column] ^ 0x4528_21e6_38d0_1377, hash)
      }
      column &+= 1
    }
    return (WordHash.combine(a, b), WordHash.combine(b, a))
  }
}
