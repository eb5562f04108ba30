import Foundation
import Testing

@testable import LRCommands

@Suite("lrplot embed")
struct EmbedTests {
  private static let text = """
    # Plans

    ```lrplot id=plans width=600
    compare step cosine --steps 20
    ```

    <!-- lrplot picture=one: compare exp --steps 20 -->
    <!-- /lrplot -->

    """

  @Test("pictures and text are written once, and nothing the second time")
  func twice() {
    let sandbox = Sandbox()
    sandbox.write(Self.text, to: "README.md")
    #expect(sandbox.run("embed", "README.md", "--check").code == 1)
    #expect(sandbox.names() == ["README.md"])
    let first = sandbox.run("embed", "README.md")
    #expect(first.code == 0, "\(first.errors)")
    let names = sandbox.names(in: "images")
    #expect(names.count == 3 && names[0].hasPrefix("compare-exp-"))
    #expect(names.suffix(2) == ["plans-dark.svg", "plans.svg"])
    #expect(first.lines == names.map { "images/\($0)" } + ["README.md"])
    let made = sandbox.text("README.md") ?? ""
    #expect(made.contains("srcset=\"images/plans-dark.svg\"") && made.contains("width=\"600\""))
    #expect(made.contains("alt=\"Learning rate: step, cosine. Line chart"))
    #expect(made.contains("![Learning rate: exp. Line chart"))
    // Both files are of one colour scheme each; the single one follows the reader's.
    #expect(sandbox.text("images/plans.svg")?.contains("prefers-color-scheme") == false)
    #expect(sandbox.text("images/" + names[0])?.contains("prefers-color-scheme") == true)
    let second = sandbox.run("embed", "README.md")
    #expect(second.code == 0 && second.output.isEmpty && second.errors.isEmpty)
    #expect(sandbox.text("README.md") == made)
    let check = sandbox.run("embed", "README.md", "--check")
    #expect(check.code == 0 && check.output.isEmpty)
  }

