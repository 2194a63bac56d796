import Foundation
import FunnelModel
import Testing

@testable import Ingestion

/// Expected events derived by hand from formats.md §14.1.
@Suite("zendesk.csv")
struct ZendeskCSVTests {
  private static let header =
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Assignee,"
    + "Group,Subject,Status,Priority,Via,Ticket type,Created at,Updated at,Organization,Solved at,"
    + "Resolution time,Reopens,First reply time in minutes,"
    + "First reply time in minutes within business hours,Tier [list],Region [list],"
    + "Order type [txt]"

  private static func read(_ rows: String...) throws -> ProfileReading {
    try ProfileReading(
      ([header] + rows).joined(separator: "\n") + "\n", profile: .zendeskCSV,
      zone: "Europe/Berlin")
  }

  @Test("The account's zone; first response = creation + calendar minutes; solved = resolved")
  func solved() throws {
    // Created 09:00 in Berlin's summer (07:00 UTC); 95 calendar minutes later, not the 40 of
    // business hours; `Resolution time` is rounded to hours and not read.
    let reading = try Self.read(
      "1,501,Ann,9001,C-7,Ann@Example.com,Tom,Support,Late parcel,Solved,High,Web,Incident,"
        + "2025-07-01 09:00,2025-07-03 10:00,Acme,2025-07-02 18:30,34,0,95,40,Tier 1,DE,warranty")
    let rest =
      "account_id=Acme customer_id=ann@example.com person_id=9001 ticket_id=501 channel=Web "
    let labels = "region=DE owner=Tom tier=Tier 1 kind=Incident order_type=warranty"
    let who = rest + labels
    #expect(
      reading.events.map(Self.sorted)
        == [
          "2025-07-01T07:00:00Z ticket_opened \(who)",
          "2025-07-01T08:35:00Z ticket_first_response \(who)",
          "2025-07-02T16:30:00Z ticket_resolved \(who)",
        ].map(Self.sorted))
  }

  /// The fields of a line in one order: how the reader prints them is not what is tested.
  static func sorted(_ line: String) -> [String] {
    line.split(separator: " ").map(String.init).sorted()
  }

  @Test("No reply, no solution: one event; a solution that was undone is none; `-` is no value")
  func open() throws {
    let reading = try Self.read(
      "1,502,Ben,9002,-,-,-,Support,Broken,Open,Low,Mail,-,2025-01-10 12:00,2025-01-12 12:00,-,"
        + "2025-01-11 12:00,24,1,,,-,-,-",
      "1,503,Cem,9003,,,,Support,Question,New,Low,Chat,,2025-01-10 12:00,2025-01-10 12:00,,,,,,,,,")
    #expect(
      reading.events == [
        "2025-01-10T11:00:00Z ticket_opened person_id=9002 ticket_id=502 channel=Mail",
        "2025-01-10T11:00:00Z ticket_opened person_id=9003 ticket_id=503 channel=Chat",
      ])
  }

  @Test("`closed` comes days after the solution; a deleted ticket is filtered")
  func closedAndDeleted() throws {
    let reading = try Self.read(
      "1,504,D,9004,,,,S,x,Closed,,Web,,2025-01-10 12:00,2025-01-20 12:00,,2025-01-11 12:00,24,0,"
        + "\"1,440\",480,,,",
      "1,505,E,9005,,,,S,x,deleted,,Web,,2025-01-10 12:00,2025-01-20 12:00,,,,,,,,,")
    #expect(
      reading.events == [
        "2025-01-10T11:00:00Z ticket_opened person_id=9004 ticket_id=504 channel=Web",
        "2025-01-11T11:00:00Z ticket_first_response person_id=9004 ticket_id=504 channel=Web",
        "2025-01-11T11:00:00Z ticket_resolved person_id=9004 ticket_id=504 channel=Web",
      ])
    #expect(reading.outcome.accounting.filtered == 1)
  }

  @Test("A duration that is none rejects its row alone")
  func badDuration() throws {
    let reading = try Self.read(
      "1,506,D,9004,,,,S,x,Open,,Web,,2025-01-10 12:00,,,,,,soon,,,,",
      "1,507,D,9004,,,,S,x,Open,,Web,,2025-01-10 12:00,,,,,,5,,,,")
    #expect(reading.outcome.rejects.map(\.code) == ["duration"])
    #expect(reading.events.count == 2)
  }
}

