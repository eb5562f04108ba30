import LRCore
import LRMustache
import LRTemplates
import Testing

@testable import LRReports

@Suite("Reports")
struct ReportTests {
  private func source(_ text: String) throws -> ReportSource {
    var reader = ReportReader(language: nil) { path throws(ReportError) in throw ReportError(Localized("no files")) }
    return try reader.report(text, file: "my.yml")
  }

  private func figure(_ csv: String) -> DrawnFigure {
    var figure = DrawnFigure()
    figure.svg = "<svg class=\"chart\" width=\"800\" height=\"500\"><text>cosine</text></svg>"
    (figure.width, figure.height) = (800, 500)
    figure.set(DataTable(csv: Array(csv.utf8)).wide)
    figure.digest = csv
    (figure.name, figure.description) = ("Rates", "Line chart")
    figure.rules = ["cx": "fill:light-dark(#fff,#000)"]
    return figure
  }

  private var templates: Templates {
    var templates: [String: Templates.Template] = [:]
    for (name, text) in BuiltIn.files where name.hasSuffix(".mustache") {
      templates[String(name.dropLast(9))] = Templates.Template(text, file: "templates/" + name)
    }
    return Templates(templates)
  }

  private func page(_ report: Report, _ form: PageWriter.Form = .inline) throws -> String {
    let writer = PageWriter(report, form, style: "p{}", script: "'use strict'")
    return PageWriter.sealed(try TemplateEngine.mustache.render(templates, writer.value)) { "H\($0.count)" }
  }

  private let text = """
    title: T
    sections:
      - title: One
        text: See [](#plans), [](#two) and $a_1$; `$x$` costs \\$5.
        figures: [{compare: step cosine, id: plans, caption: 'With $\\eta$'}]
        tables: [{from: plans, columns: [cosine], steps: [1]}]
      - title: One
        id: two
    """

