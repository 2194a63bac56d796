/// The secret with which ids are hashed before they are stored (`privacy.hashKeyFile`).
package struct IDKey: Sendable {
  /// Bytes of a hashed id: 32 lower-case hexadecimal digits, 128 bits.
  package static let length = 32
  /// Fewest bytes of a key: what nobody guesses.
  package static let leastBytes = 16

  private let keyed: KeyedHash
  /// By which a warehouse knows the key again; it tells nothing of the key or of an id.
  package let fingerprint: String

  /// A key of at least `leastBytes` bytes.
  package init(_ key: [UInt8]) {
    keyed = KeyedHash(key: key)
    let mark = Array("salesfunnel key".utf8)
    fingerprint = String(decoding: Self.digits(keyed.hash(mark)), as: UTF8.self)
  }

  /// What is stored in the place of an id: HMAC-SHA-256 of it, the first half.
  package func hash(_ id: some Collection<UInt8>) -> [UInt8] { Self.digits(keyed.hash(id)) }

  private static func digits(_ hash: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return hash.prefix(length / 2).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
