import FunnelModel
import Metrics

/// Prints a trace: the definition first, then the number, then who and what it is made of.
struct TraceText {
  /// Names of files by ledger id, as the user would name them.
  let files: [Int64: String]

  func text(_ result: TraceSearch.Result, _ definition: MetricDefinition) -> String {
    let row = result.row
    var text = "\(definition.id): \(definition.title)\n  formula     \(definition.formula)\n"
    text += "  counts      \(definition.population), by \(definition.periodOf)\n"
    if !definition.maturity.isEmpty { text += "  maturity    \(definition.maturity)\n" }
    text += "  number      \(Self.place(row)): \(row.value?.description ?? row.status.rawValue)"
    text += Self.parts(TraceShare(row)) + "\n"
    text += "  records     \(depth(result))\n"
    for buyer in result.buyers {
      text += "\n\(buyer.buyer.field) \(buyer.buyer.id)"
      if let share = buyer.share {
        text += share.value.map { ": \($0)" } ?? ""
        text += Self.parts(share)
      }
      text += "\n" + buyer.records.map { line($0, of: buyer.buyer) }.joined()
    }
    if !result.costs.isEmpty { text += "\ncosts\n" + result.costs.map(line).joined() }
    return PrintableText.of(text)
  }

  private func depth(_ result: TraceSearch.Result) -> String {
    let count = result.buyers.count
    let records = result.buyers.reduce(0) { $0 + $1.records.count }
    var text =
      "\(records) of \(count) buyer\(count == 1 ? "" : "s")"
      + (result.costs.isEmpty ? "" : " and \(result.costs.count) of costs")
    switch result.depth {
    case .records: text += ", the fewest by which they count"
    case .timelines: text += ", all that these metrics read of them"
    case .population: text += ", all that enter: the number depends on them together"
    }
    return text
      + (result.recomputed == result.row
        ? "; computing again from them gives the number"
        : "; COMPUTING AGAIN GIVES \(result.recomputed?.value?.description ?? "NOTHING")")
  }

  private static func place(_ row: MetricRow) -> String {
    var parts = [row.market?.name ?? "all markets"]
    parts.append(row.grain == .all ? "all" : "\(row.grain.name) \(row.period)")
    if !row.dimension.isEmpty { parts.append("\(row.dimension) \(row.segment)") }
    if !row.dimension2.isEmpty { parts.append("\(row.dimension2) \(row.segment2)") }
    return parts.joined(separator: ", ")
  }

  private static func parts(_ share: TraceShare) -> String {
    var parts: [String] = []
    if let numerator = share.numerator, let denominator = share.denominator {
      parts.append("\(numerator) of \(denominator)")
    }
    if let n = share.n { parts.append("n \(n)") }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private func name(_ file: Int64) -> String {
    file == 0 ? "configuration" : files[file] ?? "file \(file)"
  }

  private func line(_ record: TracedRecord, of buyer: TracedRecord.Identifier) -> String {
    let ids = record.ids.filter { $0 != buyer }.map { " \($0.field)=\($0.id)" }.joined()
    return "  \(record.time) \(record.type)\(ids) \(name(record.file)):\(record.line)\n"
  }

  private func line(_ cost: CostRow) -> String {
    var text = "  \(cost.from)"
    if cost.through != cost.from { text += "…\(cost.through)" }
    text += " \(cost.category) \(FixedDecimal(micro: Int128(cost.amount), digits: 4))"
    if !cost.channel.isEmpty { text += " channel=\(cost.channel)" }
    if !cost.campaign.isEmpty { text += " campaign=\(cost.campaign)" }
    return text + " \(name(cost.file)):\(cost.line)\n"
  }

  // MARK: JSON

  func json(_ result: TraceSearch.Result, _ definition: MetricDefinition) -> String {
    let row = result.row
    let tree = JSONOutput.object(
      [
        ("metric", .text(definition.id)), ("title", .text(definition.title)),
        ("formula", .text(definition.formula)), ("market", .text(row.market?.name ?? "all")),
        ("grain", .text(row.grain.name)), ("period", .text(row.period)),
        ("dimension", .text(row.dimension)), ("segment", .text(row.segment)),
        ("dimension2", .text(row.dimension2)), ("segment2", .text(row.segment2)),
      ] + Self.json(TraceShare(row)) + [
        ("status", .text(row.status.rawValue)), ("depth", .text("\(result.depth)")),
        ("recomputed", .bool(result.recomputed == row)),
        (
          "buyers",
          .list(
            result.buyers.map { buyer in
              .object(
                [("field", .text(buyer.buyer.field)), ("id", .text(buyer.buyer.id))]
                  + (buyer.share.map(Self.json) ?? [])
                  + [("records", .list(buyer.records.map(json)))])
            })
        ),
        ("costs", .list(result.costs.map(json))),
      ])
    return JSONText.indented(tree) + "\n"
  }

  private static func json(_ share: TraceShare) -> [(String, JSONOutput)] {
    func number(_ value: FixedDecimal?) -> JSONOutput {
      value.map { .decimal($0.description) } ?? .null
    }
    return [
      ("value", number(share.value)), ("numerator", number(share.numerator)),
      ("denominator", number(share.denominator)),
      ("n", share.n.map(JSONOutput.integer) ?? .null),
    ]
  }

  private func json(_ record: TracedRecord) -> JSONOutput {
    .object(
      [
        ("time", .text(record.time.description)), ("type", .text(record.type)),
        ("file", .text(name(record.file))), ("line", .integer(Int(record.line))),
      ] + record.ids.map { ($0.field, .text($0.id)) })
  }

  private func json(_ cost: CostRow) -> JSONOutput {
    .object([
      ("from", .text(cost.from.description)), ("through", .text(cost.through.description)),
      ("category", .text(cost.category)), ("channel", .text(cost.channel)),
      ("campaign", .text(cost.campaign)),
      ("amount", .decimal(FixedDecimal(micro: Int128(cost.amount), digits: 4).description)),
      ("file", .text(name(cost.file))), ("line", .integer(Int(cost.line))),
    ])
  }

  // MARK: RFM

  func text(_ members: [RecencyTrace.Member]) -> String {
    var text = "rfm: buyers by recency, frequency and net value of their orders\n"
    text += "  \(members.count) buyer\(members.count == 1 ? "" : "s")\n"
    for member in members {
      let days = FixedDecimal(
        ratio: Int128(member.recency), Int128(Instant.microsecondsPerDay), digits: 2)
      text += "\n\(member.buyer.field) \(member.buyer.id): \(member.className) \(member.segment)"
      text += " (\(days) days, \(member.frequency) orders, "
      text += "\(FixedDecimal(micro: Int128(member.monetary), digits: 4)))\n"
      text += member.records.map { line($0, of: member.buyer) }.joined()
    }
    return PrintableText.of(text)
  }

  func json(_ members: [RecencyTrace.Member]) -> String {
    JSONText.indented(
      .object([
        ("metric", .text("rfm")),
        (
          "buyers",
          .list(
            members.map { member in
              .object([
                ("field", .text(member.buyer.field)), ("id", .text(member.buyer.id)),
                ("class", .text(member.className)), ("segment", .text(member.segment)),
                ("orders", .integer(Int(member.frequency))),
                (
                  "net",
                  .decimal(FixedDecimal(micro: Int128(member.monetary), digits: 4).description)
                ),
                ("records", .list(member.records.map(json))),
              ])
            })
        ),
      ])) + "\n"
  }
}
