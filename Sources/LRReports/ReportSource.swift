import LRCore

/// A report as its author wrote it: texts, and commands whose figures aren't drawn yet.
package struct ReportSource: Sendable {
  /// Where something was written.
  package struct Place: Sendable, Hashable {
    /// As the user knows it.
    package var file: String
    /// From 1; 0 for what no file says.
    package var line: Int

    package init(_ file: String, _ line: Int) {
      self.file = file
      self.line = line
    }

    /// The folder that paths start from, with its last slash; empty for the working directory.
    package var folder: String {
      file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }
  }

  /// A text and where it begins.
  package struct Text: Sendable, Hashable {
    package var text: String
    package var place: Place
    /// Whether its first line stands below the place, as in a block of YAML.
    package var isBlock: Bool

    package init(_ text: String, _ place: Place, isBlock: Bool = false) {
      self.text = text
      self.place = place
      self.isBlock = isBlock
    }
  }

  /// Of figures in the cards of a gallery, as `--size` takes it.
  package static let cardSize = "400x260"

  package enum Theme: String, Sendable, CaseIterable {
    case auto, light, dark
  }

  /// A command line of lrplot, without `lrplot`, and what stands around its figure.
  package struct Figure: Sendable {
    package var words: [String]
    package var caption: String?
    /// In place of the description that the figure has by itself.
    package var alt: String?
    /// In CSS pixels.
    package var width: Int?
    /// Whether the page has its numbers as a table.
    package var showsData = true
    package var language: Language?
    package var theme: Theme?
    package var id: String?
    /// What the command reads where it says `-`: a value a line; nil where there is nothing to read.
    package var input: String?
    package var place: Place

    package init(_ words: [String], id: String? = nil, caption: String? = nil, at place: Place) {
      self.words = words
      self.id = id
      self.caption = caption
      self.place = place
    }
  }

  /// Code that `lrplot code` writes.
  package struct Listing: Sendable {
    package var words: [String]
    package var caption: String?
    package var id: String?
    package var place: Place

    package init(_ words: [String], caption: String? = nil, id: String? = nil, at place: Place) {
      self.words = words
      self.caption = caption
      self.id = id
      self.place = place
    }
  }

  /// Numbers out of a figure's data.
  package struct Table: Sendable {
    /// The id of the figure.
    package var figure: String
    /// Names of columns; empty for all.
    package var columns: [String]
    /// Values of the first column; empty for all rows.
    package var rows: [String]
    package var caption: String?
    package var id: String?
    package var place: Place

    package init(figure: String, columns: [String], rows: [String], caption: String?, id: String?, place: Place) {
      self.figure = figure
      self.columns = columns
      self.rows = rows
      self.caption = caption
      self.id = id
      self.place = place
    }
  }

  package struct Section: Sendable {
    /// nil for one that goes on with the section before it.
    package var title: String?
    package var id: String?
    package var text: Text?
    /// What stands folded below the figures of a card.
    package var details: Text?
    package var figures: [Figure] = []
    package var listings: [Listing] = []
    package var tables: [Table] = []
    package var sections: [Section] = []
    /// Whether the sections within are cards, side by side.
    package var isGallery = false
    package var place: Place

    package init(_ title: String?, id: String? = nil, text: Text? = nil, at place: Place) {
      self.title = title
      self.id = id
      self.text = text
      self.place = place
    }
  }

  package var title: String
  package var subtitle: String?
  package var authors: [String] = []
  package var language: Language
  package var theme: Theme = .auto
  package var sections: [Section] = []
  /// Files that it was read from, for whoever waits for changes.
  package var files: [String] = []
  package var place: Place

  package init(title: String, language: Language, at place: Place) {
    self.title = title
    self.language = language
    self.place = place
  }

  /// All figures, in the order of the page.
  package var figures: [Figure] { sections.flatMap(\.allFigures) }
  package var listings: [Listing] { sections.flatMap(\.allListings) }
}

extension ReportSource.Section {
  fileprivate var allFigures: [ReportSource.Figure] { figures + sections.flatMap(\.allFigures) }
  fileprivate var allListings: [ReportSource.Listing] { listings + sections.flatMap(\.allListings) }
}

/// What is wrong with a report: one line that begins with file and line.
package struct ReportError: Error, Sendable, Hashable {
  package var message: Localized
  /// Whether something that the machine lacks is to blame, and not the report.
  package var isMissing: Bool

  package init(_ place: ReportSource.Place, _ message: Localized, isMissing: Bool = false) {
    let head = place.line > 0 ? "\(place.file):\(place.line): " : place.file.isEmpty ? "" : "\(place.file): "
    self.message = Localized(head) + message
    self.isMissing = isMissing
  }

  package init(_ message: Localized) {
    self.message = message
    isMissing = false
  }
}
