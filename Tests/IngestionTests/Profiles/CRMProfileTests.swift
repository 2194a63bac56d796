import FunnelModel
import Testing

@testable import Ingestion

/// Expected events derived by hand from formats.md §11.1.
@Suite("hubspot.deals")
struct HubSpotDealsTests {
  private static let header =
    "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Deal owner,Create Date,Close Date,"
    + "Original Source,Associated Company IDs,Closed Lost Reason,"
    + "\"Date entered \"\"Appointment Scheduled (Sales Pipeline)\"\"\","
    + "\"Date entered \"\"Closed Won (Sales Pipeline)\"\"\",\"Date entered \"\"Qualified\"\"\","
    + "Date entered current stage"

  private static func read(_ rows: String...) throws -> ProfileReading {
    try ProfileReading(
      ([header] + rows).joined(separator: "\n") + "\n", profile: .hubspotDeals,
      zone: "Europe/Berlin")
  }

  @Test("Each filled `Date entered` column is a stage, without the pipeline's name; won at entry")
  func won() throws {
    let reading = try Self.read(
      "101,Acme,Sales Pipeline,Closed Won (Sales Pipeline),12000.50,Ann,2025-01-10 09:00,"
        + "2025-03-01 12:00,Organic Search,77,,2025-01-11 10:00,2025-02-28 16:30,,2025-02-28 16:30")
    let rest = "amount=12000.5 channel=Organic Search segment=Sales Pipeline owner=Ann"
    let who = "account_id=77 deal_id=101"
    #expect(
      reading.events == [
        "2025-01-10T08:00:00Z opportunity \(who) \(rest)",
        "2025-01-11T09:00:00Z stage \(who) \(rest) stage=Appointment Scheduled",
        "2025-02-28T15:30:00Z stage \(who) \(rest) stage=Closed Won",
        "2025-02-28T15:30:00Z won \(who) \(rest)",
      ])
  }

  @Test("Lost at the close date where no entry is known; `(No value)` is none; gaps are counted")
  func lost() throws {
    let reading = try Self.read(
      "102,Beta,Sales Pipeline,Closed Lost,(No value),Bob,2025-03-30 02:30,2025-04-15 00:00,,78,"
        + "Price,,,2025-04-01 08:00,")
    let who = "account_id=78 deal_id=102"
    #expect(
      reading.events == [
        "2025-03-30T01:30:00Z opportunity \(who) segment=Sales Pipeline owner=Bob",
        "2025-04-01T06:00:00Z stage \(who) segment=Sales Pipeline owner=Bob stage=Qualified",
        "2025-04-14T22:00:00Z lost \(who) segment=Sales Pipeline owner=Bob reason=Price",
      ])
    #expect(reading.outcome.summary.adjustedTimes >= 1)
  }

  @Test("An open deal's close date is a plan, never an event")
  func open() throws {
    let reading = try Self.read(
      "103,Gamma,Other,qualifiedtobuy,500,(No value),2025-05-01 10:00,2025-08-31 00:00,,,,,,,")
    #expect(
      reading.events == [
        "2025-05-01T08:00:00Z opportunity deal_id=103 amount=500 expected_close=2025-08-31 "
          + "segment=Other"
      ])
  }

  @Test("Internal names and stage ids")
  func internalNames() throws {
    let text = """
      hs_object_id,dealname,dealstage,amount,createdate,closedate,hs_v2_date_entered_closedwon
      7,X,closedwon,10,2025-01-10 09:00,2025-02-01 09:00,2025-01-31 09:00

      """
    let reading = try ProfileReading(text, profile: .hubspotDeals)
    #expect(
      reading.events == [
        "2025-01-10T09:00:00Z opportunity deal_id=7 amount=10",
        "2025-01-31T09:00:00Z stage deal_id=7 amount=10 stage=closedwon",
        "2025-01-31T09:00:00Z won deal_id=7 amount=10",
      ])
  }

  @Test("A portal's own flag decides where stages are renamed")
  func flag() throws {
    let text = """
      Record ID,Deal Stage,Is Closed Won,Create Date,Close Date
      1,Signed,true,2025-01-10 09:00,2025-02-01 09:00
      2,Closed Won,false,2025-01-10 09:00,2025-02-01 09:00

      """
    let reading = try ProfileReading(text, profile: .hubspotDeals)
    #expect(
      reading.events.filter { $0.contains(" won ") } == ["2025-02-01T09:00:00Z won deal_id=1"])
  }
}

