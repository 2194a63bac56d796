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
    numberOfCode = [Int32](repeating: -1, count: sessions.dictionary.count)
    entry = [Int32](repeating: 0, count: sessions.dictionary.count - 1)
    buyer = entry
    marks = [UInt8](repeating: 0, count: entry.count)
    let count = Self.find(
      sessions.codes.span, timeline, numbers: &numberOfCode, entries: &entry, buyers: &buyer,
      marks: &marks)
    entry.removeLast(entry.count - count)
    buyer.removeLast(buyer.count - count)
    marks.removeLast(marks.count - count)
  }

  /// Numbers the sessions in order of their first events; returns how many there are.
  private static func find(
    _ codes: Span<UInt32>, _ timeline: TimelineBucket, numbers: inout [Int32],
    entries: inout [Int32], buyers: inout [Int32], marks: inout [UInt8]
  ) -> Int {
    let b2c = Market.b2c.rawValue
    let market = timeline.market.span
    let kind = timeline.kind.span
    let starts = timeline.buyerStarts.span
    let effects = effects
    var numberOfCode = numbers.mutableSpan
    var entry = entries.mutableSpan
    var buyer = buyers.mutableSpan
    var marks = marks.mutableSpan
    var count = 0
    var buyerNumber = 0
    var row = 0
    while buyerNumber &+ 1 < starts.count {
      let end = Int(starts[buyerNumber &+ 1])
      while row < end {
        let code = Int(codes[row])
        if code != 0 && market[row] == b2c {
          var number = Int(numberOfCode[code])
          if number < 0 {
            number = count
            numberOfCode[code] = Int32(number)
            entry[number] = Int32(row)
            buyer[number] = Int32(buyerNumber)
            count &+= 1
          }
          marks[number] |= effects[Int(kind[row])]
        }
        row &+= 1
      }
      buyerNumber &+= 1
    }
    return count
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
