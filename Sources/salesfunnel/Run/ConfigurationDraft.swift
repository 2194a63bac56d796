import FunnelModel
import Ingestion

/// The configuration that `init` proposes: one source for each kind of export of a folder.
struct ConfigurationDraft {
  /// Where relative patterns start.
  private let home: FilePath
  private(set) var sources: [DraftSource] = []

  /// Looks at every file, tries what it proposes, and tells of it line by line.
  init(_ files: [FilePath], home: FilePath, log: Log) throws(Failure) {
    self.home = home
    for group in Self.groups(files) {
      try Interrupt.check()
      let names = Set(sources.map(\.name))
      var source = DraftSource(group, among: files, home: home)
      var number = 2
      let plain = source.name
      while names.contains(source.name) {
        source.name = "\(plain)_\(number)"
        number += 1
      }
      source.examine()
      log.info(source.line)
      for note in source.notes { log.info("  \(note)") }
      sources.append(source)
    }
  }

  /// Whether a run can load anything.
  var isUsable: Bool { sources.contains { $0.isUsable } }

  /// Files of one profile, or with one header, in one folder.
  private static func groups(_ files: [FilePath]) -> [DraftGroup] {
    var groups: [DraftGroup] = []
    for file in files {
      let name = file.relative(to: .current)
      let look = Result { () throws(IngestionError) in
        try ExportRecognition.look(at: file.text, name: name)
      }
      let group: DraftGroup
      switch look {
      case .success(let (header, profile)):
        group = DraftGroup(files: [file], header: header, profile: profile)
      case .failure(let error):
        group = DraftGroup(files: [file], problem: error.problem)
      }
      if let index = groups.firstIndex(where: { $0.takes(group) }) {
        groups[index].files.append(file)
      } else {
        groups.append(group)
      }
    }
    return groups
  }

  // MARK: Text

  /// The whole file.
  func text(for folder: String) -> String {
    """
    // Written by salesfunnel \(Program.version) for \(Self.comment(folder)). JSON with comments: mend what is
    // wrong, above all the mappings marked as proposals, then
    //   salesfunnel validate    says what would be loaded, rejected or not read
    //   salesfunnel run         writes salesfunnel-report/report.html
    // Every key and its meaning: salesfunnel help --settings
    {
      "$schema": "salesfunnel.schema.json",

      // Days, weeks and months are those of this zone, and so are times that name no zone.
      timezone: "UTC",
      \(currencyLine)

      // The report breaks every number down by these fields, the main one first.
      dimensions: [\(dimensions.map(MappingProposal.quoted).joined(separator: ", "))],

      // Two named spans to compare; the summary then says what changed and why.
      // windows: [
      //   { name: "before", from: "2025-01-01", to: "2025-04-01" },
      //   { name: "after", from: "2025-04-01", to: "2025-07-01" },  // `to` is exclusive
      // ],

      sources: [
    \(sources.map(\.text).joined(separator: "\n"))
      ],

      // What salesfunnel check judges, for example:
      // checks: [
      //   { metric: "b2c.session_conversion_rate", better: "higher", tolerance: { relative: 0.05 } },
      // ],
    }

    """
  }

  private var currencyLine: String {
    let found = Set(sources.filter(\.isUsable).flatMap(\.currencies)).subtracting([""]).sorted()
    switch found.count {
    case 0: return "// currency: \"EUR\",  // the exports name none"
    case 1: return "currency: \(MappingProposal.quoted(found[0])),"
    default:
      let names = Self.comment(found.joined(separator: ", "))
      return "currency: \(MappingProposal.quoted(found[0])),"
        + "  // the exports hold \(names): filter the rows of the others with `where`"
    }
  }

  /// Built-in dimensions that some mapping fills.
  private var dimensions: [String] {
    let known = ["channel", "campaign", "device", "region", "product", "segment", "owner"]
    let mapped = Set(sources.filter(\.isUsable).flatMap { $0.proposal?.fields.map(\.field) ?? [] })
    let chosen = known.filter { mapped.contains($0) && $0 != "product" }
    return chosen.contains("channel") || chosen.isEmpty
      ? ["channel"]
        + chosen.dropFirst(
          chosen.first == "channel" ? 1 : 0
        ).prefix(2) : Array(chosen.prefix(3))
  }

  /// A text that cannot end a comment line.
  static func comment(_ text: String) -> String {
    PrintableText.of(text.replacing("\n", with: " "))
  }
}

/// Files that are deliveries of one export.
struct DraftGroup {
  var files: [FilePath]
  var header: [String] = []
  var profile: SourceProfile?
  /// Why the files cannot be read at all.
  var problem: String?

  /// Whether another group's file belongs here.
  func takes(_ other: DraftGroup) -> Bool {
    guard problem == nil, other.problem == nil, files[0].parent == other.files[0].parent else {
      return false
    }
    if let profile { return profile.id == other.profile?.id }
    return other.profile == nil && !header.isEmpty && header == other.header
  }
}
