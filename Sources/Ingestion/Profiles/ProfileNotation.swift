import FunnelModel

// Short forms in which profiles are written; each is one initialiser of the mapping language.

extension ValueSource {
  /// The first filled one of some columns.
  static func column(_ names: String...) -> ValueSource { ValueSource(columns: names) }

  /// The first filled one of some columns, with texts that stand for "no value".
  static func column(_ names: String..., missing: [String]) -> ValueSource {
    ValueSource(
      columns: names, replacements: Dictionary(uniqueKeysWithValues: missing.map { ($0, "") }))
  }

  /// The same value in every row.
  static func constant(_ text: String) -> ValueSource { ValueSource(constant: text) }
}

extension RowCondition {
  /// The first filled one of some columns is one of the texts.
  static func column(_ names: String..., is accepted: [String]) -> RowCondition {
    RowCondition(columns: names, accepted: accepted)
  }

  /// The first filled one of some columns is none of the texts.
  static func column(_ names: String..., isNot refused: [String]) -> RowCondition {
    RowCondition(columns: names, accepted: refused, negated: true)
  }

  /// One of some columns is filled.
  static func filled(_ names: String...) -> RowCondition {
    RowCondition(columns: names, accepted: [""], negated: true)
  }
}
