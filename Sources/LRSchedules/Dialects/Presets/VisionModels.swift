import LRCore

/// Image models: DeiT, and ResNet-50 on ImageNet in an hour.
extension Presets {
  static let vision = [deiT, resNet].map { $0.withUniversalParameters() }

  /// A shape that began some steps ago.
  private struct Begun<Shape: Schedule>: Schedule {
    var shape: Shape
    var ago: Int

    func rate(at step: Int) -> Double { shape.rate(at: step + ago) }
    func outline(until steps: Int) -> Outline { Outline(phases: [.init(.decay, 0..<steps)]) }
  }

  private static let deiT = CatalogueEntry<AnySchedule>(
    "deit",
    summary: Localized("DeiT: 5 of 300 epochs of warm-up, cosine to 1e-5", zh: "DeiT：300 轮中预热 5 轮，余弦降到 1e-5"),
    formula: """
      lr = 5e-4 * batch / 512; t < warmup: 1e-6 + (lr - 1e-6) * t / warmup
      then min + (lr - min) * (1 + cos(pi t / steps)) / 2: the cosine began at step 0
      """,
    parameters: [
      Parameter("batch", .number(.positive), .number(1024), Localized("images in a batch", zh: "批大小")),
      peak(1e-3, Localized("peak; 5e-4 * batch / 512", zh: "峰值；缺省为 5e-4 × 批大小 / 512")),
      Parameter("min", .rate(.nonNegative), .number(1e-5), Localized("last rate", zh: "最终学习率")),
      Parameter(
        "warmup", .steps(.nonNegative), .none,
        Localized("steps of the warm-up; 5/300 of the run", zh: "预热步数；缺省为全程的 5/300")),
    ],
    source: "Touvron et al. 2021 (DeiT, arXiv 2012.12877), table 9; facebookresearch/deit main.py",
    note: Localized(
      "The run stands for the 300 epochs. DeiT sets the rate once an epoch; here it moves every step.",
      zh: "全程代表 300 轮。DeiT 每轮设定一次学习率，此处每步变化。"),
    examples: ["deit", "deit:batch=512"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.peak(published: 5e-4 * (try arguments.number("batch")) / 512)
    let steps = arguments.runLength
    let warmup = try arguments.optionalInteger("warmup") ?? min(part(5.0 / 300, of: steps), steps - 1)
    let cosine = CosineSchedule(
      base: base, floor: min(base, try arguments.number("min")), period: steps, rises: false)
    return .fixed(
      Recipe(
        base: base,
        [
          (WarmupSchedule(base: base, start: min(1e-6, base), length: warmup, shape: .linear), warmup),
          (Begun(shape: cosine, ago: warmup), 0),
        ]))
  }

  private static let resNet = CatalogueEntry<AnySchedule>(
    "resnet-imagenet", aliases: ["imagenet-1h"],
    summary: Localized(
      "ResNet-50 in an hour: 5 of 90 epochs of warm-up, a tenth at 30, 60, 80",
      zh: "一小时训练 ResNet-50：90 轮中预热 5 轮，第 30、60、80 轮各降为十分之一"),
    formula: """
      lr = 0.1 * batch / 256; t < warmup: 0.1 + (lr - 0.1) * t / warmup
      then lr * 0.1^(number of 30/90, 60/90, 80/90 of the run that have passed)
      """,
    parameters: [
      Parameter("batch", .number(.positive), .number(8192), Localized("images in a batch", zh: "批大小")),
      peak(3.2, Localized("peak; 0.1 * batch / 256", zh: "峰值；缺省为 0.1 × 批大小 / 256")),
      Parameter(
        "warmup", .steps(.nonNegative), .none,
        Localized("steps of the warm-up; 5/90 of the run", zh: "预热步数；缺省为全程的 5/90")),
    ],
    source: "Goyal et al. 2017 (arXiv 1706.02677), sections 2.2 and 5.1",
    note: Localized(
      "The run stands for the 90 epochs. The warm-up starts at 0.1, or at lr where that is less.",
      zh: "全程代表 90 轮。预热从 0.1 开始；若 lr 更小则从 lr 开始。"),
    examples: ["resnet-imagenet", "resnet-imagenet:batch=1024"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.peak(published: 0.1 * (try arguments.number("batch")) / 256)
    let steps = arguments.runLength
    let milestones = [30.0, 60, 80].map { part($0 / 90, of: steps) }
    let warmup = try arguments.optionalInteger("warmup") ?? min(part(5.0 / 90, of: steps), milestones[0])
    guard warmup <= milestones[0] else {
      throw arguments.error(
        Localized(
          "the warm-up (\(warmup)) must be done when the rate drops at step \(milestones[0])",
          zh: "预热（\(warmup)）须在第 \(milestones[0]) 步下降之前完成"), at: "warmup")
    }
    return .fixed(
      Recipe(
        base: base,
        [
          (WarmupSchedule(base: base, start: min(0.1, base), length: warmup, shape: .linear), warmup),
          (MultistepSchedule(base: base, milestones: milestones.map { $0 - warmup }, gamma: 0.1), 0),
        ]))
  }
}
