import FunnelModel

/// Trials: how many, how long, how many never end, and how many of their deals are won.
struct PilotReport {
  let cohort: DealCohort

  func add(to output: inout ReportOutput) {
    let periods = output.plan.periods
    let tried = cohort.records.filter { !$0.pilots.isEmpty }
    if tried.isEmpty { return }
    var started = [Int](repeating: 0, count: periods.count)
    var endless = started
    var deals = started
    var won = started
    var lengths = [[Int64]](repeating: [], count: periods.count)
    for record in tried {
      for slot in periods.slots(dayOffset: Int(record.pilots[0].day)) {
        deals[slot] += 1
        won[slot] += record.isWon ? 1 : 0
      }
      for pilot in record.pilots {
        for slot in periods.slots(dayOffset: Int(pilot.day)) {
          started[slot] += 1
          if pilot.end == DealRecord.missing {
            endless[slot] += 1
          } else {
            lengths[slot].append(pilot.end - pilot.start)
          }
        }
      }
    }
    for slot in periods.slots.indices
    where cohort.prints(slot, count: started[slot] + deals[slot], periods) {
      let key = cohort.key(slot)
      output.addCount(PipelineMetrics.pilots, market: .b2b, at: key, started[slot])
      output.addCount(PipelineMetrics.pilotsWithoutEnd, market: .b2b, at: key, endless[slot])
      output.addRate(PipelineMetrics.pilotToWin, market: .b2b, at: key, won[slot], of: deals[slot])
      output.addDistribution(PipelineMetrics.pilotDays, market: .b2b, at: key, lengths[slot])
    }
  }
}
