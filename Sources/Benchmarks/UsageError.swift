/// A command line that a subcommand cannot obey; the text names the option and the remedy.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