/// Expected events derived by hand from formats.md §11.3.
@Suite("hubspot.tickets")
struct HubSpotTicketsTests {
  @Test("Labels: the response's date where there is one, else creation + HH:mm:ss")
  func labels() throws {
    let text = """
      Ticket ID,Ticket name,Pipeline,Ticket status,Priority,Category,Source,Create date,Close date,\
      First agent email response date,Time to first agent email reply,Time to close (HH:mm:ss),\
      Ticket owner,Associated Company
      11,A,Support,Closed,High,Billing,EMAIL,2025-03-29 10:00,2025-03-31 09:00,2025-03-29 10:30,\
      00:10:00,47:00:00,Tom,Acme
      12,B,Support,Closed,Low,(No value),CHAT,2025-03-29 10:00,,,26:15:30,48:00:00,--,Acme
      13,C,Support,New,Low,,CHAT,2025-03-29 10:00,,,,,,

      """
    let reading = try ProfileReading(text, profile: .hubspotTickets, zone: "Europe/Berlin")
    let first =
      "account_id=Acme ticket_id=11 channel=EMAIL segment=Support owner=Tom kind=Billing"
    let second = "account_id=Acme ticket_id=12 channel=CHAT segment=Support"
    // Clocks go forward on 30 March: elapsed time does not care.
    #expect(
      reading.events == [
        "2025-03-29T09:00:00Z ticket_opened \(first)",
        "2025-03-29T09:30:00Z ticket_first_response \(first)",
        "2025-03-31T07:00:00Z ticket_resolved \(first)",
        "2025-03-29T09:00:00Z ticket_opened \(second)",
        "2025-03-30T11:15:30Z ticket_first_response \(second)",
        "2025-03-31T09:00:00Z ticket_resolved \(second)",
        "2025-03-29T09:00:00Z ticket_opened ticket_id=13 channel=CHAT segment=Support",
      ])
  }

  @Test("Internal names count milliseconds; the one in operating hours is not read")
  func internalNames() throws {
    let text = """
      hs_object_id,subject,hs_pipeline,hs_pipeline_stage,hs_ticket_category,createdate,closed_date,\
      first_agent_reply_date,time_to_close,time_to_first_agent_reply,\
      hs_time_to_first_response_in_operating_hours
      21,A,0,4,BUG,2025-01-10 09:00:00,,,7200000,1800000,600000

      """
    let reading = try ProfileReading(text, profile: .hubspotTickets)
    let who = "ticket_id=21 segment=0 kind=BUG"
    #expect(
      reading.events == [
        "2025-01-10T09:00:00Z ticket_opened \(who)",
        "2025-01-10T09:30:00Z ticket_first_response \(who)",
        "2025-01-10T11:00:00Z ticket_resolved \(who)",
      ])
  }

  @Test(
    "A replicated table of real tickets: as many opened, answered and closed as are dated",
    .enabled(if: RealDataConfigurationTests.data != nil, "needs the real data"))
  func replicatedTable() throws {
    let data = try #require(RealDataConfigurationTests.data)
    let path = data.appending(path: "dbt_seeds/dbt_hubspot/ticket_data.csv").path
    let reading = try ProfileReading(path: path, profile: .hubspotTickets)
    // Counted in the file with another tool: rows with a date in each of the three columns.
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
      .dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    func count(_ column: Int) -> Int { rows.count { !$0[column].isEmpty } }
    func events(_ type: String) -> Int { reading.events.count { $0.contains(" \(type) ") } }
    #expect(events("ticket_opened") == count(4))
    #expect(events("ticket_first_response") == count(5))
    #expect(events("ticket_resolved") == count(3))
    #expect(
      reading.events.contains {
        $0.hasPrefix("2021-02-17T21:59:58Z ticket_first_response ticket_id=307034542 ")
      })
  }
}

