package import FunnelModel

/// What all files of a run have in common.
package struct IngestionSettings: Sendable {
  /// Columns of the events.
  package var schema: EventSchema
  /// Zone in which a date alone is a local day.
  package var reportingZone: ZoneTable
  /// The run's clock: events later than a day after it are rejected.
  package var clock: Instant
  /// Threads that parse and decode.
  package var jobs: Int
  /// Bytes read at a time; a chunk of about this size is decoded by one thread.
  package var blockBytes: Int
  /// Bytes of input whose events wait in memory before they go to the sink. The events take
  /// about as much.
  package var bufferBytes: Int
  /// Key of the hashes that are stored in the place of ids; nil = the ids themselves are.
  package var idKey: IDKey?

  /// Settings; block and buffer sizes change nothing but speed and memory.
  package init(
    schema: EventSchema = EventSchema(), reportingZone: ZoneTable = .utc, clock: Instant,
    jobs: Int = 1, blockBytes: Int = 1 << 21, bufferBytes: Int = 256 << 20, idKey: IDKey? = nil
  ) {
    self.schema = schema
    self.reportingZone = reportingZone
    self.clock = clock
    self.jobs = max(1, jobs)
    self.blockBytes = max(16, blockBytes)
    self.bufferBytes = max(1, bufferBytes)
    self.idKey = idKey
  }
}
