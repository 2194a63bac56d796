/// How many rows of a file may be set aside before the file is refused.
enum RejectLimit: Sendable, Hashable {
  case count(Int)
  /// A share of the file's rows in millionths of a percent.
  case share(Int)

  /// Whether a file may be loaded with so many of its rows set aside.
  func allows(rejected: Int, of read: Int) -> Bool {
    switch self {
    case .count(let limit): rejected <= limit
    case .share(let micros):
      // rejected ÷ read ≤ micros ÷ 10⁸, without rounding.
      Int128(rejected) * 100_000_000 <= Int128(read) * Int128(micros)
    }
  }

  /// Reads `25` or `1.5%`; nil for anything else.
  init?(_ text: String) {
    if !text.hasSuffix("%") {
      guard let count = Int(text), count >= 0 else { return nil }
      self = .count(count)
      return
    }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }),
      let whole = Int(parts[0]), whole <= 100
    else { return nil }
    let fraction = parts.count == 2 ? parts[1] : "0"
    guard (1...6).contains(fraction.count), let digits = Int(fraction) else { return nil }
    var scaled = digits
    for _ in fraction.count..<6 { scaled *= 10 }
    guard whole * 1_000_000 + scaled <= 100_000_000 else { return nil }
    self = .share(whole * 1_000_000 + scaled)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

extension RejectLimit: CustomStringConvertible {
  var description: String {
    switch self {
    case .count(let limit): return String(limit)
    case .share(let micros):
      let whole = micros / 1_000_000
      var fraction = String(String(1_000_000 + micros % 1_000_000).dropFirst())
      while fraction.hasSuffix("0") { fraction.removeLast() }
      return fraction.isEmpty ? "\(whole)%" : "\(whole).\(fraction)%"
    }
  }
}
