import FunnelModel

/// The segment by which a buyer is counted: that of the entry event, else the earliest event of
/// the buyer in its market up to then that has one (first touch).
enum EntrySegments {
  static func segment(
    _ timeline: TimelineBucket, dimension: Int, buyer: Int, row: Int
  ) -> UInt32 {
    let pair = timeline.pairSegment(dimension) {
      segment(timeline, dimension: $0, buyer: buyer, row: row)
    }
    if let pair { return pair }
    let codes = timeline.segments[dimension]
    if codes[row] != 0 { return codes[row] }
    var earlier = Int(timeline.buyerStarts[buyer])
    while earlier < row {
      if codes[earlier] != 0 && timeline.market[earlier] == timeline.market[row] {
        return codes[earlier]
      }
      earlier &+= 1
    }
    return 0
  }
}
