import Foundation

/// How one run of the program ended; prints as command, exit code, stdout and stderr.
struct ProgramRun: CustomStringConvertible, Sendable {
  let command: String
  /// Exit code, or 128 + signal where a signal ended it.
  let code: Int32
  let stdout: String
  let stderr: String

  var description: String {
    "$ \(command)\nexit \(code)\n--- stdout\n\(stdout)--- stderr\n\(stderr)---"
  }
}

/// The program under test, built beside the test bundle.
enum Program {
  static let path: String = {
    // The tests run inside the bundle's executable, whose directory holds all products.
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = bundle.deletingLastPathComponent().appendingPathComponent("salesfunnel").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    let argument = URL(fileURLWithPath: CommandLine.arguments[0])
    return argument.deletingLastPathComponent().appendingPathComponent("salesfunnel").path
  }()
}

/// The root of the package, where SampleData lies.
enum Package {
  /// Whether the tests, and with them the program, are built for release.
  static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while !FileManager.default.fileExists(
      atPath: folder.appendingPathComponent("Package.swift").path), folder.path != "/"
    {
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  /// Real data sets beside the repository; absent in most clones.
  static let sharedData = root.appendingPathComponent("../shared/data").standardizedFileURL
  static let hasSharedData = FileManager.default.fileExists(atPath: sharedData.path)
}
