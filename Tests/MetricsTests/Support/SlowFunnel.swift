import FunnelModel

/// The table of a funnel by brute force: attempts of each unit from the events as texts, then every
/// cell by itself.
struct SlowFunnel {
  /// A way into the funnel: when each step was reached, nil where it was not or was jumped over.
  struct Attempt {
    var entry: SlowDeals.Event
    var times: [Int64?]
    /// Steps that a later one implied.
    var skipped: Set<Int> = []
    var depth: Int { times.lastIndex { $0 != nil }.map { $0 + 1 } ?? 0 }
  }

  let definition: FunnelDefinition
  let dimensions: [String]
  let windows: [WindowDefinition]
  /// Whether days and weeks show times too.
  var showsAllTimes = false
  /// By unit, in time order.
  var units: [[Attempt]] = []

  init(_ definition: FunnelDefinition, dimensions: [String], windows: [WindowDefinition] = []) {
    self.definition = definition
    self.dimensions = dimensions
    self.windows = windows
  }

  /// Takes a unit's events in time order: each first step opens an attempt, which goes on to the
  /// earliest event of each further step within the window.
  mutating func take(_ events: [SlowDeals.Event]) {
    let types = definition.steps.map(\.type)
    var used: Set<Int> = []
    var attempts: [Attempt] = []
    for (index, entry) in events.enumerated() where entry["type"] == types[0] {
      var times: [Int64?] = [entry.time]
      var chain = [index]
      while times.count < types.count {
        let next = events.indices.first { other in
          let event = events[other]
          return event["type"] == types[times.count] && event.time >= times.last!!
            && !chain.contains(other) && !used.contains(other)
            && event.time - entry.time <= definition.window ?? .max
        }
        guard let next else { break }
        times.append(events[next].time)
        chain.append(next)
      }
      if definition.entry == .every { used.formUnion(chain) }
      times += Array(repeating: nil, count: types.count - times.count)
      attempts.append(Attempt(entry: entry, times: times))
    }
    if !attempts.isEmpty { units.append(attempts) }
  }

  /// Which of a unit's attempts count among those of one period.
  private func counted(_ attempts: [Attempt]) -> [Attempt] {
    switch definition.entry {
    case .every: return attempts
    case .first: return Array(attempts.prefix(1))
    case .latest:
      let deepest = attempts.map(\.depth).max() ?? 0
      return Array(attempts.filter { $0.depth == deepest }.prefix(1))
    }
  }

  private func periods(_ event: SlowDeals.Event) -> [[String]] {
    let day = SlowDeals.date(event)
    return SlowNumbers.periods(day).map { [$0.grain, $0.period] }
      + windows.filter { LocalDay(day)! >= $0.from && LocalDay(day)! < $0.to }
      .map { ["window", $0.name] }
  }

  static let keys = ["grain", "period", "dimension", "segment", "step"]

  /// What the table shows, by its keys.
  func expected() -> [[String]: [String: Expectation]] {
    var cells: [[String]: [Attempt]] = [:]
    for attempts in units {
      for period in Set(attempts.flatMap { periods($0.entry) }) {
        for attempt in counted(attempts.filter { periods($0.entry).contains(period) }) {
          cells[period + ["", ""], default: []].append(attempt)
          if period[0] == "day" { continue }
          for dimension in dimensions {
            let segment = attempt.entry[dimension] ?? "(blank)"
            cells[period + [dimension, segment], default: []].append(attempt)
          }
        }
      }
    }
    var result: [[String]: [String: Expectation]] = [:]
    for (cell, attempts) in cells {
      for step in definition.steps.indices {
        result[cell + ["\(step + 1)"]] = row(cell, attempts, step)
      }
    }
    return result
  }

  private func row(_ cell: [String], _ attempts: [Attempt], _ step: Int) -> [String: Expectation] {
    func reached(_ step: Int) -> Int { attempts.count { $0.times[step] != nil } }
    let here = Double(reached(step))
    var row: [String: Expectation] = [
      "step_name": .text(definition.steps[step].name), "entered": .count(attempts.count),
      "reached": .count(reached(step)),
      "skipped": .count(attempts.count { $0.skipped.contains(step) }),
      "rate_first": .ratio(here, Double(reached(0))),
    ]
    let names = ["median_seconds", "p90_seconds", "mean_seconds"]
    if step == 0 {
      for name in ["rate_previous", "drop_off", "drop_off_points"] { row[name] = .nothing }
      for name in names { (row[name], row["entry_" + name]) = (.nothing, .nothing) }
      return row
    }
    let before = Double(reached(step - 1))
    row["rate_previous"] = .ratio(here, before)
    row["drop_off"] = .count(Int(before - here))
    row["drop_off_points"] = .ratio(before - here, Double(reached(0)))
    // Days, weeks and segments of periods show no times.
    let isTimed =
      showsAllTimes
      || (cell[2].isEmpty ? !["day", "week"].contains(cell[0]) : cell[0] == "all")
    for (prefix, origin) in [("", step - 1), ("entry_", 0)] {
      let seconds = attempts.compactMap { attempt in
        attempt.times[step].map { Double($0 - attempt.times[origin]!) / 1e6 }
      }.sorted()
      let values = [
        seconds.isEmpty ? 0 : SlowNumbers.quantile(seconds, 0.5),
        seconds.isEmpty ? 0 : SlowNumbers.quantile(seconds, 0.9),
        seconds.reduce(0, +) / Double(max(1, seconds.count)),
      ]
      for (name, value) in zip(names, values) {
        row[prefix + name] = isTimed && !seconds.isEmpty ? .number(value) : .nothing
      }
    }
    return row
  }
}
