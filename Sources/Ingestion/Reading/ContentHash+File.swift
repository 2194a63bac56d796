import FunnelModel

extension ContentHash {
  /// The hash of a file's content, decompressed, without reading it as an export.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - name: what messages call it.
  package init(path: String, name: String) throws(IngestionError) {
    let stream = try ByteStream.open(path: path, name: name)
    var hasher = ContentHasher()
    var block: [UInt8] = []
    let size = 1 << 20
    var position = 0
    while true {
      block.removeAll(keepingCapacity: true)
      let count = try stream.append(to: &block, upTo: size)
      if count > 0 {
        hasher.add(block.span, offset: 0, count: count, position: position)
        position += count
      }
      if count < size { break }
    }
    try stream.checkEnd()
    self = hasher.hash
  }
}
