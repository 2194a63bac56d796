extension ContentHash {
  /// The hash of a file's content (decompressed), by reading all of it.
  ///
  /// The same as `FileOutcome.contentHash` of a load of the file.
  package init(path: String, name: String) throws(IngestionError) {
    let stream = try ByteStream.open(path: path, name: name)
    var hasher = ContentHasher()
    var position = 0
    var block: [UInt8] = []
    while true {
      block.removeAll(keepingCapacity: true)
      var count = 0
      // A pipe may give less than was asked for; blocks must begin at aligned positions.
      while count < Self.blockBytes {
        let more = try stream.append(to: &block, upTo: Self.blockBytes - count)
        if more == 0 { break }
        count += more
      }
      if count == 0 { break }
      hasher.add(block.span, offset: 0, count: count, position: position)
      position += count
      if count < Self.blockBytes { break }
    }
    try stream.checkEnd()
    self = hasher.hash
  }

  private static let blockBytes = 1 << 20
}
