import ArgumentParser
import LRCode
import LRCore
import LRSchedules
import LRSystem

/// `lrplot code SPEC --for FRAMEWORK`: the same schedule as a program for a framework.
struct WriteCode: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "code",
      abstract: helpWords("Writes a schedule as Python for a framework.", zh: "把调度写成某个框架的 Python 代码。"),
      discussion: helpWords(
        """
        The program steps through the run and has lrplot's rates, to 1e-9: the framework's own schedule where that has \
        them, else a function of the step. Where the framework has neither, the reason is told (exit 64).
        """,
        zh: """
          程序走完整个训练，学习率与 lrplot 相同（1e-9）：
          框架自己的调度相等时用它，否则写成步数的函数；
          两者都没有时说明原因（退出码 64）。
          """))
  }

  @Argument(
    help: helpText("The schedule, such as warmup:steps=5+cosine.", zh: "调度，例如 warmup:steps=5+cosine", value: "spec"),
    completion: .custom { _, _, prefix in completions(of: prefix) })
  var spec: String

  @Option(
    name: .customLong("for"), parsing: .unconditional,
    help: helpText(
      "torch, keras, optax, timm, transformers or paddle.", zh: "torch、keras、optax、timm 等", value: "framework"),
    completion: .list(Framework.allCases.map(\.rawValue)))
  var framework: String?

  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: helpText("Write into this file instead of standard output.", zh: "写入此文件，而不是标准输出", value: "path"),
    completion: .file())
  var output: String?

  @OptionGroup(title: helpWords("Time", zh: "时间")) var time: TimeOptions
  @OptionGroup(title: helpWords("Metrics", zh: "指标")) var metric: MetricOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  /// A loop of Python's over more steps would take minutes.
  static let maximumSteps = 10_000_000

  func run(_ call: Call) throws(Failure) -> Outcome {
    guard let framework = try choice(framework, "--for", Framework.self) else {
      let all = Framework.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(usage: "--for says which framework: \(all)", zh: "请用 --for 指定框架：\(all)")
    }
    var context = try time.context()
    guard context.steps <= Self.maximumSteps else {
      throw Failure(
        usage: "a program goes through at most \(Self.maximumSteps) steps, not \(context.steps)",
        zh: "程序最多走 \(Self.maximumSteps) 步，而不是 \(context.steps)")
    }
    try call.terminal.memory.check(
      Memory.ofPlans(2, values: context.steps + 1, evaluated: context.steps + 1, depth: Memory.depth(of: spec)),
      for: Localized("a program of \(context.steps) steps", zh: "\(context.steps) 步的程序"),
      Localized("give fewer --steps (or --epochs)", zh: "请减少 --steps（或 --epochs）"))
    let place = try given(output, "--output").map { path throws(Failure) in
      try file(path, framework, in: call.terminal)
    }
    context.metrics = try metric.values(for: context.steps, in: call.terminal)?.values
    let code: Code
    do throws(CodeError) {
      code = try Code(spec, for: framework, in: context, language: call.language, command: command(call))
    } catch {
      throw Failure(error)
    }
    var outputs = Outputs()
    outputs.add(place?.shown ?? "-", place?.place ?? .standardOutput) { writer throws(Failure) in
      writer.write(text: code.text)
    }
    try outputs.write(in: call.terminal, quiet: false)
    return .done
  }

  /// The command without its output, for the program's first line.
  private func command(_ call: Call) -> String {
    var words: [String] = []
    var skips = false
    for word in call.arguments {
      if skips {
        skips = false
      } else if word == "-o" || word == "--output" {
        skips = true
      } else if !word.hasPrefix("--output="), !word.hasPrefix("-o") {
        words.append(shellQuoted(word))
      }
    }
    return (["lrplot"] + words).joined(separator: " ")
  }

  /// Where the program goes: a folder takes the default name.
  private func file(
    _ path: String, _ framework: Framework, in terminal: Terminal
  ) throws(Failure) -> (shown: String, place: OutputPlace) {
    try refusePath(path, as: "--output")
    let place = try OutputPlace(path, in: terminal)
    guard place == .folder else { return (path, place) }
    let chain: Chain
    do throws(SpecError) { chain = try Schedules.catalogue.chain(spec) } catch { throw Failure(error) }
    let shown =
      (path.hasSuffix("/") ? path : path + "/") + "code-\(fileNames(of: [chain]))-\(framework.rawValue).py"
    let inside = try OutputPlace(shown, in: terminal)
    if inside == .folder { throw OutputPlace.refused(shown, .isFolder) }
    return (shown, inside)
  }
}

extension Failure {
  fileprivate init(_ error: CodeError) {
    switch error {
    case .plan(let error): self.init(error)
    case .impossible(let reason): self.init(.usage, reason)
    }
  }
}
