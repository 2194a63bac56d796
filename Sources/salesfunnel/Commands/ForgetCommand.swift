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
    let forms = ids.map { spellings($0, key) }
    let people = Set(forms.joined())
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
    let unknown = forms.filter { count.found.isDisjoint(with: $0) }.count
    if unknown > 0 {
      log.warning(
        "\(counted(unknown, "id")) of \(ids.count) in no event of the warehouse, and from now on kept "
          + "out of it\n  ids are compared byte by byte: give them as they stand in the exports")
    }
    try stored.finishErasure()
    log.info("the numbers change with the next run")
    return .done
  }

  /// What an id may be stored as: itself, an e-mail address in lower case too, as the profiles keep
  /// it, and the hash of each where ids are hashed.
  private static func spellings(_ id: String, _ key: IDKey?) -> Set<[UInt8]> {
    let plain = Array(id.utf8)
    let isAddress = plain.contains(UInt8(ascii: "@"))
    let isCapital = { (byte: UInt8) in UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte }
    let forms: Set = [plain, isAddress ? plain.map { isCapital($0) ? $0 | 0x20 : $0 } : plain]
    return key.map { key in forms.union(forms.map { key.hash($0) }) } ?? forms
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
