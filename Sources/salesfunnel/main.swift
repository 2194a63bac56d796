import Foundation

let code = Program.run(Array(CommandLine.arguments.dropFirst()))
exit(code.rawValue)
