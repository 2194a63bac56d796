/// A point in time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Instant: Sendable, Hashable, Comparable {
  /// Microseconds since the Unix epoch, UTC.
  public var microseconds: Int64

  /// One day of elapsed time, 24 × 3600 s, in microseconds.
  public static let microsecondsPerDay: Int64 = 86_400_000_000

  /// An instant from microseconds since the Unix epoch.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// Orders earlier instants first.
  public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}

extension Instant: CustomStringConvertible {
  /// ISO 8601 in UTC, with as many fractional digits (0, 3 or 6) as the value needs:
  /// `2025-03-30T01:00:00Z`.
  public var description: String {
    let (days, rest) = microseconds.flooredDivision(by: Self.microsecondsPerDay)
    let seconds = rest / 1_000_000
    let fraction = rest % 1_000_000
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var text = "\(LocalDay(number: Int32(clamping: days)))T"
    text += "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    if fraction != 0 {
      let digits = String(fraction + 1_000_000).dropFirst()
      text += "." + (fraction % 1000 == 0 ? digits.prefix(3) : digits)
    }
    return text + "Z"
  }
}

extension FixedWidthInteger {
  /// Quotient rounded towards minus infinity, and the remainder in `0 ..< divisor`.
  /// `divisor` must be positive.
  @inlinable
  public func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
