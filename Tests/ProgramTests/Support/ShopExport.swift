/// A small canonical export whose numbers can be counted by hand.
///
/// Ten sessions on 1–10 March 2025, one a day; sessions 1, 4, 7 and 10 buy for 10.00, 40.00,
/// 70.00 and 100.00: 4 orders, 220.00 gross, conversion 0.4, average order 55.00. Customer c1 buys
/// in sessions 1 and 7, the others once.
enum ShopExport {
  static let header = "event_id,time,type,customer_id,session_id,order_id,amount,currency,channel"

  /// The rows of some sessions.
  static func rows(_ sessions: ClosedRange<Int> = 1...10) -> [String] {
    sessions.flatMap { session -> [String] in
      let day = session < 10 ? "0\(session)" : "\(session)"
      let customer = session == 7 ? "c1" : "c\(session)"
      let channel = session % 2 == 0 ? "search" : "mail"
      var lines = [
        "e\(session)a,2025-03-\(day)T10:00:00Z,session_start,\(customer),s\(session),,,,\(channel)",
        "e\(session)b,2025-03-\(day)T10:01:00Z,view_item,\(customer),s\(session),,,,\(channel)",
      ]
      if session % 3 == 1 {
        lines.append(
          "e\(session)c,2025-03-\(day)T10:05:00Z,purchase,\(customer),s\(session),o\(session),"
            + "\(session)0.00,EUR,\(channel)")
      }
      return lines
    }
  }

  /// A whole file.
  static func file(_ sessions: ClosedRange<Int> = 1...10) -> String {
    text(rows(sessions))
  }

  static func text(_ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }
}
