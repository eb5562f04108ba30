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
  /// All of its numbers as CSV, one row a step where they can be put so: see `DataTable.wide`.
  package var csv: [UInt8] = []
  /// Those that a page shows: of so many rows every n-th.
  package var shown = DataTable(columns: [], rows: [])
  package var every = 1
  package var rows = 0
  /// Of the CSV: other numbers, another text.
  package var digest = ""
  package var name = ""
  package var description = ""
  /// SVG and PNG files, where they were asked for.
  package var file: [UInt8] = []
  package var png: [UInt8] = []

  package init() {}

  /// All of its numbers.
  package var table: DataTable { DataTable(csv: csv) }

  /// Rows and cells that a page shows of a figure's numbers.
  package static let mostRows = 1001
  static let mostCells = 6000

  package mutating func set(_ table: DataTable) {
    csv = Array(table.csv.utf8)
    rows = table.rows.count
    (shown, every) = table.thinned(to: min(Self.mostRows, max(21, Self.mostCells / max(1, table.columns.count))))
  }
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
    /// Whether its numbers stand in the page.
    package var showsData = true
    package var drawn: DrawnFigure
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
    /// Of a card, folded: HTML, and the Markdown that it is made of.
    package var details = ""
    package var detailsMarkdown = ""
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
