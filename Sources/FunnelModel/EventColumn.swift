/// One column of the canonical event (events.md, "The canonical event"), or a custom dimension.
///
/// The raw values are stored in segments and never change meaning; new columns get new numbers
/// below `firstCustom`.
package struct EventColumn: Sendable, Hashable, Comparable {
  /// Position in every column table of this program.
  package let rawValue: Int

  /// The column with a given position.
  @inlinable package init(rawValue: Int) { self.rawValue = rawValue }

  /// Orders columns by position.
  package static func < (a: EventColumn, b: EventColumn) -> Bool { a.rawValue < b.rawValue }

  /// How a column is held in memory.
  package enum Storage: Sendable {
    /// `Int64` per event, `IntegerColumn.missing` where there is none.
    case integer
    /// A dictionary code per event, 0 where there is none.
    case text
  }

  /// What an integer column counts in, or that it is text.
  package enum Kind: Sendable {
    /// Microseconds since the Unix epoch, UTC.
    case instant
    /// Micro-units of the row's currency.
    case money
    /// Micro-units of a plain number.
    case number
    /// Days since 1970-01-01.
    case day
    /// 0 or 1.
    case bool
    /// Bookkeeping integers of the engine.
    case internalInteger
    /// An identifier: many distinct values.
    case identifier
    /// A label: few distinct values.
    case label
  }

  package static let time = EventColumn(rawValue: 0)
  package static let type = EventColumn(rawValue: 1)
  package static let eventID = EventColumn(rawValue: 2)
  package static let customerID = EventColumn(rawValue: 3)
  package static let accountID = EventColumn(rawValue: 4)
  package static let personID = EventColumn(rawValue: 5)
  package static let sessionID = EventColumn(rawValue: 6)
  package static let orderID = EventColumn(rawValue: 7)
  package static let dealID = EventColumn(rawValue: 8)
  package static let ticketID = EventColumn(rawValue: 9)
  package static let subscriptionID = EventColumn(rawValue: 10)
  /// `Market.rawValue`; always present after ingestion.
  package static let market = EventColumn(rawValue: 11)
  package static let amount = EventColumn(rawValue: 12)
  package static let currency = EventColumn(rawValue: 13)
  package static let quantity = EventColumn(rawValue: 14)
  package static let discount = EventColumn(rawValue: 15)
  package static let coupon = EventColumn(rawValue: 16)
  package static let paymentTerms = EventColumn(rawValue: 17)
  package static let expectedClose = EventColumn(rawValue: 18)
  package static let termMonths = EventColumn(rawValue: 19)
  package static let probability = EventColumn(rawValue: 20)
  package static let channel = EventColumn(rawValue: 21)
  package static let campaign = EventColumn(rawValue: 22)
  package static let content = EventColumn(rawValue: 23)
  package static let product = EventColumn(rawValue: 24)
  package static let region = EventColumn(rawValue: 25)
  package static let device = EventColumn(rawValue: 26)
  package static let segment = EventColumn(rawValue: 27)
  package static let owner = EventColumn(rawValue: 28)
  package static let stage = EventColumn(rawValue: 29)
  package static let reason = EventColumn(rawValue: 30)
  package static let tier = EventColumn(rawValue: 31)
  package static let kind = EventColumn(rawValue: 32)
  package static let orderType = EventColumn(rawValue: 33)
  package static let budget = EventColumn(rawValue: 34)
  package static let authority = EventColumn(rawValue: 35)
  package static let need = EventColumn(rawValue: 36)
  package static let timeline = EventColumn(rawValue: 37)
  package static let experiment = EventColumn(rawValue: 38)
  package static let variant = EventColumn(rawValue: 39)
  /// Ledger id of the file that the row came from.
  package static let file = EventColumn(rawValue: 40)
  /// Line of the row in that file, 1 = the first line.
  package static let line = EventColumn(rawValue: 41)
  /// Which rule of the mapping made this event of its row, from 0.
  package static let rule = EventColumn(rawValue: 42)
  /// Identity of a row that has no `event_id`: low word of a 128-bit hash of its fields and its
  /// ordinal among identical rows of the file.
  package static let identityLow = EventColumn(rawValue: 43)
  /// High word of the identity hash.
  package static let identityHigh = EventColumn(rawValue: 44)
  /// 1 where `time` is not the time of the fact (an undated refund carries its order's time).
  package static let undated = EventColumn(rawValue: 45)

  /// Position of the first custom dimension; canonical columns stay below it.
  package static let firstCustom = 64

  /// The `index`-th custom dimension of the configuration, from 0.
  package static func custom(_ index: Int) -> EventColumn {
    EventColumn(rawValue: firstCustom + index)
  }

  /// Whether this is a custom dimension rather than a canonical field.
  package var isCustom: Bool { rawValue >= Self.firstCustom }

  /// The kind of its values.
  package var kind: Kind {
    switch self {
    case .time: .instant
    case .amount, .discount: .money
    case .quantity, .termMonths, .probability: .number
    case .expectedClose: .day
    case .budget, .authority, .need, .timeline: .bool
    case .market, .file, .line, .rule, .identityLow, .identityHigh, .undated: .internalInteger
    case .eventID, .customerID, .accountID, .personID, .sessionID, .orderID, .dealID, .ticketID,
      .subscriptionID:
      .identifier
    default: .label
    }
  }

  /// How its values are held.
  package var storage: Storage {
    switch kind {
    case .identifier, .label: .text
    default: .integer
    }
  }

  /// Canonical columns with their names in files and configuration, in the order of events.md.
  package static let canonical: [(name: String, column: EventColumn)] = [
    ("event_id", .eventID), ("time", .time), ("type", .type), ("customer_id", .customerID),
    ("account_id", .accountID), ("person_id", .personID), ("session_id", .sessionID),
    ("order_id", .orderID), ("deal_id", .dealID), ("ticket_id", .ticketID),
    ("subscription_id", .subscriptionID), ("market", .market), ("amount", .amount),
    ("currency", .currency), ("quantity", .quantity), ("discount", .discount),
    ("coupon", .coupon), ("payment_terms", .paymentTerms), ("expected_close", .expectedClose),
    ("term_months", .termMonths), ("probability", .probability), ("channel", .channel),
    ("campaign", .campaign), ("content", .content), ("product", .product), ("region", .region),
    ("device", .device), ("segment", .segment), ("owner", .owner), ("stage", .stage),
    ("reason", .reason), ("tier", .tier), ("kind", .kind), ("order_type", .orderType),
    ("budget", .budget), ("authority", .authority), ("need", .need), ("timeline", .timeline),
    ("experiment", .experiment), ("variant", .variant),
  ]

  /// The canonical column with a name, or nil.
  package static func named(_ name: String) -> EventColumn? {
    canonical.first { $0.name == name }?.column
  }

  /// The built-in dimensions of a breakdown.
  package static let dimensions: [EventColumn] = [
    .channel, .campaign, .content, .product, .region, .device, .segment, .owner, .stage, .reason,
    .tier, .kind, .orderType, .coupon, .paymentTerms, .currency,
  ]
}

/// The columns of one configuration: the canonical ones and its custom dimensions.
package struct EventSchema: Sendable, Hashable {
  /// Names of the custom dimensions, in configuration order.
  package let customNames: [String]

  /// A schema with custom dimensions; names must be distinct and not canonical.
  package init(customNames: [String] = []) { self.customNames = customNames }

  /// One past the greatest column position.
  package var columnLimit: Int { EventColumn.firstCustom + customNames.count }

  /// The column with a name, canonical or custom; nil if there is none.
  package func column(named name: String) -> EventColumn? {
    EventColumn.named(name) ?? customNames.firstIndex(of: name).map(EventColumn.custom)
  }

  /// The name of a column in files and tables; internal columns have none.
  package func name(of column: EventColumn) -> String? {
    if column.isCustom {
      let index = column.rawValue - EventColumn.firstCustom
      return index < customNames.count ? customNames[index] : nil
    }
    return EventColumn.canonical.first { $0.column == column }?.name
  }
}
