import FunnelModel

/// `salesfunnel run`: load what is new, compute, publish.
enum RunCommand {
  static func run(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    let settings = try JobSettings(invocation)
    let job = try JobConfiguration(settings)
    if settings.baseline != nil && job.configuration.checks.isEmpty {
      throw Failure(
        .usage, "--baseline needs rules to check", remedy: "add `checks` to the configuration")
    }
    let files = try FileSelection(job: job, paths: settings.paths)
    return try RunSession(settings: settings, job: job, files: files, log: log).perform()
  }
}
