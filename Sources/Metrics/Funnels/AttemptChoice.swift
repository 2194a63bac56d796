import FunnelModel

/// Which attempt of each unit counts in which period.
///
/// A unit with one attempt counts on its day, and so in every period that holds it. One with
/// several counts once per period: by its first attempt there, or by its deepest one.
struct AttemptChoice {
  struct Counted {
    /// Index of the attempt.
    var attempt: Int32
    /// Slot of the period.
    var slot: Int32
  }

  /// An attempt that counts in a month or window.
  struct Timed {
    var attempt: Int32
    var slot: Int32
    /// `Grain.rawValue` of the widest period in which it counts: whichever counts in a year counts
    /// in its month, too, but not the other way round. 0 in a window.
    var widest: UInt8
  }

  /// Attempts without gaps that count in all periods that hold their day: at the slot of the day,
  /// by depth.
  private(set) var single = CellFacts()
  /// Those of units with several attempts, at the slots of all grains.
  private(set) var several = CellFacts()
  /// Attempts with gaps, in the same two ways.
  private(set) var gappedSingle: [Counted] = []
  private(set) var gappedSeveral: [Counted] = []
  /// What the times of months, of the periods made of them, and of windows are taken from.
  private(set) var timed: [Timed] = []
  /// What the times of segments, over all time, are taken from.
  private(set) var overall: [Int32] = []

  private let isDeepest: Bool
  private let countsEvery: Bool

  /// Chooses among attempts that come unit by unit in time order.
  init(
    _ attempts: FunnelAttempts, _ entry: FunnelDefinition.Entry, _ days: [Int32], _ plan: MetricPlan
  ) {
    isDeepest = entry == .latest
    countsEvery = entry == .every
    let attempts = attempts.list.span
    let competing = countsEvery ? 0 : Self.competing(attempts)
    var singleWords = [UInt64](repeating: 0, count: attempts.count - competing)
    var severalWords = [UInt64](repeating: 0, count: competing * PeriodVisits.grains)
    let counts = choose(attempts, days.span, plan.periods, &singleWords, &severalWords)
    single = CellFacts(words: singleWords, count: counts.single)
    several = CellFacts(words: severalWords, count: counts.several)
    if !plan.periods.windowSlots.isEmpty { chooseWindows(attempts, days.span, plan.periods) }
  }

  private mutating func choose(
    _ attempts: Span<FunnelAttempts.Attempt>, _ days: Span<Int32>, _ periods: PeriodSlots,
    _ single: inout [UInt64], _ several: inout [UInt64]
  ) -> (single: Int, several: Int) {
    var single = single.mutableSpan
    var several = several.mutableSpan
    var singles = 0
    var severals = 0
    // Of the unit in hand, by attempt.
    var widest: [UInt8] = []
    var start = 0
    while start < attempts.count {
      let end = Self.end(attempts, start)
      if end &- start == 1 || countsEvery {
        while start < end {
          let attempt = attempts[start]
          let day = Int(days[Int(attempt.row)])
          let slot = periods.slot(.day, dayOffset: day)
          if attempt.isChain {
            single[singles] = CellFacts.word(
              row: Int(attempt.row), slot: slot, counter: attempt.depth &- 1)
            singles &+= 1
          } else {
            gappedSingle.append(Counted(attempt: Int32(start), slot: Int32(slot)))
          }
          if attempt.reached > 1 {
            timed.append(
              Timed(
                attempt: Int32(start), slot: Int32(periods.slot(.month, dayOffset: day)), widest: 0)
            )
            overall.append(Int32(start))
          }
          start &+= 1
        }
      } else {
        widest.removeAll(keepingCapacity: true)
        widest.append(contentsOf: repeatElement(.max, count: end &- start))
        var rank = 0
        while rank < PeriodVisits.grains {
          var index = start
          while index < end {
            let (best, slot, next) = best(attempts, days, index, end, rank: rank, periods)
            let attempt = attempts[best]
            if attempt.isChain {
              several[severals] = CellFacts.word(
                row: Int(attempt.row), slot: slot, counter: attempt.depth &- 1)
              severals &+= 1
            } else {
              gappedSeveral.append(Counted(attempt: Int32(best), slot: Int32(slot)))
            }
            if attempt.reached > 1 {
              if rank == Int(Grain.all.rawValue) { overall.append(Int32(best)) }
            }
            if rank <= Int(Grain.month.rawValue) {
              // Grains come from the widest on.
              widest[best &- start] = min(widest[best &- start], UInt8(rank))
              if rank == Int(Grain.month.rawValue) && attempt.reached > 1 {
                timed.append(
                  Timed(attempt: Int32(best), slot: Int32(slot), widest: widest[best &- start]))
              }
            }
            index = next
          }
          rank &+= 1
        }
        start = end
      }
    }
    return (singles, severals)
  }

