import FunnelModel

/// Rows of `report_tables`, `report_columns` and `report_rows`.
enum TableRows {
  static func insert(
    _ tables: [ReportTable], run: Int64, into database: borrowing Database
  ) throws(WarehouseError) {
    let entry = try database.prepare("INSERT INTO report_tables VALUES(?, ?, ?, ?, ?)")
    let column = try database.prepare("INSERT INTO report_columns VALUES(?, ?, ?, ?, ?, ?)")
    let insert = try database.prepare("INSERT INTO report_rows VALUES(?, ?, ?, ?)")
    try entry.bind(1, run)
    try column.bind(1, run)
    try insert.bind(1, run)
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
      try insert.bind(2, position)
      var cells: [UInt8] = []
      for (row, values) in table.rows.enumerated() {
        cells.removeAll(keepingCapacity: true)
        append(values, to: &cells)
        try insert.bind(3, row)
        try insert.run(bindingText: cells, at: 4)
      }
    }
  }

  /// Writes the cells of a row as a JSON array (RFC 8259).
  private static func append(_ cells: [Cell], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (column, cell) in cells.enumerated() {
      if column > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .text(let text): append(text, to: &bytes)
      case .number(let number): number.append(to: &bytes)
      case .missing: bytes.append(contentsOf: "null".utf8)
      }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
