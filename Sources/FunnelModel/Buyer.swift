/// Who an event is about, and in which bucket its timeline lies.
public enum Buyer {
  /// The identifier columns in the order in which they name the buyer (events.md: account, else
  /// customer, person, deal, subscription, order, session, ticket).
  public static let precedence: [EventColumn] = [
    .accountID, .customerID, .personID, .dealID, .subscriptionID, .orderID, .sessionID, .ticketID,
  ]

  /// Number of buckets in a warehouse. Stored: a different number needs a new warehouse.
  public static let bucketCount = 128

  /// Bucket of a raw buyer id. Ids of different columns share one space of buckets; they are
  /// still different buyers (`namespace` tells them apart).
  @inlinable
  public static func bucket(ofHash hash: UInt64) -> Int { Int(hash >> 57) }
}

extension Buyer {
  /// Hash that decides the bucket of a buyer: of the id's bytes alone, so that it needs no
  /// knowledge of the column.
  @inlinable
  public static func hash(_ bytes: Span<UInt8>, offset: Int, count: Int) -> UInt64 {
    WordHash.hash(bytes, offset: offset, count: count)
  }
}
