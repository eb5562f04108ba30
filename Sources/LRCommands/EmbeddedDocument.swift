import LRCairo
import LRCore
import LREmbed
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that asks for charts, with what is needed to judge and to draw them.
struct EmbeddedDocument {
  /// One of its charts.
  struct One {
    var number: Int
    var chart: EmbeddingDocument.Chart
    /// Of the picture files, relative to the document: one, or a light and a dark one.
    var names: [String]
    var appearances: [Appearance]
    var text: PictureText
    /// Of the command, its options, the version and the files that it reads.
    var request: String
    /// The same without version and files: what makes two charts the same picture.
    var key: String
  }

  /// What stands there, seen without drawing.
  enum State {
    case current
    case undrawn
    case stale
    case changedByHand
    case missing(String)
    case changedPicture(String)

    var words: Localized? {
      switch self {
      case .current: nil
      case .undrawn: Localized("not drawn yet", zh: "尚未绘制")
      case .stale: Localized("stale", zh: "已过期")
      case .changedByHand: Localized("changed by hand between the marks", zh: "两标记之间被手工改动")
      case .missing(let name): Localized("\(name) is missing", zh: "缺少 \(name)")
      case .changedPicture(let name): Localized("\(name) is not the file that was drawn", zh: "\(name) 已不是当时绘制的文件")
      }
    }
  }

  let shown: String
  /// With its last slash; empty for the working directory.
  let folder: String
  /// Of the pictures, relative to the document, without a last slash: as asked for, else where they are already.
  let pictures: String
  let bytes: [UInt8]
  let document: EmbeddingDocument
  private(set) var charts: [One] = []

  private static let largest = 64 << 20
  static let verbs = ["compare", "trajectory", "train", "find-lr", "landscape"]
  private static let refused = ["-o", "--output", "--format", "--save", "--resume", "--help", "-h", "--quiet", "-q"]

