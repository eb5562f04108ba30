import LRCore

/// The report as JSON: what another program, or a later report, can hold it against.
package struct ReportModel {
  private let report: Report

  package init(_ report: Report) { self.report = report }

  /// - Parameter withRows: whether the numbers of figures are in it; a page has them in its tables.
  package func json(withRows: Bool) -> String {
    ReportJSON.object([
      ("format", .text("lrplot report 1")), ("version", .text(report.version)), ("title", .text(report.title)),
      ("lang", .text(report.language.rawValue)), ("authors", .list(report.authors.map { .text($0) })),
      ("sections", .list(report.sections.filter { $0.id != OldPage.changes }.map { section($0, withRows) })),
    ]).text
  }

  private func section(_ section: Report.Section, _ withRows: Bool) -> ReportJSON {
    var members: [(String, ReportJSON)] = [("id", .text(section.id))]
    if let title = section.title { members.append(("title", .text(title))) }
    if !section.markdown.isEmpty, withRows { members.append(("text", .text(section.markdown))) }
    if !section.figures.isEmpty { members.append(("figures", .list(section.figures.map { figure($0, withRows) }))) }
    if !section.listings.isEmpty {
      members.append(
        ("listings", .list(section.listings.map { .object([("id", .text($0.id)), ("command", .text($0.command))]) })))
    }
    if !section.sections.isEmpty {
      members.append(("sections", .list(section.sections.map { self.section($0, withRows) })))
    }
    return .object(members)
  }

  private func figure(_ figure: Report.Figure, _ withRows: Bool) -> ReportJSON {
    var members: [(String, ReportJSON)] = [
      ("id", .text(figure.id)), ("label", .text(figure.label)), ("command", .text(figure.command)),
      ("name", .text(figure.drawn.name)), ("digest", .text(figure.drawn.digest)), ("rows", .integer(figure.drawn.rows)),
      ("every", .integer(figure.drawn.every)),
    ]
    if !figure.plainCaption.isEmpty { members.append(("caption", .text(figure.plainCaption))) }
    if withRows {
      members.append(("columns", .list(figure.drawn.shown.columns.map { .text($0) })))
      members.append(("data", .list(figure.drawn.shown.rows.map { row in .list(row.map { .text($0) }) })))
    }
    return .object(members)
  }
}
