import FunnelModel

/// Rows of `report_tables`, `report_columns` and `report_cells`.
enum TableCells {
  static func insert(
    _ tables: [ReportTable], run: Int64, labels: inout LabelTable,
    into database: borrowing Database
  ) throws(WarehouseError) {
    let entry = try database.prepare("INSERT INTO report_tables VALUES(?, ?, ?, ?, ?)")
    let column = try database.prepare("INSERT INTO report_columns VALUES(?, ?, ?, ?, ?, ?)")
    try entry.bind(1, run)
    try column.bind(1, run)
    for (position, table) in tables.enumerated() {
      try entry.bind(2, position)
      try entry.bind(3, table.id)
      try entry.bind(4, table.title)
      try entry.bind(5, table.market?.name)
      try entry.run()
      try column.bind(2, position)
      for (index, described) in table.columns.enumerated() {
        try column.bind(3, index)
        try column.bind(4, described.id)
        try column.bind(5, described.title)
        try column.bind(6, described.unit?.rawValue)
        try column.run()
      }
      try insertCells(table, run: run, position: position, labels: &labels, into: database)
    }
  }

  private static func insertCells(
    _ table: ReportTable, run: Int64, position: Int, labels: inout LabelTable,
    into database: borrowing Database
  ) throws(WarehouseError) {
    let label = try LabelTable.insertion(database)
    let insert = try database.prepare("INSERT INTO report_cells VALUES(?, ?, ?, ?, ?, ?, ?)")
    try insert.bind(1, run)
    try insert.bind(2, position)
    for (row, cells) in table.rows.enumerated() {
      try insert.bind(3, row)
      for (column, cell) in cells.enumerated() {
        try insert.bind(4, column)
        switch cell {
        case .text(let text):
          try insert.bind(5, labels.id(of: text, insert: label))
          try StoredDecimal.bind(nil, to: insert, at: 6)
        case .number(let number):
          try insert.bind(5, Int64?.none)
          try StoredDecimal.bind(number, to: insert, at: 6)
        case .missing: continue
        }
        try insert.run()
      }
    }
  }
}
