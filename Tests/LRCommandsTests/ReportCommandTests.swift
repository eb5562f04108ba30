import Foundation
import LRReports
import LRSystem
import Testing

@testable import LRCommands

@Suite("lrplot report")
struct ReportCommandTests {
  private static let text = """
    title: My run
    sections:
      - title: Plan
        text: 'Plain *Markdown* with $\\eta_t$'
        figures:
          - compare: step cosine --steps 20
            caption: Two plans
            id: plans
          - trajectory: rosenbrock sgd:lr=1e-3 --steps 5

    """

  private func sandbox(_ text: String = text) -> Sandbox {
    let sandbox = Sandbox()
    sandbox.variables["XDG_CACHE_HOME"] = sandbox.path("cache")
    sandbox.write(text, to: "my.yml")
    return sandbox
  }

  private func cached(_ sandbox: Sandbox) -> [String] { sandbox.names(in: "cache/lrplot") }

  @Test("a page holds figures, numbers, commands and its own policy; the same input writes the same bytes")
  func page() {
    let sandbox = sandbox()
    let first = sandbox.run("report", "my.yml")
    #expect(first.code == 0 && first.lines == ["out/my.html"], "\(first.errors)")
    let page = sandbox.text("out/my.html") ?? ""
    #expect(page.contains("<em>Markdown</em>") && page.contains("<math>"))
    #expect(
      page.contains("<figure id=\"plans\"") && page.contains("<code>lrplot compare step cosine --steps 20</code>"))
    #expect(page.contains("data-series=\"cosine\"") && page.contains("<tr><td>0<td>0.1<td>0.1"))
    #expect(page.contains("\"column\":\"step\"") && page.contains("light-dark(") && !page.contains(" style=\""))
    #expect(page.contains("script-src 'sha256-") && !page.contains("http://www.w3.org/2000/svg\"><script"))
    #expect(cached(sandbox).count == 2)
    #expect(sandbox.run("report", "my.yml", "-o", "two.html").code == 0)
    #expect(sandbox.run("report", "my.yml", "-o", "three.html", "--no-cache").code == 0)
    #expect(sandbox.text("two.html") == page && sandbox.text("three.html") == page)
    #expect(cached(sandbox).count == 2)
  }

  @Test("a figure is drawn again when a file that it reads changes, and never when only time has passed")
  func stale() {
    let sandbox = sandbox(
      "title: T\nsections:\n- figures:\n  - compare: plateau:patience=1 --metrics loss.txt --steps 4\n    id: a\n")
    sandbox.write("1\n0.5\n0.4\n0.3\n0.2\n", to: "loss.txt")
    #expect(sandbox.run("report", "my.yml").code == 0)
    let before = sandbox.text("out/my.html")
    sandbox.write("1\n0.5\n0.4\n0.3\n0.2\n", to: "loss.txt")
    #expect(sandbox.run("report", "my.yml").code == 0 && cached(sandbox).count == 1)
    sandbox.write("1\n1\n1\n1\n1\n", to: "loss.txt")
    #expect(sandbox.run("report", "my.yml").code == 0 && cached(sandbox).count == 2)
    #expect(sandbox.text("out/my.html") != before)
  }

  @Test("a spoilt file of the cache counts as none, and a cache that can't be written stops nothing")
  func cache() {
    let sandbox = sandbox()
    #expect(sandbox.run("report", "my.yml").code == 0)
    let page = sandbox.text("out/my.html")
    for name in cached(sandbox) {
      var bytes = sandbox.bytes("cache/lrplot/" + name) ?? []
      bytes[bytes.count / 2] ^= 1
      sandbox.write(bytes, to: "cache/lrplot/" + name)
    }
    #expect(sandbox.run("report", "my.yml").code == 0 && sandbox.text("out/my.html") == page)
    sandbox.write("", to: "no-folder")
    sandbox.variables["XDG_CACHE_HOME"] = sandbox.path("no-folder")
    #expect(sandbox.run("report", "my.yml").code == 0 && sandbox.text("out/my.html") == page)
  }

  @Test(
    "what is wrong is told with file and line before anything is drawn, and an old page stays",
    arguments: [
      ("  - compare: stp", 64, "my.yml:5: compare: unknown schedule 'stp'"),
      ("  - compare: step --steps x", 64, "my.yml:5: compare: --steps is a whole number"),
      ("  - compare: step --metrics gone.txt", 66, "my.yml:5: compare: "),
      ("  - train: sgd --data csv:path=gone.csv,target=y", 66, "my.yml:5: train: "),
      ("  - trajectory: rosenbrok sgd", 64, "my.yml:5: trajectory: "),
      ("  - compare: step\n    id: a\n  - compare: exp\n    id: a", 65, "my.yml:7: the id 'a' is given twice"),
      (
        "  - compare: step\n    captoin: a", 65, "my.yml:6: 'captoin' is not a key of a figure; did you mean 'caption'?"
      ),
    ])
  func wrong(_ line: String, _ code: Int32, _ says: String) {
    let sandbox = sandbox("title: T\nsections:\n- figures:\n  - compare: exp\n" + line + "\n")
    sandbox.write("old", to: "page.html")
    let result = sandbox.run("report", "my.yml", "-o", "page.html")
    #expect(result.code == code && result.error.hasPrefix("error: " + says), "\(result.errors)")
    #expect(sandbox.text("page.html") == "old" && cached(sandbox).isEmpty)
  }

  @Test("--assets writes separate files, without style, script or SVG in the page")
  func assets() {
    let sandbox = sandbox()
    let result = sandbox.run("report", "my.yml", "--assets", "site")
    #expect(result.code == 0, "\(result.errors)")
    #expect(
      sandbox.names(in: "site") == ["data", "figures", "index.html", "model.json", "script.js", "style.css"])
    #expect(sandbox.names(in: "site/figures") == ["figure-2.svg", "plans.svg"])
    let page = sandbox.text("site/index.html") ?? ""
    #expect(!page.contains("<style") && !page.contains("<svg") && !page.contains(" style="))
    #expect(page.contains("<img src=\"figures/plans.svg\" alt=\"Learning rate: step, cosine. Line chart"))
    #expect(sandbox.text("site/data/plans.csv")?.hasPrefix("step,step (schedule),cosine\n0,0.1,0.1\n") == true)
    #expect(sandbox.run("report", "my.yml", "--against", "site", "-o", "x.html").code == 0)
  }

  @Test("--against tells which numbers moved, and Markdown and figures are written where they are asked for")
  func forms() {
    let sandbox = sandbox()
    #expect(sandbox.run("report", "my.yml", "-o", "old.html").code == 0)
    sandbox.write(Self.text.replacing("step cosine", with: "step:gamma=0.2 cosine"), to: "my.yml")
    let moved = sandbox.run("report", "my.yml", "-o", "new.html", "--against", "old.html", "--quiet")
    #expect(moved.code == 1 && moved.output.contains("plans (Figure 1): "), "\(moved.output)\(moved.errors)")
    let text = sandbox.run("report", "my.yml", "-o", "my.md", "--figures", "figures")
    #expect(text.code == 0, "\(text.errors)")
    #expect(sandbox.text("my.md")?.contains("](my-figures/plans.svg)") == true)
    #expect(sandbox.names(in: "my-figures") == ["figure-2.svg", "plans.svg"])
    #expect(sandbox.names(in: "figures") == ["figure-2.png", "figure-2.svg", "plans.png", "plans.svg"])
    #expect(sandbox.run("report", "my.yml", "--against", "my.yml").code == 65)
  }

  @Test("templates can be written out, changed and taken; an unknown field is told with its line")
  func templates() {
    let sandbox = sandbox()
    #expect(sandbox.run("report", "--dump-templates", "t").code == 0)
    #expect(sandbox.run("report", "my.yml", "--templates", "t", "-o", "a.html").code == 0)
    #expect(sandbox.run("report", "my.yml", "-o", "b.html").code == 0)
    #expect(sandbox.text("a.html") == sandbox.text("b.html"))
    let page = sandbox.text("t/page.mustache") ?? ""
    sandbox.write(page.replacing("{{title}}</h1>", with: "{{title}}!</h1>"), to: "t/page.mustache")
    #expect(sandbox.run("report", "my.yml", "--templates", "t", "-o", "c.html").code == 0)
    #expect(sandbox.text("c.html")?.contains("My run!</h1>") == true)
    #expect(sandbox.run("report", "--dump-templates", "t").code == 73)
    sandbox.write("<p>\n{{titel}}\n", to: "t/page.mustache")
    let wrong = sandbox.run("report", "my.yml", "--templates", "t", "-o", "c.html")
    #expect(wrong.code == 65 && wrong.error.hasPrefix("error: t/page.mustache:2: a report has no field 'titel'"))
  }

  @Test("a plan is a report of its own; other reports take none")
  func plan() {
    let sandbox = sandbox()
    let result = sandbox.run("report", "run", "warmup:steps=5+cosine", "--steps", "50", "-o", "run.html")
    #expect(result.code == 0, "\(result.errors)")
    let page = sandbox.text("run.html") ?? ""
    #expect(page.contains("<figure id=\"fig-plan\"") && page.contains("torch") && page.contains("<td>50<td>0"))
    #expect(sandbox.run("report", "run").code == 64)
    #expect(sandbox.run("report", "my.yml", "cosine").code == 64)
    #expect(sandbox.run("report", "schedule").error.contains("did you mean 'schedules'?"))
    #expect(sandbox.run("report", "gone.yml").code == 66)
  }

  @Test("a plan's phases are listed with their rates; a warm-up of a few steps of many epochs is pointed at")
  func phases() {
    let sandbox = sandbox()
    let words = ["report", "run", "warmup:steps=5+cosine", "--lr", "0.1", "--epochs", "90", "--steps-per-epoch", "100"]
    #expect(sandbox.run(words + ["-o", "run.md"]).code == 0)
    let text = sandbox.text("run.md") ?? ""
    #expect(text.contains("| `warmup:steps=5` | 0–4 | 0 | 0.08 |\n| `cosine` | 5–9000 | 0.1 | 0 |"))
    #expect(text.contains("5 of 9000 steps, less than one epoch; for 5 epochs write 5ep"))
    #expect(sandbox.run(["report", "run", "warmup:steps=5ep+cosine"] + words[3...] + ["-o", "run.md"]).code == 0)
    #expect(sandbox.text("run.md")?.contains("less than one epoch") == false)
  }

  @Test("a card of a gallery has parameters, names and source of its entry, folded")
  func cards() throws {
    for gallery in CatalogueGallery.allCases {
      for section in gallery.sections(in: .english, at: ReportSource.Place("", 0)) {
        for card in section.sections {
          #expect(gallery == .surfaces || card.details?.text.contains("Source: ") == true, "\(card.title ?? "")")
        }
      }
    }
    let sandbox = sandbox("title: T\nsections:\n- title: A\n  gallery: surfaces\n")
    #expect(sandbox.run("report", "my.yml", "-o", "a.html").code == 0)
    #expect(sandbox.text("a.html")?.contains("<details class=\"more\"><summary>Parameters and source") == true)
  }

  @Test("a drawing that nobody wants any more ends in the middle of a training run, and is kept nowhere")
  func unwanted() {
    let figure = FigureDrawing(
      words: ["train", "sgd:lr=0.01", "--data", "digits", "--epochs", "100000"], directory: "", language: .english,
      appearance: .auto, id: "a", wantsFile: false, wantsPNG: false, input: nil, place: ReportSource.Place("", 0))
    do throws(Failure) {
      _ = try figure.drawn(Memory(), unless: { true })
      Issue.record("the drawing went on")
    } catch {
      #expect(error.outcome == .interrupted, "\(error.message.english)")
    }
  }

  @Test("every built-in report has its texts, ids and commands right, in both languages", arguments: ["en", "zh"])
  func builtIn(_ language: String) throws {
    for report in BuiltInReport.allCases where report != .run {
      let sandbox = Sandbox()
      let call = Call(
        arguments: ["report", report.rawValue, "--lang", language],
        terminal: Terminal(write: { _ in }, writeError: { _ in }, read: { [] }, directory: sandbox.folder),
        language: language == "en" ? .english : .chinese)
      // Whatever is wrong is thrown: nothing is drawn yet.
      _ = try ReportJob(report.rawValue, try ReportOptions.parse([]), .none, call)
    }
  }

  @Test("nothing that the report is made of, and no page of another's, is overwritten")
  func overwriting() {
    let sandbox = sandbox("title: T\nsections:\n- figures:\n  - compare: plateau --metrics m.html --steps 2\n")
    sandbox.write("0.5\n0.4\n0.3\n", to: "m.html")
    let metrics = sandbox.run("report", "my.yml", "-o", "./m.html")
    #expect(metrics.code == 64 && metrics.error.contains("would overwrite"), "\(metrics.errors)")
    #expect(
      sandbox.run(
        "report", "my.yml", "--format", "html", "-o", "../\(sandbox.folder.split(separator: "/").last ?? "")/my.yml"
      ).code == 64)
    #expect(sandbox.text("m.html") == "0.5\n0.4\n0.3\n" && sandbox.text("my.yml")?.hasPrefix("title") == true)
    sandbox.makeFolder("site")
    sandbox.write("mine", to: "site/index.html")
    #expect(sandbox.run("report", "my.yml", "--assets", "site").code == 73 && sandbox.text("site/index.html") == "mine")
    #expect(sandbox.run("report", "my.yml", "-o", "x.png").code == 64)
    // Nor are numbers that a figure reads, and files of another's folder.
    sandbox.makeFolder("A")
    sandbox.makeFolder("A/data")
    sandbox.write("0.5\n0.4\n0.3\n", to: "A/data/plans.csv")
    sandbox.write(
      "title: T\nsections:\n- title: Plans\n  figures:\n  - compare: plateau --metrics A/data/plans.csv --steps 2\n    id: plans\n",
      to: "other.yml")
    #expect(sandbox.run("report", "other.yml", "--assets", "A").code == 64)
    #expect(sandbox.text("A/data/plans.csv") == "0.5\n0.4\n0.3\n")
    sandbox.makeFolder("B")
    sandbox.write("mine", to: "B/style.css")
    #expect(sandbox.run("report", "other.yml", "--assets", "B").code == 73 && sandbox.text("B/style.css") == "mine")
  }

  @Test("texts with lone backticks are escaped in Markdown, and an alt text stands alone")
  func markdownOfStrangers() {
    let sandbox = sandbox(
      "title: 'N ` <img src=x>'\nsections:\n- title: Plans\n  figures:\n  - compare: step --steps 9\n    id: plans\n    alt: mine\n"
    )
    #expect(sandbox.run("report", "my.yml", "-o", "n.md").code == 0)
    let text = sandbox.text("n.md") ?? ""
    #expect(
      text.hasPrefix("# N \\` \\<img src=x\\>") && text.contains("![mine](n-figures/plans.svg)"), "\(text.prefix(300))")
  }
}
