import Foundation

/// The program: a command line in, an exit code out.
enum Program {
  /// Semantic version; printed in reports and by `--version`.
  static let version = "0.1.0"
}
