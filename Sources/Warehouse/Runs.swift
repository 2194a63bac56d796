package import FunnelModel

/// One start of the nightly job, as the ledger knows it.
package struct RunRecord: Sendable, Hashable {
  /// How far the run came.
  package enum State: String, Sendable {
    case running, done, failed
    /// It ended without saying so: killed, or the machine went down.
    case interrupted
  }

  package var id: Int64
  /// By the clock of the machine.
  package var started: Instant
  package var finished: Instant?
  package var state: State
  package var exitCode: Int?
  /// Digest of the settings that change numbers.
  package var configurationDigest: String
  /// nil until it is known.
  package var asOf: Instant?
  /// Program version.
  package var version: String
}

extension Warehouse {
  /// Enters a new run; runs that never ended become `interrupted`, expired rejects are deleted.
  /// - Returns: The run's id: greater than all before.
  package func startRun(
    at started: Instant, configurationDigest: String, version: String
  ) throws(WarehouseError) -> Int64 {
    try withDatabase { (database) throws(WarehouseError) in
      try database.transaction { (database) throws(WarehouseError) in
        try database.execute("UPDATE runs SET state = 'interrupted' WHERE state = 'running'")
        try database.run("DELETE FROM rejects WHERE expires <= ?", started.microseconds)
        let insert = try database.prepare(
          "INSERT INTO runs(started, state, config_digest, version) VALUES(?, 'running', ?, ?)")
        try insert.bind(1, started.microseconds)
        try insert.bind(2, configurationDigest)
        try insert.bind(3, version)
        try insert.run()
        return database.lastInsertedID
      }
    }
  }

  /// Enters how a run ended.
  package func finishRun(
    _ id: Int64, at finished: Instant, state: RunRecord.State, exitCode: Int, asOf: Instant?
  ) throws(WarehouseError) {
    try withDatabase { (database) throws(WarehouseError) in
      let update = try database.prepare(
        "UPDATE runs SET finished = ?, state = ?, exit_code = ?, as_of = ? WHERE id = ?")
      try update.bind(1, finished.microseconds)
      try update.bind(2, state.rawValue)
      try update.bind(3, exitCode)
      try update.bind(4, asOf?.microseconds)
      try update.bind(5, id)
      try update.run()
    }
  }

  /// All runs, oldest first.
  package func runs() throws(WarehouseError) -> [RunRecord] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare(
        """
        SELECT id, started, finished, state, exit_code, config_digest, as_of, version
        FROM runs ORDER BY id
        """)
      var runs: [RunRecord] = []
      while try select.step() {
        runs.append(
          RunRecord(
            id: select.integer(0), started: Instant(microseconds: select.integer(1)),
            finished: select.optionalInteger(2).map(Instant.init(microseconds:)),
            state: RunRecord.State(rawValue: select.text(3)) ?? .interrupted,
            exitCode: select.optionalInteger(4).map(Int.init),
            configurationDigest: select.text(5),
            asOf: select.optionalInteger(6).map(Instant.init(microseconds:)),
            version: select.text(7)))
      }
      return runs
    }
  }
}
