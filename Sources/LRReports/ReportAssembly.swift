import LRCore

/// Puts figures, code and texts together: numbers, labels, links, tables.
package struct ReportAssembly {
  private let source: ReportSource
  private let drawn: [DrawnFigure]
  private let codes: [String]
  private var markdown: RichMarkdown
  private var figureIDs: [String] = []
  private var listingIDs: [String] = []
  private var tableIDs: [String] = []
  private var sectionIDs: [String] = []
  /// Ids that the author gives.
  private var claimed: Set<String> = []
  /// Figures with a number so far.
  private var numbered = 0
  /// How many of each have been placed.
  private var figures = 0
  private var listings = 0
  private var tables = 0
  private var sections = 0

  /// - Parameters:
  ///   - drawn: the figures of `source.figures`, in their order.
  ///   - codes: those of `source.listings`.
  package static func report(
    _ source: ReportSource, drawn: [DrawnFigure], codes: [String], version: String
  ) throws(ReportError) -> Report {
    var assembly = try ReportAssembly(source, drawn, codes)
    return Report(
      title: source.title, subtitle: source.subtitle, authors: source.authors, language: source.language,
      theme: source.theme, sections: try assembly.assembled(source.sections, level: 2, number: "", isCard: false),
      version: version)
  }

  /// Finds what is wrong with texts, ids and links before anything is drawn.
  ///
  /// - Returns: the ids that the page will give to figures.
  @discardableResult
  package static func check(_ source: ReportSource) throws(ReportError) -> [String] {
    try report(
      source, drawn: source.figures.map { _ in DrawnFigure() }, codes: source.listings.map { _ in "" }, version: ""
    ).figures.map(\.id)
  }

  private init(_ source: ReportSource, _ drawn: [DrawnFigure], _ codes: [String]) throws(ReportError) {
    self.source = source
    self.drawn = drawn
    self.codes = codes
    markdown = RichMarkdown(labels: [:])
    claim(source.sections)
    try name(source.sections, number: "", isCard: false)
  }

  private func words(_ english: String, zh chinese: String) -> String {
    Localized(english, zh: chinese).text(in: source.language)
  }

  // MARK: names

  /// Keeps the ids that the author gives from those that are made of titles and numbers.
  private mutating func claim(_ list: [ReportSource.Section]) {
    for section in list {
      let ids = [section.id] + section.figures.map(\.id) + section.listings.map(\.id) + section.tables.map(\.id)
      claimed.formUnion(ids.compactMap { $0 })
      claim(section.sections)
    }
  }

  /// Gives everything its id and its label, in the order of the page.
  ///
  /// The figures of cards have no number: the card's title names them.
  private mutating func name(_ list: [ReportSource.Section], number: String, isCard: Bool) throws(ReportError) {
    var count = 0
    for section in list {
      if section.title != nil { count += 1 }
      let own = section.title == nil ? number : number.isEmpty ? "\(count)" : "\(number).\(count)"
      let slug = section.title.map { Self.slug($0) } ?? ""
      let fallback =
        section.title == nil
        ? "part-\(sectionIDs.count + 1)" : "section-\(own.split(separator: ".").joined(separator: "-"))"
      let id = try take(
        section.id, else: slug.isEmpty ? fallback : slug,
        label: section.title == nil ? "" : words("Section \(own)", zh: "第 \(own) 节"), section.place)
      sectionIDs.append(id)
      for figure in section.figures {
        if !isCard { numbered += 1 }
        let label = isCard ? section.title ?? "" : words("Figure \(numbered)", zh: "图 \(numbered)")
        figureIDs.append(
          try take(figure.id, else: isCard ? "\(id)-figure" : "figure-\(numbered)", label: label, figure.place))
      }
      for listing in section.listings {
        let number = listingIDs.count + 1
        listingIDs.append(
          try take(
            listing.id, else: "listing-\(number)", label: words("Listing \(number)", zh: "代码 \(number)"), listing.place)
        )
      }
      for table in section.tables {
        let number = tableIDs.count + 1
        tableIDs.append(
          try take(table.id, else: "table-\(number)", label: words("Table \(number)", zh: "表 \(number)"), table.place))
      }
      try name(section.sections, number: own, isCard: section.isGallery)
    }
  }

  /// Ids of the page itself, in `templates/page.mustache`.
  private static let taken: Set<String> = ["main"]

  private mutating func take(
    _ wanted: String?, else fallback: String, label: String, _ place: ReportSource.Place
  ) throws(ReportError) -> String {
    if let wanted {
      guard !Self.taken.contains(wanted) else {
        throw ReportError(place, Localized("the id '\(wanted)' is the page's own", zh: "id“\(wanted)”为页面自用"))
      }
      guard markdown.labels[wanted] == nil else {
        throw ReportError(place, Localized("the id '\(wanted)' is given twice", zh: "id“\(wanted)”重复"))
      }
      markdown.labels[wanted] = label
      return wanted
    }
    var id = fallback
    var number = 2
    while markdown.labels[id] != nil || claimed.contains(id) || Self.taken.contains(id) {
      id = "\(fallback)-\(number)"
      number += 1
    }
    markdown.labels[id] = label
    return id
  }

  /// Letters and digits of a title, small, with hyphens between its words; empty where it has none.
  private static func slug(_ title: String) -> String {
    var slug = ""
    for character in title.lowercased() {
      if character.isASCII, character.isLetter || character.isNumber {
        slug.append(character)
      } else if !slug.isEmpty, slug.last != "-" {
        slug.append("-")
      }
    }
    while slug.last == "-" { slug.removeLast() }
    let short = String(slug.prefix(60))
    return short.first.map { $0.isLetter } ?? false ? short : ""
  }

  // MARK: sections

  private mutating func assembled(
    _ list: [ReportSource.Section], level: Int, number: String, isCard: Bool
  ) throws(ReportError) -> [Report.Section] {
    var made: [Report.Section] = []
    var count = 0
    for section in list {
      if section.title != nil { count += 1 }
      let own = section.title == nil ? number : number.isEmpty ? "\(count)" : "\(number).\(count)"
      let id = sectionIDs[sections]
      sections += 1
      var one = Report.Section(
        id: id, number: isCard || section.title == nil ? "" : own, title: section.title, level: min(6, level),
        text: "", markdown: section.text?.text ?? "", figures: [], listings: [], tables: [], sections: [],
        isGallery: section.isGallery, isCard: isCard)
      if let text = section.text { one.text = try markdown.html(text, below: min(6, level)) }
      if let details = section.details {
        (one.details, one.detailsMarkdown) = (try markdown.html(details, below: min(6, level)), details.text)
      }
      for figure in section.figures { one.figures.append(try assembled(figure)) }
      for listing in section.listings { one.listings.append(try assembled(listing)) }
      for table in section.tables { one.tables.append(try assembled(table)) }
      one.sections = try assembled(
        section.sections, level: section.title == nil ? level : level + 1, number: own, isCard: section.isGallery)
      made.append(one)
    }
    return made
  }

  private mutating func assembled(_ figure: ReportSource.Figure) throws(ReportError) -> Report.Figure {
    let one = drawn[figures]
    let id = figureIDs[figures]
    figures += 1
    return Report.Figure(
      id: id, label: markdown.labels[id] ?? "", caption: try caption(figure.caption, figure.place),
      plainCaption: figure.caption ?? "", command: Self.command(figure),
      theme: figure.theme, width: figure.width, showsData: figure.showsData, drawn: one)
  }

  /// A line for a shell, with what goes into it.
  private static func command(_ figure: ReportSource.Figure) -> String {
    var words = ["lrplot"] + figure.words
    if let language = figure.language { words += ["--lang", language.rawValue] }
    if let theme = figure.theme, theme != .auto { words += ["--theme", theme.rawValue] }
    let line = words.map(shellQuoted).joined(separator: " ")
    guard let input = figure.input, figure.words.contains("-") else { return line }
    let values = input.split(whereSeparator: \.isNewline).map { shellQuoted(String($0)) }
    return "printf '%s\\n' " + values.joined(separator: " ") + " | " + line
  }

  private mutating func assembled(_ listing: ReportSource.Listing) throws(ReportError) -> Report.Listing {
    let id = listingIDs[listings]
    var code = codes[listings]
    listings += 1
    while code.last?.isNewline == true { code.removeLast() }
    return Report.Listing(
      id: id, label: markdown.labels[id] ?? "", caption: try caption(listing.caption, listing.place),
      plainCaption: listing.caption ?? "",
      command: (["lrplot"] + listing.words).map(shellQuoted).joined(separator: " "), code: code)
  }

  private mutating func assembled(_ table: ReportSource.Table) throws(ReportError) -> Report.Table {
    let id = tableIDs[tables]
    tables += 1
    guard let index = figureIDs.firstIndex(of: table.figure) else {
      let near = nearest(to: table.figure, among: figureIDs)
      throw ReportError(
        table.place,
        Localized("from: no figure has the id '\(table.figure)'", zh: "from：没有 id 为“\(table.figure)”的图")
          + (near.map { Localized("; did you mean '\($0)'?", zh: "；是否想写“\($0)”？") } ?? Localized("")))
    }
    return Report.Table(
      id: id, label: markdown.labels[id] ?? "", caption: try caption(table.caption, table.place),
      plainCaption: table.caption ?? "", data: try selected(table, drawn[index]))
  }

  private func selected(_ table: ReportSource.Table, _ figure: DrawnFigure) throws(ReportError) -> DataTable {
    var data = figure.csv.isEmpty ? figure.shown : figure.table
    // Before anything is drawn there is nothing to choose from.
    guard !data.columns.isEmpty else { return data }
    if !table.rows.isEmpty {
      let wanted = table.rows
      var rows: [[String]] = []
      for value in wanted {
        guard
          let row = data.rows.first(where: {
            $0.first == value || (Double($0.first ?? "") == Double(value) && Double(value) != nil)
          })
        else {
          throw ReportError(
            table.place,
            Localized(
              "steps: no row has \(visible(value)) in column \(data.columns[0])",
              zh: "steps：\(data.columns[0]) 列中没有 \(visible(value))") + Self.range(of: data))
        }
        rows.append(row)
      }
      data.rows = rows
    }
    if !table.columns.isEmpty {
      var indices: [Int] = []
      for name in table.columns {
        guard let index = data.columns.firstIndex(of: name) else {
          let list = data.columns.prefix(20).joined(separator: ", ")
          throw ReportError(
            table.place,
            Localized(
              "columns: the figure has no column '\(visible(name))' but \(list)",
              zh: "columns：图中没有“\(visible(name))”列，只有 \(list)"))
        }
        indices.append(index)
      }
      data = DataTable(
        columns: table.columns, rows: data.rows.map { row in indices.map { $0 < row.count ? row[$0] : "" } })
    }
    // All digits stand in the figure's own data.
    for row in data.rows.indices {
      data.rows[row] = data.rows[row].map { cell in
        guard cell.count > 8, let number = Double(cell), number.isFinite else { return cell }
        return digits(number, 6)
      }
    }
    return data.thinned(to: DrawnFigure.mostRows).table
  }

  /// From where to where the rows go; empty without rows.
  private static func range(of data: DataTable) -> Localized {
    guard let first = data.rows.first?.first, let last = data.rows.last?.first else { return Localized("") }
    return Localized(
      ", which has \(visible(first)) to \(visible(last)) in \(data.rows.count) rows",
      zh: "：共 \(data.rows.count) 行，从 \(visible(first)) 到 \(visible(last))")
  }

  private func caption(_ text: String?, _ place: ReportSource.Place) throws(ReportError) -> String {
    guard let text, !text.isEmpty else { return "" }
    return try markdown.line(text, at: place)
  }
}
