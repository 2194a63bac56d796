/// The shells that completion scripts are written for.
enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish }

/// Scripts that complete command lines, made from the tables of commands and options.
enum CompletionScript {
  /// The script of a shell, to be sourced by it.
  static func text(_ shell: Shell) -> String {
    switch shell {
    case .bash: BashCompletion.script
    case .zsh: ZshCompletion.script
    case .fish: FishCompletion.script
    }
  }

  /// A text in single quotes, as every one of the three shells reads it.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

/// Completion for bash 4 and later; needs nothing but bash.
private enum BashCompletion {
  static var script: String {
    """
    # bash completion for salesfunnel \(Program.version); write it again after an update.
    _salesfunnel() {
      local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
      local command=${COMP_WORDS[1]} words=''
      COMPREPLY=()
      if [[ $COMP_CWORD -eq 1 ]]; then
        words=\(CompletionScript.quoted(names.joined(separator: " ")))
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        return
      fi
      case "$command:$before" in
    \(values)  esac
      if [[ $current == -* ]]; then
        case "$command" in
    \(options)    esac
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        return
      fi
      case "$command" in
    \(arguments)  esac
    }
    complete -o filenames -F _salesfunnel salesfunnel

    """
  }

  private static var names: [String] {
    CommandName.allCases.map(\.rawValue) + ["--help", "--version"]
  }

  /// What may follow each option that takes a value.
  private static var values: String {
    var text = ""
    for command in CommandName.allCases {
      for option in OptionDefinition.options(of: command) where option.value != nil {
        text += "    \(command.rawValue):--\(option.name.rawValue))\n"
        text += "      \(reply(option.candidates, command)); return ;;\n"
      }
    }
    return text
  }

  private static var options: String {
    CommandName.allCases.map { command in
      let names = OptionDefinition.options(of: command).map { "--\($0.name.rawValue)" }
      return
        "      \(command.rawValue)) words=\(CompletionScript.quoted(names.joined(separator: " "))) ;;\n"
    }.joined()
  }

  private static var arguments: String {
    CommandDefinition.table.map { command in
      "    \(command.name.rawValue)) \(reply(command.candidates, command.name)) ;;\n"
    }.joined()
  }

  private static func reply(_ candidates: Candidates, _ command: CommandName) -> String {
    switch candidates {
    case .nothing: return "COMPREPLY=()"
    case .files: return "mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"
    case .folders: return "mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
    case .words, .wordsOfCommand:
      let words = CompletionScript.quoted(candidates.words(of: command).joined(separator: " "))
      return "mapfile -t COMPREPLY < <(compgen -W \(words) -- \"$current\")"
    }
  }
}

/// Completion for zsh, through `_arguments`.
private enum ZshCompletion {
  static var script: String {
    let commands = CommandDefinition.table.map { command in
      "    \(CompletionScript.quoted("\(command.name.rawValue):\(command.summary)"))\n"
    }.joined()
    var cases = ""
    for command in CommandDefinition.table {
      cases += "    \(command.name.rawValue))\n      _arguments -s"
      for option in OptionDefinition.options(of: command.name) {
        cases += " \\\n        " + CompletionScript.quoted(specification(option, command.name))
      }
      if !command.arguments.isEmpty {
        let action = action(command.candidates, command.name)
        cases += " \\\n        " + CompletionScript.quoted("*:argument:\(action)")
      }
      cases += " ;;\n"
    }
    return """
      #compdef salesfunnel
      # zsh completion for salesfunnel \(Program.version); write it again after an update.
      _salesfunnel() {
        local -a commands=(
      \(commands)  )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command=${words[2]}
        shift words
        (( CURRENT-- ))
        case $command in
      \(cases)  esac
      }
      compdef _salesfunnel salesfunnel

      """
  }

  private static func specification(_ option: OptionDefinition, _ command: CommandName) -> String {
    // Brackets and colons part the fields of a specification.
    var meaning = ""
    for character in option.summary {
      meaning += "[]:\\".contains(character) ? "\\\(character)" : String(character)
    }
    var text = "--\(option.name.rawValue)\(option.value == nil ? "" : "=")[\(meaning)]"
    if option.value != nil { text += ":value:\(action(option.candidates, command))" }
    return text
  }

  private static func action(_ candidates: Candidates, _ command: CommandName) -> String {
    switch candidates {
    case .nothing: return " "
    case .files: return "_files"
    case .folders: return "_files -/"
    case .words, .wordsOfCommand:
      return "(\(candidates.words(of: command).joined(separator: " ")))"
    }
  }
}

/// Completion for fish.
private enum FishCompletion {
  static var script: String {
    var text = """
      # fish completion for salesfunnel \(Program.version); write it again after an update.
      complete -c salesfunnel -f

      """
    for command in CommandDefinition.table {
      text += "complete -c salesfunnel -n __fish_use_subcommand -a \(command.name.rawValue)"
      text += " -d \(CompletionScript.quoted(command.summary))\n"
    }
    for command in CommandDefinition.table {
      let condition = "-n '__fish_seen_subcommand_from \(command.name.rawValue)'"
      for option in OptionDefinition.options(of: command.name) {
        text += "complete -c salesfunnel \(condition) -l \(option.name.rawValue)"
        if let letter = option.letter { text += " -s \(letter)" }
        if option.value != nil { text += " -r\(offer(option.candidates, command.name))" }
        text += " -d \(CompletionScript.quoted(option.summary))\n"
      }
      let offered = offer(command.candidates, command.name)
      if !offered.isEmpty { text += "complete -c salesfunnel \(condition)\(offered)\n" }
    }
    return text
  }

  private static func offer(_ candidates: Candidates, _ command: CommandName) -> String {
    switch candidates {
    case .nothing: return ""
    case .files: return " -F"
    case .folders: return " -a '(__fish_complete_directories)'"
    case .words, .wordsOfCommand:
      let words = candidates.words(of: command).joined(separator: " ")
      return " -a \(CompletionScript.quoted(words))"
    }
  }
}
