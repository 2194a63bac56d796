import FunnelModel
import RecordParsing

/// Walks a configuration along the table of keys: finds what is wrong, remembers where everything
/// stands, and renders what changes numbers in one canonical way.
struct ConfigurationChecker {
  /// A name that the user chose or refers to.
  struct Mention {
    let name: String
    let isDefinition: Bool
    let path: String
    let position: TextPosition
  }

  let file: String
  let zones: ZoneLoader
  private(set) var errors: [ConfigurationError] = []
  /// Position of every value by its path.
  private(set) var positions: [String: TextPosition] = [:]
  private(set) var fields: [Mention] = []
  private(set) var eventTypes: [Mention] = []
  private(set) var sourceNames: [Mention] = []

  init(file: String, zones: ZoneLoader) {
    self.file = file
    self.zones = zones
  }

  mutating func fail(_ position: TextPosition, _ path: String, _ message: String) {
    errors.append(
      ConfigurationError(
        file: file, line: position.line, column: position.column, path: path, message: message))
  }

  /// Checks a value and returns its canonical text; what it returns after an error is not used.
  mutating func check(_ value: JSONValue, _ type: ConfigurationType, _ path: String) -> String {
    positions[path] = value.position
    switch type {
    case .list(let element, let minimum):
      return checkList(value, of: element, minimum: minimum, type, path)
    case .oneOrMore(let element):
      if value.kind != .array { return "[" + check(value, element, path) + "]" }
      return checkList(value, of: element, minimum: 1, type, path)
    case .oneOrPair(let element):
      if value.kind != .array { return check(value, element, path) }
      return checkList(value, of: element, minimum: 2, type, path)
    case .map(let key, let element):
      guard value.kind == .object else { return mismatch(value, type, path) }
      return checkMap(value, key, element, path)
    case .object(let object):
      guard value.kind == .object else { return mismatch(value, type, path) }
      return checkObject(value, object, path)
    case .shorthand(let object, let key):
      return checkShorthand(value, object, key, type, path)
    case .any:
      return value.rawText
    default:
      guard let text = checkScalar(value, type, path) else { return mismatch(value, type, path) }
      return text
    }
  }

  private mutating func mismatch(
    _ value: JSONValue, _ type: ConfigurationType, _ path: String
  ) -> String {
    let name = path.isEmpty ? "the configuration" : "`\(path)`"
    var found = value.rawText
    if found.count > 40 || value.kind == .object || value.kind == .array {
      found = value.kind == .object ? "an object" : value.kind == .array ? "a list" : "long text"
    }
    fail(value.position, path, "\(name) must be \(type.expectation); found \(found)")
    return ""
  }

  private mutating func checkList(
    _ value: JSONValue, of element: ConfigurationType, minimum: Int, _ type: ConfigurationType,
    _ path: String
  ) -> String {
    guard value.kind == .array, value.elements.count >= minimum else {
      return mismatch(value, type, path)
    }
    var texts: [String] = []
    for (index, item) in value.elements.enumerated() {
      texts.append(check(item, element, "\(path)[\(index)]"))
    }
    return "[" + texts.joined(separator: ",") + "]"
  }

  private mutating func checkShorthand(
    _ value: JSONValue, _ object: ConfigurationObject, _ key: String, _ type: ConfigurationType,
    _ path: String
  ) -> String {
    // What an event rule's type may be is a type of event, wherever it is written.
    let namesTypes = object == .value && key == "constant"
    if value.kind == .object {
      if namesTypes {
        let named = [value["constant"]] + (value["replace"]?.members.map(\.value) ?? [])
        for case let constant? in named where constant.string?.isEmpty == false {
          mention(eventType: constant, path)
        }
      }
      return checkObject(value, object, path)
    }
    guard value.kind == .string, let inner = object.key(key) else {
      return mismatch(value, type, path)
    }
    if namesTypes { mention(eventType: value, path) }
    return "{\(Self.quoted(key)):\(check(value, inner.type, path))}"
  }

