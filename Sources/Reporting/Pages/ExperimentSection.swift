import FunnelModel

/// Experiments: what each variant changed, and whether its numbers may be trusted.
struct ExperimentSection: PageSection {
  let id = "experiments"
  let title: Sentence
  let note: Sentence?
  private let view: TableView
  /// What the page's table leaves to csv/experiments.csv.
  private static let hidden: Set<String> = [
    "market", "goal", "window_days", "ci_low", "ci_high", "aov_low", "aov_high", "p_value",
    "aov_p_value", "srm_p_value", "unknown_variant", "role",
  ]

  init?(_ page: PageContext) {
    guard let view = page.view("experiments") else { return nil }
    self.view = view
    title = Self.finding(view, page) ?? Sentence(page.language("Experiments", "Experimente"))
    note = Sentence(
      page.language(
        "Buyers that saw two variants are left out. p is corrected over the variants (Holm); the "
          + "smallest rise is what the test would have found four times out of five.",
        "Käufer, die zwei Varianten sahen, zählen nicht. p ist über die Varianten korrigiert (Holm); "
          + "der kleinste Anstieg ist, was der Test in vier von fünf Fällen gefunden hätte."))
  }

  /// A split that went wrong first, then a variant that differs, then that none does.
  private static func finding(_ view: TableView, _ page: PageContext) -> Sentence? {
    let say = page.language
    func name(_ row: Int, _ column: String) -> Sentence.Piece { .name(view.text(row, column)) }
    if let row = view.rows.first(where: { view.text($0, "srm") == "mismatch" }) {
      return Sentence(
        say(
          "{0}: the split is not as intended, so its result is not to be trusted",
          "{0}: die Aufteilung ist nicht wie geplant, dem Ergebnis ist nicht zu trauen"),
        [name(row, "experiment")])
    }
    for row in view.rows where ["better", "worse"].contains(view.text(row, "verdict")) {
      guard let difference = view.figure(row, "difference") else { continue }
      return Sentence(
        say(
          "{0}: variant {1} changes conversion by {2}",
          "{0}: Variante {1} ändert die Konversion um {2}"),
        [name(row, "experiment"), name(row, "variant"), .figure(difference)])
    }
    return Sentence(
      say(
        "No experiment shows a difference in conversion",
        "Kein Experiment zeigt einen Unterschied der Konversion"))
  }

  func renderBody(into html: inout HTMLWriter, _ page: PageContext) {
    HTMLTable(view, page, without: Self.hidden, limit: 40).render(into: &html, page.format)
  }
}
