/// A sentence whose numbers keep their origin, so that every renderer can mark or print them.
struct Sentence: Sendable {
  enum Piece: Sendable {
    case text(String)
    case figure(Figure)
    /// A name from the data or the catalogue, set apart from the sentence by the renderer.
    case name(String)
  }

  var pieces: [Piece]

  /// A sentence without numbers.
  init(_ text: String) { pieces = [.text(text)] }

  /// Fills the places `{0}`, `{1}`, … of a template; word order is the template's own matter.
  init(_ template: String, _ parts: [Piece]) {
    pieces = []
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}"),
      let index = Int(rest[rest.index(after: open)..<close]), parts.indices.contains(index)
    {
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      pieces.append(parts[index])
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
  }

  /// The sentence as plain text.
  func plain(_ format: NumberFormat) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text), .name(let text): text
      case .figure(let figure): figure.text(format)
      }
    }.joined()
  }
}
