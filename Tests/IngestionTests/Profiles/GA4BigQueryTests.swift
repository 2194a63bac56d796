import FunnelModel
import Testing

@testable import Ingestion

/// Expected events derived by hand from formats.md §8.1. 1759305600 s is 2025-10-01T08:00:00Z.
@Suite("ga4.bigquery")
struct GA4BigQueryTests {
  private static func event(
    _ name: String, at second: Int,
    params: String = #"{"key":"ga_session_id","value":{"int_value":"171"}}"#,
    user: String? = "u1", _ more: String = ""
  ) -> String {
    let pseudo = user.map { "\"\($0)\"" } ?? "null"
    return #"{"event_date":"20251001","event_timestamp":"17593056\#(second)000000","#
      + #""event_name":"\#(name)","event_params":[\#(params)],"user_pseudo_id":\#(pseudo)\#(more)}"#
  }

  private static func read(_ lines: String...) throws -> ProfileReading {
    try ProfileReading(lines.joined(separator: "\n") + "\n", profile: .ga4BigQuery)
  }

  private static let who = "person_id=u1 session_id=u1.171"

  @Test(
    "Starts of a session and page views are visits",
    arguments: ["session_start", "first_visit", "page_view"])
  func visits(name: String) throws {
    let more =
      #","device":{"category":"mobile"},"geo":{"country":"Germany"},"#
      + #""traffic_source":{"name":"brand","medium":"cpc","source":"google"}"#
    #expect(
      try Self.read(Self.event(name, at: 10, more)).events == [
        "2025-10-01T08:00:10Z session_start \(Self.who) channel=cpc campaign=brand region=Germany "
          + "device=mobile"
      ])
  }

  @Test("The session's own source wins over the user's first touch")
  func source() throws {
    let more =
      #","session_traffic_source_last_click":{"cross_channel_campaign":"#
      + #"{"default_channel_group":"Email"}},"traffic_source":{"medium":"cpc"}"#
    #expect(
      try Self.read(Self.event("page_view", at: 10, more)).events == [
        "2025-10-01T08:00:10Z session_start \(Self.who) channel=Email"
      ])
  }

  @Test("A parameter's type differs between rows; numbers may be numbers")
  func parameterTypes() throws {
    let other =
      #"{"key":"session_engaged","value":{"string_value":"1"}},"#
      + #"{"key":"ga_session_id","value":{"string_value":null,"int_value":null,"double_value":171}}"#
    let line = Self.event("page_view", at: 10, params: other)
      .replacing("\"1759305610000000\"", with: "1759305610000000")
    #expect(
      try Self.read(line).events == ["2025-10-01T08:00:10Z session_start \(Self.who)"])
  }

  @Test("Every step of the shop funnel, with its first item")
  func steps() throws {
    let item =
      #","items":[{"item_id":"p1"},{"item_id":"p2"}],"ecommerce":{"transaction_id":"(not set)"}"#
    let reading = try Self.read(
      Self.event("view_item", at: 10, item), Self.event("add_to_cart", at: 11, item),
      Self.event("view_cart", at: 12), Self.event("begin_checkout", at: 13),
      Self.event("add_shipping_info", at: 14), Self.event("add_payment_info", at: 15),
      Self.event("sign_up", at: 16), Self.event("generate_lead", at: 17),
      Self.event("scroll", at: 18))
    #expect(
      reading.events == [
        "2025-10-01T08:00:10Z view_item \(Self.who) product=p1",
        "2025-10-01T08:00:11Z add_to_cart \(Self.who) product=p1",
        "2025-10-01T08:00:12Z view_cart \(Self.who)",
        "2025-10-01T08:00:13Z begin_checkout \(Self.who)",
        "2025-10-01T08:00:14Z add_shipping_info \(Self.who)",
        "2025-10-01T08:00:15Z add_payment_info \(Self.who)",
        "2025-10-01T08:00:16Z sign_up \(Self.who)", "2025-10-01T08:00:17Z lead \(Self.who)",
      ])
    #expect(reading.outcome.accounting.loaded == 9)
  }

  @Test("Purchases: own currency, else US dollars; a signed-in user is the customer")
  func purchases() throws {
    let session = #"{"key":"ga_session_id","value":{"int_value":"171"}}"#
    let euro = session + #",{"key":"currency","value":{"string_value":"EUR"}}"#
    let reading = try Self.read(
      Self.event(
        "purchase", at: 20, params: euro,
        #","user_id":"c9","ecommerce":{"transaction_id":"T-1","purchase_revenue":59.90,"#
          + #""purchase_revenue_in_usd":70.5,"total_item_quantity":"2"}"#),
      // Sent again a second later: the same order id, one order downstream.
      Self.event(
        "purchase", at: 21, params: euro,
        #","ecommerce":{"transaction_id":"T-1","purchase_revenue":59.90}"#),
      Self.event(
        "purchase", at: 22, params: euro,
        #","ecommerce":{"transaction_id":"T-2","purchase_revenue":null,"#
          + #""purchase_revenue_in_usd":"70.5"}"#),
      Self.event(
        "purchase", at: 23, params: euro,
        #","ecommerce":{"transaction_id":"(not set)","purchase_revenue":1}"#),
      Self.event(
        "refund", at: 24, params: euro,
        #","ecommerce":{"transaction_id":"T-1","refund_value":9.9}"#))
    #expect(
      reading.events == [
        "2025-10-01T08:00:20Z purchase customer_id=c9 \(Self.who) order_id=T-1 amount=59.9 "
          + "currency=EUR quantity=2",
        "2025-10-01T08:00:21Z purchase \(Self.who) order_id=T-1 amount=59.9 currency=EUR",
        "2025-10-01T08:00:22Z purchase \(Self.who) order_id=T-2 amount=70.5 currency=USD",
        "2025-10-01T08:00:23Z purchase \(Self.who) amount=1 currency=EUR",
        "2025-10-01T08:00:24Z refund \(Self.who) order_id=T-1 amount=9.9 currency=EUR",
      ])
  }

  @Test("Exact duplicates of the daily tables are one event; events of one batch stay apart")
  func duplicates() throws {
    let line = Self.event("page_view", at: 10, #","event_bundle_sequence_id":5"#)
    let reading = try Self.read(
      line, line,
      Self.event("view_item", at: 11, #","event_bundle_sequence_id":5,"batch_event_index":1"#),
      Self.event("view_item", at: 11, #","event_bundle_sequence_id":5,"batch_event_index":2"#))
    #expect(reading.events.count == 3)
    #expect(reading.outcome.accounting.duplicate == 1)
    #expect(reading.outcome.accounting.loaded == 3)
  }

  @Test("Denied consent: rows without any id make no event, an order keeps its own id")
  func consent() throws {
    let reading = try Self.read(
      Self.event("page_view", at: 10, user: nil),
      Self.event(
        "purchase", at: 11, params: "", user: nil,
        #","ecommerce":{"transaction_id":"T-3","purchase_revenue_in_usd":5}"#),
      Self.event(
        "purchase", at: 12, params: "", user: nil,
        #","ecommerce":{"transaction_id":"(not set)","purchase_revenue_in_usd":5}"#))
    #expect(
      reading.events == ["2025-10-01T08:00:11Z purchase order_id=T-3 amount=5 currency=USD"])
    #expect(reading.outcome.accounting.loaded == 3)
    #expect(reading.outcome.accounting.rejected == 0)
  }
}
