import FunnelModel
import Ingestion

/// Digest of everything that decides which events a file's rows become: when it changes, files
/// that were loaded under the old one are read again.
enum MappingDigest {
  /// 16 hexadecimal digits.
  static func of(_ source: ResolvedSource, zone: ZoneTable, customFields: [String]) -> String {
    var settings = source.source
    // These say which files are read and how old they may be, not what their rows mean.
    settings.files = []
    settings.maxAge = nil
    settings.name = ""
    var text = "1"
    describe(settings, into: &text)
    describe(source.layout, into: &text)
    describe(source.mapping as Any, into: &text)
    describe(source.cost as Any, into: &text)
    describe(source.market as Any, into: &text)
    text += zone.name + customFields.joined(separator: "\u{1f}")
    let bytes = Array(text.utf8)
    let hash = String(WordHash.hash(bytes.span, offset: 0, count: bytes.count), radix: 16)
    return String(repeating: "0", count: 16 - hash.count) + hash
  }

  /// Writes a value with its parts in an order that is the same in every process.
  private static func describe(_ value: Any, into text: inout String) {
    let mirror = Mirror(reflecting: value)
    if mirror.children.isEmpty && mirror.displayStyle != .collection
      && mirror.displayStyle != .dictionary && mirror.displayStyle != .set
    {
      text += "\u{1f}\(value)"
      return
    }
    var parts = mirror.children.map { child in
      var part = child.label ?? ""
      describe(child.value, into: &part)
      return part
    }
    // Dictionaries and sets have an order of their own in every process.
    if mirror.displayStyle == .dictionary || mirror.displayStyle == .set { parts.sort() }
    text += "\u{1e}(" + parts.joined(separator: "\u{1f}") + ")"
  }
}
