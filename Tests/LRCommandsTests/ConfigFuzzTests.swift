import Testing

@testable import LRCommands

/// Files of every format with wrong values; `scripts/fuzz_configs.py` tries all of them on the binary.
@Suite("configurations with wrong values")
struct ConfigFuzzTests {
  private let sandbox = Sandbox()

  private static let files = [
    "{lr_scheduler_type: cosine, learning_rate: 2e-5, num_train_epochs: 3, max_steps: 90, warmup_ratio: 0.1, warmup_steps: 0}",
    "{lr_scheduler_type: polynomial, max_steps: 90, warmup_steps: 5, lr_scheduler_kwargs: {lr_end: 0, power: 2}}",
    "{sched: cosine, epochs: 30, lr: 0.1, min_lr: 0, warmup_lr: 0, warmup_epochs: 3, cooldown_epochs: 2, lr_cycle_mul: 2, lr_cycle_limit: 3, lr_cycle_decay: 0.5}",
    "{sched: wsd, epochs: 30, lr: 0.1, min_lr: 0, warmup_lr: 0, warmup_epochs: 3, decay_epochs: 5, warmup_prefix: true}",
    "{sched: multistep, lr_base: 0.1, lr_base_size: 256, batch_size: 64, decay_milestones: [10, 20], decay_rate: 0.1}",
    "{scheduler: {type: WarmupDecayLR, params: {total_num_steps: 90, warmup_max_lr: 0.1, warmup_num_steps: 5}}}",
    "{scheduler: {type: OneCycle, params: {cycle_min_lr: 0, cycle_max_lr: 1, cycle_first_step_size: 9, decay_step_size: 2}}}",
    "{class_name: CosineDecayRestarts, config: {initial_learning_rate: 0.1, first_decay_steps: 20, t_mul: 2, m_mul: 0.9}}",
    "{class_name: PiecewiseConstantDecay, config: {boundaries: [10, 20], values: [1, 2, 3]}}",
    "{param_scheduler: [{type: LinearLR, start_factor: 0.1, begin: 0, end: 5}, {type: CosineAnnealingLR, T_max: 25, begin: 5, end: 30}], train_cfg: {max_epochs: 30}, optim_wrapper: {optimizer: {lr: 0.02}}}",
  ]
  private static let values = [
    "-1", "0", "1", "2.5", "-1e19", "1e19", "1e15", "1e308", "-1e308", "5e-324", "NaN", ".inf", "null", "true", "x",
    "\"1\"", "[]", "[-1e19]", "{}", "{a: 1}", "\"\\e[2J\"",
  ]

  @Test("each ends in a curve or in one error line with the right code", arguments: [1, 2])
  func fuzzed(seed: UInt64) {
    var random = Seeded(state: seed)
    for _ in 0..<250 {
      var text = Self.files[random.below(Self.files.count)]
      for _ in 0...random.below(2) { text = damaged(text, &random) }
      sandbox.write(text, to: "a.yaml")
      let length = [["--steps-per-epoch", "7"], [], ["--steps", "50"], ["--epochs", "5"]][random.below(4)]
      let result = sandbox.run(["compare", "--from", "a.yaml", "--format", "csv", "-o", "-"] + length)
      #expect([0, 64, 65].contains(result.code), "\(text)")
      let errors = result.errors.split(separator: "\n").count { $0.hasPrefix("error: ") }
      #expect(errors == (result.code == 0 ? 0 : 1), "\(text): \(result.errors)")
      #expect(!result.errors.contains("\u{1B}"), "\(text)")
    }
  }

  @Test(
    "numbers beyond whole ones are refused or drawn, and stop nothing",
    arguments: [
      "{sched: cosine, epochs: 10, lr: 1, min_lr: 0, cooldown_epochs: -1e19}",
      "{sched: cosine, epochs: 10, lr: 1, min_lr: 0, lr_cycle_mul: -1e300, lr_cycle_limit: 9}",
      "{param_scheduler: {type: StepLR, step_size: 3, end: -1e19}}",
      "{param_scheduler: {type: StepLR, step_size: 3, begin: -1e19, end: 9}}",
      "{lr_scheduler_type: cosine, max_steps: 9, warmup_steps: -1e19}",
    ])
  func extremes(text: String) {
    sandbox.write(text, to: "a.yaml")
    let result = sandbox.run("compare", "--from", "a.yaml", "-o", "a.csv")
    #expect(result.code == 65 && result.error.hasPrefix("error: a.yaml:"), "\(result.errors)")
  }

  /// The text with one value replaced.
  private func damaged(_ text: String, _ random: inout Seeded) -> String {
    let places = text.indices.filter { text[$0] == " " }
    let start = text.index(after: places[random.below(places.count)])
    guard let end = text[start...].firstIndex(where: { ",}]".contains($0) }) else { return text }
    let key = text[start..<end].firstIndex(of: ":").map { text[start...$0] + " " } ?? ""
    return text[..<start] + key + Self.values[random.below(Self.values.count)] + text[end...]
  }
}

/// A linear congruential generator: the same numbers everywhere.
private struct Seeded {
  var state: UInt64

  mutating func below(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % count
  }
}
