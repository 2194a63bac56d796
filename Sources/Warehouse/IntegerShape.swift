import FunnelModel

/// What decides the form of a column of integers, found in one pass over all its blocks or some.
struct IntegerShape {
  /// Values looked at.
  private(set) var count = 0
  private(set) var least: Int64 = 0
  private(set) var greatest: Int64 = 0
  /// Runs of equal values.
  private(set) var runs = 0
  /// Whether all steps are equal (always for fewer than three values).
  private(set) var isSequence = true
  /// Bits per row of the offset form, summed over the blocks, before scaling.
  private(set) var offsetBits = 0
  /// The same of the delta form.
  private(set) var deltaBits = 0

  /// Looks at every `stride`-th block of `BlockPacking`.
  init<Value: FixedWidthInteger>(_ source: Span<Value>, everyBlock stride: Int = 1) {
    if source.isEmpty { return }
    let first = Int64(truncatingIfNeeded: source[0])
    let step = source.count > 1 ? Int64(truncatingIfNeeded: source[1]) &- first : 0
    // The widest offset of a block is that of its greatest value.
    var highest: [Int64] = []
    highest.reserveCapacity(source.count / BlockPacking.block / stride + 1)
    var low = first
    var changes = 0
    var oddSteps: Int64 = 0
    var previous = first
    var start = 0
    while start < source.count {
      let end = min(start &+ BlockPacking.block, source.count)
      if start > 0 { previous = Int64(truncatingIfNeeded: source[start &- 1]) }
      var high = Int64(truncatingIfNeeded: source[start])
      var deltas: UInt64 = 0
      var index = start
      while index < end {
        let value = Int64(truncatingIfNeeded: source[index])
        let delta = value &- previous
        low = min(low, value)
        high = max(high, value)
        deltas |= UInt64(bitPattern: (delta &<< 1) ^ (delta &>> 63))
        changes &+= delta != 0 ? 1 : 0
        // The first value has no step before it.
        oddSteps |= index == 0 ? 0 : delta ^ step
        previous = value
        index &+= 1
      }
      highest.append(high)
      deltaBits &+= 64 &- deltas.leadingZeroBitCount
      count &+= end &- start
      start &+= BlockPacking.block &* stride
    }
    least = low
    greatest = first
    for high in highest {
      greatest = max(greatest, high)
      offsetBits &+= 64 &- UInt64(bitPattern: high &- low).leadingZeroBitCount
    }
    runs = changes + 1
    isSequence = oddSteps == 0
  }

  /// The greatest of the known scales that divides all differences; 1 where there is none.
  func scale<Value: FixedWidthInteger>(of values: Span<Value>) -> Int64 {
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

  static func divides<Value: FixedWidthInteger>(_ scale: Int64, _ values: Span<Value>) -> Bool {
    switch scale {
    case 1_000_000: divides(values, constant: 1_000_000)
    case 10_000: divides(values, constant: 10_000)
    default: divides(values, constant: 1_000)
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
  private static func divides<Value: FixedWidthInteger>(
    _ values: Span<Value>, constant: Int64
  ) -> Bool {
    guard values.count > 0 else { return true }
    let first = Int64(truncatingIfNeeded: values[0])
    var index = 1
    while index < values.count {
      if (Int64(truncatingIfNeeded: values[index]) &- first) % constant != 0 { return false }
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
