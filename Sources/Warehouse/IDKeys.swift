extension Warehouse {
  /// Fingerprint of the key that the stored ids are hashed with; nil where they are plain.
  package func idKey() throws(WarehouseError) -> String? {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare("SELECT value FROM settings WHERE name = 'id_key'")
      return try select.step() ? select.text(0) : nil
    }
  }

  /// Notes the key that all ids will be hashed with; only before the first file.
  package func setIDKey(_ fingerprint: String) throws(WarehouseError) {
    try withDatabase { (database) throws(WarehouseError) in
      let insert = try database.prepare("INSERT OR REPLACE INTO settings VALUES('id_key', ?)")
      try insert.bind(1, fingerprint)
      try insert.run()
    }
  }
}
