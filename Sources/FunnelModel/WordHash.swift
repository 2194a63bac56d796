/// A fast 64-bit hash of bytes, stable across runs and machines of either byte order.
///
/// It decides buckets and identities, so its values are stored: never change it without a new
/// warehouse version. Multiply-and-fold construction after Wang Yi's public-domain wyhash.
public enum WordHash {
  @usableFromInline static let first: UInt64 = 0xa076_1d64_78bd_642f
  @usableFromInline static let second: UInt64 = 0xe703_7ed1_a0b4_28db
  @usableFromInline static let third: UInt64 = 0x8ebc_6af0_9c88_c6e3

  /// Multiplies to 128 bits and folds the halves.
  @inlinable @inline(__always)
  public static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// Eight bytes at `offset`, little-endian. The caller guarantees `offset + 8 <= count`.
  @inlinable @inline(always)
  public static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    // Safety: this is the word scanner; every caller checks offset + 8 <= count first, and
    // any bit pattern is a valid UInt64.
    unsafe UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Up to eight bytes at `offset`, zero-filled, little-endian.
  @inlinable @inline(__always)
  public static func tail(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> UInt64 {
    if offset &+ 8 <= bytes.count {
      let whole = word(bytes, offset)
      return count >= 8 ? whole : whole & ((1 &<< UInt64(count &* 8)) &- 1)
    }
    var result: UInt64 = 0
    var index = 0
    while index < count {
      let byte = bytes[offset &+ index]
      result |= UInt64(byte) &<< UInt64(index &* 8)
      index &+= 1
    }
    return result
  }

  /// Hash of `count` bytes from `offset`, with a seed for independent hashes of one text.
  @inlinable
  public static func hash(
    _ bytes: Span<UInt8>, offset: Int, count: Int, seed: UInt64 = 0
  ) -> UInt64 {
    precondition(offset >= 0 && count >= 0 && offset &+ count <= bytes.count)
    var state = seed ^ first
    var position = offset
    var left = count
    while left > 16 {
      state = mix(word(bytes, position) ^ second, word(bytes, position &+ 8) ^ state)
      position &+= 16
      left &-= 16
    }
    let low = tail(bytes, position, min(left, 8))
    let high = left > 8 ? tail(bytes, position &+ 8, left &- 8) : 0
    return mix(second ^ UInt64(truncatingIfNeeded: count), mix(low ^ second, high ^ state ^ third))
  }

  /// Hash of two words, for combining hashes in order.
  @inlinable @inline(__always)
  public static func combine(_ state: UInt64, _ value: UInt64) -> UInt64 {
    mix(state ^ second, value ^ third)
  }
}
