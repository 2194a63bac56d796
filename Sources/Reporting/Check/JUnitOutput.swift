/// Verdicts as JUnit XML: regressions and missing numbers are failures, undecided ones skipped.
enum JUnitOutput {
  static func render(_ verdicts: [CheckVerdict], _ currency: String) -> String {
    let failures = verdicts.count { $0.isFailure }
    let skipped = verdicts.count { $0.kind == .undecided }
    let counts = "tests=\"\(verdicts.count)\" failures=\"\(failures)\" skipped=\"\(skipped)\""
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"salesfunnel check\" \(counts) errors=\"0\">\n"
    text += "  <testsuite name=\"salesfunnel check\" \(counts) errors=\"0\">\n"
    for verdict in verdicts {
      let name = escaped(CheckOutput.subject(verdict))
      let message = escaped(CheckOutput.sentence(verdict, currency))
      text += "    <testcase classname=\"rule \(verdict.rule + 1)\" name=\"\(name)\""
      if verdict.isFailure {
        text += ">\n      <failure type=\"\(verdict.kind.rawValue)\" message=\"\(message)\"/>\n"
        text += "    </testcase>\n"
      } else if verdict.kind == .undecided {
        text += ">\n      <skipped message=\"\(message)\"/>\n    </testcase>\n"
      } else {
        text += ">\n      <system-out>\(verdict.kind.rawValue): \(message)</system-out>\n"
        text += "    </testcase>\n"
      }
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  /// Text for an attribute or an element; what XML cannot hold becomes U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in VisibleText.singleLine(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&apos;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
