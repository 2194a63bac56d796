import FunnelModel
import Ingestion

/// `salesfunnel init DIR`: a configuration for a folder of exports.
enum InitCommand {
  static func run(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    guard let text = invocation.arguments.first else {
      throw Failure(.usage, "which folder?", remedy: "salesfunnel init exports/")
    }
    let folder = FilePath(text, base: .current)
    guard FileKind(at: folder.text, followLinks: true) == .directory else {
      throw Failure(.usage, "\(text) is not a folder", remedy: "name the folder of the exports")
    }
    let target = FilePath(invocation[.config] ?? "salesfunnel.json", base: .current)
    let schema = target.parent.appending("salesfunnel.schema.json")
    for path in [target, schema] where path.kind == .link {
      throw Failure(.usage, "\(path) is a symbolic link", remedy: "name the file itself")
    }
    if target.kind != nil && !invocation.has(.force) {
      throw Failure(
        .usage, "\(target.relative(to: .current)) is there already",
        remedy: "replace it with --force, or write elsewhere with --config FILE")
    }
    let files = FileSelection.exports(
      in: folder, except: target.parent.appending("salesfunnel-report"))
    if files.isEmpty {
      throw Failure(.usage, "\(text) holds no exports", remedy: "init looks for CSV and JSON files")
    }
    let draft = try ConfigurationDraft(files, home: target.parent, log: log)
    try write(draft.text(for: text), to: target)
    try write(ConfigurationSchema.jsonSchema(), to: schema)
    let name = target.relative(to: .current)
    if !draft.isUsable {
      log.warning("no export could be mapped; \(name) says why, file by file")
    } else {
      let option = name == "salesfunnel.json" ? "" : " --config \(name)"
      log.info("wrote \(name); look through it, then: salesfunnel run\(option)")
    }
    return .done
  }

  private static func write(_ text: String, to path: FilePath) throws(Failure) {
    try DurableFile.makeDirectories(path.parent)
    let scratch = path.parent.appending(".\(path.name).new")
    try DurableFile.replace(path, Array(text.utf8), scratch: scratch)
  }
}
