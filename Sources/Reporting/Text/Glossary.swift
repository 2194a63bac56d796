import FunnelModel

/// Words of a report by id: metrics, columns, tables, and values that the program itself writes
/// into tables (steps, verdicts, findings). What no list holds keeps its own name.
enum Glossary {
  /// The German name of a metric, or nil.
  static func germanMetric(_ id: String) -> String? {
    if let name = germanMetrics[id] { return name }
    return germanMaturity(id)
  }

  /// `b2b.lead_to_win_rate_90d`: the rate's name with its span.
  private static func germanMaturity(_ id: String) -> String? {
    guard id.hasSuffix("d"), let mark = id.lastIndex(of: "_"),
      let days = Int(id[id.index(after: mark)...].dropLast()),
      let name = germanMetrics[String(id[..<mark])]
    else { return nil }
    return "\(name) binnen \(days) Tagen"
  }

  /// The name of a column in a language.
  static func column(_ column: ReportColumn, _ say: Language) -> String {
    switch say {
    case .english: englishColumns[column.id] ?? column.title
    case .german: germanColumns[column.id] ?? germanSeries(column.id) ?? column.title
    }
  }

  /// Columns whose name holds a number: `ltv_observed_12m`, `orders_90d`.
  private static func germanSeries(_ id: String) -> String? {
    guard let mark = id.lastIndex(of: "_"),
      let number = Int(id[id.index(after: mark)...].dropLast())
    else { return nil }
    switch (id[..<mark], id.last) {
    case ("ltv_observed", "m"): return "Beobachteter Kundenwert, \(number) Monate"
    case ("orders", "d"): return "Bestellungen in \(number) Tagen"
    case ("value", "d"): return "Nettowert in \(number) Tagen"
    default: return nil
    }
  }

  /// The title of a table in a language.
  static func table(_ table: ReportTable, _ say: Language) -> String {
    if table.id.hasPrefix("funnel_"), table.index(of: "step") != nil {
      let name = plain(String(table.id.dropFirst("funnel_".count)))
      return say("Funnel “\(name)”", "Trichter „\(name)“")
    }
    return say(table.title, germanTables[table.id] ?? table.title)
  }

  /// A value of a table that the program wrote, in words; data values come back unchanged but for
  /// underscores in names that look like identifiers.
  static func word(_ value: String, _ say: Language) -> String {
    guard let known = words[value] else { return sentence(plain(value), say).text }
    return say(known.english, known.german)
  }

  /// `a → b`, each in words, with the funnel's name before it where there is one.
  static func step(_ value: String, _ say: Language) -> String {
    var rest = Substring(value)
    var prefix = ""
    if let colon = value.firstRange(of: ": ") {
      prefix = plain(String(value[..<colon.lowerBound])) + ": "
      rest = value[colon.upperBound...]
    }
    return prefix
      + rest.split(separator: " → ").map { word(String($0), say) }.joined(separator: " → ")
  }

  /// Underscores between letters become spaces: `view_promo` reads `view promo`.
  static func plain(_ name: String) -> String {
    let isIdentifier = name.utf8.allSatisfy {
      $0 == UInt8(ascii: "_") || (97...122).contains($0) || (48...57).contains($0)
    }
    return isIdentifier ? name.replacing("_", with: " ") : name
  }
}
