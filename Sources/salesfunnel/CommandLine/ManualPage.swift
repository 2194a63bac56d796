import FunnelModel

/// The manual page in roff, made from the tables of commands, options and exit codes.
enum ManualPage {
  /// The page, for `man -l` or an installation as `salesfunnel.1`.
  static var text: String {
    var page = """
      .TH SALESFUNNEL 1 "" "salesfunnel \(Program.version)" "User Commands"
      .SH NAME
      salesfunnel \\- nightly sales\\-funnel analytics from CSV and JSON exports
      .SH SYNOPSIS
      .B salesfunnel
      .I COMMAND
      [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]
      .SH DESCRIPTION
      Turns exports of a shop, a CRM, web analytics and ad accounts into one report: conversion,
      order value and repeat purchase for consumers; MQL to win, cycle and pipeline for businesses;
      what a customer costs and brings for both. It works offline, keeps what it read in one SQLite
      file and publishes a directory of HTML, CSV, JSON and Markdown files in one step.
      .SH COMMANDS

      """
    for command in CommandDefinition.table { page += section(command) }
    page += ".SH EXIT STATUS\n"
    for code in ExitCode.allCases {
      page += ".TP\n.B \(code.rawValue)\n\(escaped(code.meaning)).\n"
    }
    page += ".SH ENVIRONMENT\n"
    for option in OptionDefinition.table {
      guard let variable = option.environment else { continue }
      page += ".TP\n.B \(escaped(variable))\n"
      page += "The value of \(escaped("--\(option.name.rawValue)")) where it is not given.\n"
    }
    page += """
      .TP
      .B NO_COLOR
      No colour on a terminal.
      .SH FILES
      .TP
      .I salesfunnel.json
      The configuration: JSON with comments. \\fBsalesfunnel help \\-\\-settings\\fR lists its keys.
      .TP
      .I salesfunnel.sqlite
      The warehouse: events, ledger, rejects, runs and results. Readable by its owner only.
      .TP
      .I salesfunnel\\-report
      What was published last.

      """
    return page
  }

  private static func section(_ command: CommandDefinition) -> String {
    let arguments = command.arguments.isEmpty ? "" : " \\fI\(escaped(command.arguments))\\fR"
    var text = ".SS \(escaped(command.name.rawValue))\n"
    text +=
      "\\fBsalesfunnel \(escaped(command.name.rawValue))\\fR\(arguments) [\\fIOPTION\\fR...]\n"
    text += ".PP\n\(sentences(command.summary)).\n.PP\n\(escapedLines(command.details))\n"
    for option in OptionDefinition.options(of: command.name) {
      var name = "\\fB\(escaped("--\(option.name.rawValue)"))\\fR"
      if let letter = option.letter { name += ", \\fB\\-\(letter)\\fR" }
      if let value = option.value { name += " \\fI\(escaped(value))\\fR" }
      text += ".TP\n\(name)\n\(sentences(option.summary))"
      if !option.standard.isEmpty { text += " (default: \(escaped(option.standard)))" }
      text += ".\n"
    }
    for example in command.examples {
      text +=
        ".PP\n\(sentences(example.meaning)):\n.PP\n.nf\n.RS\n\(escaped(example.line))\n.RE\n.fi\n"
    }
    return text
  }

  /// A text with a capital first letter.
  private static func sentences(_ text: String) -> String {
    escaped(text.prefix(1).uppercased() + text.dropFirst())
  }

  private static func escapedLines(_ text: String) -> String {
    text.split(separator: "\n").map { escaped(String($0)) }.joined(separator: "\n")
  }

  /// A text in which roff sees no request and no hyphenation.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "…": result += "..."
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
  }
}
