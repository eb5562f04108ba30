import ArgumentParser
import LRCore
import LRReports
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs lrplot as a process: its arguments, its terminal, its exit code.
public func main() -> Never { main(templates: nil, server: nil) }

/// - Parameters:
///   - templates: what reports are filled in by; without it `lrplot report` hands over to the program that has it.
///   - server: what shows pages to browsers.
package func main(templates: TemplateEngine?, server: PageServer?) -> Never {
  occupyStandardDescriptors()
  var terminal = Terminal.ofProcess
  terminal.templates = templates
  terminal.server = server
  terminal.unfinished.watchSignals()
  let words = processArguments()
  // Words that are no text are not repaired: they may name a file, and then would name another.
  if let number = words.firstIndex(where: { String(validating: $0, as: UTF8.self) == nil }) {
    let shown = shortened(visible(bytes: words[number].prefix(1000)), to: 60)
    let failure = Failure(
      usage: "argument \(number + 1) is no UTF-8 text: '\(shown)'", zh: "第 \(number + 1) 个参数不是 UTF-8 文本：“\(shown)”")
    let language = spokenLanguage(words.compactMap { String(validating: $0, as: UTF8.self) })
    terminal.writeError(failure.text(in: language))
    exit(failure.outcome.rawValue)
  }
  exit(run(arguments: words.compactMap { String(validating: $0, as: UTF8.self) }, in: terminal))
}

/// The words after the program's name, as the system has them.
private func processArguments() -> [[UInt8]] {
  let words = UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
  return words.dropFirst().compactMap { $0.map { FilePath(cString: $0).bytes } }
}

/// Runs one command line; every failure is told as one `error:` line on standard error.
///
/// - Parameter arguments: the words after `lrplot`.
/// - Returns: the exit code, an `Outcome`.
public func run(arguments: [String], in terminal: Terminal) -> Int32 {
  let language = spokenLanguage(arguments)
  do throws(Failure) {
    _ = try choice(languageWord(arguments), "--lang", Language.self)
    guard arguments.count <= mostArguments else {
      throw Failure(
        usage: "\(arguments.count) words are too many for one command: it takes \(mostArguments)",
        zh: "一条命令最多 \(mostArguments) 个词，而不是 \(arguments.count) 个")
    }
    // The parser compares a long one with every option, letter by letter.
    for word in arguments where word.hasPrefix("-") {
      let name = word.prefix { $0 != "=" }
      guard name.utf8.count > longestOption else { continue }
      throw Failure(usage: "unknown option '\(name)'", zh: "未知的选项“\(name)”")
    }
    return try dispatch(arguments, language, terminal).rawValue
  } catch {
    if !error.isQuiet { terminal.writeError(error.text(in: language)) }
    return error.outcome.rawValue
  }
}

/// Words of a command line: the parser's time goes with the square of their number, and takes half a second for these.
private let mostArguments = 2000

/// Bytes of a word that begins as an option does: `-o` and a path may be one word.
private let longestOption = 4200

/// Opens what the caller closed of standard input, output and error, so that no file of lrplot's gets their number and
/// with it what is meant for them. Reading what was opened for writing, and the other way round, fails as it should.
private func occupyStandardDescriptors() {
  for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
  where fcntl(descriptor, F_GETFD) == -1 {
    _ = open("/dev/null", mode)
  }
}

/// The language of error messages, known before the arguments are understood.
private func spokenLanguage(_ arguments: [String]) -> Language {
  languageWord(arguments).flatMap(Language.init) ?? .english
}

/// What follows `--lang`, wherever it stands.
private func languageWord(_ arguments: [String]) -> String? {
  var word: String?
  for (index, argument) in arguments.enumerated() {
    if argument == "--lang", index + 1 < arguments.count {
      word = arguments[index + 1]
    } else if argument.hasPrefix("--lang=") {
      word = String(argument.dropFirst(7))
    }
  }
  return word
}

private func dispatch(_ arguments: [String], _ language: Language, _ terminal: Terminal) throws(Failure) -> Outcome {
  if arguments == ["--version"] {
    try terminal.print("lrplot \(version)\n")
    return .done
  }
  if isWelcome(arguments) {
    try terminal.print(welcomePage.text(in: language))
    return .done
  }
  let command: any ParsableCommand
  do {
    try refuseUnknownCommand(arguments)
    let words = BoundOptions.separated(arguments)
    var parsed = try HelpLanguage.$current.withValue(language) { try Lrplot.parseAsRoot(words) }
    guard parsed is any Command else {
      // A command of the parser's own, such as `help`: what it does is throw its text.
      try HelpLanguage.$current.withValue(language) { try parsed.run() }
      return .done
    }
    command = parsed
  } catch let failure as Failure {
    throw failure
  } catch {
    return try tell(error, arguments, language, terminal)
  }
  guard let command = command as? any Command else { return .done }
  return try command.run(Call(arguments: arguments, terminal: terminal, language: language))
}

/// What the parser threw: a text that was asked for (help, completions), or wrong usage.
private func tell(
  _ error: any Error, _ arguments: [String], _ language: Language, _ terminal: Terminal
) throws(Failure) -> Outcome {
  let text = HelpLanguage.$current.withValue(language) {
    Lrplot.fullMessage(for: error, columns: min(terminal.width, 100))
  }
  guard Lrplot.exitCode(for: error) != .success else {
    let page = localizedHelp(text, in: language)
    try terminal.print(page.hasSuffix("\n") ? page : page + "\n")
    return .done
  }
  let name = Lrplot.configuration.subcommands
    .compactMap { $0.configuration.commandName }.first { arguments.contains($0) }
  let help = "lrplot" + (name.map { " " + $0 } ?? "") + " --help"
  throw Failure(
    .usage, parserMessage(Lrplot.message(for: error), of: name ?? ""),
    context: [Localized("  see `\(help)`", zh: "  用法见 `\(help)`")])
}

/// Whether nothing in particular was asked for: then examples say most.
private func isWelcome(_ arguments: [String]) -> Bool {
  var rest: [String] = []
  var index = 0
  while index < arguments.count {
    if arguments[index] == "--lang" {
      index += 1
    } else if !arguments[index].hasPrefix("--lang=") {
      rest.append(arguments[index])
    }
    index += 1
  }
  return rest.isEmpty || rest == ["--help"] || rest == ["-h"] || rest == ["help"]
}

/// The first word is a command: a mistyped one, or a spec without `compare`, deserves a hint.
private func refuseUnknownCommand(_ arguments: [String]) throws(Failure) {
  guard let word = arguments.first, !word.hasPrefix("-") else { return }
  let names = Lrplot.configuration.subcommands.compactMap { $0.configuration.commandName }
  guard !(names + ["help"]).contains(word) else { return }
  let isSpec = isScheduleSpec(word)
  let english: String
  let chinese: String
  if isSpec {
    let command = "lrplot compare " + arguments.map(shellQuoted).joined(separator: " ")
    english = "to draw it: `\(command)`"
    chinese = "如要绘图：`\(command)`"
  } else if let command = trajectoryCommand(arguments) {
    english = "to draw it: `\(command)`"
    chinese = "如要绘图：`\(command)`"
  } else if let near = nearest(to: word, among: names) {
    english = "did you mean '\(near)'?"
    chinese = "是否想写“\(near)”？"
  } else {
    let all = names.joined(separator: ", ")
    english = "there are \(all)"
    chinese = "可用 \(all)"
  }
  throw Failure(usage: "'\(word)' is no command; \(english)", zh: "“\(word)”不是命令；\(chinese)")
}
