import ArgumentParser
import LRCore
import LRSystem

/// The version of lrplot.
public let version = lrplotVersion

/// The root of the command line: its commands, one file each.
struct Lrplot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lrplot",
    abstract: "Draws learning-rate schedules, optimizers and training curves.",
    version: "lrplot \(version)",
    subcommands: [
      Compare.self, Diff.self, WriteCode.self, DrawTrajectory.self, Train.self, FindRate.self, DrawLandscape.self,
      Report.self, Serve.self, Embed.self, List.self, Explain.self,
    ])

  @OptionGroup var language: LanguageOptions
}

/// Something that the command line can do.
protocol Command: ParsableCommand {
  /// Does it.
  ///
  /// - Parameter call: what the command was called with.
  func run(_ call: Call) throws(Failure) -> Outcome
}

/// What a command was called with besides its own options.
struct Call {
  /// The words after `lrplot`.
  var arguments: [String]
  var terminal: Terminal
  /// In which lrplot speaks.
  var language: Language

  /// A remark on standard error.
  func note(_ message: Localized) {
    let head = Localized("note: ", zh: "提示：")
    terminal.tell(head.text(in: language) + shortened(visible(message.text(in: language)), to: Failure.longest) + "\n")
  }
}