/// Expected events derived by hand from formats.md §14.2.
@Suite("zoho_desk.report")
struct ZohoDeskReportTests {
  @Test("Four lines before the header; dates with AM and PM; a first response that is a date")
  func report() throws {
    let text = """
      Tickets of March
      Zylker Support
      Generated on 05 Apr 2026
      Filter: Created Time (Ticket)
      Ticket Id,Request Id,Subject,Status (Ticket),Priority (Ticket),Channel,Category (Ticket),\
      Ticket Owner,Created Time (Ticket),Ticket Closed Time,First Response Time,\
      SLA Violation Type,Email (Ticket),Account Name
      900001,101,Late,Closed,High,Email,Delivery,Tom,05 Mar 2026 02:15 PM,06 Mar 2026 09:00 AM,\
      05 Mar 2026 03:00 PM,,Ann@Example.com,Acme
      900002,102,Broken,Escalated,High,Web,-,-,05 Mar 2026 12:05 AM,06 Mar 2026 09:00 AM,-,,,

      """
    let reading = try ProfileReading(text, profile: .zohoDeskReport, zone: "Europe/Berlin")
    let who =
      "account_id=Acme customer_id=ann@example.com ticket_id=101 channel=Email owner=Tom "
      + "kind=Delivery"
    // An escalated ticket that carries an old closing time is open again.
    #expect(
      reading.events.map(ZendeskCSVTests.sorted)
        == [
          "2026-03-05T13:15:00Z ticket_opened \(who)",
          "2026-03-05T14:00:00Z ticket_first_response \(who)",
          "2026-03-06T08:00:00Z ticket_resolved \(who)",
          "2026-03-04T23:05:00Z ticket_opened ticket_id=102 channel=Web",
        ].map(ZendeskCSVTests.sorted))
  }

  @Test("A backup: days before months, a first response that is a duration, a custom status")
  func backup() throws {
    let text = """
      ID,Department,Contact ID,Email,Status,Ticket Owner,Created Time,Request Id,Account ID,Channel,\
      Ticket Closed Time,Time to Respond
      1,X,c1,a@b.c,Done for good,Tom,13-01-2026 10:00,201,77,Web,14-01-2026 08:00,26:30
      2,X,c2,a@b.d,Open,Tom,02-01-2026 10:00,202,77,Web,,1 day 02:15 hrs

      """
    let reading = try ProfileReading(text, profile: .zohoDeskReport)
    func who(_ ticket: Int) -> String {
      "account_id=77 customer_id=a@b.\(ticket == 201 ? "c" : "d") "
        + "person_id=c\(ticket - 200) ticket_id=\(ticket) channel=Web owner=Tom"
    }
    #expect(
      reading.events.map(ZendeskCSVTests.sorted)
        == [
          "2026-01-13T10:00:00Z ticket_opened \(who(201))",
          "2026-01-14T12:30:00Z ticket_first_response \(who(201))",
          "2026-01-14T08:00:00Z ticket_resolved \(who(201))",
          "2026-01-02T10:00:00Z ticket_opened \(who(202))",
          "2026-01-03T12:15:00Z ticket_first_response \(who(202))",
        ].map(ZendeskCSVTests.sorted))
  }
}

@Suite("Durations in exports")
struct DurationTextTests {
  private static func read(_ text: String, unit: Int64 = 60_000_000) -> Int64 {
    let bytes = Array(text.utf8)
    return DurationText.read(bytes.span, 0, bytes.count, unit: unit)
  }

  @Test(
    "Seconds of a text",
    arguments: [
      ("95", 5700), ("1.5", 90), ("0", 0), ("1,440", 86_400), ("-5", -300), ("02:15", 8100),
      ("26:15:30", 94_530), ("1 day 02:15 hrs", 94_500), ("2 days", 172_800),
      ("5 hours 30 minutes", 19_800), ("90 s", 90), ("00:00:01", 1), ("3h", 10_800),
      ("12345678:00:00", 44_444_440_800),
    ])
  func seconds(text: String, expected: Int64) {
    #expect(Self.read(text) == expected * 1_000_000)
  }

  @Test(
    "Dates and words are none",
    arguments: [
      "soon", "05 Mar 2026 02:15 PM", "2026-03-05", "2026-03-05 02:15:00", "05/03/2026", "2:5",
      "02:75", "1,44", "5 parsecs", "1.5:30", "-", "5 5", "99999999999999999999",
    ])
  func invalid(text: String) { #expect(Self.read(text) == Decoded.invalid) }

  @Test("A blank cell is missing") func blank() { #expect(Self.read("") == Decoded.missing) }
}
