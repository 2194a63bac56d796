import FunnelModel

/// The rows of a bucket that speak of sales, grouped by the object that they are about: a deal id,
/// else the person, else the buyer itself.
///
/// Objects of one buyer are neighbours, and the rows of an object are in timeline order.
struct SalesObjects {
  /// `rows[starts[o] ..< starts[o + 1]]` are the event rows of object `o`.
  let rows: [Int32]
  let starts: [Int32]
  let buyer: [Int32]
  /// Whether the object is named by a deal id; otherwise it may be a lead that a deal grows from.
  let hasDealID: [Bool]

  var count: Int { buyer.count }

  init(_ timeline: TimelineBucket) {
    let deals = timeline.texts(.dealID)
    let persons = timeline.texts(.personID)
    var dealNumbers = Numbering(codes: deals?.dictionary.count ?? 0)
    var personNumbers = Numbering(codes: persons?.dictionary.count ?? 0)
    var buyers: [Int32] = []
    var named: [Bool] = []
    var objectOfRow = [Int32](repeating: -1, count: timeline.count)
    for buyer in 0..<timeline.buyerCount {
      var ownNumber: Int32 = -1
      for row in Int(timeline.buyerStarts[buyer])..<Int(timeline.buyerStarts[buyer + 1])
      where timeline.market[row] == Market.b2b.rawValue {
        let kind = timeline.kind[row]
        let deal = Int(deals?.codes[row] ?? 0)
        guard Self.lifecycle.contains(kind) || (deal != 0 && Self.dealing.contains(kind)) else {
          continue
        }
        let person = Int(persons?.codes[row] ?? 0)
        let next = Int32(buyers.count)
        let number: Int32
        if deal != 0 {
          number = dealNumbers.number(deal, of: buyer, next: next)
        } else if person != 0 {
          number = personNumbers.number(person, of: buyer, next: next)
        } else {
          if ownNumber < 0 { ownNumber = next }
          number = ownNumber
        }
        if number == next {
          buyers.append(Int32(buyer))
          named.append(deal != 0)
        }
        objectOfRow[row] = number
      }
    }
    buyer = buyers
    hasDealID = named
    (rows, starts) = Self.grouped(objectOfRow, count: buyers.count)
  }

  /// Event kinds from lead to lost.
  static let lifecycle = EventKind.lead.rawValue...EventKind.lost.rawValue
  /// Event kinds that belong to a deal where they name one: touches, pilots, quotes.
  private static let dealing = EventKind.touch.rawValue...EventKind.quoteSent.rawValue

  /// A counting sort of rows by object.
  private static func grouped(_ objects: [Int32], count: Int) -> ([Int32], [Int32]) {
    var starts = [Int32](repeating: 0, count: count + 1)
    for object in objects where object >= 0 { starts[Int(object) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var next = starts
    var rows = [Int32](repeating: 0, count: Int(starts[count]))
    for (row, object) in objects.enumerated() where object >= 0 {
      rows[Int(next[Int(object)])] = Int32(row)
      next[Int(object)] += 1
    }
    return (rows, starts)
  }
}

/// Object numbers by the code of an id; the same id at another buyer is another object.
private struct Numbering {
  private var owner: [Int32]
  private var known: [Int32]

  init(codes: Int) {
    owner = [Int32](repeating: -1, count: codes)
    known = owner
  }

  mutating func number(_ code: Int, of buyer: Int, next: Int32) -> Int32 {
    if owner[code] != Int32(buyer) {
      owner[code] = Int32(buyer)
      known[code] = next
    }
    return known[code]
  }
}
