/// What is wrong with a formula and what would be right.
public struct MathError: Error, Sendable, Hashable {
  public var english: String
  public var chinese: String
  /// Where, in characters from the start of the formula.
  public var offset: Int

  public init(english: String, chinese: String, offset: Int) {
    self.english = english
    self.chinese = chinese
    self.offset = offset
  }

  init(_ mistake: MathMistake, at offset: Int) {
    self.init(english: mistake.english, chinese: mistake.chinese, offset: offset)
  }
}

/// Everything that can be wrong with a formula.
enum MathMistake: Sendable, Hashable {
  case unknownCommand(String, nearest: String?)
  case unknownEnvironment(String, nearest: String?)
  case missingArgument(of: String, example: String)
  case missingScript(Character)
  case unclosedBrace
  case strayBrace
  case doubleSuperscript
  case doubleSubscript
  case missingDelimiter(of: String)
  case leftWithoutRight
  case rightWithoutLeft
  case middleWithoutLeft
  case limitsWithoutOperator(String)
  case unclosedEnvironment(String)
  case endWithoutBegin
  case wrongEnd(String, expected: String)
  case columnOutsideTable
  case lineOutsideTable
  case columnAlignment(Character)
  case unclosedBracket(of: String, example: String)
  case dollar
  case unclosedDollar
  case specialCharacter(Character)
  case commandInText(String)
  case notInName(String)
  case loneBackslash
  case unprintable(UInt32)
  case tooDeep(Int)
}

extension MathMistake {
  var english: String { texts.english }
  var chinese: String { texts.chinese }

  private var texts: (english: String, chinese: String) {
    switch self {
    case .unknownCommand(let name, let nearest):
      return Self.unknown(command: Self.short(name), nearest: nearest)
    case .unknownEnvironment(let name, let nearest):
      let known = nearest ?? "aligned"
      let name = Self.short(name)
      return (
        "There is no environment “\(name)” here; write \\begin{\(known)}.", "没有环境“\(name)”；可写 \\begin{\(known)}。"
      )
    case .missingArgument(let name, let example):
      return ("\(name) lacks an argument; write \(example).", "\(name) 缺少参数；应写作 \(example)。")
    case .missingScript(let mark):
      return ("Nothing follows \(mark); write x\(mark){2}.", "\(mark) 后面没有内容；应写作 x\(mark){2}。")
    case .doubleSuperscript:
      return (
        "A second superscript; write x^{a^b} or {x^a}^b, and x'^2 rather than x^2'.",
        "出现第二个上标；应写作 x^{a^b} 或 {x^a}^b，并用 x'^2 代替 x^2'。"
      )
    case .doubleSubscript:
      return ("A second subscript; write x_{a_b} or x_{a,b}.", "出现第二个下标；应写作 x_{a_b} 或 x_{a,b}。")
    case .limitsWithoutOperator(let name):
      return (
        "\(name) doesn't follow an operator; write \\sum\(name)_{i=1}^n.", "\(name) 前面不是算子；应写作 \\sum\(name)_{i=1}^n。"
      )
    case .unclosedBrace, .strayBrace, .unclosedBracket, .missingDelimiter, .leftWithoutRight, .rightWithoutLeft,
      .middleWithoutLeft, .dollar, .unclosedDollar:
      return pairs
    case .unclosedEnvironment, .endWithoutBegin, .wrongEnd, .columnOutsideTable, .lineOutsideTable, .columnAlignment:
      return tables
    case .specialCharacter, .commandInText, .notInName, .loneBackslash, .unprintable, .tooDeep:
      return characters
    }
  }

  /// Where two marks belong together.
  private var pairs: (english: String, chinese: String) {
    switch self {
    case .unclosedBrace:
      ("This { is never closed; add } where the group ends.", "此处的 { 没有闭合；请在分组结束处加上 }。")
    case .strayBrace:
      ("This } closes nothing; remove it or add { before it.", "此处的 } 没有对应的 {；请删除它，或在前面加上 {。")
    case .unclosedBracket(let name, let example):
      ("The [ after \(name) is never closed; write \(example).", "\(name) 后面的 [ 没有闭合；应写作 \(example)。")
    case .missingDelimiter(let name):
      (
        "No delimiter follows \(name); write one such as ( [ | \\{ \\lfloor, or . for none.",
        "\(name) 后面没有定界符；可写 ( [ | \\{ \\lfloor 等，或用 . 表示没有。"
      )
    case .leftWithoutRight:
      (
        "This \\left has no \\right in its group; add \\right) or, for nothing to see, \\right.",
        "此处的 \\left 在同一分组中没有 \\right；请加上 \\right)，若不显示则写 \\right."
      )
    case .rightWithoutLeft:
      (
        "This \\right has no \\left in its group; add \\left( or, for nothing to see, \\left.",
        "此处的 \\right 在同一分组中没有 \\left；请加上 \\left(，若不显示则写 \\left."
      )
    case .middleWithoutLeft:
      (
        "\\middle stands between \\left and \\right only; write \\left( a \\middle| b \\right).",
        "\\middle 只能用在 \\left 与 \\right 之间；应写作 \\left( a \\middle| b \\right)。"
      )
    case .unclosedDollar:
      ("This $ in text has no second one; write \\text{if $t<T$}.", "文本中的 $ 没有配对；应写作 \\text{若 $t<T$}。")
    default:
      ("A $ in a formula; leave it out, or write \\$ for the sign itself.", "公式中出现 $；请删去，若要符号本身则写 \\$。")
    }
  }

