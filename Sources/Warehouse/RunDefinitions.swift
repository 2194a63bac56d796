/// What the metrics of each run meant, so that a changed definition is told from a changed number.
extension Warehouse {
  /// Keeps the digest of every definition of a run, and drops those of runs without results.
  package func storeDefinitions(
    run: Int64, digests: [String: String]
  ) throws(WarehouseError) {
    try withDatabase { (database) throws(WarehouseError) in
      try database.transaction { (database) throws(WarehouseError) in
        let insert = try database.prepare("INSERT OR REPLACE INTO definitions VALUES(?, ?, ?)")
        for (metric, digest) in digests.sorted(by: { $0.key < $1.key }) {
          try insert.bind(1, run)
          try insert.bind(2, metric)
          try insert.bind(3, digest)
          try insert.run()
        }
        try database.run(
          """
          DELETE FROM definitions WHERE run_id <> ?
            AND NOT EXISTS(SELECT 1 FROM metric_values v WHERE v.run_id = definitions.run_id)
          """, run)
      }
    }
  }

  /// Digest of each metric's definition in a run; empty for a run that stored none.
  package func definitions(run: Int64) throws(WarehouseError) -> [String: String] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare("SELECT metric, digest FROM definitions WHERE run_id = ?")
      try select.bind(1, run)
      var digests: [String: String] = [:]
      while try select.step() { digests[select.text(0)] = select.text(1) }
      return digests
    }
  }
}
