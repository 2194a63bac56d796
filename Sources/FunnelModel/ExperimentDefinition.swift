/// An experiment to judge (metrics.md, "Experiments").
package struct ExperimentDefinition: Sendable, Hashable {
  package var name: String
  /// The variants, the control first; empty = all that the data name, in bytewise order.
  package var variants: [String]
  /// How exposures were meant to be split, in the order of `variants`; empty = evenly.
  package var split: [Int64]
  /// Type of the event that is the conversion.
  package var goal: String
  /// Longest time from the first exposure to the conversion in microseconds, inclusive; nil = until
  /// as_of.
  package var window: Int64?

  /// An experiment; the goal is a purchase unless another is given.
  package init(
    name: String, variants: [String] = [], split: [Int64] = [], goal: String = "purchase",
    window: Int64? = nil
  ) {
    self.name = name
    self.variants = variants
    self.split = split
    self.goal = goal
    self.window = window
  }
}
