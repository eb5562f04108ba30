/// A call as programs write it, `StepLR(optimizer, step_size=30)`, and the spec that says the same.
struct PythonCall {
  /// With its modules.
  let name: String
  /// Where the name stands, in characters.
  let nameRange: Range<Int>
  /// Where the brackets and all between them stand.
  let bracketRange: Range<Int>
  private let arguments: [String]

  /// Reads a text that is one call, perhaps after `scheduler =`; nil if it is anything else.
  init?(_ source: String) {
    let characters = Array(source)
    guard characters.count <= SpecParser.maximumLength, let open = characters.firstIndex(of: "("),
      let close = characters.lastIndex(where: { !$0.isWhitespace }), characters[close] == ")", close > open
    else { return nil }
    let head = characters[..<open]
    let start = head.lastIndex(of: "=").map { $0 + 1 } ?? 0
    guard let first = head[start...].firstIndex(where: { !$0.isWhitespace }),
      let last = head.lastIndex(where: { !$0.isWhitespace }), first <= last,
      characters[..<max(0, start - 1)].allSatisfy({ $0.isCallName || $0.isWhitespace }),
      head[first...last].allSatisfy(\.isCallName), !(characters[first].isNumber),
      let parts = Self.parts(String(characters[(open + 1)..<close]))
    else { return nil }
    name = String(characters[first...last])
    nameRange = first..<(last + 1)
    bracketRange = open..<(close + 1)
    arguments = parts
  }

