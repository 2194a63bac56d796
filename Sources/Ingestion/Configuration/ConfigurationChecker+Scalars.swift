import FunnelModel
import RecordParsing

extension ConfigurationChecker {
  /// The canonical text of a single value; nil where it is of the wrong type. Errors that need
  /// another sentence than "must be …" are reported here, and the text is then empty.
  mutating func checkScalar(
    _ value: JSONValue, _ type: ConfigurationType, _ path: String
  ) -> String? {
    switch type {
    case .boolean: return value.bool.map { $0 ? "true" : "false" }
    case .integer(let range):
      guard let text = value.numberText, let number = Int(text), range.contains(number) else {
        return nil
      }
      return String(number)
    case .decimal(let range):
      guard let text = value.numberText ?? value.string,
        let units = ConfigurationText.decimal(text), range.contains(units)
      else { return nil }
      return String(units)
    case .number:
      guard let text = value.numberText, let number = Double(text), number.isFinite else {
        return nil
      }
      return number == number.rounded() && abs(number) < 1e15
        ? String(Int64(number)) : String(number)
    case .scalar:
      guard value.kind == .string || value.kind == .number || value.kind == .bool else {
        return nil
      }
      return Self.quoted(value.string ?? value.rawText)
    default:
      guard let text = value.string else { return nil }
      return checkText(text, type, value, path)
    }
  }

  private mutating func checkText(
    _ text: String, _ type: ConfigurationType, _ value: JSONValue, _ path: String
  ) -> String? {
    switch type {
    case .fileName where !ConfigurationText.isFileName(text): return nil
    case .date where LocalDay(text) == nil: return nil
    case .dateOrInstant where LocalDay(text) == nil && !ConfigurationText.isInstant(text):
      return nil
    case .currency where !ConfigurationText.isCurrency(text): return nil
    case .duration: return ConfigurationText.duration(text).map { String($0) }
    case .choice(let texts, let refused):
      if texts.contains(text) { break }
      guard refused.contains(text) else { return nearestChoice(text, texts, value, path) }
      fail(value.position, path, "`\(path)`: \"\(text)\" is not supported by this version")
    default:
      if let problem = checkName(text, type, path, value.position) {
        fail(value.position, path, problem)
      }
    }
    return Self.quoted(text)
  }

  private mutating func nearestChoice(
    _ text: String, _ texts: [String], _ value: JSONValue, _ path: String
  ) -> String? {
    guard let near = NearestName.find(text, in: texts) else { return nil }
    fail(value.position, path, "`\(path)`: unknown \"\(text)\"; did you mean \"\(near)\"?")
    return ""
  }

  /// What is wrong with a name of a zone, profile, field or event type; nil if nothing is.
  mutating func checkName(
    _ name: String, _ type: ConfigurationType, _ path: String, _ position: TextPosition
  ) -> String? {
    mention(name, type, path, position)
    switch type {
    case .zone:
      do throws(ZoneError) { _ = try zones.load(name) } catch { return error.description }
    case .profile:
      guard ProfileCatalog.profile(id: name) == nil else { return nil }
      let ids = ProfileCatalog.all.map(\.id)
      let remedy =
        NearestName.find(name, in: ids).map { "did you mean `\($0)`?" }
        ?? "known are " + ids.map { "`\($0)`" }.joined(separator: ", ")
      return "unknown profile `\(name)`; \(remedy)"
    case .field:
      if name.isEmpty { return "a field needs a name" }
      if name == "type" || name == "time" {
        return "`\(name)` is not a field here; an event rule says its type and time"
      }
    case .dimension:
      if name.isEmpty { return "a dimension needs a name" }
      guard let column = EventColumn.named(name), !EventColumn.dimensions.contains(column) else {
        return nil
      }
      return "`\(name)` cannot be broken down by; known are "
        + EventColumn.dimensions.compactMap { EventSchema().name(of: $0) }
        .map { "`\($0)`" }.joined(separator: ", ") + " and custom columns"
    case .eventType:
      if name.isEmpty { return "a type of event needs a name" }
    default: break
    }
    return nil
  }
}
