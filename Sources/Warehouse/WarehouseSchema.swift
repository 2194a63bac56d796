/// The tables of a warehouse and the steps that bring an older one up to date.
///
/// Times are microseconds since 1970-01-01 UTC, amounts micro-units, days counts since 1970-01-01.
enum WarehouseSchema {
  /// `PRAGMA application_id`: the bytes `SFUN`.
  static let applicationID: Int64 = 0x5346_554e

  /// `migrations[v]` leads from version v to v + 1; a step that was published never changes.
  static let migrations: [String] = [
    ledger + events + results, tableRows, definitions + erasure, contentStamps,
    stateTriggers,
  ]

  /// The version that this program writes.
  static var version: Int64 { Int64(migrations.count) }

  private static let ledger = """
    CREATE TABLE sources(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, profile TEXT NOT NULL,
      kind TEXT NOT NULL);
    CREATE TABLE runs(
      id INTEGER PRIMARY KEY, started INTEGER NOT NULL, finished INTEGER, state TEXT NOT NULL,
      exit_code INTEGER, config_digest TEXT NOT NULL, as_of INTEGER, version TEXT NOT NULL);
    CREATE TABLE files(
      id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL,
      size INTEGER NOT NULL, content_hash TEXT NOT NULL, header_digest TEXT NOT NULL,
      first_row_hash TEXT NOT NULL, profile TEXT NOT NULL, state TEXT NOT NULL,
      run_id INTEGER NOT NULL, watermark INTEGER, rows_read INTEGER NOT NULL,
      rows_loaded INTEGER NOT NULL, rows_duplicate INTEGER NOT NULL,
      rows_superseded INTEGER NOT NULL, rows_filtered INTEGER NOT NULL,
      rows_rejected INTEGER NOT NULL, earliest INTEGER, latest INTEGER,
      events_b2c INTEGER NOT NULL, events_b2b INTEGER NOT NULL,
      adjusted_times INTEGER NOT NULL, rounded_amounts INTEGER NOT NULL);
    CREATE INDEX files_by_hash ON files(content_hash);
    CREATE INDEX files_by_name ON files(source_id, name);
    CREATE TABLE file_types(
      file_id INTEGER NOT NULL, type TEXT NOT NULL, events INTEGER NOT NULL,
      PRIMARY KEY(file_id, type)) WITHOUT ROWID;
    CREATE TABLE file_notes(
      file_id INTEGER NOT NULL, kind TEXT NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL,
      PRIMARY KEY(file_id, kind, position)) WITHOUT ROWID;
    CREATE TABLE duplicates(
      file_id INTEGER NOT NULL, original_id INTEGER NOT NULL, rows INTEGER NOT NULL,
      PRIMARY KEY(file_id, original_id)) WITHOUT ROWID;
    CREATE TABLE rejects(
      file_id INTEGER NOT NULL, line INTEGER NOT NULL, byte_offset INTEGER NOT NULL,
      column_name TEXT NOT NULL, code TEXT NOT NULL, cell TEXT NOT NULL, message TEXT NOT NULL,
      run_id INTEGER NOT NULL, expires INTEGER);
    CREATE INDEX rejects_by_file ON rejects(file_id);
    CREATE TABLE costs(
      file_id INTEGER NOT NULL, line INTEGER NOT NULL, first_day INTEGER NOT NULL,
      last_day INTEGER NOT NULL, market TEXT, category TEXT NOT NULL, channel TEXT NOT NULL,
      campaign TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
      impressions INTEGER, clicks INTEGER);
    CREATE INDEX costs_by_file ON costs(file_id);

    """

  /// `bucket` is -1 for a wide segment, whose rows are sorted by bucket and cut by `offsets`.
  /// `file_id` is NULL for a compacted segment; `segment_files` says which files it holds.
  private static let events = """
    CREATE TABLE segments(
      id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, bucket INTEGER NOT NULL,
      file_id INTEGER, rows INTEGER NOT NULL, min_time INTEGER NOT NULL,
      max_time INTEGER NOT NULL, offsets BLOB, blob BLOB NOT NULL);
    CREATE INDEX segments_by_bucket ON segments(bucket, source_id, rows);
    CREATE INDEX segments_by_file ON segments(file_id);
    CREATE TABLE segment_files(
      file_id INTEGER NOT NULL, segment_id INTEGER NOT NULL,
      PRIMARY KEY(file_id, segment_id)) WITHOUT ROWID;
    CREATE INDEX segment_files_by_segment ON segment_files(segment_id);
    CREATE TABLE segment_identities(segment_id INTEGER PRIMARY KEY, blob BLOB NOT NULL);
    CREATE TABLE link_segments(
      id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, bucket INTEGER NOT NULL,
      blob BLOB NOT NULL);
    CREATE INDEX link_segments_by_file ON link_segments(file_id);

    """

