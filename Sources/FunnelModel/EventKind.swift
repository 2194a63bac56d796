/// The vocabulary of event types (events.md) as small codes for tight loops.
///
/// Codes live in memory only: segments store the type's text. `custom` marks any other name.
package enum EventKind: UInt8, Sendable, CaseIterable {
  case custom = 0
  case sessionStart, viewItem, addToCart, beginCheckout, addPaymentInfo
  case purchase, refund, orderCancelled
  case review, referral, signUp, activate
  case touch
  case lead, mql, sql
  case opportunity, stage, won, lost
  case pilotStarted, pilotEnded, quoteRequested, quoteSent
  case mrr
  case ticketOpened, ticketFirstResponse, ticketResolved
  case exposure

  /// The name in files and configuration; empty for `custom`.
  package var name: String {
    switch self {
    case .custom: ""
    case .sessionStart: "session_start"
    case .viewItem: "view_item"
    case .addToCart: "add_to_cart"
    case .beginCheckout: "begin_checkout"
    case .addPaymentInfo: "add_payment_info"
    case .purchase: "purchase"
    case .refund: "refund"
    case .orderCancelled: "order_cancelled"
    case .review: "review"
    case .referral: "referral"
    case .signUp: "sign_up"
    case .activate: "activate"
    case .touch: "touch"
    case .lead: "lead"
    case .mql: "mql"
    case .sql: "sql"
    case .opportunity: "opportunity"
    case .stage: "stage"
    case .won: "won"
    case .lost: "lost"
    case .pilotStarted: "pilot_started"
    case .pilotEnded: "pilot_ended"
    case .quoteRequested: "quote_requested"
    case .quoteSent: "quote_sent"
    case .mrr: "mrr"
    case .ticketOpened: "ticket_opened"
    case .ticketFirstResponse: "ticket_first_response"
    case .ticketResolved: "ticket_resolved"
    case .exposure: "exposure"
    }
  }

  /// The kind with a name of the vocabulary; `custom` for any other text.
  package init(name: String) {
    self = Self.allCases.first { $0 != .custom && $0.name == name } ?? .custom
  }
}
