import Ingestion
import Warehouse

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

  /// Trouble with the warehouse.
  init(_ error: WarehouseError) {
    let code: ExitCode =
      switch error.kind {
      case .locked: .locked
      case .foreign, .newer, .unsafePath: .usage
      case .damaged, .inputOutput, .internalFault: .inputOutput
      }
    self.init(code, error.message, remedy: error.remedy)
  }
}
