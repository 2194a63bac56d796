/// How the columns of an export changed since the last delivery.
enum HeaderDrift {
  /// One sentence per difference, in file order; empty where nothing changed.
  static func differences(from old: [String], to new: [String]) -> [String] {
    let before = old.map(HeaderPattern.fold)
    let after = new.map(HeaderPattern.fold)
    var result: [String] = []
    for (index, name) in before.enumerated() where !after.contains(name) {
      result.append("column \"\(old[index])\" is missing")
    }
    for (index, name) in after.enumerated() where !before.contains(name) {
      result.append("column \"\(new[index])\" is new")
    }
    var seen: Set<String> = []
    for (index, name) in after.enumerated() where !seen.insert(name).inserted {
      if before.count(where: { $0 == name }) < after.count(where: { $0 == name }) {
        result.append("column \"\(new[index])\" occurs more than once")
      }
    }
    let common = Set(before).intersection(after)
    if before.filter(common.contains) != after.filter(common.contains) {
      result.append("the columns stand in another order")
    }
    return result
  }
}
