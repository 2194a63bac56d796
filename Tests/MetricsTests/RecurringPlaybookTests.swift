import Foundation
import FunnelModel
import Metrics
import Testing

/// The subscription periods of ../shared/data against the movements that their playbook publishes.
@Suite struct RecurringPlaybookTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared/data/mrr_playbook").standardizedFileURL

  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "EXPECTED.json").path)
  }

  @Test(.enabled(if: isPresent, "the shared data sets are not beside the project"))
  func equalsThePlaybook() throws {
    let text = try String(
      contentsOf: Self.folder.appending(path: "data/subscription_periods.csv"), encoding: .utf8)
    var lines: [String] = []
    for row in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = row.split(separator: ",")
      let ids = "account_id=\(cells[1]) subscription_id=\(cells[0])"
      lines.append("\(cells[2]) mrr event_id=\(cells[0])a \(ids) amount=\(cells[4])")
      lines.append("\(cells[3]) mrr event_id=\(cells[0])b \(ids) amount=0")
    }
    let output = EventFixture(lines).output()
    let data = try Data(contentsOf: Self.folder.appending(path: "EXPECTED.json"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let months = try #require(object["months"] as? [String: [String: Any]])
    for (month, expected) in months.sorted(by: { $0.key < $1.key }) {
      for (ours, theirs) in [
        ("opening_mrr", "start_mrr"), ("new_mrr", "new"), ("expansion_mrr", "upgrade"),
        ("contraction_mrr", "downgrade"), ("churn_mrr", "churn"),
        ("reactivation_mrr", "reactivation"), ("closing_mrr", "mrr"), ("nrr", "nrr"),
        ("grr", "grr"), ("logo_churn_rate", "customer_churn"),
      ] {
        let row = output.row("revenue.\(ours)", .month, "\(month)-01", market: .b2b)
        let wanted = expected[theirs] as? Double
        let digits = row?.unit.digits ?? 0
        #expect(
          row?.value == wanted.flatMap { FixedDecimal($0, digits: digits) },
          "\(month) \(ours)")
      }
    }
  }
}
