import FunnelModel

/// How the verdicts of a check are written.
package enum CheckFormat: String, Sendable, CaseIterable {
  case text, json, junit, markdown, github
}

/// Verdicts as text for people, programs and continuous integration.
package enum CheckOutput {
  /// One document; ends with a line feed. The same verdicts give the same bytes.
  package static func render(
    _ verdicts: [CheckVerdict], as format: CheckFormat, currency: String = ""
  ) -> String {
    switch format {
    case .text: text(verdicts, currency)
    case .json: String(decoding: json(verdicts), as: UTF8.self)
    case .junit: JUnitOutput.render(verdicts, currency)
    case .markdown: markdown(verdicts, currency)
    case .github: GitHubOutput.render(verdicts, currency)
    }
  }

  /// `2 regressed, 1 undecided, 9 pass`, worst first.
  static func counts(_ verdicts: [CheckVerdict]) -> String {
    let order: [CheckVerdict.Kind] = [
      .regressed, .missing, .undecided, .redefined, .improved, .new, .pass,
    ]
    let parts = order.compactMap { kind in
      let count = verdicts.count { $0.kind == kind }
      return count > 0 ? "\(count) \(kind.rawValue)" : nil
    }
    return parts.isEmpty ? "no rules" : parts.joined(separator: ", ")
  }

  /// The number's name: `b2c.aov b2c month 2025-07-01 channel=email`.
  static func subject(_ verdict: CheckVerdict) -> String {
    let key = verdict.key
    var parts = [key.metric, key.marketName, key.grain.name]
    if !key.period.isEmpty { parts.append(key.period) }
    if !key.dimension.isEmpty { parts.append("\(key.dimension)=\(key.segment)") }
    return VisibleText.singleLine(parts.joined(separator: " "))
  }

  /// What happened in one sentence.
  static func sentence(_ verdict: CheckVerdict, _ currency: String) -> String {
    let format = NumberFormat(language: .english, currency: currency)
    func text(_ value: FixedDecimal, _ style: NumberFormat.Style) -> String {
      format.text(value, unit: verdict.unit ?? .number, style: style)
    }
    var result = verdict.reason
    if let before = verdict.baseline, let now = verdict.current, let change = verdict.difference {
      result = "\(text(before, .value)) → \(text(now, .value))"
      if change.units != 0 { result += " (\(text(change, .difference)))" }
      result += ": \(verdict.reason)"
    }
    if let p = verdict.pValue.flatMap({ FixedDecimal($0, digits: 4) }) {
      result += p.units == 0 ? ", p < 0.0001" : ", p = \(p)"
    }
    return result
  }

  private static func text(_ verdicts: [CheckVerdict], _ currency: String) -> String {
    var lines = verdicts.map { verdict in
      let name = verdict.kind.rawValue
      let pad = String(repeating: " ", count: max(1, 10 - name.count))
      return "\(name)\(pad)\(subject(verdict))\n          \(sentence(verdict, currency))\n"
    }
    lines.append(counts(verdicts) + "\n")
    return lines.joined()
  }

  private static func markdown(_ verdicts: [CheckVerdict], _ currency: String) -> String {
    "**\(counts(verdicts))**\n\n"
      + MarkdownText.table(
        ["Verdict", "Metric", "What"],
        verdicts.map { verdict in
          [
            verdict.kind.rawValue, MarkdownText.escaped(subject(verdict)),
            MarkdownText.escaped(sentence(verdict, currency)),
          ]
        }, textColumns: [0, 1, 2])
  }

  private static func json(_ verdicts: [CheckVerdict]) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("format", "salesfunnel.check/1")
      json.key("counts")
      json.object { json in
        for kind in CheckVerdict.Kind.allCases {
          json.dataKey(kind.rawValue)
          json.value(verdicts.count { $0.kind == kind })
        }
      }
      json.key("verdicts")
      json.array { json in
        for verdict in verdicts {
          json.lineBreak()
          describe(verdict, into: &json)
        }
      }
    }
    return json.bytes + [10]
  }

  private static func describe(_ verdict: CheckVerdict, into json: inout JSONWriter) {
    json.object { json in
      json.member("verdict", verdict.kind.rawValue)
      json.key("rule")
      json.value(verdict.rule)
      json.member("metric", verdict.key.metric)
      json.member("market", verdict.key.marketName)
      json.member("grain", verdict.key.grain.name)
      json.member("period", verdict.key.period)
      json.member("dimension", verdict.key.dimension)
      json.member("segment", verdict.key.segment)
      json.key("baseline")
      json.value(verdict.baseline)
      json.key("current")
      json.value(verdict.current)
      json.key("difference")
      json.value(verdict.difference)
      json.key("tolerance")
      json.value(verdict.tolerance)
      json.key("ci_low")
      json.value(verdict.low)
      json.key("ci_high")
      json.value(verdict.high)
      json.key("p_value")
      json.value(verdict.pValue)
      json.member("reason", verdict.reason)
    }
  }
}
