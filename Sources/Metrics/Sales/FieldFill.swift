import FunnelModel

/// Picks an object's value of one column among its rows: from the first source, in plan order, that
/// has any.
enum FieldFill {
  /// The latest value of an integer column in the first source that fills it, over the rows from
  /// lead to lost.
  static func latest(
    _ column: [Int64]?, _ rows: ArraySlice<Int32>, _ timeline: TimelineBucket
  ) -> Int64 {
    guard let column else { return IntegerColumn.missing }
    var best: Int32 = -1
    for row in rows
    where SalesObjects.lifecycle.contains(timeline.kind[Int(row)])
      && column[Int(row)] != IntegerColumn.missing
    {
      if best < 0 || timeline.source[Int(row)] <= timeline.source[Int(best)] { best = row }
    }
    return best < 0 ? IntegerColumn.missing : column[Int(best)]
  }

  /// The latest code of a text column in the first source that fills it; 0 = none does.
  static func latest(
    _ codes: [UInt32]?, _ rows: ArraySlice<Int32>, _ timeline: TimelineBucket
  ) -> UInt32 {
    guard let codes else { return 0 }
    var best: Int32 = -1
    for row in rows
    where SalesObjects.lifecycle.contains(timeline.kind[Int(row)]) && codes[Int(row)] != 0 {
      if best < 0 || timeline.source[Int(row)] <= timeline.source[Int(best)] { best = row }
    }
    return best < 0 ? 0 : codes[Int(best)]
  }

  /// The earliest code in the first source that fills the column: first touch; 0 = none does.
  static func first(
    _ codes: [UInt32], _ rows: ArraySlice<Int32>, _ timeline: TimelineBucket
  ) -> UInt32 {
    var best: Int32 = -1
    for row in rows where codes[Int(row)] != 0 {
      if best < 0 || timeline.source[Int(row)] < timeline.source[Int(best)] { best = row }
    }
    return best < 0 ? 0 : codes[Int(best)]
  }
}
