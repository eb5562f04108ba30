/// The tables of commands, by their names without the backslash.
enum MathSymbols {
  /// Slanted letters.
  static let letters: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "varkappa": "ϰ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "omicron": "ο", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς",
    "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "varGamma": "Γ", "varDelta": "Δ", "varTheta": "Θ", "varLambda": "Λ", "varXi": "Ξ", "varPi": "Π", "varSigma": "Σ",
    "varUpsilon": "Υ", "varPhi": "Φ", "varPsi": "Ψ", "varOmega": "Ω", "partial": "∂",
  ]

  /// Letters and signs that stand upright.
  static let upright: [String: String] = [
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "nabla": "∇", "infty": "∞", "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ",
    "forall": "∀", "exists": "∃", "nexists": "∄", "emptyset": "∅", "varnothing": "∅", "top": "⊤", "bot": "⊥",
    "dots": "…", "ldots": "…", "dotsc": "…", "cdots": "⋯", "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱",
    "degree": "°", "checkmark": "✓", "square": "□",
  ]

  /// Signs that LaTeX would take for something else.
  static let marks: [String: String] = ["%": "%", "#": "#", "$": "$", "&": "&", "_": "_"]

  static let functions: [String: String] = [
    "exp": "exp", "log": "log", "ln": "ln", "lg": "lg", "sin": "sin", "cos": "cos", "tan": "tan", "cot": "cot",
    "sec": "sec", "csc": "csc", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "coth": "coth", "arcsin": "arcsin",
    "arccos": "arccos", "arctan": "arctan", "arg": "arg", "deg": "deg", "dim": "dim", "ker": "ker",
  ]

  /// Functions whose subscripts stand below them.
  static let limitFunctions: [String: String] = [
    "min": "min", "max": "max", "inf": "inf", "sup": "sup", "lim": "lim", "liminf": "lim\u{2009}inf",
    "limsup": "lim\u{2009}sup", "argmin": "arg\u{2009}min", "argmax": "arg\u{2009}max", "det": "det", "gcd": "gcd",
    "Pr": "Pr",
  ]

  static let spaces: [String: MathSpace] = [
    "!": .negative, ",": .thin, "thinspace": .thin, ":": .medium, ">": .medium, ";": .thick, " ": .word,
    "space": .word, "enspace": .half, "quad": .quad, "qquad": .double,
  ]

  static let fonts: [String: MathFont] = [
    "mathrm": .upright, "mathbf": .bold, "mathit": .italic, "boldsymbol": .boldItalic, "bm": .boldItalic,
    "mathcal": .calligraphic, "mathscr": .calligraphic, "mathbb": .blackboard, "mathfrak": .fraktur,
    "mathsf": .sansSerif, "mathtt": .monospace,
  ]

  static let texts: [String: MathFont] = [
    "text": .upright, "textrm": .upright, "textnormal": .upright, "mbox": .upright, "textbf": .bold,
    "textit": .italic, "emph": .italic, "textsf": .sansSerif, "texttt": .monospace,
  ]

  static let sizes: [String: MathSize] = ["big": .big, "Big": .bigger, "bigg": .large, "Bigg": .largest]

  static func operators(_ role: MathRole) -> [String: String] {
    switch role {
    case .ordinary: ordinary
    case .large: large
    case .binary: binary
    case .relation: relations
    case .opening: opening
    case .closing: closing
    case .punctuation: ["colon": ":"]
    }
  }

  private static let ordinary: [String: String] = [
    "|": "‖", "Vert": "‖", "vert": "|", "backslash": "\\", "neg": "¬", "lnot": "¬", "prime": "′",
  ]

  static let large: [String: String] = [
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃",
    "bigcap": "⋂", "bigvee": "⋁", "bigwedge": "⋀", "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀",
  ]

  /// Large operators whose scripts stand beside them.
  static let integrals: Set<String> = ["∫", "∬", "∭", "∮"]

  private static let binary: [String: String] = [
    "cdot": "⋅", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "star": "⋆", "circ": "∘", "bullet": "∙",
    "cup": "∪", "cap": "∩", "setminus": "∖", "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "oslash": "⊘", "odot": "⊙",
    "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨", "bmod": "mod",
  ]

  private static let relations: [String: String] = [
    "le": "≤", "leq": "≤", "leqslant": "⩽", "ge": "≥", "geq": "≥", "geqslant": "⩾", "ne": "≠", "neq": "≠",
    "lt": "<", "gt": ">", "approx": "≈", "sim": "∼", "simeq": "≃", "cong": "≅", "propto": "∝", "equiv": "≡",
    "ll": "≪", "gg": "≫", "lesssim": "≲", "gtrsim": "≳", "prec": "≺", "succ": "≻", "preceq": "⪯", "succeq": "⪰",
    "triangleq": "≜", "coloneqq": "≔", "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←",
    "leftrightarrow": "↔", "mapsto": "↦", "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔",
    "longrightarrow": "⟶", "longleftarrow": "⟵", "longmapsto": "⟼", "implies": "⟹", "iff": "⟺",
    "uparrow": "↑", "downarrow": "↓", "updownarrow": "↕", "nearrow": "↗", "searrow": "↘", "in": "∈", "notin": "∉",
    "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "mid": "∣", "nmid": "∤",
    "parallel": "∥", "perp": "⟂", "vdash": "⊢", "models": "⊨",
  ]

  private static let opening: [String: String] = [
    "{": "{", "lbrace": "{", "lbrack": "[", "lfloor": "⌊", "lceil": "⌈", "langle": "⟨", "lvert": "|", "lVert": "‖",
  ]

  private static let closing: [String: String] = [
    "}": "}", "rbrace": "}", "rbrack": "]", "rfloor": "⌋", "rceil": "⌉", "rangle": "⟩", "rvert": "|", "rVert": "‖",
  ]

  /// Commands that can follow `\left`, with others of the tables above.
  static let delimiters: Set<String> = [
    "|", "Vert", "vert", "backslash", "{", "lbrace", "lbrack", "lfloor", "lceil", "langle", "lvert", "lVert", "}",
    "rbrace", "rbrack", "rfloor", "rceil", "rangle", "rvert", "rVert", "uparrow", "downarrow", "updownarrow",
  ]

  /// Characters that can follow `\left`.
  static let delimiterCharacters: [Character: String] = [
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "/": "/", "<": "⟨", ">": "⟩", ".": "", "⟨": "⟨", "⟩": "⟩",
    "⌊": "⌊", "⌋": "⌋", "⌈": "⌈", "⌉": "⌉", "‖": "‖",
  ]

  /// Characters that are operators, those of the commands among them.
  static let characters: [Character: MathCommand] = {
    var characters: [Character: MathCommand] = [
      "+": .symbol("+", .binary), "-": .symbol("−", .binary), "−": .symbol("−", .binary), "*": .symbol("∗", .binary),
      "·": .symbol("⋅", .binary), "=": .symbol("=", .relation), "<": .symbol("<", .relation),
      ">": .symbol(">", .relation), ":": .symbol(":", .relation), "(": .symbol("(", .opening),
      "[": .symbol("[", .opening), ")": .symbol(")", .closing), "]": .symbol("]", .closing),
      "!": .symbol("!", .closing), "?": .symbol("?", .closing), ",": .symbol(",", .punctuation),
      ";": .symbol(";", .punctuation), "|": .symbol("|", .ordinary), "/": .symbol("/", .ordinary),
      ".": .symbol(".", .ordinary), "@": .mark("@"), "\"": .mark("\""), "`": .mark("`"),
    ]
    for role in MathRole.allCases {
      for symbol in operators(role).values {
        guard let character = symbol.first, symbol.count == 1, !character.isASCII else { continue }
        // Bars can be on either side.
        if characters[character] == nil || role == .ordinary {
          characters[character] = .symbol(symbol, character == "‖" ? .ordinary : role)
        }
      }
    }
    for symbol in upright.values {
      if let character = symbol.first, characters[character] == nil { characters[character] = .upright(symbol) }
    }
    return characters
  }()
}
