import FunnelModel

/// A set of 64-bit row identities, eight bytes per slot.
///
/// Identities are hashes, so their low bits address the slots as they are. Zero marks a free slot
/// and is therefore kept apart.
struct IdentitySet {
  private var slots: [UInt64] = Array(repeating: 0, count: 64)
  private var hasZero = false
  private(set) var count = 0

  /// Adds an identity; false where it was there.
  mutating func insert(_ identity: UInt64) -> Bool {
    if identity == 0 {
      defer { hasZero = true }
      return !hasZero
    }
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: identity) & mask
    while slots[slot] != 0 {
      if slots[slot] == identity { return false }
      slot = (slot &+ 1) & mask
    }
    slots[slot] = identity
    count &+= 1
    // Three quarters full: probes stay short, and memory per identity below 22 bytes.
    if count &* 4 > slots.count &* 3 { grow() }
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
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
