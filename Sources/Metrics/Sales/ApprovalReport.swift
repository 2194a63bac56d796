import FunnelModel

/// Deals that passed a review stage, and how long they stayed in it; and the share of opportunities
/// whose buying questions are answered.
struct ApprovalReport {
  let cohort: DealCohort
  let order: StageOrder

  /// Adds the numbers of the cohort.
  ///
  /// - Parameter asksQuestions: whether any deal of the data answers a buying question.
  func add(asksQuestions: Bool, to output: inout ReportOutput) {
    addApproval(&output)
    if asksQuestions { addQualification(&output) }
  }

  private func addApproval(_ output: inout ReportOutput) {
    let plan = output.plan
    let reviews = Set(order.codes.filter { plan.approvalStages.contains(order.names[$0]) })
    if reviews.isEmpty { return }
    var entered = [Int](repeating: 0, count: plan.periods.count)
    var passed = entered
    var stays = [[Int64]](repeating: [], count: plan.periods.count)
    for record in cohort.records {
      let visits = record.entries.indices.filter { reviews.contains(Int(record.entries[$0].stage)) }
      guard let first = visits.first,
        let position = visits.map({ order.rank(record.entries[$0]) }).max()
      else { continue }
      let hasPassed = order.hasPassed(position, at: first, record)
      for slot in plan.periods.slots(dayOffset: Int(record.entries[first].day)) {
        entered[slot] += 1
        if hasPassed { passed[slot] += 1 }
      }
      for index in visits {
        let next =
          index + 1 < record.entries.count ? record.entries[index + 1].time : record.endTime
        if next == DealRecord.missing { continue }
        for slot in plan.periods.slots(dayOffset: Int(record.entries[index].day)) {
          stays[slot].append(next - record.entries[index].time)
        }
      }
    }
    for slot in plan.periods.slots.indices
    where cohort.prints(slot, count: entered[slot], plan.periods) {
      output.addRate(
        PipelineMetrics.approvalRate, market: .b2b, at: cohort.key(slot), passed[slot],
        of: entered[slot])
    }
    // A stay belongs to the period in which it began, which need not be that of the first one.
    for slot in plan.periods.slots.indices
    where cohort.prints(slot, count: stays[slot].count, plan.periods) {
      output.addDistribution(
        PipelineMetrics.approvalDays, market: .b2b, at: cohort.key(slot), stays[slot])
    }
  }

  private func addQualification(_ output: inout ReportOutput) {
    let periods = output.plan.periods
    var opened = [Int](repeating: 0, count: periods.count)
    var qualified = opened
    for record in cohort.records where record.opening != DealRecord.missing {
      for slot in periods.slots(dayOffset: Int(record.milestoneDays[3])) {
        opened[slot] += 1
        if record.answered >= 2 { qualified[slot] += 1 }
      }
    }
    for slot in periods.slots.indices where cohort.prints(slot, count: opened[slot], periods) {
      output.addRate(
        PipelineMetrics.bantShare, market: .b2b, at: cohort.key(slot), qualified[slot],
        of: opened[slot])
    }
  }
}
