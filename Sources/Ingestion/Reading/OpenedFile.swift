import FunnelModel
import RecordParsing

/// A file that was opened and whose first bytes were looked at: its encoding and its beginning.
struct OpenedFile: ~Copyable {
  /// What messages call the file.
  let name: String
  /// The beginning of the text in UTF-8, without a byte order mark.
  let prefix: [UInt8]
  /// True if the prefix is all there is.
  let isWhole: Bool
  /// Bytes of the file that the prefix was made of.
  let rawBytes: Int
  /// Offset of the prefix in the file: the length of its byte order mark.
  let textOffset: Int
  /// Hash of those bytes.
  let hasher: ContentHasher
  /// Turns the rest into UTF-8; nil where it is UTF-8 already.
  let transcoder: TextTranscoder?
  /// How the text is encoded, and whether that is only a guess.
  let encoding: DetectedEncoding
  /// The file's stamp before it was opened.
  let stamp: FileStamp
  private let stream: ByteStream

  /// Bytes of a prefix; headers, preambles and the first rows lie well inside.
  static let prefixBytes = 1 << 18

  private init(
    name: String, raw: [UInt8], isWhole: Bool, encoding: DetectedEncoding, stamp: FileStamp,
    stream: consuming ByteStream
  ) {
    self.name = name
    self.isWhole = isWhole
    self.encoding = encoding
    self.stamp = stamp
    self.stream = stream
    rawBytes = raw.count
    textOffset = encoding.markLength
    var hasher = ContentHasher()
    hasher.add(raw.span, offset: 0, count: raw.count, position: 0)
    self.hasher = hasher
    let text = Array(raw[encoding.markLength...])
    if encoding.encoding == .utf8 {
      prefix = text
      transcoder = nil
    } else {
      var transcoder = TextTranscoder(from: encoding.encoding)
      var output: [UInt8] = []
      transcoder.append(text.span, to: &output)
      if isWhole { transcoder.finish(&output) }
      prefix = output
      self.transcoder = transcoder
    }
  }

  /// Opens the file at `path` and reads its beginning.
  /// - Parameter declared: the encoding that the configuration names; nil = recognised.
  static func open(
    path: String, name: String, encoding declared: TextEncoding? = nil
  ) throws(IngestionError) -> OpenedFile {
    guard let stamp = FileStamp(path: path) else {
      throw IngestionError(
        .inputOutput, file: name, problem: "the file does not exist or cannot be examined",
        remedy: "check the path")
    }
    let stream = try ByteStream.open(path: path, name: name)
    var raw: [UInt8] = []
    let count = try stream.append(to: &raw, upTo: prefixBytes)
    let isWhole = count < prefixBytes
    if isWhole { try stream.checkEnd() }
    var encoding = TextEncoding.detect(prefix: raw.span)
    if let declared {
      encoding = DetectedEncoding(
        encoding: declared, markLength: encoding.markLength, isCertain: true)
    }
    let opened = OpenedFile(
      name: name, raw: raw, isWhole: isWhole, encoding: encoding, stamp: stamp, stream: stream)
    if isWhole, opened.prefix.allSatisfy({ $0 <= ASCII.space }) {
      throw FileErrors.blank(name, bytes: count)
    }
    return opened
  }

  consuming func takeStream() -> ByteStream { stream }

  /// Throws where the file is no longer the one that was opened.
  static func checkUnchanged(
    path: String, name: String, since stamp: FileStamp
  ) throws(IngestionError) {
    if FileStamp(path: path) != stamp { throw FileErrors.stillBeingWritten(name) }
  }
}
