import LRCore

/// Language models: GPT-3, nanoGPT, BERT, the Llamas, MiniCPM.
extension Presets {
  static let language = [gpt3, nanoGPT, bert, llama, llama2, llama3, miniCPM].map { $0.withUniversalParameters() }

  private static let cosine = "lr * t / warmup, then min + (lr - min) * (1 + cos(pi (t - warmup) / (end - warmup))) / 2"

  /// Peak rates of Brown et al. 2020, table 2.1.
  private static let gpt3Rates: [(size: String, rate: Double)] = [
    ("175b", 0.6e-4), ("13b", 1e-4), ("6.7b", 1.2e-4), ("2.7b", 1.6e-4), ("1.3b", 2e-4), ("760m", 2.5e-4),
    ("350m", 3e-4), ("125m", 6e-4),
  ]

  private static let gpt3 = CatalogueEntry<AnySchedule>(
    "gpt3", aliases: ["gpt-3"],
    summary: Localized(
      "GPT-3: short warm-up, cosine to 10% over 260 of 300 billion tokens", zh: "GPT-3：短预热，3000 亿词元中前 2600 亿按余弦降到 10%"),
    formula: cosine + "\nwarmup = 0.375/300 of the run, end = 260/300 of it, then min",
    parameters: [
      Parameter(
        "size", .choice(gpt3Rates.map(\.size)), .word("175b"), Localized("which of the models", zh: "模型规模")),
      peak(0.6e-4, sizesPeak), lowest(0.1),
      Parameter(
        "warmup", .steps(.nonNegative), .none,
        Localized("steps of the warm-up; 0.125% of the run (375 million tokens)", zh: "预热步数；缺省为全程的 0.125%（3.75 亿词元）")),
    ],
    source: "Brown et al. 2020 (arXiv 2005.14165), table 2.1 and appendix B",
    note: Localized(
      "The run stands for the 300 billion tokens, all batches equally large; the paper's batch grew over the first 4 to 12 billion.",
      zh: "全程代表 3000 亿词元，假定批大小不变；论文在最初 40 至 120 亿词元内逐渐增大批大小。"),
    examples: ["gpt3", "gpt3:size=125m"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let size = try arguments.word("size")
    let base = arguments.peak(published: gpt3Rates.first { $0.size == size }?.rate ?? 0.6e-4)
    let steps = arguments.runLength
    let warmup = try arguments.optionalInteger("warmup") ?? part(0.375 / 300, of: steps)
    return .fixed(
      Recipe(base: base, try arguments.warmupThenCosine(steps: warmup, until: part(260.0 / 300, of: steps))))
  }

  private static let nanoGPT = CatalogueEntry<AnySchedule>(
    "nanogpt", aliases: ["nano-gpt"],
    summary: Localized(
      "nanoGPT's GPT-2: 2000 steps of warm-up, cosine to a tenth at 600000",
      zh: "nanoGPT 训练 GPT-2：预热 2000 步，600000 步时按余弦降到十分之一"),
    formula: """
      t < warmup_iters: lr * (t + 1) / (warmup_iters + 1), original: lr * t / warmup_iters
      then half a cosine to min at lr_decay_iters, then min
      """,
    parameters: [
      peak(6e-4, Localized("nanoGPT's learning_rate", zh: "nanoGPT 的 learning_rate")), lowest(0.1),
      Parameter(
        "warmup_iters", .steps(.nonNegative), .none,
        Localized("steps of the warm-up; 2000, fewer in a shorter run", zh: "预热步数；缺省 2000，较短的训练按比例减少")),
      Parameter(
        "lr_decay_iters", .steps(.positive), .none,
        Localized("step at which min is reached; 600000, or the shorter run's", zh: "到达 min 的步；缺省 600000，较短的训练取全程")),
      Parameter(
        "version", .choice(["current", "original"]), .word("current"),
        Localized("of the warm-up: original starts at 0", zh: "预热的版本：original 从 0 开始")),
    ],
    source: "karpathy/nanoGPT train.py, get_lr and its defaults",
    note: Localized(
      "nanoGPT's min_lr is min here. The warm-up was t / n at first; now it is (t + 1) / (n + 1), never 0.",
      zh: "nanoGPT 的 min_lr 即此处的 min。预热最初为 t / n，现为 (t + 1) / (n + 1)，不为 0。"),
    examples: ["nanogpt", "nanogpt:warmup_iters=100,lr_decay_iters=5000,lr=1e-3", "nanogpt:version=original"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let run = arguments.runLength
    let warmup = try arguments.optionalInteger("warmup_iters") ?? Run(steps: 600_000).scaled(2000, to: run)
    let end = try arguments.optionalInteger("lr_decay_iters") ?? min(600_000, run)
    let length = arguments.has("warmup_iters") ? warmup : min(warmup, end - 1)
    let start = try arguments.word("version") == "current" ? base / Double(length + 1) : 0
    guard length < end else {
      throw arguments.error(
        Localized(
          "warmup_iters (\(length)) must be less than lr_decay_iters (\(end))",
          zh: "warmup_iters（\(length)）必须小于 lr_decay_iters（\(end)）"), at: "warmup_iters")
    }
    return .fixed(
      Recipe(
        base: base,
        [
          (WarmupSchedule(base: base, start: start, length: length, shape: .linear), length),
          (CosineSchedule(base: base, floor: try arguments.floor(), period: end - length, rises: false), end - length),
        ]))
  }

  private static let bert = CatalogueEntry<AnySchedule>(
    "bert",
    summary: Localized(
      "BERT: 10000 steps of warm-up, then a straight line to 0 at a million", zh: "BERT：预热 10000 步，到一百万步线性降为 0"),
    formula: "t < warmup: lr * t / warmup; then lr + (min - lr) * t / steps: the line began at step 0",
    parameters: [
      peak(1e-4, onlyPeak),
      Parameter("min", .rate(.nonNegative), .number(0), Localized("last rate", zh: "最终学习率")), warmup(10_000),
    ],
    source: "Devlin et al. 2019 (arXiv 1810.04805), appendix A.2; google-research/bert optimization.py",
    note: Localized(
      """
      The run stands for the 1,000,000 steps of the pre-training. The line to min begins at step 0 and the warm-up \
      replaces its start, so that the rate drops where the warm-up ends.
      """,
      zh: "全程代表预训练的 1,000,000 步。降到 min 的直线从第 0 步算起，预热只替换其开头，因此预热结束时学习率会下跳。"),
    examples: ["bert", "bert:lr=5e-5,warmup=10%"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let steps = arguments.runLength
    let floor = try arguments.floor()
    let length = min(steps, try arguments.optionalInteger("warmup") ?? Run(steps: 1_000_000).scaled(10_000, to: steps))
    let line = LinearSchedule(base: base, end: floor, length: steps)
    return .fixed(
      Recipe(
        base: base,
        [
          (WarmupSchedule(base: base, start: 0, length: length, shape: .linear), length),
          // The rest of the line, from where the warm-up leaves it.
          (
            LinearSchedule(base: line.rate(at: length), end: floor, length: max(1, steps - length)),
            steps - length
          ),
        ]))
  }

  /// A Llama: 2000 steps of warm-up, a cosine to a tenth at the end of the run.
  private static func llama(
    _ name: String, aliases: [String], sizes: [(size: String, rate: Double, steps: Double)], tokens: Localized,
    source: String
  ) -> CatalogueEntry<AnySchedule> {
    CatalogueEntry<AnySchedule>(
      name, aliases: aliases,
      summary: Localized(
        "\(name == "llama" ? "Llama" : "Llama 2"): 2000 steps of warm-up, cosine to 10%",
        zh: "\(name == "llama" ? "Llama" : "Llama 2")：预热 2000 步，余弦降到 10%"),
      formula: cosine,
      parameters: [
        Parameter(
          "size", .choice(sizes.map(\.size)), .word(sizes[0].size), Localized("which of the models", zh: "模型规模")),
        peak(sizes[0].rate, sizesPeak), lowest(0.1), warmup(2000),
      ],
      source: source, note: tokens, examples: [name, "\(name):size=\(sizes.last?.size ?? "")"]
    ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      let size = try arguments.word("size")
      let model = sizes.first { $0.size == size } ?? sizes[0]
      let base = arguments.peak(published: model.rate)
      let steps = arguments.runLength
      let warmup = try arguments.optionalInteger("warmup") ?? Run(steps: model.steps).scaled(2000, to: steps)
      return .fixed(Recipe(base: base, try arguments.warmupThenCosine(steps: warmup, until: steps)))
    }
  }

  private static let llama = llama(
    "llama", aliases: ["llama1"],
    sizes: [("7b", 3e-4, 250_000), ("13b", 3e-4, 250_000), ("33b", 1.5e-4, 350_000), ("65b", 1.5e-4, 350_000)],
    tokens: Localized(
      "The run stands for 1.0 (7b, 13b) or 1.4 trillion tokens in batches of 4 million: 250,000 or 350,000 steps.",
      zh: "全程代表 1.0 万亿（7b、13b）或 1.4 万亿词元，每批 400 万：250,000 或 350,000 步。"),
    source: "Touvron et al. 2023 (LLaMA, arXiv 2302.13971), section 2.3 and table 2")

  private static let llama2 = llama(
    "llama2", aliases: ["llama-2"],
    sizes: [("7b", 3e-4, 500_000), ("13b", 3e-4, 500_000), ("34b", 1.5e-4, 500_000), ("70b", 1.5e-4, 500_000)],
    tokens: Localized(
      "The run stands for 2.0 trillion tokens in batches of 4 million: 500,000 steps.",
      zh: "全程代表 2.0 万亿词元，每批 400 万：500,000 步。"),
    source: "Touvron et al. 2023 (Llama 2, arXiv 2307.09288), section 2.2 and table 1")

  /// Peak rates of Grattafiori et al. 2024, table 3.
  private static let llama3Rates: [(size: String, rate: Double)] = [("405b", 8e-5), ("70b", 1.5e-4), ("8b", 3e-4)]

  private static let llama3 = CatalogueEntry<AnySchedule>(
    "llama3", aliases: ["llama-3"],
    summary: Localized(
      "Llama 3: 8000 steps of warm-up, cosine to 1% at 1.2 million", zh: "Llama 3：预热 8000 步，120 万步时按余弦降到 1%"),
    formula: cosine,
    parameters: [
      Parameter(
        "size", .choice(llama3Rates.map(\.size)), .word("405b"), Localized("which of the models", zh: "模型规模")),
      peak(8e-5, sizesPeak), lowest(0.01), warmup(8000),
    ],
    source: "Grattafiori et al. 2024 (Llama 3, arXiv 2407.21783), section 3.4.1 and table 3",
    note: Localized(
      """
      The run stands for the 1,200,000 steps of the 405B model's initial pre-training, without the annealing at its \
      end. For 70b and 8b only the peak is published; the rest is that of 405b.
      """,
      zh: "全程代表 405B 初始预训练的 1,200,000 步，不含末尾的退火阶段。70b 与 8b 只公开了峰值，其余取 405b 的数值。"),
    examples: ["llama3", "llama3:size=8b", "llama3:warmup=5%"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let size = try arguments.word("size")
    let base = arguments.peak(published: llama3Rates.first { $0.size == size }?.rate ?? 8e-5)
    let steps = arguments.runLength
    let warmup = try arguments.optionalInteger("warmup") ?? Run(steps: 1_200_000).scaled(8000, to: steps)
    return .fixed(Recipe(base: base, try arguments.warmupThenCosine(steps: warmup, until: steps)))
  }

  private static let miniCPM = CatalogueEntry<AnySchedule>(
    "minicpm", aliases: ["mini-cpm"],
    summary: Localized(
      "MiniCPM: warm-up, a long stable stretch, then halved again and again", zh: "MiniCPM：预热，长时间稳定，然后不断减半（WSD）"),
    formula: "lr * t / warmup; lr; lr * 0.5^(u / half), u steps into the decay",
    parameters: [
      peak(0.01, onlyPeak),
      Parameter("warmup", .steps(.nonNegative), .partOfRun(0.01), Localized("steps of the warm-up", zh: "预热步数")),
      Parameter(
        "decay", .steps(.nonNegative), .partOfRun(0.1),
        Localized("steps of the decay, at the end of the run", zh: "末尾衰减的步数")),
      Parameter(
        "half", .steps(.positive), .none,
        Localized(
          "steps in which the rate halves; 5000, a fifth of a decay shorter than 25000",
          zh: "学习率减半的步数；默认 5000，衰减不足 25000 步时取其五分之一")),
    ],
    source: "Hu et al. 2024 (MiniCPM, arXiv 2404.06395): the WSD scheduler, 0.5^((s - S) / T); T in section 6.2",
    note: Localized(
      """
      The rule, the peak of 0.01 (with muP), 10% of the tokens for the decay and the 5000 steps of half are the \
      paper's; warmup, and half in a shorter run, are ours where they aren't given.
      """,
      zh: "规则、峰值 0.01（配合 muP）、衰减占 10% 词元与每 5000 步减半出自论文；未给出时 warmup 以及较短训练的 half 由本程序选定。"),
    examples: ["minicpm", "minicpm:decay=20%,half=5%"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let steps = arguments.runLength
    let given = try arguments.integer("warmup")
    let warmup = arguments.has("warmup") ? given : min(given, steps - 1)
    let wanted = try arguments.integer("decay")
    let decay = arguments.has("decay") ? wanted : min(wanted, max(0, steps - warmup))
    let half = try arguments.optionalNumber("half") ?? max(1, min(5000, Double(decay) / 5))
    guard warmup + decay <= steps else {
      throw arguments.error(
        Localized(
          "warm-up (\(warmup)) and decay (\(decay)) take more than the \(steps) steps there are",
          zh: "预热（\(warmup)）与衰减（\(decay)）超过了总共 \(steps) 步"), at: arguments.has("decay") ? "decay" : "warmup")
    }
    return .fixed(
      Recipe(
        base: base,
        [
          (WarmupSchedule(base: base, start: 0, length: warmup, shape: .linear), warmup),
          (ConstantSchedule(base: base), steps - warmup - decay),
          (ExponentialSchedule(base: base, decay: .factor(0.5, steps: half), stair: nil), decay),
        ]))
  }
}
