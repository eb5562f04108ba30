/// A formula in a subset of LaTeX, as MathML.
///
/// What is written is MathML Core and holds no `style` attribute, so that it shows under a Content-Security-Policy
/// that forbids them. Core has no attribute for the alignment of columns: ``stylesheet`` adds it.
public struct MathFormula: Sendable, Hashable {
  /// The formula as it was given, without dollar signs.
  public let latex: String
  let nodes: [MathNode]

  /// Reads a formula as it stands between dollar signs.
  public init(_ latex: String) throws(MathError) {
    self.latex = latex
    var parser = MathParser(tokens: try MathScanner.tokens(of: latex))
    nodes = try parser.formula()
  }

  /// The formula as a `<math>` element, with its source as an annotation.
  ///
  /// - Parameter display: Whether it stands on a line of its own.
  public func markup(display: Bool) -> String {
    var writer = MarkupWriter()
    writer.output = display ? #"<math display="block"><semantics>"# : "<math><semantics>"
    writer.argument(.row(nodes))
    writer.output += #"<annotation encoding="application/x-tex">"#
    writer.escape(latex)
    writer.output += "</annotation></semantics></math>"
    return writer.output
  }

  /// Plain text for alt texts, such as "η_t = η_0 · 0.5^(t/10)".
  public var plainText: String { PlainText.text(nodes) }

  /// Rules for a page with formulas: a font whose fences and roots grow, lines as long as what is below or above
  /// them, and the alignment of columns in `cases`, `aligned` and `array`, which Core would centre.
  public static let stylesheet = """
    math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "DejaVu Math TeX Gyre", math; }
    mtd[columnalign="left"] { text-align: left; }
    mtd[columnalign="right"] { text-align: right; text-align: -webkit-right; }
    mtable[columnspacing="0em"] > mtr > mtd { padding-left: 0; padding-right: 0; }
    .math-overline { border-top: 0.06em solid; padding-top: 0.1em; }
    .math-underline { border-bottom: 0.06em solid; padding-bottom: 0.1em; }
    .math-overline > mo:last-child, .math-underline > mo:last-child { display: none; }
    """

  public static func == (left: MathFormula, right: MathFormula) -> Bool { left.latex == right.latex }

  public func hash(into hasher: inout Hasher) { hasher.combine(latex) }
}
