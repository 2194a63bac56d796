/// The language of fixed texts, numbers and dates; names that come from data stay as they are.
package enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case german = "de"

  /// The one of two texts that belongs to this language.
  func callAsFunction(_ english: String, _ german: String) -> String {
    self == .english ? english : german
  }

  /// Between the whole and the fractional digits.
  var decimalMark: String { self == .english ? "." : "," }

  /// Between groups of three whole digits.
  var groupMark: String { self == .english ? "," : "." }

  /// Short names of the months, January first.
  var months: [String] {
    switch self {
    case .english:
      ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    case .german:
      [
        "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.",
        "Dez.",
      ]
    }
  }
}
