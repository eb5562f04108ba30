import LRCore

/// DeepSeek's models: stairs after a warm-up, later a plateau, a cosine and two steps.
extension Presets {
  static let deepSeek = [deepSeekLLM, deepSeekV2, deepSeekV3].map { $0.withUniversalParameters() }

  /// 2000 steps of warm-up, then drops at two parts of the run.
  private static func stairs(
    _ arguments: inout Arguments, published: Run, drops: [Double], factor: Double
  ) throws(SpecError) -> AnySchedule {
    let base = arguments.base()
    let steps = arguments.runLength
    let milestones = drops.map { part($0, of: steps) }
    let warmup = try arguments.optionalInteger("warmup") ?? min(published.scaled(2000, to: steps), milestones[0])
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
          (WarmupSchedule(base: base, start: 0, length: warmup, shape: .linear), warmup),
          (MultistepSchedule(base: base, milestones: milestones.map { $0 - warmup }, gamma: factor), 0),
        ]))
  }

  private static let deepSeekLLM = CatalogueEntry<AnySchedule>(
    "deepseek-llm", aliases: ["deepseek"],
    summary: Localized(
      "DeepSeek LLM: 2000 steps of warm-up, 31.6% after 80% and 10% after 90%",
      zh: "DeepSeek LLM：预热 2000 步，80% 后降为 31.6%，90% 后降为 10%"),
    formula: "lr * t / warmup; lr; lr * sqrt(0.1) from 80% of the run, lr * 0.1 from 90%",
    parameters: [
      Parameter("size", .choice(["7b", "67b"]), .word("7b"), Localized("which of the models", zh: "模型规模")),
      peak(4.2e-4, sizesPeak), warmup(2000),
    ],
    source: "DeepSeek-AI 2024 (DeepSeek LLM, arXiv 2401.02954), section 2.3 and table 2",
    note: Localized(
      "The run stands for 2 trillion tokens in batches of 2304 (7b) or 4608 sequences of 4096: about 212,000 or 106,000 steps.",
      zh: "全程代表 2 万亿词元，每批 2304（7b）或 4608 条长 4096 的序列：约 212,000 或 106,000 步。"),
    examples: ["deepseek-llm", "deepseek-llm:size=67b"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let isSmall = try arguments.word("size") == "7b"
    _ = arguments.peak(published: isSmall ? 4.2e-4 : 3.2e-4)
    return try stairs(
      &arguments, published: Run(steps: isSmall ? 212_000 : 106_000), drops: [0.8, 0.9], factor: (0.1).squareRoot())
  }

  private static let deepSeekV2 = CatalogueEntry<AnySchedule>(
    "deepseek-v2", aliases: ["deepseek2"],
    summary: Localized(
      "DeepSeek-V2: 2000 steps of warm-up, times 0.316 after 60% and again after 90%",
      zh: "DeepSeek-V2：预热 2000 步，60% 与 90% 之后各乘以 0.316"),
    formula: "lr * t / warmup; lr; lr * 0.316 from 60% of the run (lite: 80%), lr * 0.316^2 from 90%",
    parameters: [
      Parameter("size", .choice(["236b", "lite"]), .word("236b"), Localized("V2, or V2-Lite", zh: "V2 或 V2-Lite")),
      peak(2.4e-4, sizesPeak), warmup(2000),
    ],
    source: "DeepSeek-AI 2024 (DeepSeek-V2, arXiv 2405.04434), section 3.1.2; lite: model card of DeepSeek-V2-Lite",
    note: Localized(
      "The run stands for 8.1 (lite 5.7) trillion tokens, about 218,000 (lite 302,000) steps, all batches equally large; V2's batch grew over the first 225 billion.",
      zh: "全程代表 8.1（lite 5.7）万亿词元，约 218,000（lite 302,000）步，假定批大小不变；V2 在最初 2250 亿词元内逐渐增大批大小。"),
    examples: ["deepseek-v2", "deepseek-v2:size=lite"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let isLite = try arguments.word("size") == "lite"
    _ = arguments.peak(published: isLite ? 4.2e-4 : 2.4e-4)
    return try stairs(
      &arguments, published: Run(steps: isLite ? 302_000 : 218_000), drops: [isLite ? 0.8 : 0.6, 0.9], factor: 0.316)
  }

  private static let deepSeekV3 = CatalogueEntry<AnySchedule>(
    "deepseek-v3", aliases: ["deepseek3"],
    summary: Localized(
      "DeepSeek-V3: warm-up, flat for 10 trillion tokens, cosine to 10%, two last steps",
      zh: "DeepSeek-V3：预热，10 万亿词元内不变，余弦降到 10%，末尾两级"),
    formula: """
      lr * t / warmup; lr until 10/14.8 of the run; half a cosine to min until 14.3/14.8
      min until 14.633/14.8; then lr * 7.3 / 220
      """,
    parameters: [
      peak(2.2e-4, onlyPeak),
      Parameter(
        "min", .rate(.nonNegative), .partOfBaseRate(0.1),
        Localized("rate after the cosine; 10% of lr", zh: "余弦之后的学习率；缺省为 lr 的 10%")),
      warmup(2000),
    ],
    source: "DeepSeek-AI 2024 (DeepSeek-V3, arXiv 2412.19437), section 4.2",
    note: Localized(
      "The run stands for 14.8 trillion tokens, about 240,000 steps, all batches equally large; the paper's batch grew over the first 469 billion.",
      zh: "全程代表 14.8 万亿词元，约 240,000 步，假定批大小不变；论文在最初 4690 亿词元内逐渐增大批大小。"),
    examples: ["deepseek-v3", "deepseek-v3:warmup=2%"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let floor = try arguments.floor()
    let steps = arguments.runLength
    let cuts = [10, 14.3, 14.633].map { part($0 / 14.8, of: steps) }
    let warmup = try arguments.optionalInteger("warmup") ?? min(Run(steps: 240_000).scaled(2000, to: steps), cuts[0])
    guard warmup <= cuts[0] else {
      throw arguments.error(
        Localized(
          "the warm-up (\(warmup)) must be done when the cosine begins at step \(cuts[0])",
          zh: "预热（\(warmup)）须在第 \(cuts[0]) 步余弦开始之前完成"), at: "warmup")
    }
    return .fixed(
      Recipe(
        base: base,
        [
          (WarmupSchedule(base: base, start: 0, length: warmup, shape: .linear), warmup),
          (ConstantSchedule(base: base), cuts[0] - warmup),
          (
            CosineSchedule(base: base, floor: floor, period: max(1, cuts[1] - cuts[0]), rises: false),
            cuts[1] - cuts[0]
          ),
          (ConstantSchedule(base: floor), cuts[2] - cuts[1]),
          (ConstantSchedule(base: base * 7.3 / 220), 0),
        ]))
  }
}
