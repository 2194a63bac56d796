import FunnelModel

/// A set of 64-bit row identities, eight bytes per slot.
///
/// Identities are hashes, so their low bits address the slots as they are. Zero marks a free slot
/// and is therefore kept apart.
struct IdentitySet {
  private var slots: [UInt64] = Array(repeating: 0, count: 64)
  private var hasZero = false
  private(set) var count = 0

  /// Makes room for `more` identities, so that adding them moves nothing. The table is three
  /// quarters full at most: probes stay short, and memory per identity below 22 bytes.
  private mutating func reserve(_ more: Int) {
    var size = slots.count
    while (count + more) * 4 > size * 3 { size *= 2 }
    if size > slots.count { grow(to: size) }
  }

  /// Adds an identity; false where it was there.
  mutating func insert(_ identity: UInt64) -> Bool {
    insert([identity].span, from: 0) == 1
  }

  /// Adds identities from a place on, until one was there.
  /// - Returns: The place of the first that was there, or the end.
  mutating func insert(_ new: Span<UInt64>, from start: Int) -> Int {
    reserve(new.count - start)
    let mask = slots.count &- 1
    var foundZero = hasZero
    var added = 0
    var table = slots.mutableSpan
    var index = start
    while index < new.count {
      let identity = new[index]
      if identity == 0 {
        if foundZero { break }
        foundZero = true
      } else {
        var slot = Int(truncatingIfNeeded: identity) & mask
        var entry = table[slot]
        while entry != 0 && entry != identity {
          slot = (slot &+ 1) & mask
          entry = table[slot]
        }
        if entry == identity { break }
        table[slot] = identity
        added &+= 1
      }
      index &+= 1
    }
    hasZero = foundZero
    count += added
    return index
  }

  private mutating func grow(to size: Int) {
    let old = slots
    slots = Array(repeating: 0, count: size)
    let mask = slots.count &- 1
    var index = 0
    while index < old.count {
      let identity = old[index]
      if identity != 0 {
        var slot = Int(truncatingIfNeeded: identity) & mask
        while slots[slot] != 0 { slot = (slot &+ 1) & mask }
        slots[slot] = identity
      }
      index &+= 1
    }
  }
}

/// Row identities that earlier files of a source brought, with the file that holds each.
struct StoredIdentities: Sendable {
  private var slots: [UInt64] = []
  private var owners: [Int64] = []
  private var zeroOwner: Int64?

  /// An index of identities and, at the same positions, the ids of their files.
  init(_ identities: [UInt64], owners files: [Int64]) {
    if identities.isEmpty { return }
    var size = 64
    while size * 3 < identities.count * 4 { size *= 2 }
    slots = Array(repeating: 0, count: size)
    owners = Array(repeating: 0, count: size)
    let mask = size - 1
    var index = 0
    while index < identities.count {
      let identity = identities[index]
      if identity == 0 {
        zeroOwner = files[index]
      } else {
        var slot = Int(truncatingIfNeeded: identity) & mask
        while slots[slot] != 0 && slots[slot] != identity { slot = (slot &+ 1) & mask }
        slots[slot] = identity
        owners[slot] = files[index]
      }
      index &+= 1
    }
  }

  /// Whether no earlier file brought any.
  var isEmpty: Bool { slots.isEmpty && zeroOwner == nil }

  /// The file that holds an identity, or nil.
  func owner(of identity: UInt64) -> Int64? {
    if identity == 0 { return zeroOwner }
    if slots.isEmpty { return nil }
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: identity) & mask
    while slots[slot] != 0 {
      if slots[slot] == identity { return owners[slot] }
      slot = (slot &+ 1) & mask
    }
    return nil
  }
}
