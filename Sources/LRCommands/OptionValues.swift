import LRCore

// Options take whatever word follows them, so that a value may begin with a minus: `--x-range -1.5,2`. Their values are
// read here, where the error can say what would be right, in both languages.

/// The value of an option, if it was given.
func given(_ value: String?, _ option: String) throws(Failure) -> String? {
  if let value { try refuseOption(value, as: option) }
  return value
}

/// Another option in a value's place means that the value was forgotten.
func refuseOption(_ value: String, as option: String) throws(Failure) {
  guard value.hasPrefix("--"), let letter = value.dropFirst(2).first, letter.isLetter else { return }
  throw Failure(
    usage: "\(option) needs a value, but the option \(value) follows", zh: "\(option) 缺少取值，后面却是选项 \(value)")
}

/// A whole number; `1e6` is one.
func wholeNumber(_ text: String?, _ option: String, _ range: ClosedRange<Int>) throws(Failure) -> Int? {
  guard let text = try given(text, option) else { return nil }
  let number = Int(text) ?? decimalNumber(text).flatMap { Int(exactly: $0) }
  guard let number else {
    throw Failure(usage: "\(option) is a whole number, not '\(text)'", zh: "\(option) 应为整数，而不是“\(text)”")
  }
  guard range.contains(number) else {
    throw Failure(
      usage: "\(option) is from \(range.lowerBound) to \(range.upperBound), not \(text)",
      zh: "\(option) 应在 \(range.lowerBound) 到 \(range.upperBound) 之间，而不是 \(text)")
  }
  return number
}

/// A finite number within bounds.
func finiteNumber(_ text: String?, _ option: String, _ bounds: Bounds) throws(Failure) -> Double? {
  guard let text = try given(text, option) else { return nil }
  guard let number = decimalNumber(text) else {
    throw Failure(usage: "\(option) is a finite number, not '\(text)'", zh: "\(option) 应为有限的数，而不是“\(text)”")
  }
  guard bounds.contains(number) else {
    throw Failure(
      usage: "\(option) must be \(bounds.words.english), not \(text)",
      zh: "\(option) 必须\(bounds.words.chinese)，而不是 \(text)")
  }
  return number
}

/// `a,b` with a < b, both finite.
func interval(_ text: String?, _ option: String) throws(Failure) -> ClosedRange<Double>? {
  guard let text = try given(text, option) else { return nil }
  let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
  guard parts.count == 2, let low = decimalNumber(parts[0]), let high = decimalNumber(parts[1]) else {
    throw Failure(
      usage: "\(option) is two numbers with a comma, such as 0,100, not '\(text)'",
      zh: "\(option) 是用逗号分隔的两个数，例如 0,100，而不是“\(text)”")
  }
  guard low < high else {
    throw Failure(
      usage: "\(option) goes from the smaller number to the larger: '\(text)' does not",
      zh: "\(option) 应从小到大，“\(text)”不是")
  }
  return low...high
}

/// One of a closed set of words.
func choice<Choice: RawRepresentable & CaseIterable>(
  _ text: String?, _ option: String, _ type: Choice.Type = Choice.self
) throws(Failure) -> Choice? where Choice.RawValue == String {
  guard let text = try given(text, option) else { return nil }
  if let choice = Choice(rawValue: text) { return choice }
  let words = Choice.allCases.map(\.rawValue)
  let near = nearest(to: text, among: words)
  let all = words.joined(separator: ", ")
  throw Failure(
    usage: "\(option) is one of \(all), not '\(text)'" + (near.map { "; did you mean '\($0)'?" } ?? ""),
    zh: "\(option) 应为 \(all) 之一，而不是“\(text)”" + (near.map { "；是否想写“\($0)”？" } ?? ""))
}
