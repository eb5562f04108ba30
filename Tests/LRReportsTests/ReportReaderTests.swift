import Foundation
import LRCore
import Testing

@testable import LRReports

@Suite("Report files")
struct ReportReaderTests {
  private func read(
    _ text: String, language: Language? = nil, files: [String: String] = [:]
  ) throws -> ReportSource {
    var reader = ReportReader(language: language) { path throws(ReportError) in
      guard let text = files[path] else {
        throw ReportError(ReportSource.Place(path, 0), Localized("can't be read"), isMissing: true)
      }
      return text
    }
    return try reader.report(text, file: "dir/my.yml")
  }

  private func fault(_ text: String, files: [String: String] = [:]) -> String {
    do {
      _ = try read(text, files: files)
      return ""
    } catch {
      return (error as? ReportError)?.message.english ?? "\(error)"
    }
  }

  @Test("sections, figures, listings and tables are read with their places")
  func everything() throws {
    let report = try read(
      """
      title: Plans
      authors: [A, B]
      theme: dark
      sections:
        - title: One
          text: |
            Words
          figures:
            - compare: step 'warmup:steps=5+cosine' --log-y
              caption: Two
              id: plans
              width: 600
              lang: zh
          listings:
            - code: step --for torch
          tables:
            - from: plans
              steps: [0, 10]
          sections:
            - text: more
      """)
    #expect(report.title == "Plans" && report.authors == ["A", "B"] && report.theme == .dark)
    let section = report.sections[0]
    #expect(section.figures[0].words == ["compare", "step", "warmup:steps=5+cosine", "--log-y"])
    #expect(section.figures[0].place == ReportSource.Place("dir/my.yml", 9))
    #expect(section.figures[0].width == 600 && section.figures[0].language == .chinese)
    #expect(section.listings[0].words == ["code", "step", "--for", "torch"])
    #expect(section.tables[0].rows == ["0", "10"] && section.sections[0].text?.text == "more")
    #expect(report.place.folder == "dir/")
  }

  @Test("a text of several languages is that of the report; where that is missing, another")
  func languages() throws {
    let text = "title: {en: Plan, zh: 计划}\nlang: zh\nsections: [{title: {en: One}}]\n"
    #expect(try read(text).title == "计划")
    #expect(try read(text, language: .english).title == "Plan")
    #expect(try read(text).sections[0].title == "One")
  }

  @Test("included files bring sections or text, and paths start from their own folders")
  func includes() throws {
    let report = try read(
      "title: T\nsections:\n- include: sub/part.yml\n- include: note.md\n",
      files: [
        "dir/sub/part.yml": "- title: A\n  figures: [{compare: step}]\n- title: B\n", "dir/note.md": "*Note*\n",
      ])
    #expect(report.sections.map(\.title) == ["A", "B", nil])
    #expect(report.sections[0].figures[0].place.folder == "dir/sub/")
    #expect(report.sections[2].text?.text == "*Note*\n")
    #expect(report.files == ["dir/my.yml", "dir/sub/part.yml", "dir/note.md"])
  }

