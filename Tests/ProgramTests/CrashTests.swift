import Foundation
import Testing

/// A run that is killed, at named points and at random moments.
@Suite struct CrashTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.write("in/a.csv", ShopExport.file(1...4))
    try workspace.write("in/b.csv", ShopExport.file(5...10))
  }

  @Test(arguments: ["before-commit", "after-commit", "before-publish", "after-publish"])
  func killedRunIsMendedByTheNext(point: String) throws {
    let killed = try workspace.run(["run", "in"], environment: ["SALESFUNNEL_CRASH_AT": point])
    #expect(killed.code == 128 + 9, "\(killed)")
    let next = try workspace.run("run", "in")
    #expect(next.code == 0, "\(next)")
    #expect(try workspace.report() == RepeatTests.cleanReport())
    #expect(
      try workspace.entries() == ["in", "salesfunnel-report", "salesfunnel.sqlite"],
      "no stray files")
    #expect(try integrity() == "ok")
  }

  @Test(arguments: ["before-commit", "after-commit", "before-publish"])
  func oldReportStandsAfterAKill(point: String) throws {
    #expect(try workspace.run("run", "in/a.csv", "--quiet").code == 0)
    let before = try workspace.report()
    _ = try workspace.run(["run", "in"], environment: ["SALESFUNNEL_CRASH_AT": point])
    #expect(try workspace.report() == before)
  }

  @Test func killsAtRandomMomentsLoseNothing() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let large = ShopExport.text(
      (1...4000).map { index in
        "e\(index),2025-03-0\(index % 9 + 1)T10:00:00Z,purchase,c\(index % 700),,o\(index),"
          + "10.00,EUR,mail"
      })
    try workspace.write("in/c.csv", large)
    let clean = try Workspace()
    for name in ["in/a.csv", "in/b.csv", "in/c.csv"] {
      try clean.write(name, try workspace.text(name))
    }
    let started = ContinuousClock.now
    #expect(try clean.run("run", "in", "--quiet").code == 0)
    let whole = ContinuousClock.now - started
    for _ in 0..<12 {
      let program = try workspace.start(["run", "in", "--quiet"], environment: [:])
      let share = Double(random.next() % 1000) / 1000
      Thread.sleep(
        forTimeInterval: share
          * (Double(whole.components.seconds)
            + Double(whole.components.attoseconds) / 1e18))
      kill(program.process.processIdentifier, SIGKILL)
      _ = try program.wait()
      #expect(try integrity() == "ok", "seed \(seed)")
    }
    let next = try workspace.run("run", "in")
    #expect(next.code == 0, "seed \(seed): \(next)")
    #expect(try workspace.report() == clean.report(), "seed \(seed)")
    #expect(
      try workspace.entries() == ["in", "salesfunnel-report", "salesfunnel.sqlite"],
      "seed \(seed)")
  }

  @Test(arguments: [(SIGTERM, Int32(143)), (SIGINT, Int32(130))], [false, true])
  func signalStopsCleanly(signal: (Int32, code: Int32), hasReport: Bool) throws {
    if hasReport { #expect(try workspace.run("run", "in/a.csv", "--quiet").code == 0) }
    let before = hasReport ? try workspace.report() : [:]
    let run = try workspace.run(
      ["run", "in"],
      environment: [
        "SALESFUNNEL_CRASH_AT": "after-commit", "SALESFUNNEL_CRASH_SIGNAL": "\(signal.0)",
      ])
    #expect(run.code == signal.code, "\(run)")
    let account = try workspace.text("salesfunnel-report/run.json")
    #expect(account.contains("\"exit_code\": \(signal.code)"), "\(account)")
    #expect(try workspace.report() == before)
    let codes = try Database.texts(
      workspace.path("salesfunnel.sqlite").path, "SELECT exit_code FROM runs ORDER BY id DESC")
    #expect(codes.first == "\(signal.code)")
    let next = try workspace.run("run", "in")
    #expect(next.code == 0, "\(next)")
    #expect(try workspace.report() == RepeatTests.cleanReport())
  }

  private func integrity() throws -> String {
    let path = workspace.path("salesfunnel.sqlite").path
    guard FileManager.default.fileExists(atPath: path) else { return "ok" }
    return try Database.integrity(path)
  }
}

/// Steele, Lea and Flood's SplitMix64, so that a printed seed repeats a test.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
