/// One column of the canonical event (events.md, "The canonical event"), or a custom dimension.
///
/// The raw values are stored in segments and never change meaning; new columns get new numbers
/// below `firstCustom`.
public struct EventColumn: Sendable, Hashable, Comparable {
  /// Position in every column table of this program.
  public let rawValue: Int

  /// The column with a given position.
  @inlinable public init(rawValue: Int) { self.rawValue = rawValue }

  /// Orders columns by position.
  public static func < (a: EventColumn, b: EventColumn) -> Bool { a.rawValue < b.rawValue }

  /// How a column is held in memory.
  public enum Storage: Sendable {
    /// `Int64` per event, `IntegerColumn.missing` where there is none.
    case integer
    /// A dictionary code per event, 0 where there is none.
    case text
  }

  /// What an integer column counts in, or that it is text.
  public enum Kind: Sendable {
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

  /// When it happened; UTC microseconds.
  public static let time = EventColumn(rawValue: 0)
  /// Name of the event: the vocabulary of events.md, or any other that a funnel step may use.
  public static let type = EventColumn(rawValue: 1)
  /// Identity of the row, where the export has one.
  public static let eventID = EventColumn(rawValue: 2)
  /// The buyer among consumers.
  public static let customerID = EventColumn(rawValue: 3)
  /// The buyer among businesses.
  public static let accountID = EventColumn(rawValue: 4)
  /// The contact, lead or user inside an account.
  public static let personID = EventColumn(rawValue: 5)
  /// The visit that the event belongs to.
  public static let sessionID = EventColumn(rawValue: 6)
  /// The order that the event is about, normalised (`#1001` = `1001`).
  public static let orderID = EventColumn(rawValue: 7)
  /// The deal that the event is about.
  public static let dealID = EventColumn(rawValue: 8)
  /// The support ticket that the event is about.
  public static let ticketID = EventColumn(rawValue: 9)
  /// The subscription that the event is about.
  public static let subscriptionID = EventColumn(rawValue: 10)
  /// `Market.rawValue`; always present after ingestion.
  public static let market = EventColumn(rawValue: 11)
  /// Money of the fact; micro-units of `currency`.
  public static let amount = EventColumn(rawValue: 12)
  /// ISO 4217 code of the amounts.
  public static let currency = EventColumn(rawValue: 13)
  /// Units; micro-units of a plain number.
  public static let quantity = EventColumn(rawValue: 14)
  /// Money taken off the list price; micro-units.
  public static let discount = EventColumn(rawValue: 15)
  /// Code of the discount.
  public static let coupon = EventColumn(rawValue: 16)
  /// Net 30 and the like.
  public static let paymentTerms = EventColumn(rawValue: 17)
  /// Day on which a deal is planned to close; local.
  public static let expectedClose = EventColumn(rawValue: 18)
  /// Months that a contract runs; micro-units.
  public static let termMonths = EventColumn(rawValue: 19)
  /// Chance that a deal is won, 0 to 1; micro-units.
  public static let probability = EventColumn(rawValue: 20)
  /// Where the buyer came from: dimension.
  public static let channel = EventColumn(rawValue: 21)
  /// Campaign within the channel: dimension.
  public static let campaign = EventColumn(rawValue: 22)
  /// Advertisement, page or asset: dimension.
  public static let content = EventColumn(rawValue: 23)
  /// What was seen or bought: dimension.
  public static let product = EventColumn(rawValue: 24)
  /// Where the buyer is: dimension.
  public static let region = EventColumn(rawValue: 25)
  /// What the buyer used: dimension.
  public static let device = EventColumn(rawValue: 26)
  /// The company's own grouping of buyers: dimension.
  public static let segment = EventColumn(rawValue: 27)
  /// Who looks after the deal: dimension.
  public static let owner = EventColumn(rawValue: 28)
  /// Pipeline stage that the deal entered.
  public static let stage = EventColumn(rawValue: 29)
  /// Why a deal was lost or money returned.
  public static let reason = EventColumn(rawValue: 30)
  /// Service tier of the account.
  public static let tier = EventColumn(rawValue: 31)
  /// Kind of a touch or a ticket.
  public static let kind = EventColumn(rawValue: 32)
  /// What an order or ticket is about.
  public static let orderType = EventColumn(rawValue: 33)
  /// Whether there is a budget; 0 or 1.
  public static let budget = EventColumn(rawValue: 34)
  /// Whether the contact may decide; 0 or 1.
  public static let authority = EventColumn(rawValue: 35)
  /// Whether there is a need; 0 or 1.
  public static let need = EventColumn(rawValue: 36)
  /// Whether there is a date; 0 or 1.
  public static let timeline = EventColumn(rawValue: 37)
  /// Experiment that the buyer was exposed to.
  public static let experiment = EventColumn(rawValue: 38)
  /// Variant of it that the buyer saw.
  public static let variant = EventColumn(rawValue: 39)
  /// Ledger id of the file that the row came from.
  public static let file = EventColumn(rawValue: 40)
  /// Line of the row in that file, 1 = the first line.
  public static let line = EventColumn(rawValue: 41)
  /// Which rule of the mapping made this event of its row, from 0.
  public static let rule = EventColumn(rawValue: 42)
  /// Identity of a row that has no `event_id`: low word of a 128-bit hash of its fields and its
  /// ordinal among identical rows of the file.
  public static let identityLow = EventColumn(rawValue: 43)
  /// High word of the identity hash.
  public static let identityHigh = EventColumn(rawValue: 44)
  /// 1 where `time` is not the time of the fact (an undated refund carries its order's time).
  public static let undated = EventColumn(rawValue: 45)

