package import FunnelModel

/// The tables whose numbers are no metrics, so that the catalogue says what they mean too.
package enum TableCatalogue {
  /// Stands for the name of a funnel in an id.
  package static let anyName = "<name>"

  /// All definitions, sorted by id.
  package static let definitions: [TableDefinition] =
    (shop + sales + both + overNumbers).sorted { $0.id < $1.id }

  private static let orders = ["purchase", "refund", "order_cancelled"]
  private static let deals = ["lead", "mql", "sql", "opportunity", "stage", "won", "lost"]

  private static let shop = [
    TableDefinition(
      id: "cohorts", title: "Cohorts by first order",
      row: "a month of first orders and a number of months since",
      formula: "active = buyers of the cohort with an order in that month; share active = active ÷ "
        + "buyers; cumulative net revenue ÷ buyers; months that are not over are in_progress",
      source: "metrics.md, B2C: cohort table", eventTypes: orders),
    TableDefinition(
      id: "rfm", title: "Buyers by recency, frequency and value",
      row: "a class of recency, frequency and net value that anybody is in",
      formula: "class = 1 + number of type-7 quintile edges strictly below the value; for recency "
        + "the most recent are 5",
      source: "metrics.md, B2C: RFM", eventTypes: orders),
    TableDefinition(
      id: "rfm_cuts", title: "Quintile edges of the classes",
      row: "a measure and one of its four edges",
      formula: "type-7 quantiles at 20, 40, 60 and 80 % over buyers",
      source: "metrics.md, B2C: RFM; Hyndman and Fan (1996)", eventTypes: orders),
    TableDefinition(
      id: "rfm_segments", title: "Buyers by segment", row: "one of the eleven segments",
      formula: "buyers whose classes of recency and frequency make the segment; share = these ÷ "
        + "all buyers",
      source: "metrics.md, B2C: RFM", eventTypes: orders),
  ]

  private static let sales = [
    TableDefinition(
      id: "deciders", title: "Deciders per deal and win rate",
      row: "a number of persons with an event between a deal's opening and its close",
      formula: "won ÷ closed deals with that many persons, with Wilson's interval",
      source: "metrics.md, B2B: deciders_per_deal; Wilson (1927)", eventTypes: deals + ["touch"]),
    TableDefinition(
      id: "forecast", title: "Forecast against outcome",
      row: "a period of closes and the stage in which a plan was made; opportunity = the first",
      formula: "mean of close − planned close in days over closed deals; mean of amount − planned "
        + "amount over won deals",
      source: "metrics.md, B2B: forecast_error", eventTypes: deals),
    TableDefinition(
      id: "funnel_leak", title: "Between marketing and sales", row: "a period and a finding",
      formula: "units that reached the milestone and whose account the other side's sources do not "
        + "know (or that are an SQL without being an MQL) ÷ units that reached it",
      source: "metrics.md, B2B: funnel leak", eventTypes: ["lead", "mql", "sql", "opportunity"]),
    TableDefinition(
      id: "loss_reasons", title: "Why deals were lost", row: "a period of closes and a reason",
      formula: "deals lost for it; ÷ all deals lost; their amount",
      source: "metrics.md, B2B: loss reasons", eventTypes: ["won", "lost"]),
    TableDefinition(
      id: "stages", title: "Stages of the deals", row: "a period of entries and a stage",
      formula: "of the units that entered: moved on to a later stage or won, lost from here, still "
        + "here; units that skipped it or moved back from it; median and 90th percentile of the "
        + "stays that ended, and the Kaplan–Meier median with those that last",
      source: "metrics.md, B2B: stage table; Kaplan and Meier (1958)", eventTypes: deals),
  ]

  private static let both = [
    TableDefinition(
      id: "attribution", title: "Attribution", row: "a period, a segment and a model",
      formula: "revenue credited to the segment's touches in the 90 days before each order or win: "
        + "first, last, linear, time decay (half-life 7 days), U (40/20/40), W (30/30/30/10), "
        + "Markov removal effect, Shapley; the credits of a model sum to the revenue",
      source: "metrics.md, B2B: attribution",
      eventTypes: [
        "session_start", "touch", "purchase", "lead", "opportunity", "won", "lost",
      ]),
    TableDefinition(
      id: "attribution_top", title: "Campaigns and contents with most credit",
      row: "a period, a model and one of the ten campaigns or contents with most credit",
      formula: "credit as in `attribution`; share = credit ÷ revenue",
      source: "metrics.md, B2B: attribution",
      eventTypes: ["session_start", "touch", "purchase", "opportunity", "won"]),
    TableDefinition(
      id: "business", title: "Which business is this?", row: "a product line and a signal",
      formula: "deciders per deal, share of cycles within 3 days, pilots, refunds, order value, "
        + "sales per month, price dispersion, self-serve share; each speaks for B2C, B2B or either, "
        + "and two thirds of the votes decide",
      source: "metrics.md, Which business is this?",
      eventTypes: orders + ["opportunity", "pilot_started", "won", "lost"]),
    TableDefinition(
      id: "funnel_" + anyName, title: "Steps of a funnel", row: "a period, a segment and a step",
      formula: "units that entered and that reached the step; ÷ entered and ÷ reached the step "
        + "before; median, 90th percentile and mean of the time from the step before and from entry",
      source: "metrics.md, Funnels", eventTypes: []),
    TableDefinition(
      id: "funnel_handover", title: "Individual → team → company", row: "a period and a step",
      formula: "buyers that paid as an individual, then as a team, then signed as a company; a "
        + "company without a team before it implies one",
      source: "metrics.md, Which business is this?", eventTypes: ["purchase", "mrr", "won"]),
  ]

  private static let overNumbers = [
    TableDefinition(
      id: "anomalies", title: "The last day and week against those before",
      row: "a watched metric and a grain",
      formula: "z = (value − median) ÷ (1.4826 × median absolute deviation) over the same weekday "
        + "of up to 26 weeks before, incidents left out, six at least; beyond ±3.5 high or low",
      source: "metrics.md, What changed: anomaly; Iglewicz and Hoaglin (1993)", eventTypes: []),
    TableDefinition(
      id: "changes", title: "What changed", row: "a metric and a segment, step or stage of it",
      formula:
        "rate effect ½(w₀+w₁)(r₁−r₀), mix effect (w₁−w₀)(½(r₀+r₁)−½(R₀+R₁)); they sum to the "
        + "change of the total; of a funnel the mean over all orders in which its steps could have "
        + "changed; q by Benjamini–Hochberg over the segments",
      source: "metrics.md, What changed: decomposition; Kitagawa (1955)", eventTypes: []),
    TableDefinition(
      id: "restatements", title: "Numbers of past periods that the last run gave otherwise",
      row: "a number of a finished period that is no longer what the last run said",
      formula: "difference = by late events + by identity merges + by definitions + by deletions",
      source: "metrics.md, What changed: restatement", eventTypes: []),
  ]
}
