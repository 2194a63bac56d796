import FunnelModel

/// What the buyers of one bucket saw, and whether they reached the goal.
struct ExperimentFold {
  /// A buyer's part in one experiment.
  struct Result {
    /// Codes in the bucket's `experiment` and `variant` columns.
    var experiment: UInt32
    var variant: UInt32
    var market: Market
    var saysTwo = false
    var isMature = true
    var converted = false
    /// Orders within the window, micro-units.
    var orders: [Int64] = []
    var time: Int64
  }

  private let view: BucketView
  private let asOf: Int64
  private let experiments: [UInt32]
  private let variants: [UInt32]
  /// By experiment code of the bucket: its definition; nil = not to be judged.
  private let definitions: [ExperimentDefinition?]
  /// By experiment code: code of the goal's type; 0 = no such event here.
  private let goals: [UInt32]
  private let types: [UInt32]

  /// Nil where the bucket holds no exposure.
  init?(_ view: BucketView, plan: MetricPlan) {
    guard view.timeline.kind.contains(EventKind.exposure.rawValue),
      let experiments = view.timeline.texts(.experiment),
      let variants = view.timeline.texts(.variant), let types = view.timeline.texts(.type)
    else { return nil }
    self.view = view
    asOf = plan.asOf.microseconds
    self.experiments = experiments.codes
    self.variants = variants.codes
    self.types = types.codes
    let names = (0..<experiments.dictionary.count).map { experiments.dictionary.string(UInt32($0)) }
    let definitions = names.map { name in
      plan.experiments.isEmpty
        ? ExperimentDefinition(name: name) : plan.experiments.first { $0.name == name }
    }
    self.definitions = definitions
    let typeNames = (0..<types.dictionary.count).map { types.dictionary.string(UInt32($0)) }
    goals = definitions.map { definition in
      definition.flatMap { typeNames.firstIndex(of: $0.goal) }.map { UInt32($0) } ?? 0
    }
  }

  /// A buyer's experiments, each once, and its exposures to experiments that nobody asked about.
  func results(of buyer: Int) -> (known: [Result], unlisted: Int) {
    let timeline = view.timeline
    let rows = Int(timeline.buyerStarts[buyer])..<Int(timeline.buyerStarts[buyer + 1])
    var found: [Result] = []
    var unlisted = 0
    var row = rows.lowerBound
    while row < rows.upperBound {
      if timeline.kind[row] == EventKind.exposure.rawValue && experiments[row] != 0
        && variants[row] != 0
      {
        if definitions[Int(experiments[row])] == nil {
          unlisted += 1
        } else if let index = found.firstIndex(where: { $0.experiment == experiments[row] }) {
          if found[index].variant != variants[row] { found[index].saysTwo = true }
        } else {
          found.append(
            Result(
              experiment: experiments[row], variant: variants[row],
              market: Market(rawValue: timeline.market[row]) ?? .b2c, time: timeline.time[row]))
        }
      }
      row &+= 1
    }
    for index in found.indices where !found[index].saysTwo {
      follow(&found[index], buyer: buyer, rows)
    }
    return (found, unlisted)
  }

  /// Looks for goal and orders within the window, from the first exposure on.
  private func follow(_ result: inout Result, buyer: Int, _ rows: Range<Int>) {
    guard let definition = definitions[Int(result.experiment)] else { return }
    var last = asOf
    if let window = definition.window {
      let (end, overflow) = result.time.addingReportingOverflow(window)
      result.isMature = !overflow && end <= asOf
      last = overflow ? asOf : min(end, asOf)
    }
    for table in [view.orders, view.wholesaleOrders] {
      for order in Int(table.starts[buyer])..<Int(table.starts[buyer + 1]) {
        let time = view.timeline.time[Int(table.row[order])]
        if time >= result.time && time <= last { result.orders.append(table.gross[order]) }
      }
    }
    // An order is a fact of its source of record; any other goal is an event of its type.
    if definition.goal == EventKind.purchase.name {
      result.converted = !result.orders.isEmpty
      return
    }
    let goal = goals[Int(result.experiment)]
    guard goal != 0 else { return }
    result.converted = rows.contains {
      types[$0] == goal && view.timeline.time[$0] >= result.time && view.timeline.time[$0] <= last
    }
  }
}
