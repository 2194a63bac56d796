import FunnelModel
import Foundation
import Metrics
import Warehouse

/// `salesfunnel forget ID…`: erases people from the warehouse for good.
enum ForgetCommand {
  static func run(_ invocation: Invocation, _ log: Log) throws(Failure) -> ExitCode {
    let ids = Set(invocation.arguments)
    if ids.isEmpty || ids.contains("") {
      throw Failure(
        .usage, ids.isEmpty ? "whom to forget?" : "an id is empty",
        remedy: "give the ids as they stand in the exports")
    }
    let job = try JobConfiguration(invocation)
    let key = try job.idKey()
    let stored = try StoredWarehouse.open(job)
    try IDKeyCheck.check(key, stored.warehouse, job)
    let texts = ids.map { Array($0.utf8) }
    let people = Set(texts).union(key.map { key in texts.map { key.hash($0) } } ?? [])
    let linked = try linked(people, stored.warehouse, job)
    try Interrupt.check()
    let count: Warehouse.ErasureCount
    do throws(WarehouseError) {
      count = try stored.warehouse.forget(
        people.sorted { $0.lexicographicallyPrecedes($1) }.map { ErasureRules.Identifier(nil, $0) }
          + linked)
    } catch {
      throw Failure(error)
    }
    var text = "forgotten: \(counted(ids.count, "id"))"
    if !linked.isEmpty { text += " and \(counted(linked.count, "linked id"))" }
    text += "; \(counted(count.events, "event")) deleted, \(counted(count.cells, "cell")) emptied"
    log.info(text)
    try stored.finishErasure()
    log.info("the numbers change with the next run")
    return .done
  }

  /// The other ids of the same buyers: those that share an order, a session or another object.
  ///
  /// What leads to an account is left alone: its other people are not meant.
  private static func linked(
    _ ids: Set<[UInt8]>, _ warehouse: Warehouse, _ job: JobConfiguration
  ) throws(Failure) -> [ErasureRules.Identifier] {
    let work = BucketWork(
      warehouse: warehouse, schema: job.schema, jobs: ProcessInfo.processInfo.activeProcessorCount)
    let links = try IdentityResolution(work: work).links()
    let people = Buyer.precedence.filter { $0 != .accountID && $0 != .dealID }
    var result: Set<[UInt8]> = []
    for id in ids {
      let own = Set(people.map { BuyerLinks.key($0, id) })
      let group = links.group(of: own).subtracting(own)
      let isPersonal = group.allSatisfy { $0[0] != UInt8(EventColumn.accountID.rawValue) }
      if isPersonal { result.formUnion(group) }
    }
    return result.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
      ErasureRules.Identifier(EventColumn(rawValue: Int(key[0])), key.dropFirst())
    }
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
