import Foundation
import FunnelModel
import Ingestion

/// The files of a job, each with the source that it is a delivery of.
struct FileSelection {
  /// In the order of the configuration's sources, then by path.
  private(set) var items: [LoadItem] = []
  /// Files and patterns that nothing can be made of.
  private(set) var problems: [Refusal] = []
  private(set) var byteCount = 0

  init(job: JobConfiguration, paths: [String]) throws(Failure) {}
}
