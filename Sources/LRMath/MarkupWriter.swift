/// Writes the tree of a formula as MathML.
struct MarkupWriter {
  var output = ""

  /// Where an element is among those of its row; MathML tells `−x` and `a − x` apart by this.
  enum Position {
    case only, first, middle, last
  }

  struct Place {
    var role = MathRole.ordinary
    var position = Position.only
  }

  /// A node as exactly one element.
  mutating func argument(_ node: MathNode) {
    let node = node.unwrapped
    if node.isSpace {
      output += "<mrow>"
      element(node, Place())
      output += "</mrow>"
    } else {
      element(node, Place())
    }
  }

  /// The members of a row, without an element around them.
  mutating func members(_ nodes: [MathNode], afterOrdinary: Bool = false) {
    let roles = MathNode.roles(of: nodes, afterOrdinary: afterOrdinary)
    var previous: MathRole?
    for (index, node) in nodes.enumerated() {
      let position: Position =
        nodes.count == 1 ? .only : (index == 0 ? .first : (index == nodes.count - 1 ? .last : .middle))
      let isFunction = node.isFunction
      if isFunction, previous == .ordinary || previous == .closing { element(.space(.thin), Place()) }
      element(node, Place(role: roles[index] ?? .ordinary, position: position))
      if isFunction { application(of: index, in: nodes, roles) }
      if let role = roles[index] { previous = role }
    }
  }

  /// The invisible sign between a function and what it is applied to.
  private mutating func application(of index: Int, in nodes: [MathNode], _ roles: [MathRole?]) {
    guard let next = nodes.indices[(index + 1)...].first(where: { !nodes[$0].isSpace }) else { return }
    switch roles[next] {
    case .opening: output += "<mo>&#x2061;</mo>"
    case .ordinary, .large:
      if case .fenced(let open, _, _) = nodes[next].core, !open.isEmpty {
        output += "<mo>&#x2061;</mo>"
      } else {
        output += #"<mo rspace="0.1667em">&#x2061;</mo>"#
      }
    case .binary, .relation, .closing, .punctuation, nil: break
    }
  }

