import FunnelModel

/// Gives the buyers of a bucket dense numbers, by the first identifier that an event has.
struct BuyerNaming {
  /// Stands for an event whose identifiers so far are all empty, and for a code not met yet.
  private static let unknown: Int32 = -2

  private let links: BuyerLinks
  private let bucket: Int
  /// With links: by position in `Buyer.precedence`, the canonical ids met and their numbers.
  private var interners = [ByteInterner](repeating: ByteInterner(), count: Buyer.precedence.count)
  private var numbers = [[Int32]](repeating: [-1], count: Buyer.precedence.count)
  /// By event: the number of its buyer; -1 where it is to be left out.
  private(set) var buyers: [Int32] = []
  /// By buyer number: position in `Buyer.precedence`, and code of the id there.
  private(set) var column: [UInt8] = []
  private(set) var code: [UInt32] = []
  /// By position in `Buyer.precedence`: the ids that `code` speaks of.
  private(set) var dictionaries = [ByteDictionary](
    repeating: ByteDictionary(), count: Buyer.precedence.count)

  init(_ columns: inout JoinedColumns, links: BuyerLinks, bucket: Int) {
    self.links = links
    self.bucket = bucket
    var buyers = [Int32](repeating: Self.unknown, count: columns.count)
    var left = columns.count
    for (index, column) in Buyer.precedence.enumerated() where left > 0 {
      guard let texts = columns.texts(column) else { continue }
      left = name(texts.codes.span, texts.dictionary, index, &buyers)
      if links.isEmpty { dictionaries[index] = texts.dictionary }
    }
    if left > 0 {
      for row in buyers.indices where buyers[row] == Self.unknown { buyers[row] = -1 }
    }
    if !links.isEmpty { dictionaries = interners.map(\.dictionary) }
    self.buyers = buyers
  }

  var count: Int { column.count }

  /// Leaves out the events before one time and after another.
  mutating func leaveOut(_ time: Span<Int64>, before start: Int64, after limit: Int64) {
    var target = buyers.mutableSpan
    var row = 0
    while row < time.count {
      if time[row] > limit || time[row] < start { target[row] = -1 }
      row &+= 1
    }
  }

  /// Names the events that have an id in a column; returns how many have none so far.
  private mutating func name(
    _ codes: Span<UInt32>, _ dictionary: ByteDictionary, _ index: Int, _ buyers: inout [Int32]
  ) -> Int {
    var table = [Int32](repeating: Self.unknown, count: dictionary.count)
    var numberOfCode = table.mutableSpan
    var target = buyers.mutableSpan
    var left = 0
    var row = 0
    while row < codes.count {
      if target[row] == Self.unknown {
        let code = Int(codes[row])
        if code == 0 {
          left &+= 1
        } else {
          if numberOfCode[code] == Self.unknown {
            numberOfCode[code] = number(of: UInt32(code), dictionary, index)
          }
          target[row] = numberOfCode[code]
        }
      }
      row &+= 1
    }
    return left
  }

  private mutating func number(
    of code: UInt32, _ dictionary: ByteDictionary, _ index: Int
  ) -> Int32 {
    if !links.isEmpty {
      return canonicalNumber(index, dictionary.bytes[dictionary.range(of: code)])
    }
    column.append(UInt8(index))
    self.code.append(code)
    return Int32(column.count - 1)
  }

  private mutating func canonicalNumber(_ index: Int, _ id: ArraySlice<UInt8>) -> Int32 {
    guard let canonical = links.canonical(Buyer.precedence[index], id) else {
      return number(index, intern(index, id))
    }
    guard canonical.bucket == bucket,
      let position = Buyer.precedence.firstIndex(of: canonical.column)
    else { return -1 }
    return number(position, intern(position, canonical.id))
  }

  private mutating func intern(_ index: Int, _ id: ArraySlice<UInt8>) -> UInt32 {
    let bytes = Array(id)
    return interners[index].intern(bytes.span, offset: 0, count: bytes.count)
  }

  private mutating func number(_ index: Int, _ code: UInt32) -> Int32 {
    while numbers[index].count <= Int(code) { numbers[index].append(-1) }
    if numbers[index][Int(code)] < 0 {
      numbers[index][Int(code)] = Int32(column.count)
      column.append(UInt8(index))
      self.code.append(code)
    }
    return numbers[index][Int(code)]
  }
}
