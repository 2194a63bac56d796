import CSystem
import Foundation

csystem_keep_memory()
let code = Program.run(Array(CommandLine.arguments.dropFirst()))
exit(code.rawValue)
