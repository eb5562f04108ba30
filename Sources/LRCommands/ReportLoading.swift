import LRCore
import LRReports
import LRSystem
import LRTemplates

/// What a report is made of, read from files or from the binary.
enum ReportLoading {
  /// Bytes of a report file or a template.
  private static let largest = 16 << 20

  static func source(
    _ name: String, language: Language?, _ plan: ReportPlan, _ call: Call
  ) throws(Failure) -> ReportSource {
    if let built = BuiltInReport(rawValue: name) {
      guard built == .run || plan.isEmpty else { throw notOfAPlan(plan) }
      return try built.source(language ?? .english) { () throws(Failure) in
        guard !plan.specs.isEmpty || plan.configs?.files.isEmpty == false else {
          throw Failure(
            usage: "report run needs a plan: `lrplot report run warmup:steps=5+cosine`, or --from FILE",
            zh: "report run 需要计划：`lrplot report run warmup:steps=5+cosine`，或 --from FILE")
        }
        return try RunReport(plan, language ?? .english, in: call.terminal).source
      }
    }
    guard name.contains(".") || name.contains("/") else {
      let names = BuiltInReport.allCases.map(\.rawValue)
      let hint =
        nearest(to: name, among: names).map { Localized("did you mean '\($0)'?", zh: "是否想写“\($0)”？") }
        ?? Localized(
          "there are \(names.joined(separator: ", ")), and YAML files",
          zh: "可用 \(names.joined(separator: "、"))，以及 YAML 文件")
      throw Failure(.usage, Localized("there is no report '\(name)'; ", zh: "没有报告“\(name)”；") + hint)
    }
    guard plan.isEmpty else { throw notOfAPlan(plan) }
    let terminal = call.terminal
    var reader = ReportReader(
      language: language, read: { (path) throws(ReportError) in try text(of: path, terminal) },
      gallery: { gallery($0, $1, $2) })
    do throws(ReportError) {
      return try reader.report(name)
    } catch {
      throw Failure(error)
    }
  }

  private static func notOfAPlan(_ plan: ReportPlan) -> Failure {
    if let second = plan.specs.first, second.hasSuffix(".yml") || second.hasSuffix(".yaml") {
      return Failure(usage: "one report at a time: remove '\(second)'", zh: "一次只能生成一份报告：请去掉“\(second)”")
    }
    let given = plan.specs.first.map { "'\($0)'" } ?? (plan.configs?.files.isEmpty != false ? "--steps" : "--from")
    return Failure(
      usage: "\(given) belongs to `report run`, which is about one plan", zh: "\(given) 只用于 `report run`（关于一份计划）")
  }

  static func gallery(
    _ name: String, _ language: Language, _ place: ReportSource.Place
  ) -> [ReportSource.Section]? {
    CatalogueGallery(rawValue: name)?.sections(in: language, at: place)
  }

  private static func text(of path: String, _ terminal: Terminal) throws(ReportError) -> String {
    let place = ReportSource.Place(path, 0)
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try regularContents(of: path, limit: largest + 1, in: terminal)
    } catch {
      throw ReportError(place, Localized("can't be read: ", zh: "无法读取：") + error.words, isMissing: true)
    }
    guard bytes.count <= largest else { throw ReportError(place, Localized("is larger than 16 MiB", zh: "超过 16 MiB")) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ReportError(place, Localized("is no UTF-8 text", zh: "不是 UTF-8 文本"))
    }
    return text
  }

  static func stem(_ name: String) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return last.lastIndex(of: ".").map { $0 == last.startIndex ? last : String(last[..<$0]) } ?? last
  }

  static func templates(
    _ folder: String?, _ terminal: Terminal
  ) throws(ReportError) -> (Templates, style: String, script: String) {
    var texts: [String: Templates.Template] = [:]
    for (name, text) in BuiltIn.files { texts[name] = Templates.Template(text, file: "templates/" + name) }
    if let folder {
      let head = folder.hasSuffix("/") ? folder : folder + "/"
      let names = terminal.names(in: folder).filter { $0.hasSuffix(".mustache") || $0 == "page.css" || $0 == "page.js" }
      let known = BuiltIn.files.map(\.0)
      if let other = names.first(where: { !known.contains($0) && nearest(to: $0, among: known) != nil }) {
        throw ReportError(
          ReportSource.Place(head + other, 0),
          Localized("is not a template; did you mean ", zh: "不是模板；是否想写 ")
            + Localized(nearest(to: other, among: known) ?? "") + Localized("?", zh: "？"))
      }
      guard !names.isEmpty else {
        throw ReportError(
          ReportSource.Place(folder, 0),
          Localized(
            "no templates are here; `lrplot report --dump-templates DIR` writes some",
            zh: "此处没有模板；可用 `lrplot report --dump-templates DIR` 写出"),
          isMissing: true)
      }
      for name in names {
        let place = ReportSource.Place(head + name, 0)
        guard let bytes = try? regularContents(of: head + name, limit: largest, in: terminal) else {
          throw ReportError(place, Localized("can't be read", zh: "无法读取"), isMissing: true)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw ReportError(place, Localized("is no UTF-8 text", zh: "不是 UTF-8 文本"))
        }
        for (file, end) in [("page.css", "</style"), ("page.js", "</script")] where name == file && text.contains(end) {
          throw ReportError(
            place, Localized("contains \(end)>, which would close its element in the page", zh: "含有 \(end)>，会提前结束其所在元素")
          )
        }
        texts[name] = Templates.Template(text, file: head + name)
      }
    }
    var templates: [String: Templates.Template] = [:]
    for (name, template) in texts where name.hasSuffix(".mustache") {
      templates[String(name.dropLast(".mustache".count))] = template
    }
    return (Templates(templates), texts["page.css"]?.text ?? "", texts["page.js"]?.text ?? "")
  }
}
