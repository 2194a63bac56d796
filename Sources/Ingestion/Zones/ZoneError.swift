/// A time zone that could not be loaded, with what to do about it.
package struct ZoneError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  package enum Reason: Sendable, Hashable {
    /// The name is not one that a zone can have.
    case invalidName
    /// No such zone, though others are there; with the nearest name where one is near.
    case unknown(nearest: String?)
    /// The machine has no zone data at all.
    case noData
    /// The file is no zone file, or a broken one.
    case damaged(String)
  }

  /// The name as asked for.
  package let name: String
  package let reason: Reason

  /// One sentence with a remedy.
  package var description: String {
    switch reason {
    case .invalidName:
      "`\(name)` is not the name of a time zone; give an IANA name such as `Europe/Berlin`"
    case .unknown(let nearest?):
      "there is no time zone `\(name)`; did you mean `\(nearest)`?"
    case .unknown(nil):
      "there is no time zone `\(name)`; give an IANA name such as `Europe/Berlin`"
    case .noData:
      "time zone `\(name)` cannot be loaded because this machine has no zone data; "
        + "install the package `tzdata`"
    case .damaged(let detail):
      "the data of time zone `\(name)` are damaged (\(detail)); reinstall the package `tzdata`"
    }
  }
}
