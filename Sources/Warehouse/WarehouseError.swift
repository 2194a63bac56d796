/// Why the warehouse could not do what it was asked, and what to do about it.
package struct WarehouseError: Error, Sendable, Hashable {
  /// What kind of trouble it is; the program maps it to an exit code.
  package enum Kind: Sendable, Hashable {
    /// Another run holds the run lock, or another program holds the database.
    case locked
    /// The file is not a warehouse of this program.
    case foreign
    /// The file was written by a newer version of this program.
    case newer
    /// The file, or a segment in it, is damaged.
    case damaged
    /// The path is a symbolic link or not a regular file.
    case unsafePath
    /// Disk full, read-only file system, missing directory and other trouble of the system.
    case inputOutput
    /// A statement or a value was refused: a defect of this program.
    case internalFault
  }

  package var kind: Kind
  /// SQLite's primary result code; 0 where SQLite was not involved.
  package var code: Int32
  /// SQLite's extended result code; 0 where SQLite was not involved.
  package var extendedCode: Int32
  /// The statement that failed; empty where there is none.
  package var sql: String
  /// What is wrong, as one sentence that names the file or the value.
  package var message: String
  /// What to do about it, as one sentence.
  package var remedy: String

  /// An error; see the properties.
  package init(
    kind: Kind, message: String, remedy: String, sql: String = "", code: Int32 = 0,
    extendedCode: Int32 = 0
  ) {
    self.kind = kind
    self.message = message
    self.remedy = remedy
    self.sql = sql
    self.code = code
    self.extendedCode = extendedCode
  }
}

extension WarehouseError: CustomStringConvertible {
  /// Message and remedy, with SQLite's codes and statement where there are any.
  package var description: String {
    var text = "\(message) \(remedy)"
    if code != 0 { text += " (SQLite code \(code), extended \(extendedCode))" }
    if !sql.isEmpty { text += " [\(sql)]" }
    return text
  }
}

extension WarehouseError {
  /// A segment whose bytes do not say what they should.
  static func damagedSegment(_ what: String) -> WarehouseError {
    WarehouseError(
      kind: .damaged, message: "A stored segment is damaged: \(what).",
      remedy: "Restore the warehouse from a backup, or delete it and run again over all exports.")
  }
}