  @Test("--check tells what is stale, what was changed by hand and what is missing, and changes nothing")
  func check() {
    let sandbox = Sandbox()
    sandbox.write(Self.text, to: "a.md")
    _ = sandbox.run("embed", "a.md")
    let made = sandbox.text("a.md") ?? ""
    func told(_ text: String) -> String {
      sandbox.write(text, to: "a.md")
      let result = sandbox.run("embed", "a.md", "--check", "--quiet")
      #expect(result.code == (result.output.isEmpty ? 0 : 1) && sandbox.text("a.md") == text)
      return result.output
    }
    #expect(told(made).isEmpty)
    #expect(
      told(made.replacing("compare step cosine", with: "compare step linear")).hasPrefix(
        "a.md:3: stale: compare step linear"))
    #expect(told(made.replacing("width=\"600\"", with: "width=\"700\"")).hasPrefix("a.md:3: changed by hand"))
    // Alt text is everybody's own.
    let own = made.replacing("alt=\"Learning rate: step, cosine.", with: "alt=\"Two plans &amp; more.")
    #expect(told(own).isEmpty)
    sandbox.write("<svg/>", to: "images/plans.svg")
    #expect(told(made).hasPrefix("a.md:3: images/plans.svg, images/plans-dark.svg is not the file that was drawn"))
    unlink(sandbox.path("images/plans.svg"))
    #expect(told(made).hasPrefix("a.md:3: images/plans.svg is missing"))
    let difference = sandbox.run("embed", "a.md", "--check", "--diff", "--fail-message", "run make docs")
    #expect(difference.output.contains("--- a.md") && difference.output.contains("@@ -3,"))
    #expect(difference.errors.contains("run make docs"))
    // What was written by hand survives the next drawing.
    sandbox.write(own.replacing("--steps 20", with: "--steps 30"), to: "a.md")
    #expect(sandbox.run("embed", "a.md").code == 0)
    #expect(sandbox.text("a.md")?.contains("alt=\"Two plans &amp; more.") == true)
    #expect(sandbox.run("embed", "a.md", "--check").code == 0)
  }

  @Test("a file that a command reads makes its chart stale")
  func filesRead() {
    let sandbox = Sandbox()
    sandbox.makeFolder("docs")
    sandbox.write("1\n0.5\n0.5\n0.4\n", to: "docs/losses.txt")
    sandbox.write("```lrplot\ncompare torch.ReduceLROnPlateau --steps 4 --metrics losses.txt\n```\n", to: "docs/a.md")
    let made = sandbox.run("embed", "docs/a.md")
    #expect(made.code == 0, "\(made.errors)")
    #expect(sandbox.names(in: "docs/images").count == 2)
    #expect(sandbox.run("embed", "docs/a.md", "--check").code == 0)
    sandbox.write("1\n0.5\n0.5\n0.3\n", to: "docs/losses.txt")
    #expect(sandbox.run("embed", "docs/a.md", "--check").output.hasPrefix("docs/a.md:1: stale"))
  }

  @Test(
    "a request that fails leaves the file as it was, with its own exit code",
    arguments: [
      ("compare cosin", 64, "a.md:3: unknown schedule 'cosin'"), ("list data", 64, "a.md:3: 'list' draws no chart"),
      ("compare step -o x.svg", 64, "a.md:3: -o has no place"),
      ("train sgd --save=x", 64, "a.md:3: --save has no place"),
      ("train sgd --data csv:nowhere.csv,target=y", 66, "a.md:3: cannot read 'nowhere.csv'"),
      ("train sgd --data penguins --model logistic", 65, "a.md:3: "),
      ("compare step --help", 64, "a.md:3: --help has no place"),
    ])
  func failures(command: String, code: Int, says: String) {
    let sandbox = Sandbox()
    let text = "a\n\n```lrplot\n\(command)\n```\n\n```lrplot\ncompare step\n```\n"
    sandbox.write(text, to: "a.md")
    let result = sandbox.run("embed", "a.md")
    #expect(Int(result.code) == code && result.errors.hasPrefix("error: " + says), "\(result.errors)")
    #expect(sandbox.text("a.md") == text && sandbox.names() == ["a.md"])
  }

  @Test("orphans are named, and removed when that is asked for; what another text shows is none")
  func orphans() {
    let sandbox = Sandbox()
    sandbox.write("```lrplot id=one\ncompare step\n```\n", to: "a.md")
    sandbox.write("```lrplot id=two\ncompare exp\n```\n", to: "b.md")
    #expect(sandbox.run("embed", "a.md", "b.md").code == 0)
    sandbox.write("<svg/>", to: "images/own.svg")
    sandbox.write("```lrplot id=three\ncompare step\n```\n", to: "a.md")
    let result = sandbox.run("embed", "a.md")
    #expect(result.errors.contains("no text shows any more: images/one-dark.svg, images/one.svg; --prune removes them"))
    #expect(sandbox.run("embed", "a.md", "--prune").code == 0)
    #expect(
      sandbox.names(in: "images") == ["own.svg", "three-dark.svg", "three.svg", "two-dark.svg", "two.svg"])
  }

  @Test("a text elsewhere in the repository keeps its pictures")
  func repository() {
    let sandbox = Sandbox()
    for folder in [".git", "docs", "docs/guide"] { sandbox.makeFolder(folder) }
    sandbox.write("```lrplot id=top\ncompare step\n```\n", to: "README.md")
    sandbox.write("```lrplot id=deep\ncompare step\n```\n", to: "docs/guide/a.md")
    #expect(sandbox.run("embed", "README.md", "--dir", "docs/guide/images").code == 0)
    let result = sandbox.run("embed", "docs/guide/a.md", "--prune")
    #expect(result.code == 0 && result.errors.isEmpty)
    #expect(sandbox.names(in: "docs/guide/images") == ["deep-dark.svg", "deep.svg", "top-dark.svg", "top.svg"])
    // Texts of any kind count, also in hidden folders.
    sandbox.makeFolder(".github")
    sandbox.write("\\includegraphics{docs/guide/images/top.svg}", to: "paper.tex")
    sandbox.write("docs/guide/images/top-dark.svg", to: ".github/about.txt")
    sandbox.write("gone", to: "README.md")
    #expect(sandbox.run("embed", "docs/guide/a.md", "--prune").code == 0)
    #expect(sandbox.names(in: "docs/guide/images") == ["deep-dark.svg", "deep.svg", "top-dark.svg", "top.svg"])
    sandbox.write("gone", to: "paper.tex")
    sandbox.write("gone", to: ".github/about.txt")
    #expect(sandbox.run("embed", "docs/guide/a.md", "--prune").code == 0)
    #expect(sandbox.names(in: "docs/guide/images") == ["deep-dark.svg", "deep.svg"])
  }

  @Test("pictures go to --dir, and paths lead there from the file")
  func folders() {
    let sandbox = Sandbox()
    sandbox.makeFolder("docs")
    sandbox.makeFolder("docs/guide")
    sandbox.write("```lrplot id=one\ncompare step\n```\n", to: "docs/guide/a.md")
    let result = sandbox.run("embed", "docs/guide/a.md", "--dir", "docs/assets")
    #expect(result.code == 0, "\(result.errors)")
    #expect(sandbox.names(in: "docs/assets") == ["one-dark.svg", "one.svg"])
    #expect(sandbox.text("docs/guide/a.md")?.contains("src=\"../assets/one.svg\"") == true)
    #expect(sandbox.run("embed", "docs/guide/a.md", "--dir", "docs/assets", "--check").code == 0)
  }

  @Test("two charts don't share a picture's name; one chart may stand twice")
  func names() {
    let sandbox = Sandbox()
    sandbox.write("```lrplot id=a\ncompare step\n```\n\n```lrplot id=a\ncompare exp\n```\n", to: "a.md")
    #expect(sandbox.run("embed", "a.md").errors.hasPrefix("error: a.md:5: the picture images/a.svg is another chart's"))
    sandbox.write("```lrplot\ncompare step\n```\n\n```lrplot\ncompare step\n```\n", to: "a.md")
    #expect(sandbox.run("embed", "a.md").code == 0 && sandbox.names(in: "images").count == 2)
  }

  @Test("command=show puts the command above the picture, in lines that fit")
  func command() {
    let sandbox = Sandbox()
    let long = (0..<6).map { "'cosine:min=0.00\($0),label=\"curve \($0)\"'" }.joined(separator: " ")
    sandbox.write(
      "<!-- lrplot id=a command=show: compare \(long) --steps 20 -->\n<!-- /lrplot -->\n", to: "a.md")
    #expect(sandbox.run("embed", "a.md").code == 0)
    let made = sandbox.text("a.md") ?? ""
    let lines = made.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1] == "```sh" && lines[2].hasPrefix("lrplot compare 'cosine:min=0.000,label=\"curve 0\"'"))
    let code = lines[2..<(lines.dropFirst(2).firstIndex(of: "```") ?? 3)]
    #expect(code.count > 1 && code.allSatisfy { $0.count <= 112 } && code.dropLast().allSatisfy { $0.hasSuffix(" \\") })
    #expect(made.contains("<picture>") && sandbox.run("embed", "a.md", "--check").code == 0)
    #expect(sandbox.run("embed", "a.md").output.isEmpty)
  }

  @Test("a picture that embed didn't draw stays, two names of one file are one, and an absolute folder is reached")
  func places() {
    let sandbox = Sandbox()
    sandbox.makeFolder("images")
    sandbox.write("mine", to: "images/logo.svg")
    sandbox.write("<!-- lrplot id=logo picture=one: compare step -->\n<!-- /lrplot -->\n", to: "a.md")
    #expect(sandbox.run("embed", "a.md").code == 73 && sandbox.text("images/logo.svg") == "mine")
    for (folder, spec) in [("p", "step"), ("q", "exp")] {
      sandbox.makeFolder(folder)
      sandbox.write("<!-- lrplot id=x: compare \(spec) -->\n<!-- /lrplot -->\n", to: "\(folder)/l.md")
    }
    #expect(sandbox.run("embed", "--dir", "out", "p/l.md", "q/l.md").code == 64)
    #expect(sandbox.run("embed", "--dir", sandbox.path("out"), "p/l.md").code == 0)
    #expect(
      sandbox.text("p/l.md")?.contains("src=\"../out/x.svg\"") == true && sandbox.names(in: "out").contains("x.svg"))
  }

  @Test("examples in literal blocks, scripts and front matter stay, and braces are escaped in MDX")
  func examples() {
    let sandbox = Sandbox()
    let example = "  .. lrplot: compare step\n  .. /lrplot:\n"
    let rst = "See::\n\n\(example)\n.. code-block:: rst\n\n\(example)\nText.\n"
    sandbox.write(rst, to: "a.rst")
    let html = "<script>\n<!-- lrplot: compare step -->\n<!-- /lrplot -->\n</script>\n"
    sandbox.write(html, to: "a.html")
    let front = "---\ndesc: |\n  ```lrplot\n  compare step\n  ```\n---\n\nText\n"
    sandbox.write(front, to: "a.md")
    let run = sandbox.run("embed", "a.rst", "a.html", "a.md")
    #expect(run.code == 0 && run.errors.contains("none of 3 files contains a chart request"), "\(run.errors)")
    #expect(sandbox.text("a.rst") == rst && sandbox.text("a.html") == html && sandbox.text("a.md") == front)
    sandbox.write("{/* lrplot: compare step --steps 9 --title \"loss {a b}\" */}\n{/* /lrplot */}\n", to: "m.mdx")
    #expect(sandbox.run("embed", "m.mdx").code == 0)
    #expect(sandbox.text("m.mdx")?.contains("![loss \\{a b\\}.") == true, "\(sandbox.text("m.mdx") ?? "")")
  }

  @Test("pictures stay in their folder when --dir is not given again", arguments: ["a.md", "a.rst", "b.md"])
  func sameFolder(_ name: String) {
    let sandbox = Sandbox()
    let text =
      switch name {
      case "a.rst": ".. lrplot: compare step --steps 9\n\n.. /lrplot:\n"
      case "b.md": "<!-- lrplot picture=one: compare step --steps 9 -->\n<!-- /lrplot -->\n"
      default: "```lrplot\ncompare step --steps 9\n```\n"
      }
    sandbox.write(text, to: name)
    #expect(sandbox.run("embed", name, "--dir", "docs/my figures").code == 0)
    let made = sandbox.text(name)
    #expect(sandbox.run("embed", name, "--check").code == 0)
    sandbox.write((made ?? "").replacing("--steps 9", with: "--steps 8"), to: name)
    #expect(sandbox.run("embed", name, "--check").code == 1 && sandbox.run("embed", name).code == 0)
    #expect(!sandbox.names().contains("images"), "\(sandbox.names())")
  }

  @Test("what nearly asks for a chart is pointed at, with its line")
  func lookalikes() {
    let sandbox = Sandbox()
    sandbox.write(
      "```{lrplot}\ncompare step\n```\n\nText <!-- lrplot: compare exp --> x\n\n`<!-- lrplot: x -->`\n", to: "a.md")
    let run = sandbox.run("embed", "a.md")
    #expect(run.code == 0 && run.errors.contains("a.md:1: '{lrplot}' is not a chart request"), "\(run.errors)")
    #expect(
      run.errors.contains("a.md:5:") && !run.errors.contains("a.md:7:")
        && run.errors.contains("contains no chart request"))
    sandbox.write(".. code-block:: lrplot\n\n   compare step\n", to: "a.rst")
    #expect(sandbox.run("embed", "a.rst").errors.contains("a.rst:1:"))
  }

  @Test("one id in two texts is refused, also in two calls; one command in two forms has two pictures")
  func shared() {
    let sandbox = Sandbox()
    sandbox.write("```lrplot id=p\ncompare step --steps 9\n```\n", to: "b.md")
    sandbox.write("```lrplot id=p\ncompare exp --steps 9\n```\n", to: "c.md")
    #expect(sandbox.run("embed", "b.md").code == 0)
    let picture = sandbox.text("images/p.svg")
    let other = sandbox.run("embed", "c.md")
    #expect(other.code == 64 && other.error.contains("c.md:1:") && other.error.contains("b.md"), "\(other.errors)")
    #expect(sandbox.text("images/p.svg") == picture)
    sandbox.write(
      "```lrplot\ncompare step --steps 9\n```\n\n```lrplot picture=one\ncompare step --steps 9\n```\n", to: "d.md")
    #expect(sandbox.run("embed", "d.md").code == 0)
    #expect(sandbox.run("embed", "--check", "d.md").code == 0)
  }

  @Test("--diff shows lines as embed would write them, and a command changed throughout a text is merely stale")
  func differences() {
    let sandbox = Sandbox()
    sandbox.write("> ```lrplot id=a command=show\n> compare step\n> ```\n", to: "a.md")
    #expect(sandbox.run("embed", "a.md").code == 0 && sandbox.run("embed", "a.md", "--check").code == 0)
    let made = (sandbox.text("a.md") ?? "").replacing("compare step", with: "compare exp")
    sandbox.write(made, to: "a.md")
    let result = sandbox.run("embed", "a.md", "--check", "--diff", "--quiet")
    #expect(result.code == 1 && result.lines.first?.hasPrefix("a.md:1: stale") == true, "\(result.output)")
    #expect(
      result.output.contains("\n > <!-- lrplot id=a command=show: compare exp -->\n > ```sh\n > lrplot compare exp\n"))
    #expect(result.output.contains("\n+> <!-- /lrplot ... -->"))
    #expect(sandbox.run("embed", "a.md").code == 0 && sandbox.run("embed", "a.md", "--check").code == 0)
    sandbox.write(
      (sandbox.text("a.md") ?? "").replacing("> lrplot compare exp", with: "> lrplot compare wsd"), to: "a.md")
    #expect(sandbox.run("embed", "a.md", "--check").output.contains("changed by hand"))
  }
}