  private mutating func element(_ node: MathNode, _ place: Place) {
    switch node {
    case .number(let digits, let font): leaf("mn", font.letters(of: digits))
    case .identifier(let name, let font): identifier(name, font)
    case .function(let name, _): identifier(name, .upright)
    case .symbol(let symbol, _): leaf("mo", symbol, OperatorAttributes.text(symbol, place))
    case .delimiter(let symbol, let role, let size): delimiter(symbol, size, role)
    case .middle(let symbol):
      if !symbol.isEmpty { leaf("mo", symbol, #" fence="true" stretchy="true" lspace="0.2222em" rspace="0.2222em""#) }
    case .text(let text, let font): textLeaf(text, font)
    case .row(let nodes):
      // In braces, an operator is a sign like any other: {,} {=}
      if nodes.count == 1, !nodes[0].isSpace {
        element(nodes[0], Place(role: .ordinary, position: place.position))
      } else {
        output += "<mrow>"
        members(nodes)
        output += "</mrow>"
      }
    case .styled(let isDisplay, let nodes):
      output += #"<mstyle displaystyle="\#(isDisplay)" scriptlevel="0">"#
      members(nodes)
      output += "</mstyle>"
    case .fraction(let numerator, let denominator, let style): fraction(numerator, denominator, style)
    case .root(let radicand, let index): root(radicand, index)
    case .scripts(let base, let sub, let sup): scripts(base, sub, sup, ("msub", "msup", "msubsup"), place)
    case .limits(let base, let under, let over, let areMovable):
      limits(base, under, over, areMovable, place)
    case .fenced(let open, let nodes, let close): fenced(open, close) { $0.members(nodes) }
    case .accent(let base, let accent): self.accent(base, accent)
    case .table(let table): self.table(table)
    case .space(let space):
      // MathML Core has no negative spaces.
      if space != .negative { output += #"<mspace width="\#(space.rawValue)"/>"# }
    }
  }

  // MARK: Leaves

  private mutating func leaf(_ name: String, _ text: String, _ attributes: String = "") {
    output += "<\(name)\(attributes)>"
    escape(text)
    output += "</\(name)>"
  }

  private mutating func identifier(_ name: String, _ font: MathFont) {
    switch font {
    case .italic where name.unicodeScalars.count == 1: leaf("mi", name)
    case .upright where MathFont.isSlanted(name): leaf("mi", name, #" mathvariant="normal""#)
    default: leaf("mi", font.letters(of: name))
    }
  }

  /// Words, whose spaces HTML would drop at both ends.
  private mutating func textLeaf(_ text: String, _ font: MathFont) {
    output += "<mtext>"
    for part in font.letters(of: text).split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if part.offset > 0 { output += "&#xA0;" }
      escape(String(part.element))
    }
    output += "</mtext>"
  }

  mutating func escape(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\u{300}"..."\u{36F}":
        // On their own, marks would join the sign before them.
        output += "&#x\(String(scalar.value, radix: 16, uppercase: true));"
      default:
        let isControl = scalar.properties.generalCategory == .control
        output.unicodeScalars.append(isControl ? " " : scalar)
      }
    }
  }

  private mutating func delimiter(_ symbol: String, _ size: MathSize, _ role: MathRole) {
    guard !symbol.isEmpty else {
      output += "<mrow></mrow>"
      return
    }
    let height = size.rawValue
    let space = role == .relation ? "0.2778em" : "0"
    let form =
      switch role {
      case .opening: #" form="prefix""#
      case .closing: #" form="postfix""#
      default: #" lspace="\#(space)" rspace="\#(space)""#
      }
    leaf("mo", symbol, #"\#(form) stretchy="true" symmetric="true" minsize="\#(height)" maxsize="\#(height)""#)
  }

  // MARK: Structures

  private mutating func fraction(_ numerator: MathNode, _ denominator: MathNode, _ style: MathFractionStyle) {
    let isBinomial = style == .binomial
    if isBinomial { output += #"<mrow><mo form="prefix" stretchy="true">(</mo>"# }
    switch style {
    case .automatic: output += "<mfrac>"
    case .display: output += #"<mfrac displaystyle="true" scriptlevel="0">"#
    case .text: output += #"<mfrac displaystyle="false" scriptlevel="0">"#
    case .binomial: output += #"<mfrac linethickness="0">"#
    }
    argument(numerator)
    argument(denominator)
    output += "</mfrac>"
    if isBinomial { output += #"<mo form="postfix" stretchy="true">)</mo></mrow>"# }
  }

  private mutating func root(_ radicand: MathNode, _ index: MathNode?) {
    output += index == nil ? "<msqrt>" : "<mroot>"
    argument(radicand)
    if let index { argument(index) }
    output += index == nil ? "</msqrt>" : "</mroot>"
  }

  private typealias ScriptNames = (sub: String, sup: String, both: String)

  private mutating func scripts(
    _ base: MathNode, _ sub: MathNode?, _ sup: MathNode?, _ names: ScriptNames, _ place: Place,
    attributes: String? = nil
  ) {
    let name = sub == nil ? names.sup : (sup == nil ? names.sub : names.both)
    output += "<\(name)>"
    switch base {
    case .symbol(let symbol, .large):
      leaf("mo", symbol, attributes ?? "")
    case .function(let function, _):
      if let attributes {
        leaf("mo", function, #" form="prefix" lspace="0" rspace="0"\#(attributes)"#)
      } else {
        element(base, place)
      }
    case .space: argument(base)
    case .middle(""): output += "<mrow></mrow>"
    default: element(base, place)
    }
    if let sub { argument(sub) }
    if let sup { argument(sup) }
    output += "</\(name)>"
  }

  private mutating func limits(
    _ base: MathNode, _ under: MathNode?, _ over: MathNode?, _ areMovable: Bool, _ place: Place
  ) {
    let isOperator =
      switch base {
      case .symbol(_, .large), .function: true
      default: false
      }
    scripts(
      base, under, over, ("munder", "mover", "munderover"), place,
      attributes: isOperator ? #" movablelimits="\#(areMovable)""# : nil)
  }

  private mutating func fenced(_ open: String, _ close: String, _ inner: (inout MarkupWriter) -> Void) {
    output += "<mrow>"
    if !open.isEmpty { leaf("mo", open, #" fence="true" form="prefix" stretchy="true""#) }
    output += "<mrow>"
    inner(&self)
    output += "</mrow>"
    if !close.isEmpty { leaf("mo", close, #" fence="true" form="postfix" stretchy="true""#) }
    output += "</mrow>"
  }

  private mutating func accent(_ base: MathNode, _ accent: MathAccent) {
    let name = accent.isBelow ? "munder" : "mover"
    let kind = accent.isBelow ? "accentunder" : "accent"
    output += accent.isBrace ? "<\(name)" : #"<\#(name) \#(kind)="true""#
    if let lineClass = accent.lineClass { output += #" class="\#(lineClass)""# }
    output += ">"
    argument(base)
    leaf("mo", accent.symbol, #" stretchy="\#(accent.isWide)""#)
    output += "</\(name)>"
  }

  private mutating func table(_ table: MathTable) {
    let fences = table.environment.fences
    guard !fences.open.isEmpty || !fences.close.isEmpty else {
      cells(table)
      return
    }
    fenced(fences.open, fences.close) { $0.cells(table) }
  }

  private mutating func cells(_ table: MathTable) {
    let isAligned = table.environment.isAligned
    output += "<mtable"
    if table.environment.isDisplay { output += #" displaystyle="true""# }
    if isAligned { output += #" columnspacing="0em""# }
    output += ">"
    for row in table.rows {
      output += "<mtr>"
      for (column, cell) in row.enumerated() {
        let alignment = table.alignment(ofColumn: column)
        output += alignment == .center ? "<mtd>" : #"<mtd columnalign="\#(alignment.rawValue)">"#
        if case .row(let nodes) = cell { members(nodes, afterOrdinary: isAligned && !column.isMultiple(of: 2)) }
        output += "</mtd>"
      }
      output += "</mtr>"
    }
    output += "</mtable>"
  }
}

/// The attributes of an operator where MathML would give it another space than TeX.
enum OperatorAttributes {
  private static let none = #" lspace="0" rspace="0""#
  private static let bars: Set<String> = ["|", "‖", "∣", "∥"]
  private static let vertical: Set<String> = ["↑", "↓", "↕"]
  /// Operators with one space between two things and another before one.
  private static let signs: Set<String> = ["+", "−", "±", "∓"]

  static func text(_ symbol: String, _ place: MarkupWriter.Place) -> String {
    let fixed = bars.contains(symbol) || vertical.contains(symbol) ? #" stretchy="false""# : ""
    switch place.role {
    case .opening: return fixed.isEmpty ? #" stretchy="false""# : #" form="prefix" stretchy="false""#
    case .closing:
      if symbol == "!" || symbol == "?" { return #" form="postfix""# }
      return fixed.isEmpty ? #" stretchy="false""# : #" form="postfix" stretchy="false""#
    case .punctuation: return symbol == ":" ? #" lspace="0" rspace="0.1667em""# : ""
    case .large: return ""
    case .binary:
      let isAtEdge = place.position == .first || place.position == .last
      return signs.contains(symbol) && isAtEdge ? #" form="infix""# : ""
    case .relation:
      return bars.contains(symbol) || symbol == ":" ? #" lspace="0.2778em" rspace="0.2778em""# + fixed : fixed
    case .ordinary:
      if place.position == .only { return fixed }
      if signs.contains(symbol) { return place.position == .first ? "" : #" form="prefix""# }
      return none + fixed
    }
  }
}