  /// Texts of results are kept once in `labels`; numbers as integers with their scale (a power of
  /// ten), so that they stay exact. The views give them back as people and tools expect them.
  private static let results = """
    CREATE TABLE labels(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
    CREATE TABLE metric_values(
      run_id INTEGER NOT NULL, position INTEGER NOT NULL, metric INTEGER NOT NULL,
      market INTEGER NOT NULL, grain INTEGER NOT NULL, period INTEGER NOT NULL,
      dimension INTEGER NOT NULL, segment INTEGER NOT NULL, dimension2 INTEGER NOT NULL,
      segment2 INTEGER NOT NULL, unit INTEGER NOT NULL, status INTEGER NOT NULL, n INTEGER,
      value, value_scale INTEGER, numerator, numerator_scale INTEGER, denominator,
      denominator_scale INTEGER, low, low_scale INTEGER, high, high_scale INTEGER,
      PRIMARY KEY(run_id, position)) WITHOUT ROWID;
    CREATE VIEW metrics AS SELECT v.run_id,
      m.text AS metric, k.text AS market, g.text AS grain, p.text AS period,
      d.text AS dimension, s.text AS segment, d2.text AS dimension2, s2.text AS segment2,
      CAST(v.value AS REAL) / v.value_scale AS value, u.text AS unit,
      CAST(v.numerator AS REAL) / v.numerator_scale AS numerator,
      CAST(v.denominator AS REAL) / v.denominator_scale AS denominator, v.n,
      CAST(v.low AS REAL) / v.low_scale AS ci_low, CAST(v.high AS REAL) / v.high_scale AS ci_high,
      t.text AS status
      FROM metric_values v JOIN labels m ON m.id = v.metric JOIN labels k ON k.id = v.market
      JOIN labels g ON g.id = v.grain JOIN labels p ON p.id = v.period
      JOIN labels d ON d.id = v.dimension JOIN labels s ON s.id = v.segment
      JOIN labels d2 ON d2.id = v.dimension2 JOIN labels s2 ON s2.id = v.segment2
      JOIN labels u ON u.id = v.unit JOIN labels t ON t.id = v.status;
    CREATE VIEW v_metrics_latest AS SELECT * FROM metrics
      WHERE run_id = (SELECT max(run_id) FROM metric_values);
    CREATE TABLE report_tables(
      run_id INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL,
      market TEXT, PRIMARY KEY(run_id, position)) WITHOUT ROWID;
    CREATE TABLE report_columns(
      run_id INTEGER NOT NULL, table_position INTEGER NOT NULL, position INTEGER NOT NULL,
      id TEXT NOT NULL, title TEXT NOT NULL, unit TEXT,
      PRIMARY KEY(run_id, table_position, position)) WITHOUT ROWID;
    CREATE TABLE report_cells(
      run_id INTEGER NOT NULL, table_position INTEGER NOT NULL, row INTEGER NOT NULL,
      column_position INTEGER NOT NULL, text INTEGER, number, scale INTEGER,
      PRIMARY KEY(run_id, table_position, row, column_position)) WITHOUT ROWID;
    CREATE VIEW table_cells AS SELECT c.run_id, t.id AS table_id, t.market, c.row,
      k.id AS column_id, k.unit, l.text AS text, CAST(c.number AS REAL) / c.scale AS number
      FROM report_cells c
      JOIN report_tables t ON t.run_id = c.run_id AND t.position = c.table_position
      JOIN report_columns k ON k.run_id = c.run_id AND k.table_position = c.table_position
        AND k.position = c.column_position
      LEFT JOIN labels l ON l.id = c.text;
    CREATE VIEW v_table_cells_latest AS SELECT * FROM table_cells
      WHERE run_id = (SELECT max(run_id) FROM report_tables);
    CREATE TABLE states(key TEXT PRIMARY KEY, digest TEXT NOT NULL, blob BLOB NOT NULL);
    """

