import Foundation

/// Writes events as canonical CSV rows: plain fields, no quotes, `\n` line ends.
struct EventWriter {
  private let file: FileHandle
  private var buffer: [UInt8] = []
  private var rows = 0
  private(set) var bytesWritten = 0
  /// The day whose date `datePrefix` holds: rows are in time order, so it changes seldom.
  private var day = Int.min
  private var datePrefix: [UInt8] = []

  private static let capacity = 4 << 20
  private static let kinds = ShopCatalogue.kinds.map { Array($0.utf8) }
  private static let channels = ShopCatalogue.channels.map { Array($0.utf8) }
  private static let campaigns = ShopCatalogue.campaigns.map { Array($0.utf8) }
  private static let devices = ShopCatalogue.devices.map { Array($0.utf8) }
  private static let regions = ShopCatalogue.regions.map { Array($0.utf8) }
  private static let currency = Array(ShopCatalogue.currency.utf8)
  private static let comma = UInt8(ascii: ",")

  init(file: FileHandle) {
    self.file = file
    buffer.reserveCapacity(Self.capacity + 4096)
  }

  mutating func writeHeader() throws {
    append(
      Array(
        """
        event_id,time,type,customer_id,session_id,channel,campaign,device,region,product,\
        order_id,quantity,amount,currency

        """.utf8))
  }

  mutating func write(_ event: ShopEvent) throws {
    rows += 1
    appendIdentifier("e", rows, digits: 10)
    appendTime(event.time)
    append(Self.kinds[event.kind.rawValue])
    buffer.append(Self.comma)
    appendIdentifier("c", event.customer, digits: 7)
    appendVisit(event.visit)
    if let product = event.product {
      appendIdentifier("p", product + 1, digits: 4)
    } else {
      buffer.append(Self.comma)
    }
    appendOrder(event.order)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.capacity {
      try flush()
    }
  }

  mutating func finish() throws {
    try flush()
    try file.close()
  }

  private mutating func flush() throws {
    try file.write(contentsOf: buffer)
    bytesWritten += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func appendVisit(_ visit: ShopEvent.Visit?) {
    guard let visit else {
      for _ in 0..<5 { buffer.append(Self.comma) }
      return
    }
    appendIdentifier("s", visit.session, digits: 8)
    append(Self.channels[visit.channel])
    buffer.append(Self.comma)
    append(Self.campaigns[visit.campaign])
    buffer.append(Self.comma)
    append(Self.devices[visit.device])
    buffer.append(Self.comma)
    append(Self.regions[visit.region])
    buffer.append(Self.comma)
  }

  private mutating func appendOrder(_ order: ShopEvent.Order?) {
    guard let order else {
      for _ in 0..<3 { buffer.append(Self.comma) }
      return
    }
    appendIdentifier("o", order.number, digits: 7)
    appendNumber(order.quantity, digits: 1)
    buffer.append(Self.comma)
    appendNumber(order.amount / 100, digits: 1)
    buffer.append(UInt8(ascii: "."))
    appendNumber(order.amount % 100, digits: 2)
    buffer.append(Self.comma)
    append(Self.currency)
  }

  private mutating func appendIdentifier(_ prefix: Unicode.Scalar, _ number: Int, digits: Int) {
    buffer.append(UInt8(ascii: prefix))
    appendNumber(number, digits: digits)
    buffer.append(Self.comma)
  }

  private mutating func append(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
  }

  /// The number in decimal, padded with zeros to at least `digits`.
  private mutating func appendNumber(_ number: Int, digits: Int) {
    var scale = 1
    var width = 1
    while width < digits || number / scale >= 10 {
      scale *= 10
      width += 1
    }
    while scale > 0 {
      buffer.append(UInt8(ascii: "0") + UInt8(number / scale % 10))
      scale /= 10
    }
  }

  /// ISO 8601 UTC with milliseconds.
  private mutating func appendTime(_ milliseconds: Int) {
    let newDay = milliseconds / 86_400_000
    if newDay != day {
      day = newDay
      datePrefix = Self.date(newDay)
    }
    append(datePrefix)
    let rest = milliseconds % 86_400_000
    appendNumber(rest / 3_600_000, digits: 2)
    buffer.append(UInt8(ascii: ":"))
    appendNumber(rest / 60_000 % 60, digits: 2)
    buffer.append(UInt8(ascii: ":"))
    appendNumber(rest / 1000 % 60, digits: 2)
    buffer.append(UInt8(ascii: "."))
    appendNumber(rest % 1000, digits: 3)
    buffer.append(UInt8(ascii: "Z"))
    buffer.append(Self.comma)
  }

  private static func date(_ day: Int) -> [UInt8] {
    let midnight = Date(timeIntervalSince1970: Double(day) * 86_400)
    return Array((midnight.formatted(.iso8601.year().month().day()) + "T").utf8)
  }
}
