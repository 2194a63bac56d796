/// Events that are yet to happen, soonest first; those of one time leave in the order they entered.
///
/// A binary heap: sessions in flight and refunds to come are few thousand at any time.
struct EventQueue {
  private struct Entry {
    var event: ShopEvent
    var sequence: Int

    func precedes(_ other: Entry) -> Bool {
      (event.time, sequence) < (other.event.time, other.sequence)
    }
  }

  private var heap: [Entry] = []
  private var entered = 0

  /// The time of the soonest event.
  var soonest: Int? { heap.first?.event.time }

  mutating func insert(_ event: ShopEvent) {
    heap.append(Entry(event: event, sequence: entered))
    entered += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].precedes(heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeSoonest() -> ShopEvent? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first.event }
    heap[0] = last
    var parent = 0
    while true {
      var smallest = parent
      for child in (2 * parent + 1)...(2 * parent + 2) where child < heap.count {
        if heap[child].precedes(heap[smallest]) { smallest = child }
      }
      guard smallest != parent else { return first.event }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }
}
