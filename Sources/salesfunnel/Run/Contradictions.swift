import Metrics

/// Why there is no report: its numbers contradict each other.
struct Contradictions: Error {
  let violations: [IdentityViolation]

  /// How the run ends.
  var failure: Failure {
    Failure(
      .dataRefused,
      "numbers of this report contradict each other; nothing was published:\n  "
        + violations.prefix(20).map(\.message).joined(separator: "\n  "),
      remedy: "this is a defect of the program: please report it with these lines")
  }
}

/// Names the records behind contradictions, for the terminal of who may read the warehouse.
struct ContradictionRecords {
  let search: TraceSearch
  let text: TraceText

  /// Buyers that are named of each contradiction.
  private static let limit = 20

  /// The records of the first contradiction of every kind: those that contradict by themselves, or,
  /// where none do, those behind the number.
  func text(_ violations: [IdentityViolation]) throws(Failure) -> String {
    var result = "records behind the contradictions:"
    var named: Set<IdentityViolation.Identity> = []
    for violation in violations where named.insert(violation.identity).inserted {
      result += "\n\(violation.message)\n"
      let witnesses = try search.witnesses(violation)
      let buyers = try witnesses.isEmpty ? behind(violation) : witnesses
      if !witnesses.isEmpty { result += "these records alone do so:\n" }
      result += text.text(Array(buyers.prefix(Self.limit)))
      if buyers.count > Self.limit { result += "and \(buyers.count - Self.limit) buyers more\n" }
    }
    return String(result.dropLast(result.hasSuffix("\n") ? 1 : 0))
  }

  private func behind(_ violation: IdentityViolation) throws(Failure) -> [TracedBuyer] {
    guard let cell = violation.cell, let trace = MetricTrace(plan: search.plan, cell: cell) else {
      return []
    }
    return try search.result(trace)?.buyers ?? []
  }
}
