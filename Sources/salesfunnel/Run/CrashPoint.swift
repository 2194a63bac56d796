import CSystem
import Foundation

/// Named moments at which a test can pull the plug.
///
/// Test hook: `SALESFUNNEL_CRASH_AT=before-commit` and so on makes the process kill itself with
/// SIGKILL when it first gets there. Without the variable nothing happens.
enum CrashPoint: String {
  case beforeCommit = "before-commit"
  case afterCommit = "after-commit"
  case beforePublish = "before-publish"
  case afterPublish = "after-publish"

  /// Kills the process if the environment asks for this point.
  func reached() {
    if ProcessInfo.processInfo.environment["SALESFUNNEL_CRASH_AT"] == rawValue {
      csystem_kill_self()
    }
  }
}