  /// Environments and what stands in them.
  private var tables: (english: String, chinese: String) {
    switch self {
    case .unclosedEnvironment(let name):
      ("\\begin{\(name)} is never ended; add \\end{\(name)}.", "\\begin{\(name)} 没有结束；请加上 \\end{\(name)}。")
    case .wrongEnd(let name, let expected):
      (
        "\\end{\(Self.short(name))} where \\end{\(expected)} is due; write \\end{\(expected)}.",
        "此处应为 \\end{\(expected)}，而不是 \\end{\(Self.short(name))}。"
      )
    case .columnOutsideTable:
      (
        "& stands outside a table; write \\& for the sign, or use \\begin{aligned}.",
        "& 出现在表格之外；若要符号本身则写 \\&，否则用 \\begin{aligned}。"
      )
    case .lineOutsideTable:
      (
        "\\\\ stands outside a table; put the lines in \\begin{aligned} … \\end{aligned}.",
        "\\\\ 出现在表格之外；请把各行放进 \\begin{aligned} … \\end{aligned}。"
      )
    case .columnAlignment(let mark):
      (
        "Columns are l, c or r, not “\(mark)”; write \\begin{array}{ll}.",
        "列只能是 l、c 或 r，不能是“\(mark)”；应写作 \\begin{array}{ll}。"
      )
    default:
      ("This \\end has no \\begin; add \\begin{…} or remove it.", "此处的 \\end 没有对应的 \\begin；请加上 \\begin{…} 或删除它。")
    }
  }

  /// Single characters and the formula as a whole.
  private var characters: (english: String, chinese: String) {
    switch self {
    case .specialCharacter(let mark):
      ("\(mark) has a meaning of its own in LaTeX; write \\\(mark).", "\(mark) 在 LaTeX 中有特殊含义；应写作 \\\(mark)。")
    case .commandInText(let name):
      (
        "\(Self.short(name)) is math in text; write $…$ around it.", "\(Self.short(name)) 是数学命令，不能直接用在文本中；请用 $…$ 括起来。"
      )
    case .notInName(let mark):
      (
        "\(Self.short(mark)) can't be in a function's name; write letters, as in \\operatorname{clip}.",
        "函数名中不能有 \(Self.short(mark))；应只写字母，如 \\operatorname{clip}。"
      )
    case .unprintable(let scalar):
      (
        "The character U+\(Self.hexadecimal(scalar)) can't be shown; remove it.",
        "字符 U+\(Self.hexadecimal(scalar)) 无法显示；请删除它。"
      )
    case .tooDeep(let most):
      ("More than \(most) levels of nesting; split the formula.", "嵌套超过 \(most) 层；请拆分公式。")
    default:
      ("A \\ at the end; write \\backslash for the sign itself.", "末尾有一个 \\；若要符号本身则写 \\backslash。")
    }
  }

  private static func unknown(command: String, nearest: String?) -> (english: String, chinese: String) {
    guard let nearest else {
      return (
        "There is no command \(command) here; write \\operatorname{…} for a function, \\text{…} for words.",
        "没有命令 \(command)；函数名写作 \\operatorname{…}，文字写作 \\text{…}。"
      )
    }
    return ("There is no command \(command) here; did you mean \(nearest)?", "没有命令 \(command)；是否应为 \(nearest)？")
  }

  /// A name as long as a message can take.
  private static func short(_ name: String) -> String {
    let start = name.prefix(24)
    return start.endIndex == name.endIndex ? name : start + "…"
  }

  private static func hexadecimal(_ scalar: UInt32) -> String {
    let digits = String(scalar, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
