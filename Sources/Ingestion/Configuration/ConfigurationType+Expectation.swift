extension ConfigurationType {
  /// What a value must be, for the sentence "… must be …".
  var expectation: String {
    switch self {
    case .text: "text"
    case .fileName: "a name of letters, digits, `_` and `-`"
    case .scalar: "text, a number, true or false"
    case .boolean: "true or false"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .decimal(let range):
      range == 0...1_000_000
        ? "a number from 0 to 1 with at most four decimals"
        : "a decimal number with at most four decimals, such as \"199.90\""
    case .number: "a number"
    case .date: "a date such as \"2025-07-01\""
    case .dateOrInstant:
      "a date such as \"2025-07-01\" or an instant such as \"2025-07-01T12:00:00Z\""
    case .duration: "a duration such as \"7d\", \"36h\", \"90m\" or \"10s\""
    case .currency: "a currency code such as \"EUR\""
    case .zone: "an IANA time zone such as \"Europe/Berlin\""
    case .profile: "the id of a source profile such as \"shopify.orders\""
    case .field, .dimension: "the name of a field"
    case .eventType: "a type of event such as \"purchase\""
    case .sourceName: "the name of a source"
    case .choice(let texts, _): "one of " + texts.map { "\"\($0)\"" }.joined(separator: ", ")
    case .list(let element, let minimum):
      minimum > 0
        ? "a list of at least \(minimum), each \(element.expectation)"
        : "a list, each \(element.expectation)"
    case .oneOrMore(let element): "\(element.expectation), or a list of them"
    case .oneOrPair(let element): "\(element.expectation), or a list of two"
    case .map(_, let value): "an object whose values are \(value.expectation)"
    case .object: "an object"
    case .shorthand: "text or an object"
    case .any: "any value"
    }
  }
}
