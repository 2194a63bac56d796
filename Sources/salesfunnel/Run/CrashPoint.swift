import CSystem
import Foundation

/// Named moments at which a test can pull the plug.
///
/// Test hook: `SALESFUNNEL_CRASH_AT=before-commit` and so on makes the process kill itself with
/// SIGKILL when it first gets there, or send itself the signal whose number
/// `SALESFUNNEL_CRASH_SIGNAL` gives. Without the variable nothing happens.
enum CrashPoint: String {
  case beforeCommit = "before-commit"
  case afterCommit = "after-commit"
  case beforePublish = "before-publish"
  case afterPublish = "after-publish"

  /// Sends the signal if the environment asks for this point.
  func reached() {
    let environment = ProcessInfo.processInfo.environment
    guard environment["SALESFUNNEL_CRASH_AT"] == rawValue else { return }
    let number = environment["SALESFUNNEL_CRASH_SIGNAL"].flatMap { Int32($0) }
    csystem_signal_self(number ?? SIGKILL)
  }
}
