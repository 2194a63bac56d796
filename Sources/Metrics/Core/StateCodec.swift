/// Why an encoded partial state could not be read.
package enum StateError: Error, Sendable {
  /// The bytes end too early or hold impossible values.
  case damaged
  /// The state was written by another version or for another plan.
  case mismatch
}

/// Writes partial states as bytes: variable-length integers and length-prefixed texts.
package struct StateWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  /// Nothing written yet.
  package init() {}

  /// Writes a signed integer, seven bits a byte, small magnitudes first.
  package mutating func write(_ value: Int) { write(Int128(value)) }

  /// Writes a wide signed integer.
  package mutating func write(_ value: Int128) {
    var rest = UInt128(bitPattern: (value << 1) ^ (value >> 127))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Writes a text.
  package mutating func write(_ text: String) { write(bytes: text.utf8) }

  /// Writes bytes that need not be a text.
  package mutating func write(bytes content: some Collection<UInt8>) {
    write(content.count)
    bytes.append(contentsOf: content)
  }
}

/// Reads what `StateWriter` wrote; damaged input throws.
package struct StateReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  /// Reads from the start of some bytes.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything was read.
  package var isAtEnd: Bool { position == bytes.count }

  /// Reads a wide signed integer.
  package mutating func wide() throws(StateError) -> Int128 {
    var result: UInt128 = 0
    var shift: UInt128 = 0
    while true {
      guard position < bytes.count, shift < 128 else { throw .damaged }
      let byte = bytes[position]
      position += 1
      result |= UInt128(byte & 0x7f) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return Int128(bitPattern: result >> 1) ^ -Int128(bitPattern: result & 1)
  }

  /// Reads a signed integer.
  package mutating func integer() throws(StateError) -> Int {
    guard let value = Int(exactly: try wide()) else { throw .damaged }
    return value
  }

  /// Reads a number of things that follow, each at least one byte long.
  package mutating func count() throws(StateError) -> Int {
    let value = try integer()
    guard value >= 0, value <= bytes.count - position else { throw .damaged }
    return value
  }

  /// Reads a text.
  package mutating func text() throws(StateError) -> String {
    String(decoding: try content(), as: UTF8.self)
  }

  /// Reads bytes that need not be a text.
  package mutating func content() throws(StateError) -> ArraySlice<UInt8> {
    let length = try count()
    defer { position += length }
    return bytes[position..<position + length]
  }
}
