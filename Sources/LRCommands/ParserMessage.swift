import LRCore

/// A message of the argument parser, in both languages.
///
/// The parser speaks English only and says what is wrong as a text; the texts it can write are few and known.
func parserMessage(_ text: String) -> Localized {
  let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
  let quoted = quotedParts(line)
  func part(_ index: Int) -> String { index < quoted.count ? quoted[index] : "" }

  if line.hasPrefix("Unknown option") {
    if quoted.count > 1 {
      return Localized(
        "unknown option '\(part(0))'; did you mean '\(part(1))'?", zh: "未知的选项“\(part(0))”；是否想写“\(part(1))”？")
    }
    return Localized("unknown option '\(part(0))'", zh: "未知的选项“\(part(0))”")
  }
  if line.hasPrefix("Missing value for") {
    return Localized("\(part(0)) needs a value", zh: "\(part(0)) 缺少取值")
  }
  if line.hasPrefix("Missing expected argument") {
    let kinds = [
      ("surface", Localized("a surface, such as rosenbrock", zh: "曲面名称，例如 rosenbrock")),
      ("optimizer", Localized("an optimizer, such as adam", zh: "优化器名称，例如 adam")),
    ]
    let kind =
      kinds.first { part(0).contains($0.0) }?.1 ?? Localized("a schedule, such as cosine", zh: "调度名称，例如 cosine")
    return Localized(
      "\(part(0)) is missing: name \(kind.english); `lrplot list` shows all",
      zh: "缺少 \(part(0))：请写出\(kind.chinese)；`lrplot list` 列出全部")
  }
  if line.contains("nexpected argument") {
    let all = quoted.joined(separator: " ")
    return Localized("nothing more was expected after this: \(all)", zh: "多余的参数：\(all)")
  }
  if line.contains("does not take any value") {
    return Localized(
      "\(part(0)) takes no value, but '\(part(1))' was given", zh: "\(part(0)) 不接受取值，却给了“\(part(1))”")
  }
  if line.hasPrefix("Invalid option") {
    let option = line.split(separator: " ").last.map(String.init) ?? ""
    return Localized("'\(option)' is no option", zh: "“\(option)”不是选项")
  }
  let lower = line.prefix(1).lowercased() + line.dropFirst()
  return Localized(lower, zh: "命令行有误：" + line)
}

/// What stands between single quotes, each opened after a space and closed before one, a comma or the end.
private func quotedParts(_ text: String) -> [String] {
  var parts: [String] = []
  var rest = text[...]
  while let open = rest.firstIndex(of: "'") {
    let inside = rest[rest.index(after: open)...]
    guard
      let close = inside.indices.first(where: { index in
        guard inside[index] == "'" else { return false }
        let next = inside.index(after: index)
        return next == inside.endIndex || " ,.:?;".contains(inside[next])
      })
    else {
      // The line broke within what was quoted.
      parts.append(String(inside))
      break
    }
    parts.append(String(inside[..<close]))
    rest = inside[inside.index(after: close)...]
  }
  return parts
}
