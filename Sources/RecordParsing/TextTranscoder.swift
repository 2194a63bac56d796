/// Rewrites text of another encoding as UTF-8, block by block.
///
/// The blocks may be cut anywhere: half a character is kept for the next block. Line numbers of
/// the UTF-8 text equal those of the source; byte offsets do not, so positions of records of a
/// transcoded text are positions in the UTF-8 form.
///
/// Nothing is repaired silently: an unpaired surrogate becomes three bytes, and half a code unit
/// at the end one byte, that are not UTF-8, so that the parser refuses exactly the record that
/// contains them. The bytes 81, 8D, 8F, 90, 9D, which Windows-1252 leaves undefined, become the
/// control characters of the same number, as browsers do.
package struct TextTranscoder: Sendable {
  private let encoding: TextEncoding
  /// The first byte of a code unit that the block before was cut in.
  private var pendingByte: UInt8?
  /// A high surrogate that waits for its low surrogate.
  private var pendingSurrogate: UInt16?

  /// A transcoder for a text behind its byte order mark.
  package init(from encoding: TextEncoding) {
    self.encoding = encoding
  }

  /// Appends the UTF-8 form of `block` to `output`.
  package mutating func append(_ block: Span<UInt8>, to output: inout [UInt8]) {
    switch encoding {
    case .utf8: appendUnchanged(block, to: &output)
    case .utf16LittleEndian, .utf16BigEndian: appendUTF16(block, to: &output)
    case .windows1252, .iso8859_1: appendSingleBytes(block, to: &output)
    }
  }

  /// Appends what is left at the end of the text: a cut-off character, as bytes that are no UTF-8.
  package mutating func finish(_ output: inout [UInt8]) {
    if let surrogate = pendingSurrogate { appendScalar(UInt32(surrogate), to: &output) }
    if pendingByte != nil { output.append(0xff) }
    pendingSurrogate = nil
    pendingByte = nil
  }

  /// The UTF-8 form of a whole text behind its byte order mark.
  package static func utf8(_ bytes: Span<UInt8>, from encoding: TextEncoding) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var transcoder = TextTranscoder(from: encoding)
    transcoder.append(bytes, to: &output)
    transcoder.finish(&output)
    return output
  }

  private func appendUnchanged(_ block: Span<UInt8>, to output: inout [UInt8]) {
    output.reserveCapacity(output.count + block.count)
    var i = 0
    while i < block.count {
      output.append(block[i])
      i &+= 1
    }
  }

  private mutating func appendUTF16(_ block: Span<UInt8>, to output: inout [UInt8]) {
    var i = 0
    if let first = pendingByte, block.count > 0 {
      pendingByte = nil
      appendUnit(first, block[0], to: &output)
      i = 1
    }
    while i &+ 1 < block.count {
      appendUnit(block[i], block[i &+ 1], to: &output)
      i &+= 2
    }
    if i < block.count { pendingByte = block[i] }
  }

  private mutating func appendUnit(_ first: UInt8, _ second: UInt8, to output: inout [UInt8]) {
    let unit =
      encoding == .utf16LittleEndian
      ? UInt16(second) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(second)
    if let high = pendingSurrogate {
      pendingSurrogate = nil
      if unit & 0xfc00 == 0xdc00 {
        appendScalar(0x10000 + (UInt32(high) & 0x3ff) << 10 | UInt32(unit) & 0x3ff, to: &output)
        return
      }
      appendScalar(UInt32(high), to: &output)
    }
    if unit & 0xfc00 == 0xd800 {
      pendingSurrogate = unit
    } else {
      appendScalar(UInt32(unit), to: &output)
    }
  }

  private func appendSingleBytes(_ block: Span<UInt8>, to output: inout [UInt8]) {
    output.reserveCapacity(output.count + block.count)
    var i = 0
    while i < block.count {
      let byte = block[i]
      if byte < 0x80 {
        output.append(byte)
      } else if byte < 0xa0, encoding == .windows1252 {
        appendScalar(UInt32(Self.windows1252High[Int(byte) - 0x80]), to: &output)
      } else {
        appendScalar(UInt32(byte), to: &output)
      }
      i &+= 1
    }
  }

  /// Windows-1252 differs from Latin-1 only in 80…9F.
  private static let windows1252High: [UInt16] = [
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
    0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
  ]

  private func appendScalar(_ value: UInt32, to output: inout [UInt8]) {
    UTF8Encoding.append(value, to: &output)
  }
}

/// Writes code points as UTF-8.
enum UTF8Encoding {
  /// Appends the bytes of a code point below 0x110000; those of a surrogate are not valid UTF-8.
  static func append(_ value: UInt32, to output: inout [UInt8]) {
    if value < 0x80 {
      output.append(UInt8(value))
      return
    }
    if value < 0x800 {
      output.append(0xc0 | UInt8(value >> 6))
    } else {
      if value < 0x10000 {
        output.append(0xe0 | UInt8(value >> 12))
      } else {
        output.append(0xf0 | UInt8(value >> 18))
        output.append(0x80 | UInt8(value >> 12 & 0x3f))
      }
      output.append(0x80 | UInt8(value >> 6 & 0x3f))
    }
    output.append(0x80 | UInt8(value & 0x3f))
  }
}
