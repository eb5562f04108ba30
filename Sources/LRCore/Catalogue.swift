/// Something that a spec can name: said once, in its own file, for building, `list`, `explain`, completion and docs.
public struct CatalogueEntry<Product>: Sendable {
  public var name: String
  public var aliases: [String]
  /// One line.
  public var summary: Localized
  /// The formula in plain characters, one line a case.
  public var formula: String
  public var parameters: [Parameter]
  /// Paper or program that the rule comes from.
  public var source: String
  /// What a user should know beside the formula: edges, differences between frameworks.
  public var note: Localized?
  /// Specs worth trying, drawn in the docs.
  public var examples: [String]
  /// Whose it is, when it isn't lrplot's own.
  public var origin: Origin?
  /// Arguments that the framework takes as well and that change no number: they are accepted, whatever they are, and
  /// the user is told so.
  public var ignored: [String] = []
  /// Makes the thing from checked arguments.
  public var build: @Sendable (inout Arguments) throws(SpecError) -> Product

  public init(
    _ name: String, aliases: [String] = [], summary: Localized, formula: String, parameters: [Parameter],
    source: String, note: Localized? = nil, examples: [String] = [], origin: Origin? = nil,
    build: @escaping @Sendable (inout Arguments) throws(SpecError) -> Product
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.formula = formula
    self.parameters = parameters
    self.source = source
    self.note = note
    self.examples = examples
    self.origin = origin
    self.build = build
  }
}

/// The framework that a dotted name comes from, and what sets its rule apart.
public struct Origin: Sendable, Hashable {
  /// As in the dotted name: `torch`.
  public var framework: String
  /// The version whose numbers were compared.
  public var version: String
  /// The plain name of the nearest schedule of lrplot's own.
  public var nearest: String?
  /// One line: how it differs from that.
  public var difference: Localized

  public init(_ framework: String, version: String, nearest: String? = nil, difference: Localized) {
    self.framework = framework
    self.version = version
    self.nearest = nearest
    self.difference = difference
  }
}

/// Entries that can be found by name or alias.
public struct Catalogue<Product>: Sendable {
  /// In the order in which they are listed.
  public let entries: [CatalogueEntry<Product>]
  /// What an entry is called in messages: "schedule", "optimizer".
  public let kind: Localized
  /// Modules of frameworks, and what stands before the dot of the names here: `torch.optim` is `torch`.
  public let modules: [String: String]
  /// The word after `lrplot list` that lists them.
  public let listing: String?
  private let index: [String: Int]

  public init(
    kind: Localized, modules: [String: String] = [:], listing: String? = nil, _ entries: [CatalogueEntry<Product>]
  ) {
    self.kind = kind
    self.modules = modules
    self.listing = listing
    self.entries = entries
    var index: [String: Int] = [:]
    for (position, entry) in entries.enumerated() {
      for name in [entry.name] + entry.aliases {
        precondition(index[name] == nil, "two entries are named \(name)")
        index[name] = position
      }
    }
    self.index = index
  }

  /// The entry of a name, an alias, or either with the framework's modules before it (`torch.optim.Adam`).
  public subscript(name: String) -> CatalogueEntry<Product>? {
    (index[name] ?? shortened(name).flatMap { index[$0] }).map { entries[$0] }
  }

  /// Every name and alias, in listing order.
  public var names: [String] {
    entries.flatMap { [$0.name] + $0.aliases }
  }

  /// The entry a spec names.
  ///
  /// - Throws: `SpecError` with the nearest name when there is none of this name.
  public func entry(for spec: Spec, in source: String) throws(SpecError) -> CatalogueEntry<Product> {
    if let entry = self[spec.name] { return entry }
    let near = suggestions(for: spec.name)
    let framework = frameworks.first { spec.name.lowercased().hasPrefix($0.lowercased() + ".") }
    let list = "`lrplot list" + ((framework ?? listing).map { " " + $0 } ?? "") + "`"
    var hint = near.isEmpty ? Localized("\(list) shows all", zh: "\(list) 列出全部") : question(near)
    if listing != nil, entries.count <= 16 {
      let names = entries.map(\.name)
      hint =
        near.isEmpty
        ? Localized(
          "there are \(names.joined(separator: ", ")); \(list) describes them",
          zh: "可用 \(names.joined(separator: "、"))；\(list) 给出说明")
        : hint + Localized(" \(list) shows all", zh: "\(list) 列出全部")
    }
    throw SpecError(
      Localized("unknown \(kind.english) '\(spec.name)'; ", zh: "未知的\(kind.chinese)“\(spec.name)”；") + hint,
      in: source, at: spec.nameRange)
  }
}
