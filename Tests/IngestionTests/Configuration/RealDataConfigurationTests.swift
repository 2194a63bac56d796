import Foundation
import FunnelModel
import Testing

@testable import Ingestion

@Suite("The configurations of the real data sets")
struct RealDataConfigurationTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "RealData")

  /// The real data beside the package, or beside a directory around it.
  private static let data: URL? = {
    var place = folder
    while place.pathComponents.count > 1 {
      place = place.deletingLastPathComponent()
      let candidate = place.appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
    }
    return nil
  }()

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".json") }.sorted()

  @Test("Each is read without fault", arguments: names)
  func reads(name: String) throws {
    let text = try Data(contentsOf: Self.folder.appending(path: name))
    let document = try ConfigurationReader().read(Array(text), file: name)
    let sources = document.configuration.sources
    #expect(!sources.isEmpty)
    for source in sources { #expect(source.market != nil && source.mapping?.events.count != 0) }
  }

  @Test(
    "Each names files that exist", .enabled(if: data != nil, "needs the real data"),
    arguments: names)
  func files(name: String) throws {
    let data = try #require(Self.data)
    let text = try Data(contentsOf: Self.folder.appending(path: name))
    for source in try ConfigurationReader().read(Array(text), file: name).configuration.sources {
      let files = source.files + (source.mapping?.complete.flatMap(\.files) ?? [])
      for file in files {
        #expect(
          FileManager.default.fileExists(atPath: data.appending(path: file).path), "\(file)")
      }
    }
  }

  @Test("All of them are there")
  func complete() {
    #expect(
      Self.names == [
        "cdnow.json", "kag_facebook_ads.json", "maven_crm.json", "maven_crm_closed_only.json",
        "maven_crm_ddmmyyyy.json", "mrr_playbook.json", "olist_funnel.json",
        "olist_funnel_ddmmyyyy.json", "rees46.json",
      ])
  }
}
