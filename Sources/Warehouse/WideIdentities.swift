import FunnelModel

/// The row identities that a source's earlier files hold in wide segments, by bucket.
struct WideIdentities: Sendable {
  private var buckets = Array(
    repeating: (identities: [UInt64](), owners: [Int64]()), count: Buyer.bucketCount)

  init(_ segments: [StoredSegment]) throws(WarehouseError) {
    for segment in segments {
      let identities = try segment.identities()
      let owners = try segment.owners()
      for bucket in buckets.indices {
        let range = try segment.range(of: bucket)
        buckets[bucket].identities.append(contentsOf: identities[range])
        buckets[bucket].owners.append(contentsOf: owners[range])
      }
    }
  }

  /// The identities of a bucket together with those of its narrow segments.
  func joined(
    bucket: Int, narrow: [StoredSegment]
  ) throws(WarehouseError) -> StoredIdentities {
    var (identities, owners) = buckets[bucket]
    for segment in narrow {
      identities.append(contentsOf: try segment.identities())
      owners.append(contentsOf: try segment.owners())
    }
    return StoredIdentities(identities, owners: owners)
  }
}
