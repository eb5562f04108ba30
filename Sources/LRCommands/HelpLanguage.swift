import ArgumentParser
import LRCore

/// The language in which help is told.
///
/// The argument parser asks a command's type for its help and hands nothing over that could say the language; a
/// task-local value reaches there, and only for as long as one command line is parsed.
enum HelpLanguage {
  @TaskLocal static var current = Language.english
}

/// Words of a help page.
func helpWords(_ english: String, zh chinese: String) -> String {
  Localized(english, zh: chinese).text(in: HelpLanguage.current)
}

/// The help of one option. The parser counts characters, not columns: Chinese has to fit 27 of them.
func helpText(_ english: String, zh chinese: String, value: String? = nil) -> ArgumentHelp {
  ArgumentHelp(stringLiteral: helpWords(english, zh: chinese)).naming(value)
}

extension ArgumentHelp {
  fileprivate func naming(_ value: String?) -> ArgumentHelp {
    var help = self
    help.valueName = value
    return help
  }
}

/// A help page of the parser, with its own few words in the language of the rest.
func localizedHelp(_ page: String, in language: Language) -> String {
  guard language == .chinese else { return page }
  let words = [
    ("OVERVIEW: ", "概述："), ("USAGE: ", "用法："), ("ARGUMENTS:", "参数："), ("OPTIONS:", "其他选项："),
  ]
  let ends = [("Show the version.", "显示版本"), ("Show help information.", "显示帮助")]
  return page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    for (english, chinese) in words where line.hasPrefix(english) { return chinese + line.dropFirst(english.count) }
    for (english, chinese) in ends where line.hasSuffix("  " + english) {
      return line.dropLast(english.count) + chinese
    }
    // The titles that are Chinese already: their colon is the parser's.
    if line.hasSuffix(":"), line.first?.columns == 2 { return line.dropLast() + "：" }
    return String(line)
  }.joined(separator: "\n")
}
