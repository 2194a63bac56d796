/// HMAC-SHA-256: a hash that tells nothing about a text to whoever lacks the key.
///
/// Formulas: FIPS 180-4 (SHA-256) and RFC 2104 (HMAC).
package struct KeyedHash: Sendable {
  /// States after the inner and the outer padded key, from which every hash goes on.
  private let inner: SHA256
  private let outer: SHA256

  /// A hash under a key of any length.
  package init(key: [UInt8]) {
    var block = key.count > SHA256.blockBytes ? SHA256.hash(key) : key
    block += [UInt8](repeating: 0, count: SHA256.blockBytes - block.count)
    var inner = SHA256()
    inner.add(block.map { $0 ^ 0x36 })
    self.inner = inner
    var outer = SHA256()
    outer.add(block.map { $0 ^ 0x5c })
    self.outer = outer
  }

  /// The 32 bytes for a message.
  package func hash(_ message: some Collection<UInt8>) -> [UInt8] {
    var first = inner
    first.add(message)
    var second = outer
    second.add(first.finish())
    return second.finish()
  }
}

/// SHA-256 of bytes that come in pieces.
package struct SHA256: Sendable {
  static let blockBytes = 64

  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var waiting: [UInt8] = []
  private var length: UInt64 = 0

  /// The state before any byte.
  package init() {}

  /// The 32 bytes for a whole message.
  package static func hash(_ message: some Collection<UInt8>) -> [UInt8] {
    var hasher = SHA256()
    hasher.add(message)
    return hasher.finish()
  }

  /// Takes more bytes.
  package mutating func add(_ bytes: some Collection<UInt8>) {
    waiting += bytes
    length += UInt64(bytes.count)
    var start = 0
    while start + Self.blockBytes <= waiting.count {
      compress(waiting[start..<start + Self.blockBytes])
      start += Self.blockBytes
    }
    waiting.removeFirst(start)
  }

  /// The hash of everything that was added.
  package consuming func finish() -> [UInt8] {
    let bits = length &* 8
    let rest = (waiting.count + 9) % Self.blockBytes
    let zeros = rest == 0 ? 0 : Self.blockBytes - rest
    add([0x80] + [UInt8](repeating: 0, count: zeros))
    add((0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> (UInt64($0) * 8)) })
    return state.flatMap { word in
      (0..<4).reversed().map { UInt8(truncatingIfNeeded: word >> (UInt32($0) * 8)) }
    }
  }

  private mutating func compress(_ block: ArraySlice<UInt8>) {
    var w = [UInt32](repeating: 0, count: 64)
    for index in 0..<16 {
      let at = block.startIndex + index * 4
      w[index] =
        UInt32(block[at]) << 24 | UInt32(block[at + 1]) << 16 | UInt32(block[at + 2]) << 8
        | UInt32(block[at + 3])
    }
    for index in 16..<64 {
      let (x, y) = (w[index - 15], w[index - 2])
      let low = Self.rotate(x, 7) ^ Self.rotate(x, 18) ^ x >> 3
      let high = Self.rotate(y, 17) ^ Self.rotate(y, 19) ^ y >> 10
      w[index] = w[index - 16] &+ low &+ w[index - 7] &+ high
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let high = Self.rotate(e, 6) ^ Self.rotate(e, 11) ^ Self.rotate(e, 25)
      let low = Self.rotate(a, 2) ^ Self.rotate(a, 13) ^ Self.rotate(a, 22)
      let first = h &+ high &+ (e & f ^ ~e & g) &+ Self.constants[index] &+ w[index]
      let second = low &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() {
      state[index] = state[index] &+ word
    }
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
