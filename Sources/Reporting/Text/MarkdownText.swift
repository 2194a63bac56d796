/// Text in Markdown: nothing from the data becomes markup, a link, a mention or a new cell.
enum MarkdownText {
  /// The text on one line with every character of ASCII punctuation that Markdown reads escaped.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in VisibleText.singleLine(text) {
      switch character {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "!", "|", "~", "$":
        result += "\\\(character)"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      // A zero-width joiner keeps mentions and bare addresses from becoming links.
      case "@": result += "@\u{200D}"
      case ":": result += ":\u{200D}"
      default: result.append(character)
      }
    }
    return result
  }

  /// A table with a header; text cells left, others right.
  static func table(_ head: [String], _ rows: [[String]], textColumns: Set<Int>) -> String {
    var text = "| " + head.joined(separator: " | ") + " |\n|"
    for column in head.indices { text += textColumns.contains(column) ? "---|" : "---:|" }
    text += "\n"
    for row in rows { text += "| " + row.joined(separator: " | ") + " |\n" }
    return text
  }
}

extension Sentence {
  /// The sentence in Markdown: names escaped, numbers plain.
  func markdown(_ format: NumberFormat) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .name(let name): MarkdownText.escaped(name)
      case .figure(let figure): figure.text(format)
      }
    }.joined()
  }
}