  @Test("labels, formulas, tables and anchors come together")
  func assembled() throws {
    let report = try ReportAssembly.report(
      try source(text), drawn: [figure("step,cosine\n0,0.1\n1,0.05\n")], codes: [], version: "1")
    let section = report.sections[0]
    #expect(
      section.text.contains("<a href=\"#plans\">Figure 1</a>")
        && section.text.contains("<a href=\"#two\">Section 2</a>"))
    #expect(
      section.text.contains("<math>") && section.text.contains("<code>$x$</code>") && section.text.contains("costs $5"))
    #expect(section.figures[0].caption.contains("<math>") && section.figures[0].label == "Figure 1")
    #expect(section.tables[0].data == DataTable(columns: ["cosine"], rows: [["0.05"]]))
    #expect(report.sections.map(\.id) == ["one", "two"])
    let page = try page(report)
    #expect(page.contains("id=\"plans\"") && page.contains("lrplot compare step cosine"))
    #expect(page.contains("<tr><td>0<td>0.1") && page.contains(".cx{fill:light-dark(#fff,#000)}"))
    #expect(page.contains("script-src 'sha256-H12'") && !page.contains(PageWriter.policyMark))
  }

  @Test("dollar signs in indented code are no formulas, and many formulas take no longer each")
  func code() throws {
    let text =
      "title: T\nsections:\n- text: |\n    a\n\n        $y$\n\n    $z$ " + String(repeating: "$x_1$ ", count: 3000)
    let report = try ReportAssembly.report(try source(text), drawn: [], codes: [], version: "1")
    #expect(report.sections[0].text.contains("<code>$y$\n</code>"))
    #expect(report.sections[0].text.split(separator: "<math>").count == 3002)
  }

  @Test("what would lead nowhere is an error with its line")
  func wrong() throws {
    func fault(_ text: String) throws -> String {
      let source = try source(text)
      do throws(ReportError) {
        try ReportAssembly.check(source)
        return ""
      } catch {
        return error.message.english
      }
    }
    let head = "title: T\nsections:\n"
    #expect(
      try fault(head + "- text: '[](#plan)'\n  figures: [{compare: step, id: plans}]").hasPrefix(
        "my.yml:3: nothing has the id 'plan'; did you mean #plans?"))
    #expect(try fault(head + "- text: |\n    a\n\n    $\\etta$\n").hasPrefix("my.yml:6: $\\etta$: "))
    #expect(try fault(head + "- text: |\n    a\n\n    <b>x</b>\n").hasPrefix("my.yml:6: raw HTML"))
    #expect(try fault(head + "- text: '![x](y.png)'").hasPrefix("my.yml:3: images"))
    #expect(try fault(head + "- id: main").hasPrefix("my.yml:3: the id 'main' is the page's own"))
    #expect(try fault(head + "- text: |\n    a\n\n    [b](#c)\n").hasPrefix("my.yml:6: nothing has the id 'c'"))
    #expect(try fault(head + "- id: a\n- id: a").hasPrefix("my.yml:4: the id 'a' is given twice"))
    #expect(try fault(head + "- tables: [{from: a}]").hasPrefix("my.yml:3: from: no figure has the id 'a'"))
  }

  @Test("no text of an author's becomes markup")
  func hostile() throws {
    let bad = "<script>alert(1)</script>\\u202e\"'&"
    let report = try ReportAssembly.report(
      try source(
        "title: \"\(bad.replacing("\"", with: "\\\""))\"\nsections:\n- title: \"<img onerror=x>\"\n  figures:\n  - compare: \"cosine '</script><b>'\"\n    caption: 'a < b'\n"
      ),
      drawn: [figure("step,</td><script>\n0,1\n")], codes: [], version: "1")
    for form in [PageWriter.Form.inline, .linked] {
      let page = try page(report, form)
      #expect(!page.contains("<script>alert") && !page.contains("<img onerror") && !page.contains("</script><b>"))
      #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }
    #expect(!ReportModel(report).json(withRows: true).contains("</"))
    let linked = try page(report, .linked)
    #expect(!linked.contains("<style") && !linked.contains("<svg") && linked.contains("src=\"figures/figure-1.svg\""))
  }

  @Test("templates that ask for what isn't there are told with file and line")
  func templateFaults() throws {
    func fault(_ name: String, _ text: String) -> String {
      var templates = templates
      templates.templates[name] = Templates.Template(text, file: "t/\(name).mustache")
      do throws(ReportError) {
        try templates.check()
        return ""
      } catch {
        return error.message.english
      }
    }
    try templates.check()
    #expect(
      fault("page", "a\n{{titel}}").hasPrefix(
        "t/page.mustache:2: a report has no field 'titel' here; did you mean 'title'?"))
    #expect(fault("figure", "\n\n{{svgs}}").hasPrefix("t/figure.mustache:3: a report has no field 'svgs' here"))
    #expect(fault("page", "{{#sections}}").hasPrefix("t/page.mustache:1: {{#sections}} is never closed"))
    #expect(fault("page", "{{/sections}}").hasPrefix("t/page.mustache:1: {{/sections}} closes nothing"))
    #expect(
      fault("page", "{{> figur}}").hasPrefix("t/page.mustache:1: there is no template 'figur'; did you mean 'figure'?"))
    #expect(fault("page", "{{title").hasPrefix("t/page.mustache:1: a tag is never closed"))
    #expect(fault("page", "{{title.x}}").hasPrefix("t/page.mustache:1: 'title' has no fields"))
    #expect(fault("section", "{{> section}}").contains("'section' includes itself without end"))
    #expect(fault("page", "{{svg}}").hasPrefix("t/page.mustache:1: a report has no field 'svg'"))
    #expect(fault("page", "{{#sections}}{{#figures}}{{{svg}}}{{title}}{{/figures}}{{/sections}}").isEmpty)
  }

  @Test("a report is held against an earlier page and an earlier model")
  func against() throws {
    let before = try ReportAssembly.report(
      try source(text), drawn: [figure("step,cosine\n0,0.1\n1,0.05\n")], codes: [], version: "1")
    let after = try ReportAssembly.report(
      try source(text.replacing("[{from: plans, columns: [cosine], steps: [1]}]", with: "[]")),
      drawn: [figure("step,cosine\n0,0.1\n1,0.06\n")], codes: [], version: "1")
    for old in [try page(before), ReportModel(before).json(withRows: true)] {
      let old = try #require(OldPage(old))
      #expect(old.differences(to: before).isEmpty)
      #expect(
        old.differences(to: after).map(\.english) == [
          "plans (Figure 1): 1 number moved, most in cosine at step 1: 0.05 became 0.06"
        ])
    }
    #expect(OldPage("<html></html>") == nil && OldPage("{\"format\":\"x\"}") == nil)
    let other = try source("title: T\nsections: [{figures: [{compare: exp, id: new}]}]")
    let gone = try ReportAssembly.report(other, drawn: [figure("step,exp\n")], codes: [], version: "1")
    let lines = try #require(OldPage(try page(before))).differences(to: gone).map(\.english)
    #expect(lines == ["new: new (lrplot compare exp)", "plans: gone (lrplot compare step cosine)"])
  }

  @Test("Markdown has the figures' files, labels and code")
  func markdown() throws {
    let report = try ReportAssembly.report(
      try source(text), drawn: [figure("step,cosine\n0,0.1\n1,0.05\n")], codes: [], version: "1")
    let text = MarkdownWriter(report, figures: "my-figures/").text
    #expect(text.hasPrefix("# T\n"))
    #expect(text.contains("![Rates. Line chart](my-figures/plans.svg)") && text.contains("[Figure 1](#plans)"))
    #expect(text.contains("| cosine |\n| --- |\n| 0.05 |") && text.contains("```sh\nlrplot compare step cosine\n```"))
  }
}

