/// What a template fills in: a tree of texts, flags, lists and records.
package indirect enum TemplateValue: Sendable, Hashable {
  /// Escaped by the template, unless it asks for the text as it is: see `TemplateSchema`, which fields hold HTML.
  case text(String)
  case flag(Bool)
  case list([TemplateValue])
  /// A missing field counts as false.
  case record([String: TemplateValue])
}

/// Which fields templates may name, and in which surroundings.
package struct TemplateSchema: Sendable {
  package enum Field: Sendable, Hashable {
    case text
    /// Written without escaping: `{{{field}}}`.
    case html
    case flag
    /// A list of records.
    case list(String)
    case record(String)
  }

  /// By the names of the records.
  package var records: [String: [String: Field]]

  package static let report = TemplateSchema(records: [
    "page": [
      "lang": .text, "title": .text, "subtitle": .text, "authors": .text, "theme": .text, "policy": .text,
      "style": .html, "script": .html, "inline": .flag, "linked": .flag, "contents": .list("entry"),
      "sections": .list("section"), "words": .record("words"), "wordsJSON": .html, "modelJSON": .html,
      "version": .text, "description": .text, "searchable": .flag,
    ],
    "entry": ["id": .text, "number": .text, "title": .text, "entries": .list("entry"), "hasEntries": .flag],
    "section": [
      "id": .text, "number": .text, "title": .text, "heading": .text, "text": .html, "figures": .list("figure"),
      "listings": .list("listing"), "tables": .list("table"), "sections": .list("section"), "gallery": .flag,
      "plain": .flag, "card": .flag, "details": .html,
    ],
    "figure": [
      "id": .text, "label": .text, "caption": .html, "svg": .html, "source": .text, "alt": .text, "width": .text,
      "height": .text, "command": .text, "data": .record("data"), "inline": .flag, "linked": .flag, "theme": .text,
      "small": .flag, "csv": .text,
    ],
    "data": ["label": .text, "note": .text, "heads": .html, "rows": .html],
    "listing": ["id": .text, "label": .text, "caption": .html, "code": .text, "command": .text],
    "table": ["id": .text, "label": .text, "caption": .html, "heads": .html, "rows": .html],
    "words": [
      "skip": .text, "contents": .text, "theme": .text, "auto": .text, "light": .text, "dark": .text,
      "command": .text, "data": .text, "search": .text, "link": .text, "made": .text, "csv": .text, "section": .text,
      "details": .text,
    ],
  ])

  /// Whether a name is known where these records are open, innermost last; and what it is.
  package func field(_ name: String, in open: [String]) -> Field? {
    for record in open.reversed() {
      if let field = records[record]?[name] { return field }
    }
    return nil
  }
}
