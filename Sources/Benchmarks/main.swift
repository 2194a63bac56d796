import Foundation

/// The subcommands, one file each: a name, the line that `help` prints, and what it does.
let commands: [(name: String, summary: String, run: ([String]) throws -> Void)] = [
  (StreamCommand.name, StreamCommand.summary, StreamCommand.run),
  (MetricsCommand.name, MetricsCommand.summary, MetricsCommand.run),
]

let arguments = CommandLine.arguments.dropFirst()
guard let command = commands.first(where: { $0.name == arguments.first }) else {
  var usage = "usage: Benchmarks COMMAND [OPTIONS]\n"
  for command in commands {
    usage += "  \(command.name)  \(command.summary)\n"
  }
  FileHandle.standardError.write(Data(usage.utf8))
  exit(arguments.first == "help" ? 0 : 2)
}
do {
  try command.run(Array(arguments.dropFirst()))
} catch {
  FileHandle.standardError.write(Data("Benchmarks \(command.name): \(error)\n".utf8))
  exit(error is UsageError ? 2 : 6)
}
