import ArgumentParser
import LRCore
import LREmbed
import LRSystem

/// `lrplot embed FILE...`: draws the charts that texts ask for, and keeps them true.
struct Embed: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "embed",
      abstract: helpWords("Draws the charts that Markdown files ask for.", zh: "绘制 Markdown 文件所要的图。"),
      discussion: helpWords(
        """
        A file asks for a chart by a fenced block ```lrplot with a command line in it, or by a pair of comments: \
        <!-- lrplot: compare step cosine --> and <!-- /lrplot -->. Between the two stands the picture; the command is \
        kept. Options stand before the colon: id=NAME for the picture's file, width=600, picture=pair|one|docc (a light \
        and a dark file, one file, or two as DocC names them), command=show (above the picture). Alt text that was written by hand is kept. .md, .mdx, \
        .rst and .html files are read. Paths in commands start from the file's folder. What is up to date isn't drawn \
        again. With --check nothing is drawn or written: exit code 1 if something is stale or was changed by hand.
        """,
        zh: """
          文件以围栏代码块 ```lrplot（内含命令行）或一对注释
          <!-- lrplot: compare step cosine --> 与 <!-- /lrplot --> 索图；
          图置于两注释之间，命令得以保留。冒号前可写选项：
          id=NAME（图的文件名）、width=600、picture=pair|one|docc、
          command=show（图上方显示命令）。
          手写的替代文字会保留。可读 .md、.mdx、.rst、.html。
          命令中的路径从该文件所在的文件夹算起。未变的图不重绘。
          --check 不绘图也不写文件：有过期或手改之处时退出码为 1。
          """))
  }

  @Argument(help: helpText("Files, such as README.md.", zh: "文件，例如 README.md", value: "file"), completion: .file())
  var files: [String]

  @Flag(help: helpText("Only tell what is stale or was changed by hand.", zh: "只报告过期或手改之处"))
  var check = false

  @Flag(help: helpText("With --check: show which lines would change.", zh: "与 --check 同用：显示将改的行"))
  var diff = false

  @Flag(help: helpText("Remove pictures of earlier calls that no text shows any more.", zh: "删除不再被引用的旧图"))
  var prune = false

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Folder of the pictures (default: images beside each file).", zh: "图的文件夹（默认为各文件旁的 images）", value: "dir"),
    completion: .directory)
  var dir: String?

  @Option(
    parsing: .unconditional,
    help: helpText("What --check says in the end if it fails.", zh: "--check 失败时最后说的话", value: "text"))
  var failMessage: String?

  @Flag(name: [.short, .long], help: helpText("No notes on standard error.", zh: "不在标准错误上输出提示"))
  var quiet = false

  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    if let dir { try refusePath(dir, as: "--dir") }
    guard check || !diff else {
      throw Failure(usage: "--diff shows what --check finds: give both", zh: "--diff 显示 --check 的结果：请同时给出")
    }
    guard check || failMessage == nil else {
      throw Failure(usage: "--fail-message is about --check: give both", zh: "--fail-message 用于 --check：请同时给出")
    }
    guard !check || !prune else {
      throw Failure(
        usage: "--check changes nothing, and --prune does: leave one of them out",
        zh: "--check 不作改动，而 --prune 会删除：请去掉其一")
    }
    var documents: [EmbeddedDocument] = []
    var taken: [String: String] = [:]
    for (index, file) in files.enumerated() {
      guard !files[..<index].contains(file) else { continue }
      try refusePath(file, as: "FILE")
      guard file != "-" else {
        throw Failure(
          usage: "embed changes files in their place: name one in place of '-'", zh: "embed 就地修改文件：请写出文件名，而不是“-”")
      }
      let document = try EmbeddedDocument(file, pictures: dir, call)
      for one in document.charts {
        for name in one.names {
          let path = document.path(of: name)
          if let other = taken[path], other != one.key {
            throw document.failure(
              at: one.chart, .usage,
              Localized(
                "the picture \(name) is another chart's: give one of them another id=", zh: "图 \(name) 已属于另一张图：请换一个 id="
              ))
          }
          taken[path] = one.key
        }
      }
      documents.append(document)
    }
    if !quiet { noteMissingRequests(documents, call) }
    if check { return try report(documents, call) }
    for document in documents { try document.redraw(quiet: quiet, call) }
    let orphans = Orphans(of: documents, call.terminal).paths
    if prune {
      for path in orphans {
        guard call.terminal.remove(path) else { throw OutputPlace.refused(path, SystemError.last) }
      }
      if !quiet, !orphans.isEmpty {
        call.note(Localized("removed ", zh: "已删除 ") + Localized(orphans.joined(separator: ", ")))
      }
    } else if !quiet, !orphans.isEmpty {
      call.note(
        Localized("no text shows any more: ", zh: "不再被引用：")
          + Localized(orphans.prefix(8).joined(separator: ", ") + (orphans.count > 8 ? ", ..." : ""))
          + Localized("; --prune removes them", zh: "；可用 --prune 删除"))
    }
    return .done
  }

  /// Fences of another spelling draw nothing, and neither do files in which none was found: silence would look like success.
  private func noteMissingRequests(_ documents: [EmbeddedDocument], _ call: Call) {
    for document in documents {
      for (line, text) in document.document.lookalikes {
        let place = visible("\(document.shown):\(line): '\(shortened(text, to: 40))'")
        call.note(
          Localized(
            "\(place) is not a chart request: write ```lrplot or <!-- lrplot: COMMAND --> on a line of its own",
            zh: "\(place) 不是绘图请求：请写 ```lrplot，或独占一行的 <!-- lrplot: 命令 -->"))
      }
    }
    guard documents.allSatisfy(\.charts.isEmpty) else { return }
    call.note(
      Localized(
        documents.count == 1
          ? "\(visible(documents[0].shown)) contains no chart request"
          : "none of \(documents.count) files contains a chart request",
        zh: "\(documents.count) 个文件中没有绘图请求"))
  }

  /// What is stale, a line each.
  private func report(_ documents: [EmbeddedDocument], _ call: Call) throws(Failure) -> Outcome {
    var lines: [String] = []
    for document in documents {
      for one in document.charts {
        guard let words = document.state(of: one, call.terminal).words else { continue }
        lines.append(
          visible("\(document.shown):\(one.chart.lines.lowerBound + 1): \(words.text(in: call.language)): ")
            + visible(shortened(one.chart.request.command, to: 160)))
      }
      if diff { lines += document.differences(call.terminal).map { visible($0) } }
    }
    guard !lines.isEmpty else { return .done }
    try call.terminal.print(lines.joined(separator: "\n") + "\n")
    if let failMessage {
      call.terminal.tell(visible(failMessage) + "\n")
    } else if !quiet {
      let list = documents.map { shellQuoted($0.shown) }.joined(separator: " ")
      call.note(Localized("to redraw: lrplot embed \(list)", zh: "重新绘制：lrplot embed \(list)"))
    }
    return .difference
  }
}