@Suite("Tables of figures")
struct DataTableTests {
  @Test("rows of runs become one row a step")
  func wide() {
    let csv =
      "run,series,step,epoch,value,rate\nsgd,loss,0,0,2,\nsgd,loss,1,0.5,1,\nadam,loss,0,0,3,\nadam,val_loss,1,0.5,4,0.1\n"
    let wide = DataTable(csv: Array(csv.utf8)).wide
    #expect(wide.columns == ["step", "epoch", "rate", "sgd loss", "adam loss", "adam val_loss"])
    #expect(wide.rows == [["0", "0", "", "2", "3", ""], ["1", "0.5", "0.1", "1", "", "4"]])
    #expect(wide.lines == ["", "", "", "sgd", "adam", "adam"])
    #expect(wide.quantities == ["", "", "", "loss", "loss", "val_loss"])
  }

  @Test("quotation marks, commas and newlines in cells come back")
  func quoted() {
    let table = DataTable(columns: ["step", "a,\"b\"\nc"], rows: [["0", "\"\""], ["1", ""]])
    #expect(DataTable(csv: Array(table.csv.utf8)) == table)
  }

  @Test("a column is named for its line; the schedule step is not the column step")
  func lines() {
    let wide = DataTable(csv: Array("step,step (schedule),exp\n0,1,2\n".utf8)).wide
    #expect(wide.lines == ["", "step", "exp"] && wide.columns == ["step", "step (schedule)", "exp"])
    let epochs = wide.addingEpochs(stepsPerEpoch: 4)
    #expect(epochs.columns == ["step", "epoch", "step (schedule)", "exp"] && epochs.lines == ["", "", "step", "exp"])
  }

  @Test("long tables are thinned, first and last rows stay")
  func thinned() {
    let table = DataTable(columns: ["step"], rows: (0..<1000).map { ["\($0)"] })
    let (thin, every) = table.thinned(to: 100)
    #expect(thin.rows.count <= 100 && every == 11 && thin.rows.first == ["0"] && thin.rows.last == ["999"])
    #expect(table.thinned(to: 1000).every == 1)
  }
}
