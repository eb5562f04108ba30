import LRCore
import LRSchedules

/// A class in plain Python that listens as lrplot's `plateau` does: for frameworks whose own has another rule, and for
/// plateaus among other phases.
enum PlateauClass {
  static func variable(_ index: Int) -> String { index == 0 ? "plateau" : "plateau_\(index + 1)" }

  static func lines(in language: Language) -> [String] {
    let text = Localized(
      "Lowers its rate when a metric has stopped improving.", zh: "指标不再改善时降低学习率。"
    ).text(in: language)
    return """
      class Plateau:
          \"\"\"\(text)\"\"\"

          def __init__(self, rate, mode, factor, patience, threshold, relative, cooldown, floor, eps):
              self.rate = rate
              self.sign = 1 if mode == "min" else -1
              self.factor, self.patience, self.floor, self.eps = factor, patience, floor, eps
              self.threshold, self.relative, self.cooldown = threshold, relative, cooldown
              self.best = self.sign * math.inf
              self.bad_steps = 0
              self.cooldown_left = 0

          def improves(self, metric):
              if math.isinf(self.best):
                  bound = self.best
              elif self.relative:
                  bound = self.best * (1 - self.sign * self.threshold)
              else:
                  bound = self.best - self.sign * self.threshold
              return self.sign * metric < self.sign * bound

          def step(self, metric):
              if self.improves(metric):
                  self.best = metric
                  self.bad_steps = 0
              else:
                  self.bad_steps += 1
              if self.cooldown_left > 0:
                  self.cooldown_left -= 1
                  self.bad_steps = 0
              if self.bad_steps > self.patience:
                  reduced = max(self.rate * self.factor, self.floor)
                  self.bad_steps = 0
                  self.cooldown_left = self.cooldown
                  if self.rate - reduced > self.eps:
                      self.rate = reduced
      """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  static func make(_ listener: RuleFunctions.Listener, _ index: Int) -> String {
    let settings = listener.settings
    let call = Call(
      "lrplot.Plateau",
      [
        "rate": .number(listener.base), "mode": .text(settings.maximizes ? "max" : "min"),
        "factor": .number(settings.factor), "patience": .integer(settings.patience),
        "threshold": .number(settings.threshold), "relative": .flag(settings.isRelative),
        "cooldown": .integer(settings.cooldown), "floor": .number(settings.floor), "eps": .number(settings.smallest),
      ])
    return "\(variable(index)) = " + call.python(CallStyle(prefix: ""), used: 10)
  }
}

extension Rule.Plateau {
  /// Whether every reduction that can come in `steps` steps is larger than `smallest`, so that a framework without such
  /// a limit does the same.
  func neverTooSmall(base: Double, steps: Int) -> Bool {
    var rate = base
    var step = 0
    while step <= steps {
      let reduced = max(rate * factor, floor)
      if reduced == rate { return true }
      if rate - reduced <= smallest { return false }
      rate = reduced
      step += patience + 1
    }
    return true
  }
}
