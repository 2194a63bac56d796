// swift-tools-version: 6.2
import PackageDescription

/// The same strict settings for every Swift target; see `Sources/FunnelModel` for the house style.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  // Rounding is the C library's: a target that imports nothing must still name it to the linker.
  .target(
    name: name, dependencies: dependencies, swiftSettings: strict,
    linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "salesfunnel",
  products: [.executable(name: "salesfunnel", targets: ["salesfunnel"])],
  targets: [
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CSystem"),
    library("RecordParsing"),
    library("FunnelModel"),
    library("Statistics"),
    library("Ingestion", ["RecordParsing", "FunnelModel"]),
    library("Warehouse", ["FunnelModel", "CSQLite"]),
    library("Metrics", ["FunnelModel", "Statistics"]),
    library("Reporting", ["FunnelModel", "Statistics"]),
    .executableTarget(
      name: "salesfunnel",
      dependencies: [
        "RecordParsing", "FunnelModel", "Statistics", "Ingestion", "Warehouse", "Metrics",
        "Reporting", "CSystem",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["FunnelModel", "RecordParsing", "Ingestion", "Warehouse", "Metrics"],
      swiftSettings: strict),
    tests("RecordParsingTests", ["RecordParsing"]),
    tests("FunnelModelTests", ["FunnelModel"]),
    tests("StatisticsTests", ["Statistics"]),
    tests("IngestionTests", ["Ingestion", "RecordParsing", "FunnelModel"]),
    tests("WarehouseTests", ["Warehouse", "FunnelModel", "CSQLite"]),
    tests("MetricsTests", ["Metrics", "FunnelModel", "Statistics"]),
    tests("ReportingTests", ["Reporting", "FunnelModel", "Statistics"]),
    tests("ProgramTests", ["CSQLite"]),
  ])
