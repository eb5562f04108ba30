/// What a command stands for.
enum MathCommand: Sendable, Hashable {
  case letter(String)
  case upright(String)
  case mark(String)
  case symbol(String, MathRole)
  case function(String, hasLimits: Bool)
  case accent(MathAccent)
  case space(MathSpace)
  case font(MathFont)
  case text(MathFont)
  case sized(MathSize, MathRole)
  case structure(MathStructure)

  /// Every command by its name without the backslash.
  static let all: [String: MathCommand] = {
    var all: [String: MathCommand] = [:]
    func add(_ table: [String: String], _ command: (String) -> MathCommand) {
      for (name, symbol) in table { all[name] = command(symbol) }
    }
    add(MathSymbols.letters) { .letter($0) }
    add(MathSymbols.upright) { .upright($0) }
    add(MathSymbols.marks) { .mark($0) }
    for role in MathRole.allCases { add(MathSymbols.operators(role)) { .symbol($0, role) } }
    add(MathSymbols.functions) { .function($0, hasLimits: false) }
    add(MathSymbols.limitFunctions) { .function($0, hasLimits: true) }
    for accent in MathAccent.allCases { all[accent.rawValue] = .accent(accent) }
    for (name, space) in MathSymbols.spaces { all[name] = .space(space) }
    for (name, font) in MathSymbols.fonts { all[name] = .font(font) }
    for (name, font) in MathSymbols.texts { all[name] = .text(font) }
    for (name, size) in MathSymbols.sizes {
      all[name] = .sized(size, .ordinary)
      all[name + "l"] = .sized(size, .opening)
      all[name + "m"] = .sized(size, .relation)
      all[name + "r"] = .sized(size, .closing)
    }
    for structure in MathStructure.allCases { all[structure.rawValue] = .structure(structure) }
    return all
  }()
}

/// Commands with a syntax of their own, by their names.
enum MathStructure: String, Sendable, Hashable, CaseIterable {
  case frac, dfrac, tfrac, binom, sqrt
  case left, right, middle
  case begin, end
  case newline = "\\"
  case operatorname, mod, pmod
  case limits, nolimits
  case displaystyle, textstyle
  case overset, stackrel, underset

  /// How it is written.
  var example: String {
    switch self {
    case .frac, .dfrac, .tfrac: #"\\#(rawValue){1}{2}"#
    case .binom: #"\binom{n}{k}"#
    case .sqrt: #"\sqrt{x}"#
    case .left, .right, .middle: #"\left( x \right)"#
    case .begin, .end, .newline: #"\begin{cases} a \\ b \end{cases}"#
    case .operatorname: #"\operatorname{clip}"#
    case .mod: #"a \mod{n}"#
    case .pmod: #"a \pmod{n}"#
    case .limits, .nolimits: #"\sum\limits_{i}"#
    case .displaystyle, .textstyle: #"{\#(rawValue) x}"#
    case .overset, .stackrel, .underset: #"\\#(rawValue){a}{=}"#
    }
  }
}

/// Looks for the name that was meant.
enum NearestName {
  /// The known name that is fewest slips away from `name`, if that is few.
  static func nearest(to name: String, among known: some Sequence<String>) -> String? {
    let wanted = Array(name.unicodeScalars)
    guard wanted.count <= 24 else { return nil }
    let most = wanted.count < 3 ? 1 : (wanted.count < 6 ? 2 : 3)
    var best: (slips: Int, name: String)?
    for candidate in known where abs(candidate.unicodeScalars.count - wanted.count) <= most {
      let slips = distance(wanted, Array(candidate.unicodeScalars))
      guard slips <= most, slips < candidate.unicodeScalars.count else { continue }
      if let found = best, (found.slips, found.name) <= (slips, candidate) { continue }
      best = (slips, candidate)
    }
    return best?.name
  }

  /// How many letters were left out, added, changed or swapped with their neighbours.
  static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in first.indices {
      var current = [row + 1]
      for column in second.indices {
        let change = first[row] == second[column] ? 0 : 1
        var slips = min(last[column + 1] + 1, current[column] + 1, last[column] + change)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          slips = min(slips, beforeLast[column - 1] + 1)
        }
        current.append(slips)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
