import ArgumentParser
import LRCore
import LRSystem
import LRTraining

/// Where a figure goes, and as what.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long], parsing: .unconditionalSingleValue,
    help: helpText(
      "Write here (suffix .png .svg .pdf .csv .json), or into this folder; '-' is standard output. Repeatable.",
      zh: "输出到此，格式由后缀定；可为文件夹或“-”；可重复", value: "path"),
    completion: .file())
  var output: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: helpText(
      "Formats of default files, of a folder or of '-', such as png,csv.",
      zh: "默认文件、文件夹或“-”的格式，如 png,csv",
      value: "list"),
    completion: .list(OutputFormat.allCases.map(\.rawValue)))
  var format: [String] = []

  @Flag(name: [.short, .long], help: helpText("No notes on standard error.", zh: "不在标准错误上输出提示"))
  var quiet = false

  /// The outputs that were asked for, every one of them possible as far as can be seen before writing.
  ///
  /// - Parameters:
  ///   - stem: the default files' name without suffix.
  ///   - plays: whether the figure can play; otherwise formats that are made for that are refused.
  func targets(stem: String, plays: Bool = false, in terminal: Terminal) throws(Failure) -> [OutputTarget] {
    for word in format { try refuseOption(word, as: "--format") }
    for path in output { try refuseOption(path, as: "--output") }
    let formats = try OutputFormat.list(format)
    var targets: [OutputTarget] = []
    if output.isEmpty {
      for format in formats.isEmpty ? [.png, .svg] : formats {
        targets.append(try OutputTarget(file: "out/\(stem).\(format.rawValue)", format, in: terminal))
      }
    }
    var unused = output.isEmpty ? [] : formats
    for path in output {
      try refusePath(path, as: "--output")
      switch try OutputPlace(path, in: terminal) {
      case .folder:
        let folder = path.hasSuffix("/") ? path : path + "/"
        for format in formats.isEmpty ? [.png, .svg] : formats {
          targets.append(try OutputTarget(file: "\(folder)\(stem).\(format.rawValue)", format, in: terminal))
        }
        unused = []
      case let place:
        let bySuffix = place == .standardOutput ? nil : OutputFormat(suffixOf: path)
        let format = if let bySuffix { bySuffix } else { try only(of: formats, for: path, place, plays: plays) }
        targets.append(OutputTarget(shown: path, format: format, place: place))
        unused.removeAll { $0 == format }
      }
    }
    if let format = unused.first {
      throw Failure(
        usage: "--format \(format.rawValue) has no output to go to: the suffix of '\(output[0])' decides there",
        zh: "--format \(format.rawValue) 没有对应的输出：“\(output[0])”的格式由后缀决定")
    }
    if !plays { try refusePlaying(targets) }
    try refuseTwins(targets)
    try refuseBinaryOnTerminal(targets, terminal)
    return targets
  }

  /// The one format for a path whose suffix says none.
  private func only(
    of formats: [OutputFormat], for path: String, _ place: OutputPlace, plays: Bool
  ) throws(Failure) -> OutputFormat {
    if formats.count == 1 { return formats[0] }
    let isStream = place == .standardOutput
    let names = OutputFormat.all(plays: plays).map(\.rawValue).joined(separator: ", ")
    if formats.count > 1 {
      let all = formats.map(\.rawValue).joined(separator: ",")
      throw Failure(
        usage: "-o \(path) takes one format, --format \(all) gives \(formats.count)",
        zh: "-o \(path) 只能有一种格式，而 --format \(all) 给了 \(formats.count) 种")
    }
    if isStream {
      throw Failure(
        usage: "-o \(path) needs --format, one of \(names)", zh: "-o \(path) 需要 --format，可用 \(names)")
    }
    let known = OutputFormat.all(plays: plays).map { "." + $0.rawValue }.joined(separator: " ")
    let name = FilePath.parts(of: path).name
    let suffix = name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
    let near = nearest(to: String(suffix.dropFirst()), among: OutputFormat.allCases.map(\.rawValue))
    throw Failure(
      usage: "-o \(path): " + (suffix.isEmpty ? "it has no suffix" : "the suffix \(suffix) is unknown")
        + (near.map { ", did you mean .\($0)?" } ?? ";") + " known are \(known), or give --format",
      zh: "-o \(path)：" + (suffix.isEmpty ? "没有后缀" : "未知的后缀 \(suffix)")
        + (near.map { "，是否想写 .\($0)？" } ?? "；") + "可用 \(known)，或用 --format 指定")
  }

  private func refusePlaying(_ targets: [OutputTarget]) throws(Failure) {
    guard let format = targets.map(\.format).first(where: \.isFrames) else { return }
    let name = format == .gif ? "GIF" : "WebP"
    throw Failure(
      usage: "a \(name) is for figures that play, those of `lrplot trajectory`: choose png, svg or pdf",
      zh: "\(name) 用于动画，即 `lrplot trajectory` 的图：请选 png、svg 或 pdf")
  }

  private func refuseTwins(_ targets: [OutputTarget]) throws(Failure) {
    var seen: [OutputPlace: String] = [:]
    for target in targets {
      guard let first = seen.updateValue(target.shown, forKey: target.place) else { continue }
      if target.place == .standardOutput {
        throw Failure(
          usage: "two outputs go to standard output; only one of them can", zh: "有两个输出指向标准输出，只能有一个")
      }
      throw Failure(
        usage: "-o \(target.shown) is given twice" + (first == target.shown ? "" : ", first as \(first)"),
        zh: "-o \(target.shown) 给了两次" + (first == target.shown ? "" : "，第一次写作 \(first)"))
    }
  }

  private func refuseBinaryOnTerminal(_ targets: [OutputTarget], _ terminal: Terminal) throws(Failure) {
    guard terminal.outputIsTerminal,
      let target = targets.first(where: { $0.place == .standardOutput && $0.format.isBinary })
    else { return }
    let name = target.format.rawValue.uppercased()
    throw Failure(
      usage: "a \(name) can't be shown in a terminal: send it on with > or |, or name a file",
      zh: "终端无法显示 \(name)：请用 > 或 | 转走，或写入文件")
  }
}

/// One output: where, and as what.
struct OutputTarget {
  /// The path as the user knows it.
  var shown: String
  var format: OutputFormat
  var place: OutputPlace

  init(shown: String, format: OutputFormat, place: OutputPlace) {
    self.shown = shown
    self.format = format
    self.place = place
  }

  /// A file with a default name.
  init(file shown: String, _ format: OutputFormat, in terminal: Terminal) throws(Failure) {
    let place = try OutputPlace(shown, in: terminal)
    if place == .folder { throw OutputPlace.refused(shown, .isFolder) }
    self.init(shown: shown, format: format, place: place)
  }
}

/// Refuses to replace a file that is read.
func refuseOverwriting(_ inputs: [String], by targets: [OutputTarget], in terminal: Terminal) throws(Failure) {
  for target in targets {
    guard let written = FileIdentity(target.shown, in: terminal.directory),
      let input = inputs.first(where: { FileIdentity($0, in: terminal.directory) == written })
    else { continue }
    throw Failure(
      usage: "-o \(target.shown) is the file \(input) that is read: name another",
      zh: "-o \(target.shown) 正是所读的文件 \(input)：请换一个")
  }
}