  /// A row of a report table is one JSON array: a database row per cell cost more than all numbers.
  private static let tableRows = """
    CREATE TABLE report_rows(
      run_id INTEGER NOT NULL, table_position INTEGER NOT NULL, row INTEGER NOT NULL,
      cells TEXT NOT NULL, PRIMARY KEY(run_id, table_position, row)) WITHOUT ROWID;
    INSERT INTO report_rows SELECT DISTINCT run_id, table_position, row,
      '[' || group_concat(cell, ',') OVER (PARTITION BY run_id, table_position, row
        ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) || ']'
      FROM (SELECT r.run_id, r.table_position, r.row, k.position,
          CASE WHEN c.text IS NOT NULL THEN json_quote(l.text)
            WHEN c.number IS NOT NULL
              THEN printf('%!.17g', CAST(c.number AS REAL) / c.scale)
            ELSE 'null' END AS cell
        FROM (SELECT DISTINCT run_id, table_position, row FROM report_cells) r
        JOIN report_columns k ON k.run_id = r.run_id AND k.table_position = r.table_position
        LEFT JOIN report_cells c ON c.run_id = r.run_id AND c.table_position = r.table_position
          AND c.row = r.row AND c.column_position = k.position
        LEFT JOIN labels l ON l.id = c.text);
    DROP VIEW v_table_cells_latest;
    DROP VIEW table_cells;
    DROP TABLE report_cells;
    CREATE VIEW table_cells AS SELECT r.run_id, t.id AS table_id, t.market, r.row,
      k.id AS column_id, k.unit, CASE c.type WHEN 'text' THEN c.atom END AS text,
      CASE WHEN c.type <> 'text' THEN CAST(c.atom AS REAL) END AS number
      FROM report_rows r
      JOIN report_tables t ON t.run_id = r.run_id AND t.position = r.table_position
      JOIN json_each(r.cells) c
      JOIN report_columns k ON k.run_id = r.run_id AND k.table_position = r.table_position
        AND k.position = c.key
      WHERE c.type <> 'null';
    CREATE VIEW v_table_cells_latest AS SELECT * FROM table_cells
      WHERE run_id = (SELECT max(run_id) FROM report_tables);

    """

  private static let definitions = """
    CREATE TABLE definitions(
      run_id INTEGER NOT NULL, metric TEXT NOT NULL, digest TEXT NOT NULL,
      PRIMARY KEY(run_id, metric)) WITHOUT ROWID;

    """

  /// `settings` holds the key of the hashes and how far back events are kept: `floor` as an
  /// instant, `floor_day` as a day.
  private static let erasure = """
    CREATE TABLE tombstones(hash BLOB PRIMARY KEY, tag INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE settings(name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
    """

  /// The content that a file was last seen to have, and what the file system said of it then.
  private static let contentStamps = """
    CREATE TABLE content_stamps(
      path TEXT PRIMARY KEY, stamp TEXT NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
    """

  /// A state is made from all segments: it goes with any change of them, whoever makes it.
  private static let stateTriggers = ["INSERT", "UPDATE", "DELETE"].map { change in
    """
    CREATE TRIGGER states_after_\(change.lowercased()) AFTER \(change) ON segments
      BEGIN DELETE FROM states; END;

    """
  }.joined()

  /// Brings a database to the current version, all or nothing.
  static func migrate(
    _ database: borrowing Database, path: String
  ) throws(WarehouseError) {
    let found = try database.integer("PRAGMA user_version") ?? 0
    guard found <= version else {
      throw WarehouseError(
        kind: .newer,
        message: "The warehouse \(path) has version \(found); this program knows \(version).",
        remedy: "Use the newer program that wrote it, or name another warehouse.")
    }
    if found == version { return }
    try database.transaction { (database) throws(WarehouseError) in
      for step in migrations[Int(found)...] { try database.execute(step) }
      try database.execute("PRAGMA application_id = \(applicationID)")
      try database.execute("PRAGMA user_version = \(version)")
    }
  }
}
