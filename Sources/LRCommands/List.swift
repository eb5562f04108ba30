import ArgumentParser
import LRCore
import LRSystem

/// `lrplot list [KIND]`: what there is.
struct List: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: helpWords("Lists what there is to draw.", zh: "列出可以绘制的内容。"),
      usage: "lrplot list [<kind>] [<options>]",
      discussion: helpWords(
        """
        Without KIND: the kinds with their counts, lrplot's own schedules, and the names of every framework's. KIND may \
        also be a framework, such as torch: then what each of its entries does and how it differs is told.
        """,
        zh: """
          不给 KIND 时列出各类及其数目、lrplot 自有的调度和各框架的名称。
          KIND 也可以是框架名，例如 torch：说明其各项的作用与差别。
          """))
  }

  @Argument(
    help: helpText(
      "What to list: schedules, optimizers, surfaces, data, models, figures, themes, or a framework such as torch.",
      zh: "schedules、data、figures、torch 等", value: "kind"),
    completion: .custom { _, _, _ in CatalogueKind.all.map(\.name) + CatalogueChoice.frameworks(of: CatalogueKind.all) }
  )
  var kind: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Only this framework's; 'lrplot' for lrplot's own.", zh: "只列此框架；lrplot 表示自有的", value: "name"),
    completion: .custom { _, _, _ in CatalogueChoice.frameworks(of: CatalogueKind.all) })
  var framework: String?

  @Flag(help: helpText("As JSON, for programs.", zh: "输出 JSON，供程序使用"))
  var json = false

  @Flag(help: helpText("As a Markdown table, for documents.", zh: "输出 Markdown 表格，供文档使用"))
  var markdown = false

  @OptionGroup var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    let language = call.language
    if json && markdown {
      throw Failure(usage: "--json and --markdown exclude each other", zh: "--json 与 --markdown 不能同时使用")
    }
    let choice = try CatalogueChoice(kind, framework: framework, among: CatalogueKind.all)
    if json {
      try call.terminal.print(
        data: try jsonText(
          .object(choice.kinds.map { kind in (kind.name, .array(kind.entries.map { $0.json(in: language) })) })))
    } else if markdown {
      try call.terminal.print(data: CatalogueTables(kinds: choice.kinds, language: language).text)
    } else {
      let listing = CatalogueListing(choice: choice, language: language, width: call.terminal.width)
      try call.terminal.print(listing.text)
    }
    return .done
  }
}
