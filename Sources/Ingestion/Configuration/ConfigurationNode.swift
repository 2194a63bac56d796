import FunnelModel
import RecordParsing

/// A value of a configuration that has passed the checker, with its path.
///
/// Its accessors give nil only where the key is left out: types have been checked before.
struct ConfigurationNode {
  let value: JSONValue
  let path: String

  /// The value of a key; nil where it is left out.
  subscript(key: String) -> ConfigurationNode? {
    value[key].map {
      ConfigurationNode(value: $0, path: path.isEmpty ? key : path + "." + key)
    }
  }

  /// The members of an object, in order.
  var members: [(name: String, node: ConfigurationNode)] {
    value.members.map {
      ($0.name, ConfigurationNode(value: $0.value, path: path + "." + $0.name))
    }
  }

  /// The elements of a list under a key; a single value is a list of one.
  func list(_ key: String) -> [ConfigurationNode] {
    guard let node = self[key] else { return [] }
    guard node.value.kind == .array else { return [node] }
    return node.value.elements.enumerated().map { index, element in
      ConfigurationNode(value: element, path: "\(node.path)[\(index)]")
    }
  }

  var isList: Bool { value.kind == .array }

  /// The elements of a list.
  var elements: [ConfigurationNode] {
    value.elements.enumerated().map { index, element in
      ConfigurationNode(value: element, path: "\(path)[\(index)]")
    }
  }

  var isObject: Bool { value.kind == .object }

  /// The text that a value is or is written as.
  var text: String { value.string ?? value.rawText }

  func text(_ key: String) -> String? { self[key]?.text }
  func texts(_ key: String) -> [String] { list(key).map(\.text) }
  func flag(_ key: String) -> Bool { self[key]?.value.bool ?? false }
  func integer(_ key: String) -> Int? { text(key).flatMap { Int($0) } }
  func number(_ key: String) -> Double? { text(key).flatMap { Double($0) } }
  func decimal(_ key: String) -> Int64? { text(key).flatMap(ConfigurationText.decimal) }
  func duration(_ key: String) -> Int64? { text(key).flatMap(ConfigurationText.duration) }
  func day(_ key: String) -> LocalDay? { text(key).flatMap { LocalDay($0) } }
  func market(_ key: String) -> Market? { text(key).flatMap { Market(name: $0) } }

  /// The choice under a key as a case of an enumeration with such raw values.
  func choice<T: RawRepresentable<String>>(_ key: String, or fallback: T) -> T {
    text(key).flatMap { T(rawValue: $0) } ?? fallback
  }
}
