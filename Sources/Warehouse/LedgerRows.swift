import FunnelModel

/// Rejects and costs on their way into the ledger.
enum LedgerRows {
  static func insert(
    _ rejects: [RejectedRow], file: Int64, run: Int64, expires: Instant?,
    into database: borrowing Database
  ) throws(WarehouseError) {
    let insert = try database.prepare("INSERT INTO rejects VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for row in rejects {
      try insert.bind(1, file)
      try insert.bind(2, row.line)
      try insert.bind(3, row.byteOffset)
      for (index, text) in [row.column, row.code, row.cell, row.message].enumerated() {
        try insert.bind(Int32(index + 4), text)
      }
      try insert.bind(8, run)
      try insert.bind(9, expires?.microseconds)
      try insert.run()
    }
  }

  static func insert(
    _ costs: [CostRow], file: Int64, into database: borrowing Database
  ) throws(WarehouseError) {
    let insert = try database.prepare(
      "INSERT INTO costs VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for row in costs {
      try insert.bind(1, file)
      try insert.bind(2, row.line)
      try insert.bind(3, Int64(row.from.number))
      try insert.bind(4, Int64(row.through.number))
      try insert.bind(5, row.market?.name)
      try insert.bind(6, row.category)
      try insert.bind(7, row.channel)
      try insert.bind(8, row.campaign)
      try insert.bind(9, row.amount)
      try insert.bind(10, row.currency)
      try insert.bind(11, row.impressions)
      try insert.bind(12, row.clicks)
      try insert.run()
    }
  }
}
