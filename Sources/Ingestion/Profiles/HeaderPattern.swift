/// A column name as profiles and mappings write it: compared trimmed and without regard to case,
/// with at most one `*` for any run of characters.
package struct HeaderPattern: Sendable, Hashable {
  private let prefix: String
  /// nil where there is no `*`: the prefix is the whole name.
  private let suffix: String?

  /// The pattern of a name; a second `*` stands for itself.
  package init(_ name: String) {
    let folded = Self.fold(name)
    if let star = folded.firstIndex(of: "*") {
      prefix = String(folded[..<star])
      suffix = String(folded[folded.index(after: star)...])
    } else {
      prefix = folded
      suffix = nil
    }
  }

  /// Whether the name has a `*`.
  package var hasWildcard: Bool { suffix != nil }

  /// Whether a header of a file is meant.
  package func matches(_ header: String) -> Bool {
    let folded = Self.fold(header)
    guard let suffix else { return folded == prefix }
    return folded.count >= prefix.count + suffix.count && folded.hasPrefix(prefix)
      && folded.hasSuffix(suffix)
  }

  /// What `*` stands for in a header, as the header writes it, trimmed; nil without a match.
  package func capture(in header: String) -> String? {
    guard let suffix, matches(header) else { return nil }
    let trimmed = Self.trim(header)
    return Self.trim(String(trimmed.dropFirst(prefix.count).dropLast(suffix.count)))
  }

  /// A name without white space and byte-order mark at its ends, in lower case.
  package static func fold(_ name: String) -> String { trim(name).lowercased() }

  private static func trim(_ name: String) -> String {
    func isBlank(_ character: Character) -> Bool {
      character.isWhitespace || character == "\u{FEFF}"
    }
    guard let first = name.firstIndex(where: { !isBlank($0) }),
      let last = name.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(name[first...last])
  }
}
