import FunnelModel
import Foundation
import Reporting

/// The options of `run` and `validate`, read once.
struct JobSettings: Sendable {
  let configuration: FilePath?
  let root: FilePath?
  let paths: [String]
  let warehouse: FilePath?
  let output: FilePath?
  let asOf: String?
  let span: DaySpan
  /// nil = every grain.
  let grains: [Grain]?
  /// nil = the configuration's.
  let dimensions: [String]?
  let jobs: Int
  let rejectLimit: RejectLimit
  let csvProfile: CSVProfile
  let language: Language
  let isStrict: Bool
  let expectThrough: LocalDay?
  let allowsEmpty: Bool
  let format: SummaryFormat
  let baseline: String?
  let isQuiet: Bool

  /// What `run` puts on standard output.
  enum SummaryFormat: String, CaseIterable, Sendable { case text, json, markdown }

  init(_ invocation: Invocation) throws(Failure) {
    let here = FilePath.current
    paths = invocation.arguments
    configuration = Self.configuration(invocation, here)
    root = invocation[.root].map { FilePath($0, base: here) }
    warehouse = invocation[.warehouse].map { FilePath($0, base: here) }
    output = invocation[.output].map { FilePath($0, base: here) }
    asOf = try Self.asOf(invocation)
    span = try DaySpan(invocation)
    grains = try Self.grains(invocation)
    dimensions = try Self.list(invocation, .by)
    jobs = try Self.jobs(invocation)
    rejectLimit = try Self.rejectLimit(invocation)
    csvProfile = try invocation.choice(.csvProfile, CSVProfile.self) ?? .plain
    language = try invocation.choice(.language, Language.self) ?? .english
    isStrict = invocation.has(.strict)
    expectThrough = try Self.day(invocation, .expectThrough)
    allowsEmpty = invocation.has(.allowEmpty)
    format = try invocation.choice(.format, SummaryFormat.self) ?? .text
    baseline = invocation[.baseline]
    isQuiet = invocation.has(.quiet)
  }

  /// The configuration that is meant: the one named, else the one that lies here, unless paths
  /// say what to read.
  static func configuration(_ invocation: Invocation, _ here: FilePath) -> FilePath? {
    if let named = invocation[.config] { return FilePath(named, base: here) }
    let usual = here.appending("salesfunnel.json")
    let namesFiles = [.run, .validate].contains(invocation.command)
    return (invocation.arguments.isEmpty || !namesFiles) && usual.kind != nil ? usual : nil
  }

  private static func list(
    _ invocation: Invocation, _ option: OptionName
  ) throws(Failure) -> [String]? {
    guard let text = invocation[option] else { return nil }
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if let index = words.firstIndex(of: "") {
      throw Failure(.usage, "--\(option.rawValue) \(text): entry \(index + 1) is empty")
    }
    return words
  }

  private static func grains(_ invocation: Invocation) throws(Failure) -> [Grain]? {
    guard let words = try list(invocation, .grain) else { return nil }
    var result: [Grain] = []
    for word in words {
      guard let grain = Grain(name: word) else {
        throw Failure(
          .usage, "--grain \(word): there is no such grain",
          remedy: "one of: \(Grain.allCases.map(\.name).joined(separator: ", "))")
      }
      result.append(grain)
    }
    return result
  }

  static func asOf(_ invocation: Invocation) throws(Failure) -> String? {
    guard let text = invocation[.asOf] else { return nil }
    // Whether it is a time does not depend on the zone.
    if AsOf.instant(text, zone: .utc) != nil { return text }
    throw Failure(
      .usage, "--as-of \(text): neither a date nor a time",
      remedy: "write 2025-09-30 (its end) or 2025-09-30T12:00:00Z")
  }

  static func jobs(_ invocation: Invocation) throws(Failure) -> Int {
    guard let text = invocation[.jobs] else { return ProcessInfo.processInfo.activeProcessorCount }
    guard let jobs = Int(text), (1...256).contains(jobs) else {
      throw Failure(.usage, "--jobs \(text): a whole number from 1 to 256 is needed")
    }
    return jobs
  }

  private static func rejectLimit(_ invocation: Invocation) throws(Failure) -> RejectLimit {
    guard let text = invocation[.maxRejects] else { return .count(0) }
    guard let limit = RejectLimit(text) else {
      throw Failure(
        .usage, "--max-rejects \(text): neither a count nor a share",
        remedy: "for example 25, or 1% of a file's rows (at most six fractional digits)")
    }
    return limit
  }

  /// The local day that an option names.
  static func day(
    _ invocation: Invocation, _ option: OptionName
  ) throws(Failure) -> LocalDay? {
    guard let text = invocation[option] else { return nil }
    guard let day = LocalDay(text) else {
      throw Failure(
        .usage, "--\(option.rawValue) \(text): not a date", remedy: "write it as 2025-09-30")
    }
    return day
  }
}
