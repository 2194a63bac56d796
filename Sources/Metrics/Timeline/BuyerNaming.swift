import FunnelModel

/// Gives the buyers of a bucket dense numbers, by the first identifier that an event has.
struct BuyerNaming {
  private let links: BuyerLinks
  private let bucket: Int
  /// By position in `Buyer.precedence`: the ids met, and the number of each (-1 = elsewhere).
  private var interners = [ByteInterner](repeating: ByteInterner(), count: Buyer.precedence.count)
  private var numbers = [[Int32]](repeating: [-1], count: Buyer.precedence.count)
  /// By buyer number: position in `Buyer.precedence`, and code of the id there.
  private(set) var column: [UInt8] = []
  private(set) var code: [UInt32] = []

  init(links: BuyerLinks, bucket: Int) {
    self.links = links
    self.bucket = bucket
  }

  var count: Int { column.count }
  var dictionaries: [ByteDictionary] { interners.map(\.dictionary) }

  /// Appends the number of each event's buyer; -1 where it is to be left out.
  mutating func name(_ batch: EventBatch, into buyers: inout [Int32]) {
    // Codes of one batch are translated once per distinct id, and only for columns in use.
    var present: [(index: Int, codes: [UInt32])] = []
    for (index, column) in Buyer.precedence.enumerated() {
      if let texts = batch.texts(column) { present.append((index, texts.codes)) }
    }
    var translations = [[Int32]?](repeating: nil, count: Buyer.precedence.count)
    var row = 0
    while row < batch.count {
      var number: Int32 = -1
      var position = 0
      while position < present.count {
        let code = present[position].codes[row]
        if code != 0 {
          let index = present[position].index
          if translations[index] == nil {
            translations[index] = translate(batch, index)
          }
          number = translations[index]?[Int(code)] ?? -1
          break
        }
        position &+= 1
      }
      buyers.append(number)
      row &+= 1
    }
  }

  private mutating func translate(_ batch: EventBatch, _ index: Int) -> [Int32] {
    guard let dictionary = batch.texts(Buyer.precedence[index])?.dictionary else { return [] }
    guard !links.isEmpty else {
      return interners[index].codes(for: dictionary).enumerated().map {
        $0.offset == 0 ? -1 : number(index, $0.element)
      }
    }
    var result: [Int32] = [-1]
    for code in 1..<max(1, dictionary.count) {
      let id = dictionary.bytes[dictionary.range(of: UInt32(code))]
      result.append(canonicalNumber(index, id))
    }
    return result
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
