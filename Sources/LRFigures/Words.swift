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

  var error: String { self(Localized("stops with an error", zh: "报错停止")) }

  func peak(_ value: String) -> String { self(Localized("peak \(value)", zh: "峰值 \(value)")) }
  func leftOut(_ count: Int) -> String {
    self(Localized("… and \(count) more, not listed", zh: "……另有 \(count) 条未列出"))
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
