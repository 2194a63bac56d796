import Ingestion

/// A file that a run looks at, with the source that it is a delivery of.
struct LoadItem: Sendable {
  let path: FilePath
  let source: ResolvedSource
  /// Digest of what decides which events its rows become.
  let mappingDigest: String

  /// As the user would name it.
  var name: String { path.relative(to: .current) }
}
