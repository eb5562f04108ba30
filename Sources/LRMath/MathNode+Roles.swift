extension MathNode {
  /// What a group with a single member holds.
  var unwrapped: MathNode {
    var node = self
    while case .row(let nodes) = node, nodes.count == 1 { node = nodes[0] }
    return node
  }

  var isBrace: Bool {
    if case .accent(_, let accent) = self { accent.isBrace } else { false }
  }

  /// Whether scripts are below and above unless a command says otherwise.
  var hasLimits: Bool {
    switch self {
    case .symbol(let symbol, .large): !MathSymbols.integrals.contains(symbol)
    case .function(_, let hasLimits): hasLimits
    default: isBrace
    }
  }

  /// Whether `\limits` can follow.
  var canHaveLimits: Bool {
    switch self {
    case .symbol(_, .large), .function: true
    default: isBrace
    }
  }

  var isSpace: Bool {
    if case .space = self { true } else { false }
  }

  /// Whether it is the name of a function, with scripts or without.
  var isFunction: Bool {
    switch core {
    case .function: true
    default: false
    }
  }

  /// What scripts are on.
  var core: MathNode {
    var node = self
    while true {
      switch node {
      case .scripts(let base, _, _), .limits(let base, _, _, _): node = base
      default: return node
      }
    }
  }

  /// As what it counts among its neighbours, if it isn't a space.
  private var role: MathRole? {
    switch core {
    case .symbol(_, let role), .delimiter(_, let role, _): role
    case .function: .large
    case .middle: .relation
    case .space: nil
    default: .ordinary
    }
  }

  /// The roles of the members of a row: signs such as + are binary only between two things, as in TeX.
  static func roles(of nodes: [MathNode], afterOrdinary: Bool = false) -> [MathRole?] {
    var roles = nodes.map(\.role)
    var last: Int?
    var previous: MathRole? = afterOrdinary ? .ordinary : nil
    for index in roles.indices {
      guard let role = roles[index] else { continue }
      switch role {
      case .binary:
        switch previous {
        case nil, .binary, .relation, .opening, .punctuation, .large: roles[index] = .ordinary
        case .ordinary, .closing: break
        }
      case .relation, .closing, .punctuation:
        if let last, roles[last] == .binary { roles[last] = .ordinary }
      case .ordinary, .large, .opening: break
      }
      last = index
      previous = roles[index]
    }
    if let last, roles[last] == .binary { roles[last] = .ordinary }
    return roles
  }
}
