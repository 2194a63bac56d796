/// What is known of files that nobody has touched since they were last read, so that a large export
/// need not be read again to see that it is the same.
///
/// A stamp is whatever text the caller takes from the file system. It only saves work: a file
/// without one, or with another, is read.
enum ContentStamps {
  /// Notes the content of a file that was just loaded; its key's first part says which bytes.
  static func remember(_ file: FileRecord, in database: borrowing Database) throws(WarehouseError) {
    let content = String(file.contentHash.prefix { $0 != "-" })
    try remember(content, path: file.path, stamp: file.stamp, in: database)
  }

  static func remember(
    _ content: String, path: String, stamp: String, in database: borrowing Database
  ) throws(WarehouseError) {
    if stamp.isEmpty { return }
    let insert = try database.prepare("INSERT OR REPLACE INTO content_stamps VALUES(?, ?, ?)")
    for (index, text) in [path, stamp, content].enumerated() {
      try insert.bind(Int32(index + 1), text)
    }
    try insert.run()
  }
}

extension Warehouse {
  /// The hash of a file's content where it is known and the file's stamp is the same as then.
  package func content(of path: String, stamp: String) throws(WarehouseError) -> String? {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare(
        "SELECT content FROM content_stamps WHERE path = ? AND stamp = ?")
      try select.bind(1, path)
      try select.bind(2, stamp)
      return try select.step() ? select.text(0) : nil
    }
  }

  /// Notes the hash of a file's content for `content(of:stamp:)`.
  package func remember(
    content: String, of path: String, stamp: String
  ) throws(WarehouseError) {
    try withDatabase { (database) throws(WarehouseError) in
      try ContentStamps.remember(content, path: path, stamp: stamp, in: database)
    }
  }
}
