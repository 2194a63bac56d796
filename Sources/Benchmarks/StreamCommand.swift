import Foundation

/// `Benchmarks stream`: writes a seeded stream of canonical shop events as CSV.
///
/// The same events, seed and version give the same bytes on every machine: the simulation uses
/// integers only.
enum StreamCommand {
  static let name = "stream"
  static let summary = "--output FILE [--events 10000000] [--seed 1]: a seeded shop event stream"

  static func run(_ arguments: [String]) throws {
    let options = try Options(arguments)
    let partial = options.output + ".partial"
    let directory = URL(fileURLWithPath: options.output).deletingLastPathComponent()
    let files = FileManager.default
    try files.createDirectory(at: directory, withIntermediateDirectories: true)
    guard files.createFile(atPath: partial, contents: nil),
      let file = FileHandle(forWritingAtPath: partial)
    else {
      throw UsageError(description: "cannot write \(partial); choose another --output")
    }

    var writer = EventWriter(file: file)
    var shop = ShopSimulation(events: options.events, seed: options.seed)
    try writer.writeHeader()
    for _ in 0..<options.events {
      try writer.write(shop.next())
    }
    try writer.finish()
    // Renamed only when complete, so that an interrupted run never leaves half a stream behind.
    if files.fileExists(atPath: options.output) {
      try files.removeItem(atPath: options.output)
    }
    try files.moveItem(atPath: partial, toPath: options.output)

    let totals = shop.totals
    let message =
      "\(options.output): \(options.events) events, \(writer.bytesWritten) bytes, "
      + "\(totals.customers) customers, \(totals.sessions) sessions, \(totals.orders) orders\n"
    FileHandle.standardError.write(Data(message.utf8))
  }

  private struct Options {
    var events = 10_000_000
    var seed: UInt64 = 1
    var output = ""

    init(_ arguments: [String]) throws {
      var rest = arguments[...]
      while let option = rest.popFirst() {
        guard let value = rest.popFirst() else {
          throw UsageError(description: "\(option) needs a value")
        }
        switch option {
        case "--events":
          guard let number = Int(value), number > 0, number <= 9_999_999_999 else {
            throw UsageError(description: "--events \(value): give a count from 1 to 9999999999")
          }
          events = number
        case "--seed":
          guard let number = UInt64(value) else {
            throw UsageError(description: "--seed \(value): give a whole number from 0")
          }
          seed = number
        case "--output":
          output = value
        default:
          throw UsageError(
            description: "unknown option \(option); known: --events, --seed, --output")
        }
      }
      if output.isEmpty {
        throw UsageError(description: "--output FILE is missing")
      }
    }
  }
}