/// Expected events derived by hand from formats.md §11.2.
@Suite("hubspot.contacts")
struct HubSpotContactsTests {
  @Test("Each life-cycle date is an event; cleared and skipped ones are none")
  func lifecycle() throws {
    let text = """
      Record ID,Email,Create Date,Lifecycle Stage,Original Source,Became a Lead Date,\
      Became a Marketing Qualified Lead Date,Became a Sales Qualified Lead Date,\
      Became an Opportunity Date,Became a Customer Date,Time of First Visit,Associated Company IDs
      51,a@x.de,2025-01-01 08:00,Customer,Paid Search,2025-01-02 09:00,2025-01-03 09:00,\
      2025-01-03 09:00,2025-01-05 09:00,2025-02-01 09:00,2024-12-31 23:00,77
      52,b@x.de,2025-01-01 08:00,Subscriber,(No value),,(No value),,,,,

      """
    let reading = try ProfileReading(text, profile: .hubspotContacts)
    let who = "account_id=77 person_id=51 channel=Paid Search"
    #expect(
      reading.events == [
        "2024-12-31T23:00:00Z session_start \(who)", "2025-01-02T09:00:00Z lead \(who)",
        "2025-01-03T09:00:00Z mql \(who)", "2025-01-03T09:00:00Z sql \(who)",
        "2025-01-05T09:00:00Z lifecycle_opportunity \(who)",
        "2025-02-01T09:00:00Z lifecycle_customer \(who)",
      ])
    #expect(reading.outcome.accounting.loaded == 2)
  }

  @Test("Newer portals label the dates by the life-cycle pipeline")
  func newerLabels() throws {
    let text = #"""
      Record ID,Lifecycle Stage,"Date entered ""Lead (Lifecycle Stage Pipeline)"""
      51,Lead,2025-01-02 09:00

      """#
    #expect(
      try ProfileReading(text, profile: .hubspotContacts).events == [
        "2025-01-02T09:00:00Z lead person_id=51"
      ])
  }
}

/// Expected events derived by hand from formats.md §10.4.
@Suite("salesforce.objects")
struct SalesforceObjectsTests {
  private static let header =
    "Id,IsDeleted,AccountId,Name,StageName,Amount,Probability,CloseDate,Type,LeadSource,IsClosed,"
    + "IsWon,OwnerId,CreatedDate,SystemModstamp"

  private static func read(_ rows: String...) throws -> ProfileReading {
    try ProfileReading(
      ([header] + rows).joined(separator: "\n") + "\n", profile: .salesforceObjects)
  }

  @Test("Won and lost at CloseDate by the flags; checkboxes as words or digits")
  func closed() throws {
    let reading = try Self.read(
      "006A,false,001A,X,Signed,1000.00,100,2025-03-10,New,Web,true,true,005A,"
        + "2025-01-05T10:00:00.000Z,2025-03-10T10:00:00.000Z",
      "006B,0,001A,Y,Gone,500,0,2025-03-11,New,Web,1,0,005A,2025-01-06T10:00:00.250Z,x")
    let rest = "probability=1 channel=Web owner=005A kind=New"
    #expect(
      reading.events == [
        "2025-01-05T10:00:00Z opportunity account_id=001A deal_id=006A amount=1000 \(rest)",
        "2025-03-10T00:00:00Z won account_id=001A deal_id=006A amount=1000 \(rest)",
        "2025-01-06T10:00:00.250Z opportunity account_id=001A deal_id=006B amount=500 "
          + "probability=0 channel=Web owner=005A kind=New",
        "2025-03-11T00:00:00Z lost account_id=001A deal_id=006B amount=500 probability=0 "
          + "channel=Web owner=005A kind=New",
      ])
  }

  @Test("An open deal's CloseDate is a forecast")
  func open() throws {
    let reading = try Self.read(
      "006A,false,,X,Proposal,1000.00,25,2025-09-30,,,false,false,,2025-01-05T10:00:00.000Z,x")
    #expect(
      reading.events == [
        "2025-01-05T10:00:00Z opportunity deal_id=006A amount=1000 expected_close=2025-09-30 "
          + "probability=0.25 stage=Proposal"
      ])
  }

  @Test("Deleted rows are filtered")
  func deleted() throws {
    let reading = try Self.read(
      "006A,true,,X,P,1,1,2025-09-30,,,false,false,,2025-01-05T10:00:00.000Z,x",
      "006B,1,,X,P,1,1,2025-09-30,,,false,false,,2025-01-05T10:00:00.000Z,x")
    #expect(reading.events.isEmpty)
    #expect(reading.outcome.accounting.filtered == 2)
  }

  @Test("Ids that differ only in case are different deals")
  func caseSensitive() throws {
    let reading = try Self.read(
      "0061x00000AbCdE,false,,X,P,1,1,2025-09-30,,,true,true,,2025-01-05T10:00:00.000Z,x",
      "0061x00000aBcDe,false,,X,P,1,1,2025-09-30,,,true,true,,2025-01-05T10:00:00.000Z,x")
    #expect(reading.events.filter { $0.contains("deal_id=0061x00000AbCdE") }.count == 2)
    #expect(reading.events.filter { $0.contains("deal_id=0061x00000aBcDe") }.count == 2)
  }
}

/// Expected events derived by hand from formats.md §10.1 and §0, rule 4.
@Suite("salesforce.opportunity_history")
struct SalesforceOpportunityHistoryTests {
  @Test("Changes of stage are events, edits are loaded, the report's footer is skipped")
  func history() throws {
    let text = """
      Opportunity Name,From Stage,To Stage,Last Modified,Amount,Probability (%),Close Date,Created Date
      Acme,Prospecting,Proposal,1/20/2025 3:30 PM,1000,50%,3/31/2025,1/5/2025
      Acme,Proposal,Proposal,1/25/2025 9:00 AM,1200,50%,3/31/2025,1/5/2025
      Acme,Proposal,Closed Won,3/13/2025 12:05 AM,1200,100%,3/13/2025,1/5/2025
      Beta,Proposal,Closed Lost,3/14/2025 12:00 PM,300,0%,3/14/2025,1/6/2025

      Pipeline changes by week
      Confidential Information - Do Not Distribute
      Copyright (c) 2000-2025 salesforce.com, inc. All rights reserved.
      """
    let reading = try ProfileReading(text, profile: .salesforceOpportunityHistory)
    #expect(
      reading.events == [
        "2025-01-05T00:00:00Z opportunity deal_id=Acme",
        "2025-01-20T15:30:00Z stage deal_id=Acme amount=1000 expected_close=2025-03-31 "
          + "probability=0.5 stage=Proposal",
        "2025-01-05T00:00:00Z opportunity deal_id=Acme",
        "2025-01-05T00:00:00Z opportunity deal_id=Acme",
        "2025-03-13T00:05:00Z stage deal_id=Acme amount=1200 expected_close=2025-03-13 "
          + "probability=1 stage=Closed Won",
        "2025-03-13T00:05:00Z won deal_id=Acme amount=1200 probability=1",
        "2025-01-06T00:00:00Z opportunity deal_id=Beta",
        "2025-03-14T12:00:00Z stage deal_id=Beta amount=300 expected_close=2025-03-14 "
          + "probability=0 stage=Closed Lost",
        "2025-03-14T12:00:00Z lost deal_id=Beta amount=300 probability=0",
      ])
    #expect(reading.outcome.accounting.loaded == 4)
    #expect(reading.outcome.rejects.map { "\($0)" } == [])
    #expect(reading.outcome.accounting.isBalanced)
  }
}
