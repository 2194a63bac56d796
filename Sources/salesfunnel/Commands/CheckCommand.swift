import FunnelModel
import Metrics
import Reporting
import Warehouse

/// `salesfunnel check`: the last run against a baseline.
enum CheckCommand {
  static func run(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    let format = try invocation.choice(.format, CheckFormat.self) ?? .text
    let baseline = invocation[.baseline]
    let target = invocation[.writeBaseline]
    guard (baseline == nil) != (target == nil) else {
      throw Failure(
        .usage, "check needs either --baseline or --write-baseline",
        remedy: "see: salesfunnel help check")
    }
    let job = try JobConfiguration(invocation)
    let rules = job.configuration.checks
    if rules.isEmpty {
      throw Failure(
        .usage, "there is no rule to check", remedy: "add `checks` to the configuration")
    }
    let warehouse: Warehouse
    let (current, run): (Report, Int64)
    do throws(WarehouseError) {
      warehouse = try Warehouse(path: job.warehouse.text, create: false)
      (current, run) = try lastRun(warehouse, job)
    } catch {
      throw Failure(error)
    }
    if let target {
      try write(Baseline.write(current, rules: rules), to: FilePath(target, base: .current))
      log.info("wrote the baseline \(target)")
      return .done
    }
    let reference = BaselineReference(baseline ?? "last")
    let verdicts = Checker.judge(
      current: current, baseline: try reference.read(warehouse, before: run), rules: rules)
    if format != .text || !invocation.has(.quiet) || verdicts.contains(where: \.isFailure) {
      try OutputStream.print(
        CheckOutput.render(verdicts, as: format, currency: current.heading.currency))
    }
    return exitCode(verdicts, isStrict: invocation.has(.strict))
  }

  /// What some verdicts mean for the exit code.
  static func exitCode(_ verdicts: [CheckVerdict], isStrict: Bool) -> ExitCode {
    if verdicts.contains(where: \.isFailure) { return .checkFailed }
    return isStrict && verdicts.contains { $0.kind == .undecided } ? .undecided : .done
  }

  /// The numbers of the last run that is done.
  private static func lastRun(
    _ warehouse: Warehouse, _ job: JobConfiguration
  ) throws(WarehouseError) -> (Report, Int64) {
    guard let run = try warehouse.lastRunWithResults(),
      let record = try warehouse.runs().first(where: { $0.id == run })
    else {
      throw WarehouseError(
        kind: .inputOutput, message: "The warehouse holds no finished run.",
        remedy: "Run `salesfunnel run` first.")
    }
    var report = Report(
      heading: Report.Heading(
        version: record.version, configurationDigest: record.configurationDigest,
        asOf: record.asOf ?? Instant(microseconds: 0), zone: job.zone,
        currency: job.configuration.currency ?? "", windows: job.configuration.windows,
        dimensions: job.configuration.dimensions, markets: []))
    report.metrics = try warehouse.metrics(run: run)
    report.definitions = MetricCatalogue.definitions
    return (report, run)
  }

  private static func write(_ bytes: [UInt8], to path: FilePath) throws(Failure) {
    if path.kind == .link {
      throw Failure(.usage, "\(path) is a symbolic link", remedy: "name the file itself")
    }
    try DurableFile.makeDirectories(path.parent)
    let scratch = path.parent.appending(".\(path.name).new")
    try DurableFile.replace(path, bytes, scratch: scratch)
  }
}
