import FunnelModel

/// What the models of repeat buying need to know of each buyer, in any order.
struct LifetimeHistories: Sendable {
  /// Day offset of the first order.
  private(set) var first: [Int32] = []
  /// Day offset of the last order up to the end of calibration.
  private(set) var last: [Int32] = []
  /// x: days with orders after the first.
  private(set) var repeats: [Int32] = []
  /// Net micro-units of those days.
  private(set) var spent: [Int64] = []
  /// Days with orders after the end of calibration.
  private(set) var later: [Int32] = []
  /// By position in the family's dimensions: segment of the first order.
  private(set) var segments: [[UInt32]]

  init(dimensionCount: Int) { segments = Array(repeating: [], count: dimensionCount) }

  var count: Int { first.count }

  /// One buyer's orders, taken in time order.
  struct Reading {
    private(set) var first: Int32 = -1
    private(set) var last: Int32 = -1
    private(set) var repeats: Int32 = 0
    private(set) var spent: Int128 = 0
    private(set) var later: Int32 = 0
    private var latest: Int32 = -1

    /// Takes an order of a day; `end` is the last day of calibration.
    @inline(__always)
    mutating func take(day: Int32, net: Int128, end: Int32) {
      let isNew = day != latest
      latest = day
      if day > end {
        if isNew { later &+= 1 }
      } else if first < 0 {
        first = day
        last = day
      } else if day != first {
        if isNew { repeats &+= 1 }
        last = day
        spent += net
      }
    }
  }

  /// Adds a buyer with an order up to the end of calibration.
  mutating func add(_ reading: Reading, segment: (Int) -> UInt32) {
    first.append(reading.first)
    last.append(reading.last)
    repeats.append(reading.repeats)
    spent.append(Int64(clamping: reading.spent))
    later.append(reading.later)
    for position in segments.indices { segments[position].append(segment(position)) }
  }

  mutating func merge(_ other: LifetimeHistories, codes: [[UInt32]]) {
    first.append(contentsOf: other.first)
    last.append(contentsOf: other.last)
    repeats.append(contentsOf: other.repeats)
    spent.append(contentsOf: other.spent)
    later.append(contentsOf: other.later)
    for position in segments.indices {
      segments[position].append(
        contentsOf: other.segments[position].map { codes[position][Int($0)] })
    }
  }

  func encode(to writer: inout StateWriter) {
    writer.write(count)
    for index in 0..<count {
      writer.write(Int(first[index]))
      writer.write(Int(last[index] - first[index]))
      writer.write(Int(repeats[index]))
      writer.write(Int(spent[index]))
      writer.write(Int(later[index]))
      for codes in segments { writer.write(Int(codes[index])) }
    }
  }

  init(dimensionCount: Int, dayCount: Int, from reader: inout StateReader) throws(StateError) {
    self.init(dimensionCount: dimensionCount)
    for _ in 0..<(try reader.count()) {
      let start = try reader.integer()
      let span = try reader.integer()
      let days = try reader.integer()
      guard (0..<dayCount).contains(start), (0..<dayCount - start).contains(span),
        (0...span).contains(days)
      else { throw StateError.damaged }
      first.append(Int32(start))
      last.append(Int32(start + span))
      repeats.append(Int32(days))
      spent.append(Int64(try reader.integer()))
      guard let after = Int32(exactly: try reader.integer()) else { throw StateError.damaged }
      later.append(after)
      for position in segments.indices {
        guard let code = UInt32(exactly: try reader.integer()) else { throw StateError.damaged }
        segments[position].append(code)
      }
    }
  }

  /// Buyers by (x, t_x, T), as runs of equal histories; `end` is the last day of calibration.
  func groups(end: Int32) -> [LifetimeGroup] {
    // One word per buyer sorts faster than a tuple: 21 bits each of x, t_x and T.
    var keys: [(key: UInt64, buyer: Int32)] = []
    keys.reserveCapacity(count)
    for index in 0..<count {
      let recency = UInt64(last[index] - first[index])
      let age = UInt64(max(0, end - first[index]))
      keys.append((UInt64(repeats[index]) << 42 | recency << 21 | age, Int32(index)))
    }
    keys.sort { $0.key < $1.key }
    var groups: [LifetimeGroup] = []
    var start = 0
    while start < keys.count {
      let key = keys[start].key
      var stop = start
      while stop < keys.count && keys[stop].key == key { stop += 1 }
      groups.append(
        LifetimeGroup(
          repeats: Int(key >> 42), recency: Int(key >> 21 & 0x1f_ffff), age: Int(key & 0x1f_ffff),
          buyers: keys[start..<stop].map { Int($0.buyer) }))
      start = stop
    }
    return groups
  }
}

/// The buyers who share x, t_x and T.
struct LifetimeGroup: Sendable {
  let repeats: Int
  /// t_x in days.
  let recency: Int
  /// T in days.
  let age: Int
  /// Positions in the histories, in no order that matters.
  let buyers: [Int]
}
