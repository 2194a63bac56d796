package import FunnelModel
import RecordParsing

/// A configuration with the positions of its parts, for errors that only the program can find.
package struct ConfigurationDocument: Sendable {
  package var configuration: Configuration
  /// Custom fields of the event schema: dimensions first, in their order, then the other names
  /// that mappings and funnels use, sorted.
  package var customFields: [String]
  /// The file's name as it was given to the reader.
  package let file: String
  let positions: [String: TextPosition]

  /// An error at a part of the configuration, such as `checks[0].metric`; at the nearest part
  /// around it where the path itself is not written, else at the start of the file.
  package func error(at path: String, _ message: String) -> ConfigurationError {
    var place = path
    while positions[place] == nil, let end = place.lastIndex(where: { $0 == "." || $0 == "[" }) {
      place = String(place[..<end])
    }
    let position = positions[place]
    return ConfigurationError(
      file: file, line: position?.line ?? 1, column: position?.column ?? 1, path: path,
      message: message)
  }
}

/// Reads `salesfunnel.json`: JSON5 text → `Configuration`, or everything that is wrong with it.
///
///     let document = try ConfigurationReader().read(bytes, file: "salesfunnel.json")
package struct ConfigurationReader: Sendable {
  private let zones: ZoneLoader

  /// A reader that looks up zone names with a loader.
  package init(zones: ZoneLoader = ZoneLoader()) { self.zones = zones }

  /// The configuration in a JSON5 text, defaults filled in; paths stay as they are written.
  package func read(
    _ text: [UInt8], file: String
  ) throws(ConfigurationFailure) -> ConfigurationDocument {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(text, dialect: .json5).root
    } catch {
      throw ConfigurationFailure(errors: [
        ConfigurationError(
          file: file, line: error.line, column: error.column, path: "",
          message: "not valid JSON5: \(error.message)")
      ])
    }
    var checker = ConfigurationChecker(file: file, zones: zones)
    let canonical = checker.check(root, .object(.configuration), "")
    ConfigurationNames.check(&checker)
    try Self.throwErrors(of: checker)

    var builder = ConfigurationBuilder(checker: checker)
    var configuration = builder.build(ConfigurationNode(value: root, path: ""))
    configuration.canonicalText = canonical
    try Self.throwErrors(of: builder.checker)
    return ConfigurationDocument(
      configuration: configuration,
      customFields: ConfigurationNames.customFields(
        checker, dimensions: configuration.dimensions),
      file: file, positions: checker.positions)
  }

  private static func throwErrors(
    of checker: ConfigurationChecker
  ) throws(ConfigurationFailure) {
    guard !checker.errors.isEmpty else { return }
    throw ConfigurationFailure(
      errors: checker.errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
  }
}
