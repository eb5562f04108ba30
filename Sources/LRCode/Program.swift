import LRCore

/// A program in Python that steps through a schedule: `rates` holds the rate of every step when it is through. Run as a
/// script it prints them, one a line.
struct Program: Hashable, Sendable {
  /// `import ...` and `from ... import ...`, in any order.
  var imports: Set<String> = []
  /// Settings of the environment, by `os`, which come before the imports of frameworks.
  var environment: [String] = []
  /// Settings that come before everything else.
  var settings: [String] = []
  /// Functions and classes, the lines of each.
  var definitions: [[String]] = []
  /// The model, the optimizer, the scheduler.
  var setup: [String] = []
  /// One step of the run.
  var loop: [String] = []

  /// The text of the file.
  ///
  /// - Parameters:
  ///   - head: comments at its beginning.
  ///   - count: steps to go through.
  func text(head: [String], count: Int) -> String {
    var imports = imports
    if PythonFunctions.uses("math", setup) { imports.insert("import math") }
    var lines = head.map { $0.isEmpty ? "#" : "# " + $0 }
    if !environment.isEmpty { imports.insert("import os") }
    lines += Self.sorted(imports, after: environment)
    if !settings.isEmpty { lines += [""] + settings }
    for definition in definitions { lines += ["", ""] + definition }
    if !definitions.isEmpty { lines.append("") }
    lines += [""] + setup + ["", "rates = []", "for step in range(\(count)):"]
    lines += loop.map { $0.isEmpty ? "" : "    " + $0 }
    lines += ["", "if __name__ == \"__main__\":", "    print(*rates, sep=\"\\n\")"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The standard library first, then the environment, then the others.
  private static func sorted(_ imports: Set<String>, after environment: [String]) -> [String] {
    let standard = imports.filter { ["import math", "import os"].contains($0) }.sorted()
    let others = imports.subtracting(standard)
    let modules = others.filter { $0.hasPrefix("import ") }.sorted()
    let names = others.filter { !$0.hasPrefix("import ") }.sorted()
    let first = standard + (environment.isEmpty ? [] : [""]) + environment
    return first + (first.isEmpty || others.isEmpty ? [] : [""]) + modules + names
  }
}

extension Program {
  /// Adds the functions of a schedule, and what they need.
  ///
  /// - Parameter comment: the docstring of the last one.
  mutating func define(_ functions: [StepFunction], _ style: PythonFunctions.Style, comment: String) {
    let writer = PythonFunctions(style: style)
    let texts = functions.enumerated().map { index, function in
      writer.lines(function, comment: index == functions.count - 1 ? comment : nil)
    }
    for lines in style.helpers(for: texts.flatMap { $0 }) + texts {
      definitions.append(lines)
      if PythonFunctions.uses("math", lines) { imports.insert("import math") }
      if style == .numpy { imports.insert("import numpy as np") }
      if style == .jax { imports.insert("import jax.numpy as jnp") }
      if PythonFunctions.uses("ops", lines) { imports.insert("from keras import ops") }
    }
  }

  /// Adds listeners that the loop drives, and the metrics that they hear.
  mutating func listen(_ functions: RuleFunctions, _ run: ProgramRun) {
    imports.insert("import math")
    definitions.insert(PlateauClass.lines(in: run.language), at: 0)
    setup += run.metricLines
    for (index, listener) in functions.listeners.enumerated() { setup.append(PlateauClass.make(listener, index)) }
  }

  /// The end of a step for those listeners.
  mutating func advance(_ functions: RuleFunctions, _ run: ProgramRun) {
    for (index, listener) in functions.listeners.enumerated() {
      var conditions = ["step < len(metrics)"]
      if listener.steps.lowerBound > 0 { conditions.insert("step >= \(listener.steps.lowerBound)", at: 0) }
      if listener.steps.upperBound < Int.max {
        conditions = conditions.filter { !$0.hasPrefix("step >=") }
        conditions.insert("\(listener.steps.lowerBound) <= step < \(listener.steps.upperBound)", at: 0)
      }
      loop.append("if \(conditions.joined(separator: " and ")):")
      let said = run.say("the metric of this step counts from the next one", zh: "本步的指标自下一步起生效")
      loop.append("    \(PlateauClass.variable(index)).step(metrics[step])  # \(said)")
    }
  }
}

extension ProgramRun {
  func say(_ english: String, zh chinese: String) -> String { Localized(english, zh: chinese).text(in: language) }

  /// `metrics = [...]`: those that lrplot was given, or a place for the user's.
  var metricLines: [String] {
    guard let metrics else {
      return [
        "metrics = [1.0] * \(count)  # " + say("put your losses here, one a step", zh: "换成你的损失，每步一个")
      ]
    }
    let values = metrics.prefix(count).map(Python.number)
    return ["metrics = " + Python.sequence(values, "[", "]", indent: 0, used: 10)]
  }

  /// The scheduler's step at the end of the loop.
  ///
  /// - Parameter every: the run's steps to one of the scheduler's.
  func stepping(_ call: String, every: Int = 1) -> [String] {
    if every > 1 {
      let said = say(
        "every \(every) steps, as at the end of an epoch: sets the next rate", zh: "每 \(every) 步一次，如同每轮结束时：设定下一步的学习率")
      let end = ends ? " and step < \(count - 1)" : ""
      return ["if (step + 1) % \(every) == 0\(end):", "    \(call)  # \(said)"]
    }
    let said = say(
      "once per step, after optimizer.step(): sets the next rate", zh: "每步一次，在 optimizer.step() 之后：设定下一步的学习率")
    return ends ? ["if step < \(count - 1):", "    \(call)  # \(said)"] : ["\(call)  # \(said)"]
  }

  var docstring: String {
    say("The learning rate of step t.", zh: "第 t 步的学习率。")
  }
}
