import Foundation
import Testing

/// What is printed from the tables of commands, options and settings, read by other programs.
@Suite struct HelpTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// Runs a system tool; nil where it is not installed.
  private func tool(_ name: String, _ arguments: [String]) throws -> (code: Int32, text: String)? {
    let path = ["/usr/bin/", "/bin/"].map { $0 + name }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    guard let path else { return nil }
    let output = workspace.path("\(name).out")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = workspace.folder
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: try Data(contentsOf: output), as: UTF8.self)
    )
  }

  /// Every option that the help page of a command lists.
  private func options(of command: String) throws -> [String] {
    try workspace.run("help", command).stdout.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("  --") else { return nil }
      return String(line.dropFirst(2).prefix { $0 != " " && $0 != "," })
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionKnowsEveryCommandAndOption(shell: String) throws {
    let run = try workspace.run("completion", shell)
    #expect(run.code == 0, "\(run)")
    for command in CommandLineTests.commands {
      #expect(run.stdout.contains(command))
      for option in try options(of: command) {
        let name = shell == "fish" ? "-l \(option.dropFirst(2)) " : option
        #expect(run.stdout.contains(name), "\(command) \(option)")
      }
    }
    try workspace.write("script", run.stdout)
    if let checked = try tool(shell, ["-n", "script"]) { #expect(checked.code == 0, "\(checked)") }
  }

  @Test(arguments: [
    (["che"], ["check"]), (["run", "--as"], ["--as-of"]),
    (["run", "--language", ""], ["en", "de"]), (["check", "--format", "ju"], ["junit"]),
    (["run", "--format", "ju"], []),
    (["metrics", "b2c.session_conv"], ["b2c.session_conversion_rate"]),
    (["completion", ""], ["bash", "zsh", "fish"]), (["help", "doc"], ["doctor"]),
  ])
  func bashCompletes(words: [String], expected: [String]) throws {
    let script = try workspace.run("completion", "bash").stdout
    let quoted = (["salesfunnel"] + words).map { "'\($0)'" }.joined(separator: " ")
    try workspace.write(
      "try.sh",
      script + "COMP_WORDS=(\(quoted))\nCOMP_CWORD=\(words.count)\n_salesfunnel\n"
        + "printf '%s\\n' \"${COMPREPLY[@]}\"\n")
    guard let result = try tool("bash", ["try.sh"]) else { return }
    #expect(result.code == 0, "\(result)")
    #expect(result.text.split(separator: "\n").map(String.init) == expected, "\(result.text)")
  }

  @Test func manualPageNamesEverythingAndIsSoundRoff() throws {
    let run = try workspace.run("help", "--man")
    #expect(run.code == 0, "\(run)")
    let plain = run.stdout.replacingOccurrences(of: "\\-", with: "-")
    for command in CommandLineTests.commands {
      #expect(plain.contains(".SS \(command)\n"), "\(command)")
      for option in try options(of: command) { #expect(plain.contains("\\fB\(option)\\fR")) }
    }
    for code in [0, 1, 2, 3, 4, 5, 6, 7, 8, 130, 143] { #expect(plain.contains(".B \(code)\n")) }
    // A line that begins with a dot is a request, so only known ones may.
    let requests = Set(
      run.stdout.split(separator: "\n").filter { $0.hasPrefix(".") }
        .map { $0.prefix { $0 != " " } })
    #expect(
      requests.isSubset(of: [
        ".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".I", ".nf", ".fi", ".RS", ".RE",
      ]), "\(requests)")
    try workspace.write("page.1", run.stdout)
    if let checked = try tool("mandoc", ["-T", "lint", "-W", "error", "page.1"]) {
      #expect(checked.code == 0, "\(checked.text)")
    }
  }

  @Test func schemaIsJSONAndSettingsNameTheSameKeys() throws {
    let schema = try workspace.run("help", "--schema")
    #expect(schema.code == 0, "\(schema)")
    let root = try JSONSerialization.jsonObject(with: Data(schema.stdout.utf8)) as? [String: Any]
    let properties = try #require(root?["properties"] as? [String: Any])
    let settings = try workspace.run("help", "--settings").stdout
    for key in properties.keys { #expect(settings.contains("\n  \(key): "), "\(key)") }
  }

  @Test func doctorFindsTrouble() throws {
    let healthy = try workspace.run("doctor")
    #expect(healthy.code == 0, "\(healthy)")
    #expect(healthy.stdout.contains("summer time"), "\(healthy)")
    #expect(try workspace.entries() == [], "it writes nothing")

    try workspace.write("salesfunnel.json", "{ sources: [{ name: \"a\", files: \"a*.csv\" }] }")
    let missing = try workspace.run("doctor")
    #expect(missing.code == 8, "\(missing)")
    #expect(missing.stdout.contains("no file matches"), "\(missing)")

    try workspace.write("a.csv", ShopExport.file())
    #expect(try workspace.run("run", "--quiet").code == 0)
    let quiet = try workspace.run("doctor", "--quiet")
    #expect(quiet.code == 0 && quiet.stdout.isEmpty, "\(quiet)")
    let object = try workspace.run("doctor", "--format", "json")
    let root =
      try JSONSerialization.jsonObject(with: Data(object.stdout.utf8)) as? [String: Any]
    #expect(root?["healthy"] as? Bool == true, "\(object)")

    let handle = try FileHandle(forUpdating: workspace.path("salesfunnel.sqlite"))
    try handle.seek(toOffset: 0)
    try handle.write(contentsOf: Data(repeating: 0x5a, count: 4096))
    try handle.close()
    let damaged = try workspace.run("doctor")
    #expect(damaged.code != 0, "\(damaged)")
    #expect(damaged.stdout.contains("problem"), "\(damaged)")

    try workspace.write("salesfunnel.json", "{ sorces: [] }")
    let wrong = try workspace.run("doctor")
    #expect(wrong.code == 2, "\(wrong)")
    #expect(wrong.stdout.contains("did you mean `sources`"), "\(wrong)")
  }
}
