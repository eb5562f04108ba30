import LRCore

/// A framework's own schedule with its arguments: written as Python, and as the spec that lrplot can evaluate.
struct Call: Hashable, Sendable {
  /// As in a spec: `torch.StepLR`.
  var name: String
  var arguments: [Argument]

  struct Argument: Hashable, Sendable {
    var name: String
    var value: Literal
  }

  init(_ name: String, _ arguments: KeyValuePairs<String, Literal>) {
    self.name = name
    self.arguments = arguments.map { Argument(name: $0.key, value: $0.value) }
  }

  init(name: String, arguments: [Argument]) {
    self.name = name
    self.arguments = arguments
  }

  /// The name without the framework.
  var plainName: String { String(name.drop { $0 != "." }.dropFirst()) }

  subscript(argument: String) -> Literal? { arguments.first { $0.name == argument }?.value }

  /// The spec of this call.
  ///
  /// - Parameter baseRate: the optimizer's rate, where the schedule takes it from there.
  func spec(baseRate: Double?) -> String {
    var parts = arguments.map { "\($0.name)=\($0.value.spec)" }
    if let baseRate { parts.append("lr=\(shortest(baseRate))") }
    return name + (parts.isEmpty ? "" : ":" + parts.joined(separator: ","))
  }

  /// This call and those within it.
  var all: [Call] { [self] + arguments.flatMap { $0.value.calls } }
}

/// A value of an argument.
indirect enum Literal: Hashable, Sendable {
  case none
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([Literal])
  case map([Pair])
  case call(Call)
  /// A function of one variable, in the formula language and in Python.
  case function(String, formula: String, python: String)

  struct Pair: Hashable, Sendable {
    var key: Literal
    var value: Literal
  }

  /// A whole number where it is one.
  static func time(_ value: Double) -> Literal {
    value == value.rounded() && abs(value) < 1e15 ? .integer(Int(clamping: value)) : .number(value)
  }

  static func integers(_ values: [Int]) -> Literal { .list(values.map { .integer($0) }) }

  var spec: String {
    switch self {
    case .none: "none"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let integer): "\(integer)"
    case .number(let number): shortest(number)
    case .text(let text):
      "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    case .list(let items): "[" + items.map(\.spec).joined(separator: ",") + "]"
    case .map(let pairs): "{" + pairs.map { "\($0.key.spec):\($0.value.spec)" }.joined(separator: ",") + "}"
    case .call(let call): "(" + call.spec(baseRate: nil) + ")"
    case .function(_, let formula, _): "\"\(formula)\""
    }
  }

  var calls: [Call] {
    switch self {
    case .call(let call): call.all
    case .list(let items): items.flatMap(\.calls)
    default: []
    }
  }
}

/// How the calls of one framework look in Python.
struct CallStyle: Sendable {
  /// Before a name, such as `optax.`.
  var prefix: String
  /// What comes before the arguments.
  var leading: [String] = []
  /// Names that don't take it.
  var withoutLeading: Set<String> = []
  /// What comes after them.
  var trailing: [String] = []
}

extension Call {
  /// The call in Python; one argument a line where one line would be too long.
  ///
  /// - Parameters:
  ///   - indent: columns before the line that it stands on.
  ///   - used: columns of that line that are taken.
  func python(_ style: CallStyle, indent: Int = 0, used: Int = 0) -> String {
    func items(_ indent: Int, _ margin: Int) -> [String] {
      (style.withoutLeading.contains(plainName) ? [] : style.leading)
        + arguments.map { argument in
          let head = argument.name + "="
          return head + argument.value.python(style, indent: indent, used: margin + head.count + 1)
        } + style.trailing
    }
    let name = style.prefix + plainName
    let oneLine = name + "(" + items(indent, 0).joined(separator: ", ") + ")"
    if used + oneLine.count <= Python.width, !oneLine.contains("\n") { return oneLine }
    let margin = String(repeating: " ", count: indent + 4)
    return name + "(\n" + items(indent + 4, indent + 4).map { "\(margin)\($0),\n" }.joined()
      + String(repeating: " ", count: indent) + ")"
  }
}

extension Literal {
  func python(_ style: CallStyle, indent: Int, used: Int) -> String {
    switch self {
    case .none: return "None"
    case .flag(let flag): return flag ? "True" : "False"
    case .integer(let integer): return "\(integer)"
    case .number(let number): return Python.number(number)
    case .text(let text): return Python.string(text)
    case .call(let call): return call.python(style, indent: indent, used: used)
    case .function(let variable, _, let python): return "lambda \(variable): \(python)"
    case .map(let pairs):
      let items = pairs.map { pair in
        pair.key.python(style, indent: indent + 4, used: indent) + ": "
          + pair.value.python(style, indent: indent + 4, used: indent)
      }
      return Python.sequence(items, "{", "}", indent: indent, used: used)
    case .list(let values):
      if values.contains(where: { !$0.calls.isEmpty }) {
        let oneLine = "[" + values.map { $0.python(style, indent: indent, used: 0) }.joined(separator: ", ") + "]"
        if used + oneLine.count <= Python.width, !oneLine.contains("\n") { return oneLine }
        let margin = String(repeating: " ", count: indent + 4)
        let lines = values.map { margin + $0.python(style, indent: indent + 4, used: indent + 5) + ",\n" }
        return "[\n" + lines.joined() + String(repeating: " ", count: indent) + "]"
      }
      return Python.sequence(
        values.map { $0.python(style, indent: indent, used: 0) }, "[", "]", indent: indent, used: used)
    }
  }
}
