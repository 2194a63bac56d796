import Foundation
import Testing

/// What the program says to a person at a shell, without any data.
@Suite struct CommandLineTests {
  static let commands = [
    "run", "init", "validate", "check", "metrics", "trace", "sources", "doctor", "forget", "prune",
    "help",
    "completion",
  ]
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test func versionIsOneLineOnStandardOutput() throws {
    let run = try workspace.run("--version")
    #expect(run.code == 0, "\(run)")
    #expect(run.stdout.hasPrefix("salesfunnel "), "\(run)")
    #expect(run.stdout.split(separator: "\n").count == 1, "\(run)")
    #expect(run.stderr.isEmpty, "\(run)")
  }

  @Test(arguments: [["help"], ["--help"], ["-h"], []])
  func helpListsEveryCommand(arguments: [String]) throws {
    let run = try workspace.run(arguments)
    #expect(run.code == 0, "\(run)")
    for command in Self.commands {
      #expect(run.stdout.contains("\n  \(command) "), "\(run)")
    }
    for later in ["worker", "spark"] {
      #expect(!run.stdout.contains("\n  \(later) "), "\(run)")
    }
  }

  @Test(arguments: Self.commands)
  func everyCommandHasAPageWithAnExample(command: String) throws {
    let page = try workspace.run("help", command)
    let same = try workspace.run(command, "--help")
    #expect(page.code == 0 && same.code == 0, "\(page)\(same)")
    #expect(page.stdout == same.stdout)
    #expect(page.stdout.contains("examples:\n  salesfunnel \(command)"), "\(page)")
    #expect(page.stdout.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(page)")
  }

  @Test(arguments: [
    (["rnu"], "did you mean 'run'"),
    (["chekc"], "did you mean 'check'"),
    (["run", "--confg", "x"], "did you mean '--config'"),
    (["run", "--max-reject", "1"], "did you mean '--max-rejects'"),
    (["run", "--qiet"], "did you mean '--quiet'"),
    (["metrics", "b2c.aovv"], "b2c.aov"),
    (["help", "sorces"], "salesfunnel help sources"),
    (["completion", "bsh"], "salesfunnel completion bash"),
    (["prune", "--older-then", "2y"], "did you mean '--older-than'"),
  ])
  func nearestNameIsSuggested(arguments: [String], hint: String) throws {
    let run = try workspace.run(arguments)
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains(hint), "\(run)")
    #expect(run.stdout.isEmpty, "\(run)")
  }

  @Test(arguments: [
    ["run", "--jobs", "0", "x.csv"], ["run", "--jobs", "many", "x.csv"],
    ["run", "--max-rejects", "1.0000001%", "x.csv"], ["run", "--max-rejects", "-1", "x.csv"],
    ["run", "--max-rejects", "101%", "x.csv"], ["run", "--grain", "hour", "x.csv"],
    ["run", "--by", "channel,", "x.csv"], ["run", "--expect-through", "31.12.2025", "x.csv"],
    ["run", "--as-of", "yesterday", "x.csv"], ["run", "--csv-profile", "excel", "x.csv"],
    ["run", "--quiet", "--verbose", "x.csv"], ["run", "--quiet=yes", "x.csv"],
    ["run", "--config"], ["run", "--jobs", "1", "--jobs", "2", "x.csv"],
    ["check", "x.csv"], ["metrics", "--output", "x"], ["run"], ["run", "missing.csv"],
    ["run", "--log-format", "xml", "x.csv"], ["-x"], ["run", "--from", "1.1.2025", "x.csv"],
    ["run", "--from", "2025-03-02", "--to", "2025-03-02", "x.csv"], ["completion"],
    ["completion", "csh"], ["help", "--man", "--schema"], ["help", "run", "--man"], ["prune"],
    ["forget"], ["init"], ["init", "x.csv"], ["init", "missing"],
  ])
  func usageErrorsExitTwoWithOneMessage(arguments: [String]) throws {
    try workspace.write("x.csv", ShopExport.file())
    let run = try workspace.run(arguments)
    #expect(run.code == 2, "\(run)")
    #expect(run.stderr.contains("error:") || run.stderr.contains("\"level\""), "\(run)")
    #expect(run.stdout.isEmpty, "\(run)")
    #expect(!workspace.exists("salesfunnel-report"), "\(run)")
  }

  @Test func environmentGivesWhatTheCommandLineLeavesOut() throws {
    try workspace.write("x.csv", ShopExport.file())
    let run = try workspace.run(
      ["run", "x.csv", "--quiet"],
      environment: ["SALESFUNNEL_OUTPUT": "elsewhere", "SALESFUNNEL_WAREHOUSE": "w.sqlite"])
    #expect(run.code == 0, "\(run)")
    #expect(workspace.exists("elsewhere/report.html") && workspace.exists("w.sqlite"))
    let wrong = try workspace.run(["run", "x.csv"], environment: ["SALESFUNNEL_JOBS": "zero"])
    #expect(wrong.code == 2, "\(wrong)")
  }
}
