/// The order of the pipeline's stages, found from the deals themselves.
///
/// Stage A stands before B where more deals first entered A before B than the other way round
/// (Copeland's rule over these comparisons; ties by name). Exports name stages and seldom number
/// them.
struct StageOrder {
  /// By stage code.
  let names: [String]
  /// By stage code: position from 0; -1 where no deal entered the stage.
  let rank: [Int]
  /// Codes in order.
  let codes: [Int]

  init(_ records: [DealRecord], names: [String]) {
    self.names = names
    let count = names.count
    var before = [Int](repeating: 0, count: count * count)
    var isEntered = [Bool](repeating: false, count: count)
    for record in records {
      var seen: [Int] = []
      for entry in record.entries where !seen.contains(Int(entry.stage)) {
        for earlier in seen { before[earlier * count + Int(entry.stage)] += 1 }
        seen.append(Int(entry.stage))
        isEntered[Int(entry.stage)] = true
      }
    }
    let entered = (0..<count).filter { isEntered[$0] }
    let score = entered.map { stage in
      entered.reduce(0) { $0 + (before[stage * count + $1] - before[$1 * count + stage]).signum() }
    }
    let scoreOf = Dictionary(uniqueKeysWithValues: zip(entered, score))
    codes = entered.sorted { a, b in
      (scoreOf[a] ?? 0) != (scoreOf[b] ?? 0)
        ? (scoreOf[a] ?? 0) > (scoreOf[b] ?? 0) : names[a] < names[b]
    }
    var rank = [Int](repeating: -1, count: count)
    for (position, code) in codes.enumerated() { rank[code] = position }
    self.rank = rank
  }

  /// Position of an entry's stage.
  func rank(_ entry: DealRecord.Entry) -> Int { rank[Int(entry.stage)] }

  /// Whether a deal that entered a stage got to a later one, or won.
  func hasPassed(_ position: Int, at index: Int, _ record: DealRecord) -> Bool {
    record.isWon || record.entries[(index + 1)...].contains { rank($0) > position }
  }
}
