/// Writes the tree of a formula as a line of text.
enum PlainText {
  static func text(_ nodes: [MathNode], afterOrdinary: Bool = false) -> String {
    // In braces, an operator is a sign like any other: {,} {=}
    if nodes.count == 1, case .symbol(let symbol, _) = nodes[0] { return ascii(symbol) }
    let roles = MathNode.roles(of: nodes, afterOrdinary: afterOrdinary)
    var line = ""
    var previous: Int?
    func space() {
      if let last = line.last, last != " " { line += " " }
    }
    for (index, node) in nodes.enumerated() {
      guard let role = roles[index] else {
        if node != .space(.negative) { space() }
        continue
      }
      switch role {
      case .binary, .relation:
        space()
        line += text(node)
        space()
      case .punctuation:
        if line.last == " " { line.removeLast() }
        line += text(node)
        space()
      case .ordinary, .large, .opening, .closing:
        if let previous, needsGap(nodes[previous], roles[previous], before: node, role) { space() }
        line += isFraction(node) && isFactor(index, previous, roles) ? "(\(text(node)))" : text(node)
      }
      previous = index
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  // MARK: Gaps

  private static func needsGap(_ left: MathNode, _ leftRole: MathRole?, before right: MathNode, _ role: MathRole)
    -> Bool
  {
    switch leftRole {
    case .ordinary, .closing, .large: break
    case .binary, .relation, .opening, .punctuation, nil: return false
    }
    let isFenced = if case .fenced = right.core { true } else { false }
    switch role {
    case .closing, .punctuation, .binary, .relation: return false
    case .opening: return leftRole == .large && !left.isFunction
    case .large: return true
    case .ordinary:
      if leftRole == .large { return !(left.isFunction && isFenced) }
      if isFenced { return isLoose(left) && !isSubscripted(left) }
      if case .symbol = right { return false }
      if case .symbol = left { return leftRole == .closing }
      if leftRole == .closing || isLoose(left) || isLoose(right.core) { return !isMark(right) && !isMark(left) }
      if case .row(let nodes) = right { return nodes.first?.isSpace == true }
      if case .row = left { return false }
      if case .number = right { return true }
      return false
    }
  }

  /// Whether letters beside it would seem to be part of it.
  private static func isLoose(_ node: MathNode) -> Bool {
    switch node {
    case .scripts(let base, _, _): base != .row([])
    case .limits, .fraction, .fenced, .root, .table, .text, .styled: true
    case .identifier(let name, _): name.unicodeScalars.count > 1
    default: false
    }
  }

  private static func isSubscripted(_ node: MathNode) -> Bool {
    if case .scripts(_, _, nil) = node { true } else { false }
  }

  private static func isMark(_ node: MathNode) -> Bool {
    guard case .text(let text, _) = node, let first = text.first, let last = text.last else { return false }
    return !(first.isLetter || first == " ") || last == " "
  }

  private static func isFraction(_ node: MathNode) -> Bool {
    if case .fraction(_, _, let style) = node { style != .binomial } else { false }
  }

  /// Whether something stands beside it without a sign between.
  private static func isFactor(_ index: Int, _ previous: Int?, _ roles: [MathRole?]) -> Bool {
    if let previous {
      switch roles[previous] {
      case .ordinary, .closing, .large: return true
      case .binary, .relation, .opening, .punctuation, nil: break
      }
    }
    guard let next = roles[(index + 1)...].first(where: { $0 != nil }) else { return false }
    switch next {
    case .ordinary, .opening, .large: return true
    case .binary, .relation, .closing, .punctuation, nil: return false
    }
  }

  // MARK: Parts

  private static func text(_ node: MathNode) -> String {
    switch node {
    case .number(let digits, _): digits
    case .identifier(let name, _): name
    case .text(let text, _): text
    case .function(let name, _): String(name.map { $0 == "\u{2009}" ? " " : $0 })
    case .symbol(let symbol, _), .delimiter(let symbol, _, _): ascii(symbol)
    case .middle(let symbol): ascii(symbol)
    case .row(let nodes), .styled(_, let nodes): text(nodes)
    case .fraction(let above, let below, .binomial): "binom(\(text(above)), \(text(below)))"
    case .fraction(let above, let below, _): factor(above) + "/" + factor(below)
    case .root(let radicand, let index): root(radicand, index)
    case .scripts(let base, let sub, let sup), .limits(let base, let sub, let sup, _):
      scripts(base, sub, sup)
    case .fenced(let open, let nodes, let close): open + text(nodes) + close
    case .accent(let base, let accent): self.accent(base, accent)
    case .table(let table): self.table(table)
    case .space: " "
    }
  }

  private static func ascii(_ symbol: String) -> String {
    switch symbol {
    case "⋅": "·"
    case "∗": "*"
    case "∣": "|"
    default: symbol
    }
  }

  /// A part of a fraction, a base or a script: in parentheses if it has more than one member.
  private static func operand(_ node: MathNode) -> String {
    let node = node.unwrapped
    switch node {
    case .number, .identifier, .function, .text, .symbol, .accent, .fenced, .delimiter: return text(node)
    case .row([]): return ""
    default: return "(\(text(node)))"
    }
  }

  /// A part of a fraction, which scripts and roots can be without parentheses.
  private static func factor(_ node: MathNode) -> String {
    switch node.unwrapped {
    case .scripts, .root: text(node)
    default: operand(node)
    }
  }

  private static func scripts(_ base: MathNode, _ sub: MathNode?, _ sup: MathNode?) -> String {
    var line = operand(base)
    var sup = sup
    if let first = sup, case .row(let nodes) = first, nodes.count == 2, isPrime(nodes[0]) {
      line += text(nodes[0])
      sup = nodes[1]
    }
    if let prime = sup, isPrime(prime.unwrapped) {
      line += text(prime)
      sup = nil
    }
    if let sub { line += base.isBrace ? " (\(text(sub)))" : "_" + operand(sub) }
    if let sup { line += base.isBrace ? " (\(text(sup)))" : "^" + operand(sup) }
    return line
  }

  private static func isPrime(_ node: MathNode) -> Bool {
    if case .symbol(let symbol, _) = node { symbol.allSatisfy { "′″‴⁗".contains($0) } } else { false }
  }

  private static func root(_ radicand: MathNode, _ index: MathNode?) -> String {
    switch index.map({ text($0) }) {
    case nil: "√" + operand(radicand)
    case "3": "∛" + operand(radicand)
    case "4": "∜" + operand(radicand)
    case .some(let index): "root(\(index), \(text(radicand)))"
    }
  }

  private static func accent(_ base: MathNode, _ accent: MathAccent) -> String {
    let inner = text(base)
    guard let mark = accent.combining else { return operand(base) }
    return inner.count == 1 ? inner + mark : "\(accent.rawValue)(\(inner))"
  }

  private static func table(_ table: MathTable) -> String {
    let isLines = table.environment.isAligned || table.environment == .gathered
    let isCases = table.environment == .cases || table.environment == .dcases || table.environment == .rcases
    let rows = table.rows.map { row in
      row.enumerated().map { column, cell in
        guard case .row(let nodes) = cell else { return text(cell) }
        return text(nodes, afterOrdinary: table.environment.isAligned && !column.isMultiple(of: 2))
      }.filter { !$0.isEmpty }.joined(separator: isLines || isCases ? " " : ", ")
    }
    let lines = rows.map { $0.last == "," ? String($0.dropLast()) : $0 }.joined(separator: "; ")
    if isLines { return lines }
    if isCases { return "{" + lines + "}" }
    let fences = table.environment.fences
    return fences.open.isEmpty ? "[\(lines)]" : fences.open + lines + fences.close
  }
}