  /// Position of the first custom dimension; canonical columns stay below it.
  public static let firstCustom = 64

  /// The `index`-th custom dimension of the configuration, from 0.
  public static func custom(_ index: Int) -> EventColumn {
    EventColumn(rawValue: firstCustom + index)
  }

  /// Whether this is a custom dimension rather than a canonical field.
  public var isCustom: Bool { rawValue >= Self.firstCustom }

  /// The kind of its values.
  public var kind: Kind {
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
  public var storage: Storage {
    switch kind {
    case .identifier, .label: .text
    default: .integer
    }
  }

  /// Canonical columns with their names in files and configuration, in the order of events.md.
  public static let canonical: [(name: String, column: EventColumn)] = [
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
  public static func named(_ name: String) -> EventColumn? {
    canonical.first { $0.name == name }?.column
  }

  /// The built-in dimensions of a breakdown.
  public static let dimensions: [EventColumn] = [
    .channel, .campaign, .content, .product, .region, .device, .segment, .owner, .stage, .reason,
    .tier, .kind, .orderType, .coupon, .paymentTerms, .currency,
  ]
}

/// The columns of one configuration: the canonical ones and its custom dimensions.
public struct EventSchema: Sendable, Hashable {
  /// Names of the custom dimensions, in configuration order.
  public let customNames: [String]

  /// A schema with custom dimensions; names must be distinct and not canonical.
  public init(customNames: [String] = []) { self.customNames = customNames }

  /// One past the greatest column position.
  public var columnLimit: Int { EventColumn.firstCustom + customNames.count }

  /// The column with a name, canonical or custom; nil if there is none.
  public func column(named name: String) -> EventColumn? {
    EventColumn.named(name) ?? customNames.firstIndex(of: name).map(EventColumn.custom)
  }

  /// The name of a column in files and tables; internal columns have none.
  public func name(of column: EventColumn) -> String? {
    if column.isCustom {
      let index = column.rawValue - EventColumn.firstCustom
      return index < customNames.count ? customNames[index] : nil
    }
    return EventColumn.canonical.first { $0.column == column }?.name
  }
}
