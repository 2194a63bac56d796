import Foundation

@testable import Statistics

/// The published CDNOW summary, where the shared data lie beside the package.
enum CDNOW {
  static let folder: URL? = {
    var ancestor = URL(fileURLWithPath: #filePath)
    while ancestor.path != "/" {
      ancestor.deleteLastPathComponent()
      let candidate = ancestor.appendingPathComponent("shared/data/cdnow")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
    }
    return nil
  }()

  /// The columns after the id of every row of a summary file.
  static func rows(_ name: String) throws -> [[Double]] {
    guard let folder else { return [] }
    let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      line.split(separator: ",").dropFirst().compactMap { Double($0) }
    }
  }

  static func histories() throws -> [(history: PurchaseHistory, customers: Int)] {
    try rows("cdnow_customers_summary.csv").map {
      (PurchaseHistory(frequency: Int($0[0]), recency: $0[1], age: $0[2]), 1)
    }
  }

  static func spends() throws -> [(spend: SpendHistory, customers: Int)] {
    try rows("cdnow_customers_summary_with_transactions.csv").filter { $0[0] > 0 }.map {
      (SpendHistory(transactions: Int($0[0]), mean: $0[3]), 1)
    }
  }
}
