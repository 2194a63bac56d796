import FunnelModel

/// What decides the form of a column of integers, found in one pass.
struct IntegerShape {
  private(set) var least: Int64 = 0
  private(set) var greatest: Int64 = 0
  /// Values equal to `IntegerColumn.missing`.
  private(set) var missing = 0
  /// Runs of equal values.
  private(set) var runs = 0
  /// Whether all steps are equal (always for fewer than three values).
  private(set) var isSequence = true

  init(_ values: [Int64]) {
    guard let first = values.first else { return }
    let source = values.span
    least = first
    greatest = first
    missing = first == IntegerColumn.missing ? 1 : 0
    runs = 1
    let step = values.count > 1 ? values[1] &- first : 0
    var previous = first
    var oddSteps = 0
    var index = 1
    while index < source.count {
      let value = source[index]
      least = min(least, value)
      greatest = max(greatest, value)
      missing &+= value == IntegerColumn.missing ? 1 : 0
      runs &+= value != previous ? 1 : 0
      oddSteps |= value &- previous != step ? 1 : 0
      previous = value
      index &+= 1
    }
    isSequence = oddSteps == 0
  }

  /// Bits that the two packed forms need before scaling.
  func packedBits(_ values: [Int64]) -> (offset: Int, delta: Int) {
    let source = values.span
    var offsetBits = 0
    var deltaBits = 0
    var previous = values.first ?? 0
    var start = 0
    while start < source.count {
      let end = min(start &+ BlockPacking.block, source.count)
      var offsets: UInt64 = 0
      var deltas: UInt64 = 0
      var index = start
      while index < end {
        let value = source[index]
        let step = value &- previous
        offsets |= UInt64(bitPattern: value &- least)
        deltas |= UInt64(bitPattern: (step &<< 1) ^ (step &>> 63))
        previous = value
        index &+= 1
      }
      offsetBits &+= 64 &- offsets.leadingZeroBitCount
      deltaBits &+= 64 &- deltas.leadingZeroBitCount
      start = end
    }
    return (offsetBits, deltaBits)
  }

  /// The greatest of the known scales that divides all differences; 1 where there is none.
  func scale(of values: [Int64]) -> Int64 {
    // Differences that wrap are no multiples of anything.
    let (range, overflow) = greatest.subtractingReportingOverflow(least)
    if overflow { return 1 }
    return DecimalScale.known.first { $0 <= range && DecimalScale.divides($0, values) } ?? 1
  }
}

/// Powers of ten that micro-units and microseconds often share.
///
/// Loops are written once per divisor: dividing by a constant is several times faster.
enum DecimalScale {
  static let known: [Int64] = [1_000_000, 10_000, 1_000]

  static func divides(_ scale: Int64, _ values: [Int64]) -> Bool {
    switch scale {
    case 1_000_000: divides(values.span, constant: 1_000_000)
    case 10_000: divides(values.span, constant: 10_000)
    default: divides(values.span, constant: 1_000)
    }
  }

  static func divide(_ values: inout MutableSpan<UInt64>, by scale: Int64) {
    switch scale {
    case 1: break
    case 1_000_000: divide(&values, constant: 1_000_000)
    case 10_000: divide(&values, constant: 10_000)
    default: divide(&values, constant: 1_000)
    }
  }

  static func divideSigned(_ values: inout MutableSpan<UInt64>, by scale: Int64) {
    switch scale {
    case 1: break
    case 1_000_000: divideSigned(&values, constant: 1_000_000)
    case 10_000: divideSigned(&values, constant: 10_000)
    default: divideSigned(&values, constant: 1_000)
    }
  }

  @inline(__always)
  private static func divides(_ values: Span<Int64>, constant: Int64) -> Bool {
    guard values.count > 0 else { return true }
    let first = values[0]
    var index = 1
    while index < values.count {
      if (values[index] &- first) % constant != 0 { return false }
      index &+= 1
    }
    return true
  }

  @inline(__always)
  private static func divide(_ values: inout MutableSpan<UInt64>, constant: UInt64) {
    var index = 0
    while index < values.count {
      values[index] = values[index] / constant
      index &+= 1
    }
  }

  @inline(__always)
  private static func divideSigned(_ values: inout MutableSpan<UInt64>, constant: Int64) {
    var index = 0
    while index < values.count {
      values[index] = UInt64(bitPattern: Int64(bitPattern: values[index]) / constant)
      index &+= 1
    }
  }
}
