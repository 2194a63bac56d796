import FunnelModel

/// Hands events on, and stops the load where the user has interrupted the run.
final class MonitoredSink: EventSink {
  private let sink: any EventSink
  private let progress: Progress

  init(_ sink: any EventSink, _ progress: Progress) {
    self.sink = sink
    self.progress = progress
  }

  func append(_ batch: EventBatch, identities: [UInt64], bucket: Int) throws -> Int {
    try Interrupt.check()
    progress.advance(by: 0, rows: batch.count)
    return try sink.append(batch, identities: identities, bucket: bucket)
  }
}

/// Takes events and keeps none: what `validate` loads into.
final class NullSink: EventSink {
  func append(_ batch: EventBatch, identities: [UInt64], bucket: Int) -> Int { 0 }
}