  /// What stands between commas outside all brackets and quotation marks; nil where a bracket is not closed.
  private static func parts(_ text: String) -> [String]? {
    var parts = [""]
    var open: [Character] = []
    var quote: Character?
    let closing: [Character: Character] = ["(": ")", "[": "]", "{": "}"]
    for character in text {
      if let mark = quote {
        if character == mark { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if let close = closing[character] {
        open.append(close)
        if open.count > SpecParser.maximumDepth { return nil }
      } else if ")]}".contains(character) {
        guard open.popLast() == character else { return nil }
      } else if character == ",", open.isEmpty {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    guard open.isEmpty, quote == nil else { return nil }
    return parts.map(Self.trimmed).filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let kept = text.drop(while: \.isWhitespace)
    return String(kept[..<(kept.lastIndex { !$0.isWhitespace }.map { kept.index(after: $0) } ?? kept.startIndex)])
  }

  /// The name of the entry that the call names, with any of its modules or, as after an import, without them.
  func knownName<Product>(in catalogue: Catalogue<Product>) -> String? {
    if let entry = catalogue[name] { return entry.name }
    // Modules may be named from the middle: `optim.lr_scheduler.StepLR`.
    let parts = name.split(separator: ".")
    let path = parts.dropLast().joined(separator: ".")
    guard let local = parts.last else { return nil }
    guard !path.isEmpty else {
      return catalogue.names.first { $0.hasSuffix(".\(local)") }.flatMap { catalogue[$0]?.name }
    }
    let frameworks = Set(catalogue.modules.filter { ($0.key + ".").hasSuffix("." + path + ".") }.values)
    let names = catalogue.frameworks.filter(frameworks.contains).map { "\($0).\(local)" }
    return names.lazy.compactMap { catalogue[$0]?.name }.first
  }

  /// The spec that says the same, unless something in the call is no value of a spec.
  func spec<Product>(in catalogue: Catalogue<Product>) -> String? {
    guard let name = knownName(in: catalogue), let entry = catalogue[name] else { return nil }
    let framework = entry.origin?.framework
    let known = Set(entry.parameters.map(\.name)).union(entry.ignored)
    var free = entry.parameters.map(\.name)[...]
    var written: [String] = []
    for (index, argument) in arguments.enumerated() {
      let (key, value) = Self.named(argument)
      // The optimizer or the parameters that it moves: an object of the program.
      let inner = Self.nested(value, in: catalogue, framework)
      if index == 0, key == nil, inner == nil, Self.isObject(value) { continue }
      guard let key = key ?? free.popFirst() else { return nil }
      guard known.contains(key) || key == "optimizer" || key == "params" else { return nil }
      if entry.ignored.contains(key) || key == "optimizer" || key == "params" || value == "None" { continue }
      written.append(key + "=" + (inner.map { "(" + $0 + ")" } ?? Self.written(value, in: catalogue, framework)))
    }
    let spec = written.isEmpty ? name : name + ":" + written.joined(separator: ",")
    do throws(SpecError) { _ = try SpecParser.chain(spec) } catch { return nil }
    return spec
  }

  /// `key=value`, or a value by its place.
  private static func named(_ argument: String) -> (key: String?, value: String) {
    guard let equals = argument.firstIndex(of: "=") else { return (nil, argument) }
    let key = trimmed(argument[..<equals])
    guard !key.isEmpty, key.allSatisfy({ $0.isCallName && $0 != "." }) else { return (nil, argument) }
    return (key, trimmed(argument[argument.index(after: equals)...]))
  }

  /// Whether a value is something of the program, by its name.
  private static func isObject(_ value: String) -> Bool {
    guard let first = value.first else { return false }
    return (first.isLetter || first == "_") && !["True", "False", "None"].contains(value) && !value.hasPrefix("lambda")
  }

  /// A value as a spec writes it: calls in lists as specs in brackets, text in double quotation marks.
  private static func written<Product>(
    _ value: String, in catalogue: Catalogue<Product>, _ framework: String?
  ) -> String {
    if value.hasPrefix("["), value.hasSuffix("]"), let items = parts(String(value.dropFirst().dropLast())) {
      let values = items.map { item in
        nested(item, in: catalogue, framework).map { "(" + $0 + ")" } ?? written(item, in: catalogue, framework)
      }
      return "[" + values.joined(separator: ",") + "]"
    }
    if value.count > 1, value.first == "'", value.last == "'" {
      let text = value.dropFirst().dropLast()
      return text.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "_") }) ? String(text) : "\"\(text)\""
    }
    return value
  }

  private static func nested<Product>(
    _ value: String, in catalogue: Catalogue<Product>, _ framework: String?
  ) -> String? {
    guard let call = PythonCall(value) else { return nil }
    if let framework, !call.name.contains("."), catalogue["\(framework).\(call.name)"] != nil {
      return PythonCall("\(framework).\(value)")?.spec(in: catalogue)
    }
    return call.knownName(in: catalogue) == nil ? nil : call.spec(in: catalogue)
  }
}

extension Character {
  fileprivate var isCallName: Bool { isASCII && (isLetter || isNumber || self == "_" || self == ".") }
}

extension Catalogue {
  /// Parses a chain; of a pasted call in Python's brackets the error says how it is written here.
  public func chain(_ source: String) throws(SpecError) -> Chain {
    do throws(SpecError) { return try SpecParser.chain(source) } catch { throw advised(error, source) }
  }

  /// Parses a chain and, after `@`, its schedule; see `chain(_:)`.
  public func run(_ source: String) throws(SpecError) -> RunSpec {
    do throws(SpecError) { return try SpecParser.run(source) } catch { throw advised(error, source) }
  }

  /// Whether a text is a call in Python's brackets whose name stands here.
  public func knows(call source: String) -> Bool {
    PythonCall(source)?.knownName(in: self) != nil
  }

  private func advised(_ error: SpecError, _ source: String) -> SpecError {
    guard let call = PythonCall(source) else { return error }
    guard let spec = call.spec(in: self) else {
      // The name may be the fault.
      let named = Spec(name: call.name, nameRange: call.nameRange, arguments: [], range: call.nameRange)
      guard call.knownName(in: self) == nil else { return error }
      do throws(SpecError) { _ = try entry(for: named, in: source) } catch let unknown { return unknown }
      return error
    }
    return SpecError(
      Localized(
        "a spec has no brackets around its parameters: write \(spec)", zh: "规格的参数不加括号：请写作 \(spec)"),
      in: source, at: call.bracketRange)
  }
}
