import FunnelModel

extension SourceProfile {
  /// Canonical events (events.md): the field names are the header or the keys.
  package static let canonicalEvents = SourceProfile(
    id: "canonical.events", title: "Canonical events", kind: .canonical,
    required: [["time"], ["type"], buyers],
    mapping: RowMapping(
      columns: Dictionary(
        uniqueKeysWithValues: EventColumn.canonical
          .filter { $0.column != .time && $0.column != .type }
          .map { ($0.name, ValueSource(columns: [$0.name])) }),
      events: [EventRule(type: .column("type"), time: .column("time"))]),
    moneyPolicy: "Canonical events: amounts count as they are written.")

  /// One of these must be there: a row without any is rejected.
  private static let buyers = [
    "customer_id", "account_id", "person_id", "session_id", "order_id", "deal_id", "ticket_id",
    "subscription_id",
  ]
}
