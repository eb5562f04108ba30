import LRCore
import LRSchedules

/// The words of figures, in the language that the figure speaks.
struct Words {
  let language: Language

  func callAsFunction(_ text: Localized) -> String { text.text(in: language) }

  var learningRate: String { self(Localized("Learning rate", zh: "学习率")) }
  var momentum: String { self(Localized("Momentum", zh: "动量")) }
  var metric: String { self(Localized("Metric", zh: "监控指标")) }
  var step: String { self(Localized("Step", zh: "步")) }
  var epoch: String { self(Localized("Epoch", zh: "轮")) }

  /// Beside the cross where a curve ends before the run does.
  func stop(_ cause: Ending.Cause) -> String {
    switch cause {
    case .error: self(Localized("stops with an error", zh: "报错停止"))
    case .notFinite(true): self(Localized("infinite from here on", zh: "此后为无穷大"))
    case .notFinite(false): self(Localized("undefined from here on", zh: "此后无定义"))
    }
  }

  func peak(_ value: String) -> String { self(Localized("peak \(value)", zh: "峰值 \(value)")) }
  func leftOut(_ count: Int) -> String {
    self(Localized("… and \(count) more, not listed", zh: "……另有 \(count) 条未列出"))
  }

  /// That a logarithmic x axis has no place for step 0.
  func logarithmicStart(_ looks: Looks) -> String? {
    guard looks.logX, looks.xRange.map({ $0.lowerBound <= 0 }) ?? true else { return nil }
    return self(
      Localized(
        "The logarithmic axis begins at step 1: step 0 has no place on it.", zh: "对数横轴从第 1 步开始：第 0 步在其上没有位置。"))
  }

  /// Why a scheduler that has a number of its steps stops short of it.
  func standstill(_ name: String, at step: Int) -> String {
    self(
      Localized(
        "\(name): not stepped after step \(step), for Accelerate counts every micro-batch into its total_steps",
        zh: "\(name)：第 \(step) 步之后不再步进，因为 Accelerate 把每个微批都计入其 total_steps"))
  }

  /// Beside the point at which a schedule that is stepped too often has come to its end.
  func end(_ step: Int) -> String { self(Localized("all its steps taken, at step \(step)", zh: "第 \(step) 步时已步进完")) }

  /// After the length of the run.
  var stepsByEpoch: String {
    self(Localized(" · schedulers stepped once per epoch", zh: " · 调度器每轮步进一次"))
  }

  /// Between the items of a list.
  var list: String { self(Localized(", ", zh: "，")) }

  /// When a scheduler was stepped, beside the name of a curve.
  func stepping(_ stepping: Stepping) -> String {
    let factor = "×\(stepping.factor)"
    return switch stepping.unit {
    case _ where stepping.factor == 1: self(Localized("meant", zh: "预期"))
    case .micro: self(Localized("stepped by micro-batches (\(factor))", zh: "按微批步进（\(factor)）"))
    case .accelerate: self(Localized("stepped by Accelerate (\(factor))", zh: "由 Accelerate 步进（\(factor)）"))
    case .optimizer: self(Localized("stepped by the optimizer", zh: "按优化器步进"))
    }
  }

  /// What follows from a pace, for a run of so many optimizer steps.
  func pace(_ stepping: Stepping, of steps: Int) -> String {
    let end = stepping.end(of: steps)
    let factor = stepping.factor
    let who =
      stepping.unit == .accelerate
      ? Localized(
        "Accelerate steps the scheduler once for each of \(factor) processes", zh: "Accelerate 为 \(factor) 个进程各步进一次")
      : Localized(
        "The scheduler is stepped once a micro-batch, \(factor) times an optimizer step",
        zh: "调度按微批步进，每个优化器步 \(factor) 次")
    return self(
      who
        + Localized(
          ": it has taken \(steps) steps of its own by step \(end) of \(steps)",
          zh: "：到第 \(end) 步（共 \(steps) 步）时它自身已步进 \(steps) 步"))
  }

  func phase(_ kind: Outline.PhaseKind) -> String {
    switch kind {
    case .warmup: self(Localized("warm-up", zh: "预热"))
    case .stable: self(Localized("stable", zh: "稳定"))
    case .decay: self(Localized("decay", zh: "衰减"))
    case .rise: self(Localized("rise", zh: "上升"))
    case .fall: self(Localized("fall", zh: "下降"))
    case .annihilation: self(Localized("annihilation", zh: "收尾"))
    case .cooldown: self(Localized("cooldown", zh: "冷却"))
    }
  }

  func events(_ kind: Outline.EventKind) -> String {
    switch kind {
    case .milestone: self(Localized("milestones at", zh: "里程碑："))
    case .restart: self(Localized("restarts at", zh: "重启："))
    case .reduction: self(Localized("reduced at", zh: "降低："))
    case .handover: self(Localized("next phase at", zh: "换段："))
    }
  }
}

extension Outline.PhaseKind {
  /// How dark its shade is; neighbours differ.
  var strength: Double {
    switch self {
    case .warmup, .rise: 0.9
    case .stable: 0
    case .decay, .fall: 0.45
    case .annihilation, .cooldown: 0.9
    }
  }
}

extension String {
  /// A name within a sentence of the figure's: what breaks a line in it is a blank, so that no line begins with the
  /// second half of a name.
  var inOneLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
