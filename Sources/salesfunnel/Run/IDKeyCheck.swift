import FunnelModel
import Warehouse

/// Keeps plain ids and ids under different keys apart: they would never meet again in one buyer.
enum IDKeyCheck {
  /// Notes the key of a new warehouse, and refuses one that was filled otherwise.
  static func check(_ key: IDKey?, _ warehouse: Warehouse, _ job: JobConfiguration) throws(Failure)
  {
    let known: String?
    do throws(WarehouseError) {
      known = try warehouse.idKey()
      if known == key?.fingerprint { return }
      if known == nil, let key, try warehouse.files(includingGone: true).isEmpty {
        return try warehouse.setIDKey(key.fingerprint)
      }
    } catch {
      throw Failure(error)
    }
    throw Failure(
      .usage,
      "\(job.warehouse.relative(to: .current)) holds ids \(state(known)), not \(wish(key))",
      remedy: "restore `privacy.hashKeyFile` as it was, or name a new `warehouse`: "
        + "the exports are then read again")
  }

  private static func state(_ known: String?) -> String {
    known == nil ? "as they stand in the exports" : "hashed under a key"
  }

  private static func wish(_ key: IDKey?) -> String {
    key == nil ? "as they stand in the exports" : "hashed under this key"
  }
}
