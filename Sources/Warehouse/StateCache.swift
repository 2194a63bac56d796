/// Results of all segments that a later run may take instead of computing them again. Any change
/// of a segment drops them (`WarehouseSchema`).
extension Warehouse {
  /// The state kept under a key, or nil where there is none or its digest differs: then it was
  /// made from other data or rules.
  package func state(_ key: String, digest: String) throws(WarehouseError) -> [UInt8]? {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare("SELECT blob FROM states WHERE key = ? AND digest = ?")
      try select.bind(1, key)
      try select.bind(2, digest)
      return try select.step() ? select.blob(0) : nil
    }
  }

  /// Keeps states, each in place of what its key held before, all or none of them.
  package func storeStates(
    _ states: [(key: String, blob: [UInt8])], digest: String
  ) throws(WarehouseError) {
    try withDatabase { (database) throws(WarehouseError) in
      try database.transaction { (database) throws(WarehouseError) in
        let insert = try database.prepare("INSERT OR REPLACE INTO states VALUES(?, ?, ?)")
        for (key, blob) in states {
          try insert.bind(1, key)
          try insert.bind(2, digest)
          try insert.bind(3, blob: blob)
          try insert.run()
        }
      }
    }
  }
}
