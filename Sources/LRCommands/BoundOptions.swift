import ArgumentParser
import LRCore
import LRFigures

/// Whether the bound on the loss is drawn, and from which constants.
///
/// The parser has no options whose value may be left out: `--bound G=2,D=3` reaches it as a flag and a hidden option.
struct BoundOptions: ParsableArguments {
  @Flag(
    help: helpText(
      "Also draw the loss that each schedule alone predicts: a bound, at its best base rate. --bound G=2,D=3 sets the gradient norm and the distance to the minimum (default: 1).",
      zh: "加画损失上界；可加 G=2,D=3（默认 1）"))
  var bound = false

  @Option(parsing: .unconditional, help: .hidden)
  var boundConstants: String?

  /// The words of a command line with the value of `--bound`, if it has one, under a name of its own.
  ///
  /// A word such as `G=2` is no spec, for a spec begins with a name and a colon.
  static func separated(_ arguments: [String]) -> [String] {
    var words: [String] = []
    var index = 0
    while index < arguments.count {
      let word = arguments[index]
      index += 1
      if word == "--" { return words + [word] + arguments[index...] }
      if word == "--bound", index < arguments.count, isAssignment(arguments[index]) {
        words += [word, "--bound-constants=" + arguments[index]]
        index += 1
      } else if word.hasPrefix("--bound=") {
        words += ["--bound", "--bound-constants=" + word.dropFirst(8)]
      } else {
        words.append(word)
      }
    }
    return words
  }

  private static func isAssignment(_ word: String) -> Bool {
    let name = word.prefix { $0.isLetter || $0 == "_" || $0 == " " }
    return !name.isEmpty && word.dropFirst(name.count).first == "="
  }

  /// G and D; nil where no bound is asked for.
  func constants() throws(Failure) -> BoundConstants? {
    guard let text = boundConstants else { return bound ? BoundConstants() : nil }
    var constants = BoundConstants()
    var seen: Set<String> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .enumerated().map { place, word in
          let word = String(word.filter { !$0.isWhitespace })
          return place == 0 ? word.uppercased() : word
        }
      guard words.count == 2, ["G", "D"].contains(words[0]) else {
        throw Failure(
          usage:
            "--bound takes G=... (gradient norm) and D=... (distance to the minimum), such as G=2,D=3, not '\(text)'",
          zh: "--bound 的取值为 G=…（梯度范数）与 D=…（到最小值点的距离），例如 G=2,D=3，而不是“\(text)”")
      }
      guard seen.insert(words[0]).inserted else {
        throw Failure(usage: "--bound has \(words[0]) twice: '\(text)'", zh: "--bound 中 \(words[0]) 出现两次：“\(text)”")
      }
      // Beyond these their squares, and the bounds, are no numbers.
      guard let value = decimalNumber(words[1]), (1e-100...1e100).contains(value) else {
        throw Failure(
          usage: "\(words[0]) of --bound is a number from 1e-100 to 1e100, not '\(words[1])'",
          zh: "--bound 的 \(words[0]) 应为 1e-100 到 1e100 之间的数值，而不是“\(words[1])”")
      }
      if words[0] == "G" { constants.gradientNorm = value } else { constants.distance = value }
    }
    return constants
  }
}