  init(_ shown: String, pictures: String?, _ call: Call) throws(Failure) {
    self.shown = shown
    folder = FilePath.parts(of: shown).folder
    do throws(SystemError) {
      bytes = try regularContents(of: shown, limit: Self.largest + 1, in: call.terminal)
    } catch {
      throw Failure(.inputMissing, Localized("\(shown) can't be read: ", zh: "无法读取 \(shown)：") + error.words)
    }
    guard bytes.count <= Self.largest else {
      throw Failure(.badData, Localized("\(shown) is larger than 64 MiB", zh: "\(shown) 超过 64 MiB"))
    }
    do throws(EmbeddingDocument.Fault) {
      document = try EmbeddingDocument(shown, bytes)
    } catch {
      throw Failure(
        error.error.isMissingLibrary ? .inputMissing : .usage,
        Localized("\(shown):\(error.line): ") + error.error.message)
    }
    let root = call.terminal.directory.isEmpty ? Self.workingDirectory : call.terminal.directory
    self.pictures =
      pictures.map { [folder] pictures in
        // From one absolute path to another, where only one of them is.
        let isMixed = pictures.hasPrefix("/") != folder.hasPrefix("/")
        func whole(_ path: String) -> String { isMixed && !path.hasPrefix("/") ? root + "/" + path : path }
        return relativePath(to: whole(pictures), from: whole(folder))
      } ?? document.charts.lazy.filter { $0.seal != nil }.compactMap { PictureText.folder($0.inside) }.first ?? "images"
    for (number, chart) in document.charts.enumerated() { charts.append(try one(number, chart, call.terminal)) }
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  /// Without `..` and `.`, so that one file has one name.
  func path(of name: String) -> String { relativePath(to: folder + name, from: "") }

  func failure(at chart: EmbeddingDocument.Chart, _ outcome: Outcome, _ message: Localized) -> Failure {
    Failure(outcome, Localized("\(shown):\(chart.lines.lowerBound + 1): ") + message)
  }

  private func one(_ number: Int, _ chart: EmbeddingDocument.Chart, _ terminal: Terminal) throws(Failure) -> One {
    let request = chart.request
    guard let verb = request.words.first, Self.verbs.contains(verb) else {
      let list = Self.verbs.joined(separator: ", ")
      throw failure(
        at: chart, .usage,
        Localized(
          "'\(request.words.first ?? "")' draws no chart: a request begins with one of \(list)",
          zh: "“\(request.words.first ?? "")”不绘图：请以 \(list) 之一开头"))
    }
    for word in request.words {
      let option = String(word.prefix { $0 != "=" })
      guard Self.refused.contains(option) || (word.hasPrefix("-o") && !word.hasPrefix("--")) else { continue }
      throw failure(
        at: chart, .usage,
        Localized(
          "\(option) has no place in a chart's command: embed says where pictures go",
          zh: "图的命令中不能有 \(option)：图的去处由 embed 决定"))
    }
    let theme = Self.theme(of: request.words)
    var kind = request.picture ?? ([.mdx, .restructuredText].contains(document.format) || theme != nil ? .one : .pair)
    if document.format == .restructuredText { kind = .one }
    guard theme == nil || kind == .one else {
      throw failure(
        at: chart, .usage,
        Localized(
          "--theme draws one picture: give picture=one, or leave it out", zh: "--theme 只绘一幅：请写 picture=one，或去掉它"))
    }
    var key = Fingerprint()
    for word in request.words { key.take(word) }
    var named = key
    if kind == .one, request.picture == .one, [.markdown, .html].contains(document.format) { named.take("one") }
    let stem = request.id ?? Self.stem(request.words) + "-" + named.text.prefix(8)
    let light = "\(pictures.isEmpty ? "" : pictures + "/")\(stem).svg"
    let dark = String(light.dropLast(4)) + (kind == .docc ? "~dark.svg" : "-dark.svg")
    let appearances: [Appearance] = kind == .one ? [theme ?? .auto] : [.light, .dark]
    var all = key
    for text in ["embed 1", version, "\(document.format)", kind.rawValue, light, request.options] { all.take(text) }
    for (name, bytes) in CommandFiles.read(by: request.words, in: folder, terminal) {
      all.take(name)
      all.take(bytes)
    }
    return One(
      number: number, chart: chart, names: kind == .one ? [light] : [light, dark], appearances: appearances,
      text: PictureText(
        format: document.format, picture: kind, light: kind == .docc ? FilePath.parts(of: light).name : light,
        dark: dark,
        width: request.width, command: request.showsCommand ? request.words : []), request: all.text,
      key: key.text + " \(kind)")
  }

  private static func theme(of words: [String]) -> Appearance? {
    var theme: String?
    for (index, word) in words.enumerated() {
      if word == "--theme", index + 1 < words.count { theme = words[index + 1] }
      if word.hasPrefix("--theme=") { theme = String(word.dropFirst(8)) }
    }
    switch theme {
    case "light": return .light
    case "dark": return .dark
    case "auto": return .auto
    default: return nil
    }
  }

  /// A file's name that says what is drawn.
  private static func stem(_ words: [String]) -> String {
    let names = words.prefix { !$0.hasPrefix("-") }.prefix(4).map { word in
      String(word.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "._".contains($0)) })
    }
    return String(names.filter { !$0.isEmpty }.joined(separator: "-").prefix(60))
  }

  // MARK: judging

  func state(of one: One, _ terminal: Terminal) -> State {
    guard let seal = one.chart.seal else { return .undrawn }
    let inside = PictureText.separated(one.chart.inside.trimmedLines)?.rest
    guard let inside else { return .changedByHand }
    if Fingerprint.of(inside.utf8) != seal.inside {
      // Whoever replaces a command throughout a text changes it above the picture as well: as embed would.
      return inside == PictureText.separated(one.text.lines(alt: ""))?.rest ? .stale : .changedByHand
    }
    guard seal.request == one.request else { return .stale }
    var files = Fingerprint()
    for name in one.names {
      guard let bytes = try? contents(of: folder + name, limit: Self.largest, in: terminal) else {
        return .missing(name)
      }
      files.take(bytes)
    }
    return files.text == seal.files ? .current : .changedPicture(one.names.joined(separator: ", "))
  }

  // MARK: drawing

  /// Draws what isn't current, and writes pictures and text, or nothing.
  func redraw(quiet: Bool, _ call: Call) throws(Failure) {
    var drawn: [Int: (inside: [String], seal: ChartSeal)] = [:]
    var files: [String: [UInt8]] = [:]
    for one in charts {
      switch state(of: one, call.terminal) {
      case .current: continue
      case .changedByHand:
        throw failure(
          at: one.chart, .badData,
          Localized(
            "what stands between the marks was changed by hand: undo that, or write <!-- /lrplot --> as the end mark to have it replaced",
            zh: "两标记之间被手工改动：请撤销改动，或将结尾改为 <!-- /lrplot --> 以便替换"))
      default: break
      }
      let (pictures, generated) = try draw(one, call)
      var sums = Fingerprint()
      for (name, bytes) in zip(one.names, pictures) {
        files[name] = bytes
        sums.take(bytes)
      }
      // What somebody wrote says more than what is generated.
      var alt = generated
      if let seal = one.chart.seal, let own = PictureText.separated(one.chart.inside.trimmedLines)?.alt,
        Fingerprint.of(own.utf8) != seal.alt
      {
        alt = own
      }
      let lines = one.text.lines(alt: alt)
      let rest = PictureText.separated(lines)?.rest ?? ""
      drawn[one.number] = (
        lines,
        ChartSeal(
          request: one.request, inside: Fingerprint.of(rest.utf8), alt: Fingerprint.of(generated.utf8), files: sums.text
        )
      )
    }
    guard !drawn.isEmpty else { return }
    var outputs = Outputs()
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let path = folder + name
      if let old = try? contents(of: path, limit: 400, in: call.terminal), !old.isEmpty, !Orphans.isMarked(old) {
        throw failure(
          at: charts[0].chart, .cannotWrite,
          Localized(
            "\(path) is there already and wasn't drawn by embed: give another id=, or remove it",
            zh: "\(path) 已存在，且不是由 embed 绘制：请换一个 id=，或删除该文件"))
      }
      if let one = charts.first(where: { $0.names.contains(name) && $0.chart.request.id != nil }),
        let other = try? self.other(showing: name, of: one, call.terminal)
      {
        throw failure(
          at: one.chart, .usage,
          Localized(
            "\(path) belongs to a chart in \(other): give one of them another id=",
            zh: "\(path) 属于 \(other) 中的图：请为其中之一换一个 id="))
      }
      outputs.add(path, try OutputPlace(path, in: call.terminal, makesFolders: true)) { writer throws(Failure) in
        writer.write(bytes: bytes)
      }
    }
    let made = document.replacing(drawn)
    outputs.add(shown, try OutputPlace(shown, in: call.terminal)) { writer throws(Failure) in writer.write(bytes: made)
    }
    try outputs.write(in: call.terminal, quiet: quiet)
  }

  /// Another text that shows a picture which this one didn't draw; nil where there is none.
  private func other(showing name: String, of one: One, _ terminal: Terminal) throws(SystemError) -> String? {
    var sums = Fingerprint()
    for name in one.names {
      guard let bytes = try? contents(of: folder + name, limit: Self.largest, in: terminal), !bytes.isEmpty else {
        return nil
      }
      sums.take(bytes)
    }
    guard one.chart.seal?.files != sums.text else { return nil }
    return Orphans.text(showing: FilePath.parts(of: name).name, near: folder + pictures, but: shown, terminal)
      .map { relativePath(to: $0, from: "") }
  }

  /// The pictures of a chart, and what they show in words.
  private func draw(_ one: One, _ call: Call) throws(Failure) -> (pictures: [[UInt8]], alt: String) {
    let collector = FigureCollector(one.appearances)
    let directory = folder.isEmpty ? call.terminal.directory : call.terminal.resolve(String(folder.dropLast()))
    // Before the chart's own: after `--` they would be specs.
    let words =
      one.chart.request.words.prefix(1) + ["-o", "-", "--format", "svg", "--quiet"]
      + one.chart.request.words.dropFirst()
    let memory = call.terminal.memory
    let run = CommandRun(Array(words), in: folder == "/" ? "/" : directory) { terminal in
      terminal.collector = collector
      terminal.memory = memory
    }
    if let failure = run.failure(head: "\(shown):\(one.chart.lines.lowerBound + 1): ") { throw failure }
    var pictures: [[UInt8]] = []
    for appearance in one.appearances {
      guard let picture = collector.pictures[appearance] else {
        throw failure(
          at: one.chart, .usage, Localized("this command draws no chart", zh: "该命令不绘图"))
      }
      pictures.append(Orphans.marked(picture))
    }
    return (pictures, Self.alt(collector.name, collector.description))
  }

  /// Characters of an alt text: all of some ten lines are described.
  private static let longestAlt = 1200

  /// Name and first sentences of what is said about the figure; "…" stands for what is left out.
  private static func alt(_ name: String, _ description: String) -> String {
    let name = name.split(whereSeparator: \.isNewline).joined(separator: " ")
    var text = name
    var rest = description.split(whereSeparator: \.isNewline).joined(separator: " ")[...]
    if !rest.isEmpty, let last = text.last, !".。!?".contains(last) {
      text += rest.first?.isASCII == true ? ". " : "。"
    }
    while !rest.isEmpty {
      let end = rest.firstIndex { $0 == "。" } ?? rest.firstRange(of: ". ")?.lowerBound
      let sentence = end.map { rest[...$0] } ?? rest
      guard text.count + sentence.count <= longestAlt || text.count <= name.count + 2 else {
        text += text.last == " " ? "…" : " …"
        break
      }
      text += sentence
      rest = rest.dropFirst(sentence.count)
    }
    return text.count > longestAlt + 200 ? shortened(text, to: longestAlt + 200) : text
  }
}

/// A path from a folder to another place, both from the working directory.
private func relativePath(to target: String, from folder: String) -> String {
  func parts(_ path: String) -> [Substring] {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return parts
  }
  guard target.hasPrefix("/") == folder.hasPrefix("/") else { return target }
  var (to, from) = (parts(target)[...], parts(folder)[...])
  while let a = to.first, let b = from.first, a == b {
    to.removeFirst()
    from.removeFirst()
  }
  return (from.map { _ in ".." } + to).joined(separator: "/")
}
