import LRCore
import LRSchedules

/// What `lrplot diff` says about two plans, as text and as JSON.
struct DifferenceReport {
  let difference: PlanDifference
  /// A and B.
  let plans: [RatePlan]
  let names: [String]
  let context: RunContext

  // MARK: text

  /// - Parameter keepsWords: whether lines may be longer than `width` where a word is, as in a file or a pipe.
  func text(in language: Language, width: Int, keepsWords: Bool = false) -> String {
    func say(_ text: Localized) -> [String] { wrapped(text.text(in: language), width: width, keepsWords: keepsWords) }
    func table(_ rows: [[String]], indent: Int = 2) -> [String] {
      TextTable(rows: rows, indent: indent, keepsWords: keepsWords).lines(width: width)
    }
    var lines = table([["A", names[0]], ["B", names[1]]], indent: 0)
    lines += [""] + say(verdict)
    for (name, plan) in zip(["A", "B"], plans) {
      if let ending = plan.ending { lines += say(ending.message(about: name)) }
    }
    if let momentum = momentumWords { lines += say(momentum) }
    if difference.count > 0 {
      lines += [""] + table(places.map { $0.map { $0.text(in: language) } })
    }
    lines += [""] + table([areas.map { $0.text(in: language) }])
    return lines.joined(separator: "\n") + "\n"
  }

  private var verdict: Localized {
    let tolerance = shortest(difference.tolerance)
    let within =
      difference.tolerance == 0
      ? Localized("exactly", zh: "完全相等") : Localized("within \(tolerance)", zh: "容差 \(tolerance)")
    let (count, steps) = (difference.count, difference.steps)
    guard count == 0 else {
      return Localized(
        "They differ at \(count) of \(steps) steps (0 to \(steps - 1), tolerance \(tolerance)).",
        zh: "在 \(steps) 步（第 0 到 \(steps - 1) 步，容差 \(tolerance)）中有 \(count) 步不同。")
    }
    var text = Localized(
      "No difference: the rates of all \(steps) steps (0 to \(steps - 1)) agree \(within.english).",
      zh: "没有差异：全部 \(steps) 步（第 0 到 \(steps - 1) 步）的学习率一致（\(within.chinese)）。")
    if let largest = difference.largest, let change = largest.change {
      let value = digits(change, 3)
      text =
        text
        + Localized(
          " The largest distance is \(value), at step \(largest.step).", zh: "最大差距为 \(value)，在第 \(largest.step) 步。")
    }
    return text
  }

  /// What there is to say of the momentum, which the table leaves out.
  private var momentumWords: Localized? {
    let drives = plans.map { $0.momentum != nil }
    guard drives[0] == drives[1] else {
      let name = drives[0] ? "A" : "B"
      return Localized("Only \(name) drives the momentum.", zh: "只有 \(name) 同时调整动量。")
    }
    guard let momentum = difference.momentum, let first = momentum.first else { return nil }
    let texts = values(first).map { $0 ?? "-" }
    return Localized(
      "The momentum differs at \(momentum.count) steps, first at step \(first.step): \(texts[0]) and \(texts[1]).",
      zh: "动量有 \(momentum.count) 步不同，最先在第 \(first.step) 步：\(texts[0]) 与 \(texts[1])。")
  }

  private var places: [[Localized]] {
    var head = [Localized(""), Localized("step", zh: "步")]
    if context.stepsPerEpoch != nil { head.append(Localized("epoch", zh: "轮")) }
    head += [Localized("A"), Localized("B"), Localized("B - A"), Localized("relative", zh: "相对差")]
    let places = [
      (Localized("first difference", zh: "最先不同"), difference.first),
      (Localized("largest difference", zh: "最大差"), difference.count > 0 ? difference.largest : nil),
      (Localized("largest relative", zh: "最大相对差"), difference.largestRelative),
    ]
    var rows = [head]
    for (name, place) in places {
      guard let place else { continue }
      var row = [name, Localized(String(place.step))]
      if let stepsPerEpoch = context.stepsPerEpoch {
        row.append(Localized(digits(Double(place.step) / Double(stepsPerEpoch), 6)))
      }
      row += values(place).map { $0.map { Localized($0) } ?? Localized("stopped", zh: "已停止") }
      row.append(Localized(place.change.map { digits($0, 6) } ?? "-"))
      row.append(Localized(place.relativeChange.map { digits($0 * 100, 4) + "%" } ?? "-"))
      rows.append(row)
    }
    return rows
  }

  private var areas: [Localized] {
    let (a, b) = (difference.areas.a, difference.areas.b)
    let texts = values(PlanDifference.Place(step: 0, a: a, b: b)).map { $0 ?? "-" }
    return [
      Localized("sum of rates", zh: "学习率之和"), Localized("A " + texts[0]), Localized("B " + texts[1]),
      Localized("B / A ") + Localized(difference.areaRatio.map { digits($0, 6) } ?? "-"),
    ]
  }

  /// Both values with the fewest digits, from six up, that tell them apart; rounding isn't told apart.
  private func values(_ place: PlanDifference.Place) -> [String?] {
    var count = 6
    if let relative = place.relativeChange, abs(relative) > difference.tolerance {
      var rest = abs(relative)
      while rest > 0, rest < 1e-3, count < 17 {
        rest *= 10
        count += 1
      }
    }
    return [place.a, place.b].map { $0.map { digits($0, count) } }
  }

  // MARK: JSON

  /// The numbers in full.
  func json() throws(Failure) -> String {
    let sides = zip(zip(names, plans), [difference.areas.a, difference.areas.b]).map { side, area in
      JSON.object([
        ("name", .string(side.0)), ("spec", .string(side.1.spec)), ("sum", .number(area)),
        (
          "ending",
          side.1.ending.map {
            .object([("last_step", .integer($0.lastStep)), ("reason", .string($0.reason))])
          } ?? .null
        ),
      ])
    }
    let momentum = difference.momentum.map { momentum in
      JSON.object([("different_steps", .integer(momentum.count)), ("first", place(momentum.first))])
    }
    let report = JSON.object([
      ("a", sides[0]), ("b", sides[1]), ("different", .bool(difference.isDifferent)),
      ("tolerance", .number(difference.tolerance)), ("steps", .integer(difference.steps)),
      ("different_steps", .integer(difference.count)), ("first", place(difference.first)),
      ("largest", place(difference.largest)), ("largest_relative", place(difference.largestRelative)),
      ("sum_ratio", difference.areaRatio.map { .number($0) } ?? .null), ("momentum", momentum ?? .null),
    ])
    return try jsonText(report)
  }

  private func place(_ place: PlanDifference.Place?) -> JSON {
    guard let place else { return .null }
    func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
    return .object([
      ("step", .integer(place.step)), ("a", number(place.a)), ("b", number(place.b)),
      ("difference", number(place.change)), ("relative", number(place.relativeChange)),
    ])
  }
}
