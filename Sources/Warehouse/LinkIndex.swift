/// A block of the link index of one file and bucket.
package struct LinkBlock: Sendable, Hashable {
  /// Ledger id of the file.
  package let file: Int64
  package let bucket: Int
  /// As it was given to `LoadTransaction.appendLinks`.
  package let blob: [UInt8]
}

extension Warehouse {
  /// All blocks of the link index, by file, then in the order in which they were added.
  package func links() throws(WarehouseError) -> [LinkBlock] {
    try withDatabase { (database) throws(WarehouseError) in
      let select = try database.prepare(
        "SELECT file_id, bucket, blob FROM link_segments ORDER BY file_id, id")
      var blocks: [LinkBlock] = []
      while try select.step() {
        blocks.append(
          LinkBlock(
            file: select.integer(0), bucket: Int(select.integer(1)), blob: select.blob(2)))
      }
      return blocks
    }
  }
}
