/// The segments of one path in one dimension, and how an amount is shared among them; the arrays
/// are reused from path to path.
struct SegmentPath: Sendable {
  /// Segment of each touch.
  private(set) var segments: [UInt32] = []
  /// The distinct segments in order of appearance.
  private(set) var distinct: [UInt32] = []
  /// What each distinct segment gets, in micro-units: model by model, segment after segment.
  private(set) var shares: [Int64] = []
  private var models = 0
  private var equal: [Int64] = []
  /// By touch: its segment's place in `distinct`.
  private var places: [Int] = []

  /// Takes up the path of some touches.
  mutating func read(_ codes: [UInt32], _ rows: ArraySlice<Int32>) {
    segments.removeAll(keepingCapacity: true)
    distinct.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    for row in rows {
      let segment = codes[Int(row)]
      segments.append(segment)
      if let place = distinct.firstIndex(of: segment) {
        places.append(place)
      } else {
        places.append(distinct.count)
        distinct.append(segment)
      }
    }
  }

  /// Prepares the shares of some models.
  mutating func begin(models: Int) {
    self.models = models
    shares.removeAll(keepingCapacity: true)
    shares.append(contentsOf: repeatElement(0, count: distinct.count * models))
  }

  /// Adds up what each touch gets by a model.
  mutating func share(_ parts: [Int64], by model: Int) {
    for index in places.indices { shares[places[index] &* models &+ model] += parts[index] }
  }

  /// Gives every distinct segment the same, the earliest the micro-units left over.
  mutating func shareEqually(_ amount: Int64, by model: Int) {
    CreditSplit.splitEqually(amount, over: distinct.count, into: &equal)
    for index in equal.indices { shares[index &* models &+ model] += equal[index] }
  }
}