  /// How many attempts are not the only one of their unit.
  private static func competing(_ attempts: Span<FunnelAttempts.Attempt>) -> Int {
    var count = 0
    var start = 0
    while start < attempts.count {
      let end = end(attempts, start)
      if end &- start > 1 { count &+= end &- start }
      start = end
    }
    return count
  }

  /// Where the attempts of the unit of the `start`-th one end.
  @inline(__always)
  private static func end(_ attempts: Span<FunnelAttempts.Attempt>, _ start: Int) -> Int {
    var end = start &+ 1
    while end < attempts.count && attempts[end].unit == attempts[start].unit
      && attempts[end].part == attempts[start].part
    {
      end &+= 1
    }
    return end
  }

  /// The attempt that counts in the period of the `index`-th one, its slot, and where the next
  /// period begins: attempts come in time order, so those of one period are neighbours.
  @inline(__always)
  private func best(
    _ attempts: Span<FunnelAttempts.Attempt>, _ days: Span<Int32>, _ index: Int, _ end: Int,
    rank: Int, _ periods: PeriodSlots
  ) -> (best: Int, slot: Int, next: Int) {
    let slot = periods.slot(rank: rank, dayOffset: Int(days[Int(attempts[index].row)]))
    var best = index
    var next = index &+ 1
    while next < end
      && periods.slot(rank: rank, dayOffset: Int(days[Int(attempts[next].row)])) == slot
    {
      if isDeepest && attempts[next].depth > attempts[best].depth { best = next }
      next &+= 1
    }
    return (best, slot, next)
  }

  /// Windows may overlap and leave days out, so they are looked at one by one. Single attempts
  /// are counted in them by their day already; only their times are taken here.
  private mutating func chooseWindows(
    _ attempts: Span<FunnelAttempts.Attempt>, _ days: Span<Int32>, _ periods: PeriodSlots
  ) {
    var start = 0
    while start < attempts.count {
      let end = Self.end(attempts, start)
      let isSingle = end - start == 1 || countsEvery
      if isSingle {
        for index in start..<end where attempts[index].reached > 1 {
          periods.forEachWindow(dayOffset: Int(days[Int(attempts[index].row)])) {
            timed.append(Timed(attempt: Int32(index), slot: Int32($0), widest: 0))
          }
        }
      } else {
        for slot in periods.windowSlots { choose(start..<end, attempts, days, slot, periods) }
      }
      start = end
    }
  }

  private mutating func choose(
    _ range: Range<Int>, _ attempts: Span<FunnelAttempts.Attempt>, _ days: Span<Int32>,
    _ slot: Int, _ periods: PeriodSlots
  ) {
    var best = -1
    for index in range {
      var isInside = false
      periods.forEachWindow(dayOffset: Int(days[Int(attempts[index].row)])) {
        isInside = isInside || $0 == slot
      }
      guard isInside else { continue }
      if best < 0 || (isDeepest && attempts[index].depth > attempts[best].depth) { best = index }
    }
    guard best >= 0 else { return }
    let attempt = attempts[best]
    let counted = Counted(attempt: Int32(best), slot: Int32(slot))
    if attempt.isChain {
      several.append(row: Int(attempt.row), slot: slot, counter: attempt.depth - 1)
    } else {
      gappedSeveral.append(counted)
    }
    if attempt.reached > 1 {
      timed.append(Timed(attempt: counted.attempt, slot: counted.slot, widest: 0))
    }
  }
}
