import FunnelModel
import Testing

@testable import Ingestion

@Suite struct CanonicalFileTests {
  static let text = """
    event_id,time,type,customer_id,session_id,amount,currency,note
    e1,2025-01-01T00:00:00Z,session_start,c1,s1,,,x
    e2,2025-01-01T00:00:08.481Z,purchase,c1,s1,12.50,EUR,y
    e3,2025-01-02 10:00:00,purchase,,s2,-3,EUR,

    """

  @Test func readsEventsWithTheirLines() throws {
    let file = try TemporaryFile(Self.text)
    let (outcome, sink) = try file.ingest()
    let start: Int64 = 1_735_689_600_000_000
    #expect(
      sink.rows()
        == [
          "time=\(start) type=session_start event_id=e1 customer_id=c1 session_id=s1 market=0 #41=2",
          "time=\(start + 122_400_000_000) type=purchase event_id=e3 session_id=s2 market=0 "
            + "amount=-3000000 currency=EUR #41=4",
          "time=\(start + 8_481_000) type=purchase event_id=e2 customer_id=c1 session_id=s1 "
            + "market=0 amount=12500000 currency=EUR #41=3",
        ].sorted())
    #expect(outcome.accounting.read == 3)
    #expect(outcome.accounting.loaded == 3)
    #expect(outcome.unmappedColumns == ["note"])
    #expect(outcome.summary.typeCounts == ["session_start": 1, "purchase": 2])
    #expect(outcome.summary.currencies == ["EUR"])
  }
}
