/// Why a command ends without doing its work: an exit code and a sentence for people.
struct Failure: Error, Sendable {
  let code: ExitCode
  let message: String
  /// What to do about it; empty where the message says so.
  let remedy: String

  init(_ code: ExitCode, _ message: String, remedy: String = "") {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}
