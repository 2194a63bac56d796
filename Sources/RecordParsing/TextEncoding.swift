/// The encodings of text exports that can be read.
package enum TextEncoding: String, Sendable, CaseIterable {
  /// UTF-8, checked strictly record by record.
  case utf8 = "utf-8"
  /// UTF-16 with the low byte first, as in spreadsheet exports.
  case utf16LittleEndian = "utf-16le"
  /// UTF-16 with the high byte first.
  case utf16BigEndian = "utf-16be"
  /// The Western European code page of Windows.
  case windows1252 = "windows-1252"
  /// Latin-1: every byte is the code point of the same number.
  case iso8859_1 = "iso-8859-1"
}

/// What the first bytes of a text say about its encoding.
package struct DetectedEncoding: Equatable, Sendable {
  /// The encoding to read the text in.
  package var encoding: TextEncoding
  /// Number of bytes of the byte order mark to skip; 0 if there is none.
  package var markLength: Int
  /// False if the bytes are neither marked nor UTF-8, and Windows-1252 is only a guess.
  package var isCertain: Bool

  /// A result with the given properties.
  package init(encoding: TextEncoding, markLength: Int, isCertain: Bool) {
    self.encoding = encoding
    self.markLength = markLength
    self.isCertain = isCertain
  }
}

extension TextEncoding {
  /// Judges the beginning of a text: a byte order mark, else UTF-16 by its zero bytes, else UTF-8
  /// if the prefix is well-formed, else Windows-1252 as an uncertain guess.
  ///
  /// A prefix may end within a character; some kilobytes are enough.
  package static func detect(prefix: Span<UInt8>) -> DetectedEncoding {
    // Safety: bytes have no invalid pattern; the raw view lives no longer than the span.
    let bytes = unsafe prefix.bytes
    let first = bytes.byteCount > 0 ? WordScanner.byte(bytes, at: 0) : 0
    let second = bytes.byteCount > 1 ? WordScanner.byte(bytes, at: 1) : 0
    let third = bytes.byteCount > 2 ? WordScanner.byte(bytes, at: 2) : 0
    if first == 0xef, second == 0xbb, third == 0xbf {
      return DetectedEncoding(encoding: .utf8, markLength: 3, isCertain: true)
    }
    if first == 0xff, second == 0xfe {
      return DetectedEncoding(encoding: .utf16LittleEndian, markLength: 2, isCertain: true)
    }
    if first == 0xfe, second == 0xff {
      return DetectedEncoding(encoding: .utf16BigEndian, markLength: 2, isCertain: true)
    }
    if let encoding = detectUnmarkedUTF16(bytes) {
      return DetectedEncoding(encoding: encoding, markLength: 0, isCertain: true)
    }
    guard let invalid = UTF8Validation.firstInvalid(in: bytes, 0..<bytes.byteCount),
      !UTF8Validation.isCutOff(in: bytes, at: invalid)
    else { return DetectedEncoding(encoding: .utf8, markLength: 0, isCertain: true) }
    return DetectedEncoding(encoding: .windows1252, markLength: 0, isCertain: false)
  }

  /// ASCII written as UTF-16 has a zero in every other byte; a header is mostly ASCII.
  private static func detectUnmarkedUTF16(_ bytes: RawSpan) -> TextEncoding? {
    let pairs = min(bytes.byteCount, 256) / 2
    guard pairs >= 4 else { return nil }
    var evenZeros = 0
    var oddZeros = 0
    var i = 0
    while i < pairs {
      if WordScanner.byte(bytes, at: 2 * i) == 0 { evenZeros += 1 }
      if WordScanner.byte(bytes, at: 2 * i + 1) == 0 { oddZeros += 1 }
      i += 1
    }
    if evenZeros == 0, oddZeros * 2 > pairs { return .utf16LittleEndian }
    if oddZeros == 0, evenZeros * 2 > pairs { return .utf16BigEndian }
    return nil
  }
}