  private mutating func mention(eventType value: JSONValue, _ path: String) {
    eventTypes.append(
      Mention(
        name: value.string ?? value.rawText, isDefinition: true, path: path,
        position: value.position))
  }

  private mutating func checkMap(
    _ value: JSONValue, _ key: ConfigurationType, _ element: ConfigurationType, _ path: String
  ) -> String {
    reportDuplicates(in: value, path)
    var texts: [String: String] = [:]
    for member in value.members {
      let inner = path + "." + member.name
      if let problem = checkName(member.name, key, inner, member.position) {
        fail(member.position, inner, problem)
        continue
      }
      texts[member.name] = check(member.value, element, inner)
    }
    return Self.canonical(texts)
  }

  private mutating func checkObject(
    _ value: JSONValue, _ object: ConfigurationObject, _ path: String
  ) -> String {
    reportDuplicates(in: value, path)
    var texts: [String: String] = [:]
    for member in value.members {
      let inner = path.isEmpty ? member.name : path + "." + member.name
      guard let key = object.key(member.name) else {
        texts[member.name] = checkOther(member, object, path, inner)
        continue
      }
      guard !key.isRefused else {
        fail(
          member.position, inner, "`\(key.name)` is not supported by this version; remove it")
        continue
      }
      let text = check(member.value, key.type, inner)
      if key.changesNumbers, text != key.fallback { texts[key.name] = text }
    }
    for key in object.keys where key.isRequired && value[key.name] == nil {
      let name = path.isEmpty ? "the configuration" : "`\(path)`"
      fail(value.position, path, "\(name) needs `\(key.name)`: \(key.summary)")
    }
    return Self.canonical(texts)
  }

  /// A key outside the table: a field where the object has such, else an error.
  private mutating func checkOther(
    _ member: JSONMember, _ object: ConfigurationObject, _ path: String, _ inner: String
  ) -> String? {
    let names = object.keys.map(\.name)
    let near = NearestName.find(member.name, in: names)
    if let other = object.otherKeys {
      // A slip in a key of the table must not make a custom field.
      let isSlip = near.map { NearestName.distance($0, member.name) == 1 } ?? false
      if !isSlip || EventColumn.named(member.name) != nil {
        if let problem = checkName(member.name, other.key, inner, member.position) {
          fail(member.position, inner, problem)
          return nil
        }
        return check(member.value, other.value, inner)
      }
    }
    let place = path.isEmpty ? "" : " in `\(path)`"
    let remedy =
      near.map { "did you mean `\($0)`?" }
      ?? "known are " + names.map { "`\($0)`" }.joined(separator: ", ")
    fail(member.position, inner, "unknown key `\(member.name)`\(place); \(remedy)")
    return nil
  }

  private mutating func reportDuplicates(in value: JSONValue, _ path: String) {
    for member in value.duplicateMembers {
      let place = path.isEmpty ? "" : " in `\(path)`"
      fail(member.position, path, "`\(member.name)` is given twice\(place); remove one")
    }
  }

  /// Remembers a name that stands for a field, event type or source.
  mutating func mention(
    _ name: String, _ type: ConfigurationType, _ path: String, _ position: TextPosition
  ) {
    switch type {
    case .field(let isDefinition):
      fields.append(
        Mention(name: name, isDefinition: isDefinition, path: path, position: position))
    case .dimension:
      fields.append(Mention(name: name, isDefinition: false, path: path, position: position))
    case .eventType(let isDefinition):
      eventTypes.append(
        Mention(name: name, isDefinition: isDefinition, path: path, position: position))
    case .sourceName:
      sourceNames.append(Mention(name: name, isDefinition: false, path: path, position: position))
    default: break
    }
  }

  private static func canonical(_ members: [String: String]) -> String {
    let texts = members.keys.sorted().map { quoted($0) + ":" + (members[$0] ?? "") }
    return "{" + texts.joined(separator: ",") + "}"
  }

  /// A text in JSON's quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..."\u{1f}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
