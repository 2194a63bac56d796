import FunnelModel
import Testing

@testable import Ingestion

/// Expected events derived by hand from formats.md §1.1.
@Suite("shopify.orders")
struct ShopifyOrdersTests {
  private static let header =
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Total,Discount Code,"
    + "Discount Amount,Created at,Lineitem quantity,Lineitem name,Shipping Country,Notes,"
    + "Cancelled at,Refunded Amount,Id,Tags,Source"

  private static func read(_ rows: String..., blockBytes: Int = 1 << 20) throws -> ProfileReading {
    try ProfileReading(
      ([header] + rows).joined(separator: "\n") + "\n", profile: .shopifyOrders,
      blockBytes: blockBytes)
  }

  private static let twoLines = [
    "#1001,A@Example.com,paid,2025-10-07 09:50:26 +0200,EUR,53.91,5.00,58.91,WELCOME10,11.00,"
      + "2025-10-07 09:50:20 +0200,3,Mask,DE,,,0.00,7410,,web",
    "#1001,a@example.com,,,,,,,,,2025-10-07 09:50:20 +0200,1,Serum,,,,,,,",
  ]
  private static let twoLinesEvent =
    "2025-10-07T07:50:26Z purchase customer_id=a@example.com order_id=1001 amount=53.91 "
    + "currency=EUR quantity=4 discount=11 coupon=WELCOME10 channel=web product=Mask region=DE"

  @Test(
    "An order's rows are one purchase: cells of the first, units of all", arguments: [16, 1 << 20])
  func lineItems(blockBytes: Int) throws {
    let reading = try Self.read(Self.twoLines[0], Self.twoLines[1], blockBytes: blockBytes)
    #expect(reading.events == [Self.twoLinesEvent])
    #expect(reading.outcome.accounting.read == 2)
    #expect(reading.outcome.accounting.loaded == 2)
  }

  @Test("Continuation rows with a blank name belong to the order above")
  func blankName() throws {
    let reading = try Self.read(Self.twoLines[0], String(Self.twoLines[1].dropFirst(5)))
    #expect(reading.events == [Self.twoLinesEvent])
  }

  @Test("The offset of each time counts, so orders around a change of clocks are right")
  func offsets() throws {
    let reading = try Self.read(
      "#1,a@x.de,paid,2025-10-26 02:30:00 +0200,EUR,1.00,,,,,2025-10-26 02:30:00 +0200,1,M,,,,,,,",
      "#2,a@x.de,paid,2025-10-26 02:30:00 +0100,EUR,1.00,,,,,2025-10-26 02:30:00 +0100,1,M,,,,,,,")
    #expect(
      reading.events.map { $0.prefix(20) } == ["2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z"])
  }

  @Test(
    "Statuses that are sales, in any case", arguments: ["paid", "partially_paid", "Paid"])
  func sales(status: String) throws {
    let reading = try Self.read(
      "#1,,\(status),2025-10-07 10:00:00 +0000,EUR,5.00,,,,,2025-10-07 09:00:00 +0000,1,M,,,,0.00,,,"
    )
    #expect(
      reading.events == [
        "2025-10-07T10:00:00Z purchase order_id=1 amount=5 currency=EUR quantity=1 product=M"
      ])
  }

  @Test(
    "Statuses that are no sale make no event; the row is loaded",
    arguments: ["authorized", "pending", "voided", "expired", ""])
  func noSale(status: String) throws {
    let reading = try Self.read(
      "#1,a@x.de,\(status),,EUR,5.00,,,,,2025-10-07 09:00:00 +0000,1,M,,,,0.00,,,")
    #expect(reading.events.isEmpty)
    #expect(reading.outcome.accounting.loaded == 1)
  }

  @Test("A refund has no date of its own: it carries the order's, marked")
  func refund() throws {
    let reading = try Self.read(
      "#1,a@x.de,partially_refunded,2025-10-07 10:00:00 +0000,EUR,80.00,,,,,"
        + "2025-10-07 09:00:00 +0000,1,M,,,,25.50,,,")
    #expect(
      reading.events == [
        "2025-10-07T10:00:00Z purchase customer_id=a@x.de order_id=1 amount=80 currency=EUR "
          + "quantity=1 product=M",
        "2025-10-07T10:00:00Z refund customer_id=a@x.de order_id=1 amount=25.5 currency=EUR "
          + "product=M undated",
      ])
  }

  @Test("An order that was never marked paid counts from its creation; refunded, not cancelled")
  func createdAt() throws {
    let reading = try Self.read(
      "#1,a@x.de,refunded,,EUR,80.00,,,,,2025-10-07 09:00:00 +0000,1,M,,,"
        + "2025-10-08 09:00:00 +0000,80.00,,,")
    #expect(
      reading.events.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
        "2025-10-07T09:00:00Z purchase", "2025-10-07T09:00:00Z refund",
      ])
  }

  @Test("Cancelled without a refund is a cancelled order")
  func cancelled() throws {
    let reading = try Self.read(
      "#1,a@x.de,voided,,EUR,80.00,,,,,2025-10-07 09:00:00 +0000,1,M,,,"
        + "2025-10-08 09:30:00 +0000,0.00,,,")
    #expect(
      reading.events == [
        "2025-10-08T09:30:00Z order_cancelled customer_id=a@x.de order_id=1 currency=EUR product=M"
      ])
  }

  @Test("Older spellings and notes over several lines")
  func spellings() throws {
    let text = #"""
      Name,Email,Financial Status,Created at,Canceled at,Lineitem quantity,Notes,Subtotal,Payment terms
      #9,a@x.de,paid,2025-10-07 09:00:00 +0000,2025-10-09 09:00:00 +0000,2,"one
      two, ""three""",10.00,Net 30

      """#
    let reading = try ProfileReading(text, profile: .shopifyOrders)
    #expect(
      reading.events == [
        "2025-10-07T09:00:00Z purchase customer_id=a@x.de order_id=9 amount=10 quantity=2 "
          + "payment_terms=Net 30",
        "2025-10-09T09:00:00Z order_cancelled customer_id=a@x.de order_id=9 payment_terms=Net 30",
      ])
  }

  @Test("Tags stay available to the user's conditions")
  func tags() throws {
    let source = SourceDefinition(
      name: "shop", files: [],
      mapping: RowMapping(
        conditions: [RowCondition(column: "Tags", accepted: ["test"], negated: true)]))
    let row =
      "#1,a@x.de,paid,2025-10-07 10:00:00 +0000,EUR,8.00,,,,,2025-10-07 09:00:00 +0000,1,M,,,,,,test,"
    let reading = try ProfileReading(
      Self.header + "\n" + row + "\n", profile: .shopifyOrders, source: source)
    #expect(reading.events.isEmpty)
    #expect(reading.outcome.accounting.filtered == 1)
  }
}
