import FunnelModel

/// The contents of one zone file: RFC 8536, "The Time Zone Information Format (TZif)".
struct ZoneFile {
  /// What is wrong with a file.
  struct Fault: Error { let detail: String }

  static let magic = Array("TZif".utf8)
  /// The rule of the footer is written out up to this year.
  static let lastYear = 2100

  private let bytes: [UInt8]
  /// UTC seconds of each change, ascending, and the offset from then on.
  private var changes: [(seconds: Int64, offset: Int32)] = []
  private var firstOffset: Int32 = 0
  private var rule: ZoneRule?

  init(_ bytes: [UInt8]) throws(Fault) {
    self.bytes = bytes
    let first = try Header(bytes, at: 0)
    guard first.version >= UInt8(ascii: "2") else {
      try readBlock(first, at: Header.size, timeSize: 4)
      return
    }
    // The first block repeats the data in 32 bits for old readers; the second one counts.
    let start = Header.size + first.length(timeSize: 4)
    let second = try Header(bytes, at: start)
    try readBlock(second, at: start + Header.size, timeSize: 8)
    try readFooter(at: start + Header.size + second.length(timeSize: 8))
  }

  /// The zone with its rule written out.
  func table(name: String) -> ZoneTable {
    var transitions: [Int64] = []
    var offsets = [firstOffset]
    func append(_ seconds: Int64, _ offset: Int32) {
      guard offset != offsets[offsets.count - 1] else { return }
      transitions.append(seconds * 1_000_000)
      offsets.append(offset)
    }
    for change in changes { append(change.seconds, change.offset) }
    if let rule {
      let last = changes.last?.seconds
      for change in rule.changes(from: Self.year(of: last ?? 0), through: Self.lastYear)
      where change.seconds > last ?? Int64.min {
        append(change.seconds, change.offset)
      }
    }
    return ZoneTable(name: name, transitions: transitions, offsets: offsets)
  }

  private static func year(of seconds: Int64) -> Int {
    LocalDay(number: Int32(clamping: seconds.flooredDivision(by: 86_400).quotient))
      .components.year
  }

  private mutating func readBlock(_ header: Header, at start: Int, timeSize: Int) throws(Fault) {
    guard bytes.count >= start + header.length(timeSize: timeSize) else {
      throw Fault(detail: "it ends too early")
    }
    guard header.leapCount == 0 else { throw Fault(detail: "it counts leap seconds") }
    guard header.typeCount > 0 else { throw Fault(detail: "it has no local time type") }
    let typeIndices = start + header.timeCount * timeSize
    let types = typeIndices + header.timeCount
    func offset(ofType index: Int) -> Int32 {
      Int32(truncatingIfNeeded: Self.integer(bytes, at: types + index * 6, size: 4))
    }
    firstOffset = offset(ofType: 0)
    for i in 0..<header.timeCount {
      let seconds = Self.integer(bytes, at: start + i * timeSize, size: timeSize)
      let type = Int(bytes[typeIndices + i])
      guard type < header.typeCount else { throw Fault(detail: "a local time type is missing") }
      // Some files open with the age of the universe, which says what holds from the beginning.
      if seconds < -100_000_000_000 {
        firstOffset = offset(ofType: type)
        continue
      }
      guard seconds > changes.last?.seconds ?? Int64.min, seconds < 100_000_000_000 else {
        throw Fault(detail: "its changes are out of order")
      }
      changes.append((seconds, offset(ofType: type)))
    }
  }

  private mutating func readFooter(at start: Int) throws(Fault) {
    let newline = UInt8(ascii: "\n")
    guard start < bytes.count, bytes[start] == newline,
      let end = bytes[(start + 1)...].firstIndex(of: newline)
    else { throw Fault(detail: "its rule is missing") }
    let text = bytes[(start + 1)..<end]
    if text.isEmpty { return }
    guard let rule = ZoneRule(Array(text)) else {
      throw Fault(detail: "its rule `\(String(decoding: text, as: UTF8.self))` is not understood")
    }
    self.rule = rule
  }

  /// A big-endian two's complement integer.
  private static func integer(_ bytes: [UInt8], at start: Int, size: Int) -> Int64 {
    var value = Int64(Int8(bitPattern: bytes[start]))
    for i in 1..<size { value = value << 8 | Int64(bytes[start + i]) }
    return value
  }

  /// The counts at the start of a block.
  private struct Header {
    static let size = 44
    let version: UInt8
    let isUTCount: Int
    let isStandardCount: Int
    let leapCount: Int
    let timeCount: Int
    let typeCount: Int
    let characterCount: Int

    init(_ bytes: [UInt8], at start: Int) throws(Fault) {
      guard bytes.count >= start + Self.size, bytes[start..<start + 4] == magic[...] else {
        throw Fault(detail: "it is no TZif file")
      }
      func count(_ index: Int) throws(Fault) -> Int {
        let value = ZoneFile.integer(bytes, at: start + 20 + index * 4, size: 4)
        guard (0...100_000).contains(value) else { throw Fault(detail: "a count is absurd") }
        return Int(value)
      }
      version = bytes[start + 4]
      isUTCount = try count(0)
      isStandardCount = try count(1)
      leapCount = try count(2)
      timeCount = try count(3)
      typeCount = try count(4)
      characterCount = try count(5)
    }

    /// Bytes of the block behind the header.
    func length(timeSize: Int) -> Int {
      timeCount * (timeSize + 1) + typeCount * 6 + characterCount
        + leapCount * (timeSize + 4) + isStandardCount + isUTCount
    }
  }
}
