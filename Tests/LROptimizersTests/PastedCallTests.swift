import LRCore
import Testing

@testable import LROptimizers

@Suite("calls of optimizers as programs have them")
struct PastedCallTests {
  @Test(
    "what changes no number is accepted and named",
    arguments: [
      ("torch.optim.Adam:lr=0.1,betas=(0.9,0.99),foreach=none,capturable=false,differentiable=false,fused=true", 4),
      ("torch.SGD:lr=0.1,momentum=0.9,foreach=true,fused=none,differentiable=false", 3),
      ("torch.optim.adamw.AdamW:fused=true", 1), ("torch.Adafactor:foreach=true", 1),
      ("keras.optimizers.Adam:learning_rate=0.1,name=adam,loss_scale_factor=none", 2),
      ("tf.keras.optimizers.SGD:learning_rate=0.1,decay=1e-6,momentum=0.9,nesterov=true", 1),
      ("optax.adam:learning_rate=0.1,mu_dtype=bfloat16", 1), ("optax.sgd:learning_rate=0.1,accumulator_dtype=none", 1),
      ("optax.contrib.muon:learning_rate=0.1,mu_dtype=none", 1),
      ("optax.contrib.schedule_free_sgd:state_dtype=none", 1),
      ("paddle.optimizer.AdamW:learning_rate=0.1,parameters=none,lazy_mode=false,multi_precision=true,name=none", 4),
      ("paddle.optimizer.Momentum:use_multi_tensor=true,multi_precision=false", 2),
      ("pytorch_optimizer.Lamb:foreach=true", 1), ("pytorch_optimizer.optimizer.adan.Adan:foreach=true", 1),
      ("torch_optimizer.DiffGrad:params=none", 1), ("lookahead:of=(torch.optim.Adam:fused=true)", 1),
    ])
  func ignored(spec: String, count: Int) throws {
    let run = try OptimizerRun(spec, baseRate: nil, in: RunContext())
    let said = Optimizers.catalogue.ignored(in: try SpecParser.chain(spec))
    #expect(said.flatMap(\.keys).count == count)
    #expect(run.remarks.count == 1)
  }

  @Test(
    "what a framework doesn't take stays an error",
    arguments: [
      "torch.LBFGS:fused=true", "adam:fused=true", "optax.lamb:learning_rate=1,mu_dtype=none", "torch.Adam:fussed=true",
    ])
  func unknown(spec: String) {
    #expect(throws: SpecError.self) { try OptimizerRun(spec, baseRate: nil, in: RunContext()) }
  }

  @Test("an argument is either read or ignored, and never both")
  func disjoint() {
    for entry in Optimizers.catalogue.entries {
      #expect(!entry.ignored.contains { name in entry.parameters.contains { $0.name == name } }, "\(entry.name)")
    }
  }

  @Test(
    "a full module path is the short name, also in labels and in Paddle's objects",
    arguments: [
      ("torch.optim.Adam:lr=0.1", "torch.Adam"), ("keras.optimizers.Adam:learning_rate=0.1", "keras.Adam"),
      ("tf.keras.optimizers.Adam", "keras.Adam"),
      ("keras.src.optimizers.schedule_free_adamw.ScheduleFreeAdamW", "keras.ScheduleFreeAdamW"),
      ("optax.contrib.muon:learning_rate=0.1", "optax.muon"),
      (
        "paddle.optimizer.Adam:weight_decay=(paddle.regularizer.L1Decay:coeff=1),grad_clip=(paddle.nn.ClipGradByNorm:clip_norm=1)",
        "paddle.Adam"
      ),
    ])
  func modules(spec: String, name: String) throws {
    let run = try OptimizerRun(spec, baseRate: nil, in: RunContext())
    #expect(run.name == name && run.canonical.hasPrefix(name))
  }

  @Test("sgd takes momentum, dampening and nesterov as PyTorch's does")
  func momentum() throws {
    let slopes = [[[1.0]], [[-2.0]], [[0.5]]]
    for options in ["momentum=0.9", "momentum=0.9,dampening=0.5", "momentum=0.9,nesterov=true", "weight_decay=0.1"] {
      let start = [Tensor([1.0])]
      #expect(
        try walk("sgd:lr=0.1,\(options)", from: start, gradients: slopes)
          == walk("torch.SGD:lr=0.1,\(options)", from: start, gradients: slopes))
    }
    #expect(throws: SpecError.self) { try recipe("sgd:nesterov=true") }
  }

  @Test("every optimizer with several points takes points=, and draws by default what it drew")
  func points() throws {
    for (spec, choice) in [
      ("schedule-free-sgd", DrawnPoint.Choice.eval), ("schedule-free-adamw", .eval), ("lookahead", .eval),
      ("asgd", .eval),
      ("optax.schedule_free_sgd", .eval), ("optax.schedule_free_adamw", .eval),
      ("pytorch_optimizer.ScheduleFreeSGD", .eval), ("pytorch_optimizer.ScheduleFreeAdamW", .eval),
      ("keras.ScheduleFreeAdamW", .train), ("torch.ASGD", .train), ("keras.Adam:use_ema=true", .eval),
      ("optax.lookahead:fast_optimizer=(adam)", .eval), ("pytorch_optimizer.Lookahead:optimizer=(adam)", .train),
    ] {
      let joint = spec.contains(":") ? "," : ":"
      let point = try #require(try recipe(spec).point, "\(spec)")
      #expect(point.choice == choice, "\(spec)")
      for other in DrawnPoint.Choice.allCases {
        #expect(try recipe(spec + joint + "points=\(other.rawValue)").point?.choice == other, "\(spec)")
      }
    }
    #expect(try recipe("adam").point == nil && recipe("keras.Adam").point == nil)
    #expect(
      try recipe("lookahead:of=(schedule-free-sgd),points=train").point?.drawn.english.contains("average x") == true)
  }
}
