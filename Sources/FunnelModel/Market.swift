/// The two ways of selling that a report never blends.
public enum Market: UInt8, Sendable, CaseIterable, Comparable {
  /// Business to consumer: sessions, carts, orders.
  case b2c = 0
  /// Business to business: leads, deals, accounts.
  case b2b = 1

  /// The text used in exports, configuration and tables: `b2c` or `b2b`.
  public var name: String { self == .b2c ? "b2c" : "b2b" }

  /// The market named `b2c` or `b2b`; nil for any other text.
  public init?(name: String) {
    switch name {
    case "b2c": self = .b2c
    case "b2b": self = .b2b
    default: return nil
    }
  }

  /// Orders b2c before b2b.
  public static func < (a: Market, b: Market) -> Bool { a.rawValue < b.rawValue }
}
