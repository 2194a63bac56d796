import FunnelModel

/// How single values are written in a configuration.
enum ConfigurationText {
  /// Microseconds of a duration such as `90m`: a whole number and `ms`, `s`, `m`, `h`, `d` or `w`.
  static func duration(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let units: [String: Int64] = [
      "ms": 1000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000,
      "w": 604_800_000_000,
    ]
    guard let count = Int64(digits), let unit = units[String(text.dropFirst(digits.count))] else {
      return nil
    }
    let (product, overflows) = count.multipliedReportingOverflow(by: unit)
    return overflows ? nil : product
  }

  /// Micro-units of a plain decimal number with at most four decimals.
  static func decimal(_ text: String) -> Int64? {
    var digits = Substring(text)
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : "0"
    guard let whole = parts.first, isDigits(whole), isDigits(decimals), decimals.count <= 4,
      let units = Int64(whole),
      let rest = Int64(decimals + String(repeating: "0", count: 6 - decimals.count))
    else { return nil }
    let (scaled, overflows) = units.multipliedReportingOverflow(by: Micro.scale)
    let (sum, isTooLarge) = scaled.addingReportingOverflow(rest)
    if overflows || isTooLarge { return nil }
    return isNegative ? -sum : sum
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// Whether a text is an ISO 8601 instant with an offset: `2025-09-30T22:00:00Z`,
  /// `2025-09-30T22:00:00+02:00`, seconds with up to six decimals.
  static func isInstant(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"),
      LocalDay(String(decoding: bytes[..<10], as: UTF8.self)) != nil
    else { return false }
    let time = bytes[11..<19].map { $0 }
    guard matches(time, "00:00:00"), time[0] <= UInt8(ascii: "2"),
      time[3] <= UInt8(ascii: "5"), time[6] <= UInt8(ascii: "5"),
      time[0] < UInt8(ascii: "2") || time[1] < UInt8(ascii: "4")
    else { return false }
    var rest = Array(bytes[19...])
    if rest.first == UInt8(ascii: ".") {
      let decimals = rest.dropFirst().prefix { (48...57).contains($0) }.count
      guard (1...6).contains(decimals) else { return false }
      rest.removeFirst(decimals + 1)
    }
    if rest == [UInt8(ascii: "Z")] { return true }
    guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return false
    }
    return matches(Array(rest.dropFirst()), "00:00")
  }

  /// Whether a text has the shape of a pattern in which `0` stands for any digit.
  private static func matches(_ bytes: [UInt8], _ pattern: String) -> Bool {
    let shape = Array(pattern.utf8)
    return bytes.count == shape.count
      && zip(bytes, shape).allSatisfy { byte, mark in
        mark == UInt8(ascii: "0") ? (48...57).contains(byte) : byte == mark
      }
  }

  /// Three capital letters.
  static func isCurrency(_ text: String) -> Bool {
    text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) }
  }

  /// Letters, digits, `_` and `-`, at most 64.
  static func isFileName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || (48...57).contains(byte)
          || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      }
  }
}