  @Test(
    "what is wrong is told with file, line and key",
    arguments: [
      ("sections: []", "dir/my.yml:1: title is missing"),
      ("title: T", "dir/my.yml:1: sections are missing"),
      ("title: T\nsections:\n- titel: A", "dir/my.yml:3: 'titel' is not a key of a section; did you mean 'title'?"),
      (
        "title: T\nsections:\n- figures:\n  - compare: step\n    train: sgd",
        "dir/my.yml:4: figures: a figure names one command"
      ),
      ("title: T\nsections:\n- figures:\n  - compare: step -o x.png", "dir/my.yml:4: compare: -o has no place here"),
      ("title: T\nsections:\n- figures:\n  - train: sgd --save d", "dir/my.yml:4: train: --save has no place here"),
      ("title: T\nsections:\n- figures:\n  - report: x", "dir/my.yml:4: 'report' is not a key of a figure"),
      (
        "title: T\nsections:\n- figures:\n  - compare: \"step 'x\"",
        "dir/my.yml:4: compare: a quotation mark is never closed"
      ),
      (
        "title: T\nsections:\n- figures:\n  - compare: step\n    width: 3",
        "dir/my.yml:5: width: is a whole number from 16 to 4000"
      ),
      ("title: T\nlang: de\nsections: []", "dir/my.yml:2: lang: is one of en, zh, not 'de'"),
      ("title: T\nsections:\n- id: 1a", "dir/my.yml:3: id: '1a' can't be an id"),
      ("title: T\nsections:\n- include: my.yml", "dir/my.yml:3: include: my.yml includes itself"),
      ("title: T\nsections:\n- include: gone.yml", "dir/my.yml:3: dir/gone.yml: can't be read"),
      ("title: T\nsections: {a: 1}", "dir/my.yml:2: sections: must be a list"),
      ("title: [1]\nsections: []", "dir/my.yml:1: title: must be a text"),
      ("title: T\ntitle: U", "dir/my.yml:2: 'title' is given twice"),
    ])
  func wrong(_ text: String, _ says: String) {
    #expect(fault(text).hasPrefix(says), "\(fault(text))")
  }

  @Test("options of the report come before those of each figure; places are refused there, too")
  func options() throws {
    let head = "title: T\noptions: {compare: --epochs 9 --lr 0.2, code: --lr 0.2}\n"
    let report = try read(
      head
        + "sections:\n- figures:\n  - compare: step --epochs 5\n  - trajectory: bowl sgd\n  listings:\n  - code: step")
    #expect(
      report.figures.map(\.words) == [
        ["compare", "--epochs", "9", "--lr", "0.2", "step", "--epochs", "5"], ["trajectory", "bowl", "sgd"],
      ])
    #expect(report.listings[0].words == ["code", "--lr", "0.2", "step"])
    #expect(fault("title: T\noptions: {compare: -o x.svg}\nsections: []").hasPrefix("dir/my.yml:2: compare: -o"))
    #expect(
      fault("title: T\noptions: {compare: step}\nsections: []").hasPrefix("dir/my.yml:2: compare: must begin with"))
    #expect(fault("title: T\noptions: {comp: --lr 1}\nsections: []").contains("did you mean 'compare'?"))
  }

  @Test("a command that reads standard input is shown with what it reads")
  func standardInput() throws {
    let text = "title: T\nsections:\n- figures:\n  - compare: plateau --metrics -\n  - compare: step\n"
    var reader = ReportReader(language: nil, read: { _ in "" }, input: "1.0\n0.5\n")
    let report = try ReportAssembly.report(
      try reader.report(text, file: "a.yml"), drawn: [DrawnFigure(), DrawnFigure()], codes: [], version: "")
    #expect(
      report.figures.map(\.command) == [
        "printf '%s\\n' 1.0 0.5 | lrplot compare plateau --metrics -", "lrplot compare step",
      ])
  }

  @Test("the schema for editors has the reader's keys and values")
  func schema() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "docs/report.schema.json"))
    let schema = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let definitions = try #require(schema["definitions"] as? [String: [String: Any]])
    for (name, keys) in ReportReader.keys {
      let object = name == "report" ? schema : try #require(definitions[name])
      let properties = try #require(object["properties"] as? [String: Any])
      #expect(Set(properties.keys) == Set(keys), "\(name)")
      #expect(object["additionalProperties"] as? Bool == false)
    }
    let figure = try #require(definitions["figure"]?["oneOf"] as? [[String: [String]]])
    #expect(figure.compactMap { $0["required"]?.first } == ReportReader.verbs)
    let theme = try #require((schema["properties"] as? [String: [String: Any]])?["theme"]?["enum"] as? [String])
    #expect(theme == ReportSource.Theme.allCases.map(\.rawValue))
  }
}
