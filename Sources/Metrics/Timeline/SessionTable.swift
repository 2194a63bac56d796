import FunnelModel

/// The B2C sessions of a bucket: distinct session ids, ordered by (buyer, start).
package struct SessionTable: Sendable {
  /// What happened in a session, as bits.
  package struct Marks: OptionSet, Sendable {
    package let rawValue: UInt8
    /// Marks from their bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let view = Marks(rawValue: 1)
    package static let cart = Marks(rawValue: 2)
    package static let checkout = Marks(rawValue: 4)
    package static let purchase = Marks(rawValue: 8)
  }

  /// Event row of the session's earliest event: its start, day and segments.
  package private(set) var entry: [Int32] = []
  package private(set) var buyer: [Int32] = []
  /// `Marks.rawValue`.
  package private(set) var marks: [UInt8] = []
  /// Session number of each session code of the bucket's `session_id` column; -1 = none in B2C.
  package private(set) var numberOfCode: [Int32] = []

  /// Number of sessions.
  package var count: Int { entry.count }

  /// Finds the sessions of a bucket. A purchase of any source marks its session as converted.
  init(_ timeline: TimelineBucket) {
    guard let sessions = timeline.texts(.sessionID) else { return }
    let effects = Self.effects
    numberOfCode = [Int32](repeating: -1, count: sessions.dictionary.count)
    var buyerNumber = 0
    while buyerNumber < timeline.buyerCount {
      var row = Int(timeline.buyerStarts[buyerNumber])
      let end = Int(timeline.buyerStarts[buyerNumber &+ 1])
      while row < end {
        let code = Int(sessions.codes[row])
        if code != 0 && timeline.market[row] == Market.b2c.rawValue {
          var number = Int(numberOfCode[code])
          if number < 0 {
            number = entry.count
            numberOfCode[code] = Int32(number)
            entry.append(Int32(row))
            buyer.append(Int32(buyerNumber))
            marks.append(0)
          }
          marks[number] |= effects[Int(timeline.kind[row])]
        }
        row &+= 1
      }
      buyerNumber &+= 1
    }
  }

  /// The marks that an event of each kind leaves, by `EventKind.rawValue`.
  private static let effects: [UInt8] = EventKind.allCases.map { kind in
    switch kind {
    case .viewItem: Marks.view.rawValue
    case .addToCart: Marks.cart.rawValue
    case .beginCheckout: Marks.checkout.rawValue
    case .purchase: Marks.purchase.rawValue
    default: 0
    }
  }
}
