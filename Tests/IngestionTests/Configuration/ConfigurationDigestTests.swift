import FunnelModel
import Testing

@testable import Ingestion

@Suite("The canonical text of a configuration")
struct ConfigurationDigestTests {
  private static func canonical(_ text: String) throws -> String {
    try ConfigurationReaderTests.read(text).configuration.canonicalText
  }

  @Test(
    "Ways of writing that say the same give the same text",
    arguments: [
      ("{ currency: 'EUR', fiscalYearStart: 4 }", "{ fiscalYearStart: 4, currency: \"EUR\" }"),
      ("{ grossMargin: 0.62 }", "{ grossMargin: '0.6200' } // a note"),
      ("{ timezone: 'UTC', dimensions: ['channel'] }", "{}"),
      ("{ output: 'a', warehouse: 'b', $schema: 'c' }", "{}"),
      (
        "{ sources: [{ name: 'a', files: 'x', maxAge: '1d' }] }",
        "{ sources: [{ name: 'a', files: ['y', 'z'] }] }"
      ),
      (
        "{ sources: [{ name: 'a', files: 'x', columns: { owner: 'O' } }] }",
        "{ sources: [{ name: 'a', files: 'x', columns: { owner: { column: ['O'] } } }] }"
      ),
      (
        "{ funnels: [{ name: 'a', scope: 'deal', window: '7d', steps: ['won'] }] }",
        "{ funnels: [{ name: 'a', scope: 'deal', window: '168h', steps: [{ type: 'won' }] }] }"
      ),
      (
        "{ bands: [{ metric: 'm', low: 1 }], checks: [{ metric: 'm' }] }", "{}"
      ),
    ])
  func equal(_ a: String, _ b: String) throws {
    #expect(try Self.canonical(a) == Self.canonical(b))
  }

  @Test(
    "Settings that change numbers change the text",
    arguments: [
      "{ timezone: 'Europe/Berlin' }", "{ asOf: '2025-01-01' }", "{ currency: 'EUR' }",
      "{ fiscalYearStart: 2 }", "{ grossMargin: 0.5 }", "{ cacLagMonths: 1 }",
      "{ dimensions: ['device'] }", "{ dimensions: [] }", "{ opportunityRequiresBant: 2 }",
      "{ approvalStages: ['Legal'] }", "{ ltv: { horizon: '1w' } }",
      "{ engagement: { halfLife: '1w' } }", "{ engagement: { weights: { demo: 2 } } }",
      "{ windows: [{ name: 'a', from: '2025-01-01', to: '2025-02-01' }] }",
      "{ windows: [{ name: 'a', from: '2025-01-01', to: '2025-02-02' }] }",
      "{ sources: [{ name: 'a', files: 'x' }] }", "{ sources: [{ name: 'b', files: 'x' }] }",
      "{ sources: [{ name: 'a', files: 'x', market: 'b2b' }] }",
      "{ sources: [{ name: 'a', files: 'x', where: [{ column: 'c', is: ['d'] }] }] }",
      "{ sources: [{ name: 'a', files: 'x', where: [{ column: 'c', not: ['d'] }] }] }",
      "{ sources: [{ name: 'a', files: 'x' }], authority: { purchase: 'a' } }",
      "{ targets: [{ market: 'b2b', from: '2025-01-01', to: '2025-02-01', won: 1 }] }",
      "{ costs: [{ from: '2025-01-01', to: '2025-02-01', amount: 1 }] }",
      "{ funnels: [{ name: 'a', scope: 'deal', steps: ['won'] }] }",
    ])
  func different(_ text: String) throws {
    #expect(try Self.canonical(text) != "{}")
  }

  @Test("No two of those settings share a text")
  func distinct() throws {
    let a = try Self.canonical("{ windows: [{ name: 'a', from: '2025-01-01', to: '2025-02-01' }] }")
    #expect(a == #"{"windows":[{"from":"2025-01-01","name":"a","to":"2025-02-01"}]}"#)
    let quoted = try Self.canonical(#"{ approvalStages: ["a\"b\\c\u0001"] }"#)
    #expect(quoted == #"{"approvalStages":["a\"b\\c\u0001"]}"#)
  }
}
