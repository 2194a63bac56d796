/// `salesfunnel doctor`: looks for what would make a run fail.
enum DoctorCommand {
  static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
    let formats: [DataFormat] = [.text, .json]
    let format = try invocation.choice(.format, DataFormat.self, among: formats) ?? .text
    var examination = Examination()
    examination.examineProgram()
    do throws(Failure) {
      let job = try JobConfiguration(invocation)
      examination.examine(job)
    } catch {
      examination.add("configuration", error)
    }
    let findings = examination.findings
    let isHealthy = findings.allSatisfy { $0.state != .problem }
    switch format {
    case .json:
      try OutputStream.print(
        JSONText.indented(
          .object([
            ("healthy", .bool(isHealthy)),
            ("exit_code", .integer(Int(examination.code.rawValue))),
            ("findings", .list(findings.map(json))),
          ])) + "\n")
    default:
      if !(invocation.has(.quiet) && isHealthy) {
        try OutputStream.print(PrintableText.of(findings.map(text).joined()))
      }
    }
    return examination.code
  }

  private static func text(_ finding: Examination.Finding) -> String {
    let label = finding.state.rawValue
    let pad = String(repeating: " ", count: 9 - label.count)
    let line = "\(label)\(pad)\(finding.subject): \(finding.message)\n"
    return finding.remedy.isEmpty ? line : line + "         \(finding.remedy)\n"
  }

  private static func json(_ finding: Examination.Finding) -> JSONOutput {
    .object([
      ("subject", .text(finding.subject)), ("state", .text(finding.state.rawValue)),
      ("message", .text(finding.message)), ("remedy", .text(finding.remedy)),
    ])
  }
}
