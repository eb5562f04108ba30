import LRCore

/// A figure that was drawn.
package struct DrawnFigure: Sendable, Hashable {
  /// The `<svg>` element for a page.
  package var svg = ""
  /// What its classes say, by their names.
  package var rules: [String: String] = [:]
  /// Its size in CSS pixels.
  package var width = 0.0
  package var height = 0.0
  /// What the figure's pairs of axes show on y, in their order; nil for all of the data.
  package var quantities: [String?] = []
  /// One row a step, where its CSV can be put so: see `DataTable.wide`.
  package var table = DataTable(columns: [], rows: [])
  /// Of the CSV: other numbers, another text.
  package var digest = ""
  package var name = ""
  package var description = ""
  /// SVG and PNG files, where they were asked for.
  package var file: [UInt8] = []
  package var png: [UInt8] = []

  package init() {}
}

/// A report with everything in it: one plain value, which templates turn into a page.
package struct Report: Sendable {
  package struct Figure: Sendable {
    package var id: String
    /// `Figure 3`.
    package var label: String
    /// HTML; empty for none.
    package var caption: String
    /// As its author wrote it.
    package var plainCaption: String
    /// A line for a shell.
    package var command: String
    package var theme: ReportSource.Theme?
    package var width: Int?
    package var drawn: DrawnFigure
    /// What the page shows of its numbers: one row a step.
    package var data: DataTable
    /// Of so many rows one is shown.
    package var every: Int
    /// Rows in all.
    package var rows: Int
  }

  package struct Listing: Sendable {
    package var id: String
    package var label: String
    package var caption: String
    package var plainCaption: String
    package var command: String
    package var code: String
  }

  package struct Table: Sendable {
    package var id: String
    package var label: String
    package var caption: String
    package var plainCaption: String
    package var data: DataTable
  }

  package struct Section: Sendable {
    package var id: String
    package var number: String
    package var title: String?
    /// 2 for the sections of the report.
    package var level: Int
    /// HTML.
    package var text: String
    /// Markdown, as its author wrote it.
    package var markdown: String
    package var figures: [Figure]
    package var listings: [Listing]
    package var tables: [Table]
    package var sections: [Section]
    package var isGallery: Bool
    package var isCard: Bool
  }

  package var title: String
  package var subtitle: String?
  package var authors: [String]
  package var language: Language
  package var theme: ReportSource.Theme
  package var sections: [Section]
  package var version: String

  package var figures: [Figure] { sections.flatMap(\.allFigures) }
}

extension Report.Section {
  /// Whether it or a section within is a gallery.
  var hasGallery: Bool { isGallery || sections.contains(where: \.hasGallery) }

  fileprivate var allFigures: [Report.Figure] { figures + sections.flatMap(\.allFigures) }
}
