import FunnelModel
import Testing

@testable import Metrics

@Suite struct BuyerLinksTests {
  private static let links = BuyerLinks(canonical: [
    BuyerLinks.key(.customerID, Array("zoe".utf8)):
      BuyerLinks.Canonical(.customerID, Array("anna".utf8)),
    BuyerLinks.key(.sessionID, [0, 255, 128]):
      BuyerLinks.Canonical(.accountID, Array("acme".utf8)),
  ])

  @Test func linksSurviveTheirEncoding() throws {
    for links in [Self.links, .none] {
      #expect(try BuyerLinks(decoding: links.encoded()) == links)
    }
  }

  @Test func damagedLinksAreRefused() {
    let bytes = Self.links.encoded()
    for count in 0..<bytes.count {
      #expect(throws: StateError.damaged) { try BuyerLinks(decoding: Array(bytes[..<count])) }
    }
    #expect(throws: StateError.damaged) { try BuyerLinks(decoding: bytes + [0]) }
  }
}
