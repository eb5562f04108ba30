import LRCore
import LRSchedules
import Testing

@testable import LROptimizers

@Suite("schedules as arguments of optimizers")
struct ScheduledArgumentsTests {
  private func path(_ spec: String, steps: Int, rate: Double? = nil) throws -> Trajectory {
    let chain = try SpecParser.chain("himmelblau")
    let surface = try Surfaces.build(chain.phases[0], of: chain, in: RunContext())
    return try OptimizerRun(spec, baseRate: rate, in: RunContext(steps: steps))
      .descent(on: surface, from: (0.4, 3.2), steps: steps).run(named: spec)
  }

  /// Points of optax 0.2.8 in double precision; its schedules are in float32, which the tolerance allows for.
  @Test(
    "optax drives rates, decay and weights of its rules as it does itself",
    arguments: [
      (
        "optax.sgd:learning_rate=(optax.linear_schedule:init_value=0.002,end_value=0.001,transition_steps=4),momentum=0.9",
        6, 0.5673992227359501, 2.737869843220876, 5e-08
      ),
      ("optax.polyak_sgd:scaling=(L)", 6, -8.612335806990908, -4.626530219679225, 5e-06),
      ("optax.adamw:learning_rate=0.05,weight_decay=(L)", 6, 0.6603380688657537, 2.713647326921248, 5e-08),
      ("optax.nadamw:learning_rate=(W),weight_decay=(L)", 6, 0.5782980311632707, 2.861738406792687, 5e-08),
      ("optax.adamaxw:learning_rate=0.05,weight_decay=(L)", 6, 0.6053111885556369, 2.772548517394538, 5e-08),
      ("optax.adan:learning_rate=0.05,weight_decay=(L)", 6, 0.6523936582596159, 2.703661526854776, 5e-08),
      ("optax.lion:learning_rate=0.05,weight_decay=(L)", 6, 0.6628189761814356, 2.658042638126213, 5e-08),
      (
        "optax.lars:learning_rate=0.05,trust_coefficient=0.1,weight_decay=(L)", 6, 0.4629314021340658,
        2.9259712724793174, 5e-08
      ),
      ("optax.lamb:learning_rate=(W),weight_decay=(L)", 6, 0.6026470763099258, 2.7631934198568104, 5e-08),
      ("optax.adadelta:learning_rate=1,weight_decay=(L)", 6, 0.4209195720928447, 3.180696482919079, 5e-08),
      ("optax.adafactor:learning_rate=0.05,weight_decay_rate=(W)", 6, 1.0676777969030486, 2.6826198597658157, 5e-08),
      ("optax.ademamix:learning_rate=0.05,alpha=(L),b3=(L)", 6, 0.7708135586141116, 2.861913243861199, 5e-08),
      ("optax.simplified_ademamix:learning_rate=0.001,alpha=(L)", 6, 0.42223610438118375, 3.1777451537516925, 5e-08),
      ("optax.muon:learning_rate=0.05,adam_learning_rate=(W)", 6, 0.6029920320946554, 3.0147038968044035, 5e-08),
      ("optax.muon:learning_rate=(W)", 6, 0.6029920320946554, 3.0147038968044035, 5e-08),
      ("optax.prodigy:learning_rate=(L)", 6, 0.4000016000002966, 3.1999984000000983, 5e-08),
      ("optax.momo:learning_rate=(W)", 6, 2.084651092353764, -0.3622580777395876, 5e-07),
      ("optax.cocob:learning_rate=(L)", 6, 0.4373429963389527, 3.1678806567448348, 5e-08),
      ("optax.dog:learning_rate=(L)", 6, 0.40000075666353435, 3.1999952078539993, 5e-08),
      ("optax.madgrad:learning_rate=(W)", 6, 0.6707600274161515, 2.7917764399609695, 5e-08),
      ("optax.dadapt_adamw:learning_rate=(L)", 6, 0.4000034699017311, 3.1999965300969517, 5e-08),
      (
        "optax.lookahead:fast_optimizer=(optax.adam:learning_rate=(W)),sync_period=3,slow_step_size=0.5,reset_state=false,points=train",
        7, 0.48994886922498065, 3.110803481919084, 5e-08
      ),
      (
        "optax.lookahead:fast_optimizer=(optax.adam:learning_rate=(W)),sync_period=3,slow_step_size=0.5,reset_state=true,points=train",
        7, 0.5697946776386448, 3.0307588673206984, 5e-08
      ),
    ])
  func optax(spec: String, steps: Int, x: Double, y: Double, tolerance: Double) throws {
    let long = "optax.linear_schedule:init_value=0.5,end_value=0.1,transition_steps=4"
    let short = "optax.linear_schedule:init_value=0.05,end_value=0.01,transition_steps=4"
    let path = try path(
      spec.split(separator: "(L)", omittingEmptySubsequences: false).joined(separator: "(\(long))")
        .split(separator: "(W)", omittingEmptySubsequences: false).joined(separator: "(\(short))"), steps: steps)
    #expect(
      abs(path.x[steps] - x) < tolerance && abs(path.y[steps] - y) < tolerance, "\(path.x[steps]), \(path.y[steps])")
  }

  @Test(
    "a schedule as the rate is the same as one after '@'",
    arguments: [
      ("keras.Adam", "keras.CosineDecay:initial_learning_rate=0.05,decay_steps=8"),
      ("keras.SGD", "keras.ExponentialDecay:initial_learning_rate=0.001,decay_steps=3,decay_rate=0.5"),
      ("optax.adamw", "optax.cosine_decay_schedule:init_value=0.05,decay_steps=8"),
      ("paddle.AdamW", "paddle.CosineAnnealingDecay:learning_rate=0.05,T_max=8"),
      ("paddle.SGD", "paddle.ReduceOnPlateau:learning_rate=0.01,patience=1,factor=0.5,threshold=0.5"),
      ("keras.Adam", "warmup:steps=3,lr=0.1+cosine:lr=0.1"),
    ])
  func sameAsAt(name: String, schedule: String) throws {
    let inside = try path("\(name):learning_rate=(\(schedule))", steps: 10)
    let after = try path("\(name):learning_rate=1@\(schedule)", steps: 10)
    #expect(inside.x == after.x && inside.rates == after.rates)
    #expect(Set(inside.rates).count > 1)
  }

  @Test("clipping and wrappers leave a schedule its rates, which are the ones recorded")
  func wrapped() throws {
    let rate = "(optax.linear_schedule:init_value=0.01,end_value=0,transition_steps=4)"
    let plain = try path("optax.sgd:learning_rate=\(rate)", steps: 4)
    #expect(zip(plain.rates, [0.01, 0.0075, 0.005, 0.0025]).allSatisfy { abs($0 - $1) < 1e-9 })
    for spec in [
      "optax.sgd:learning_rate=\(rate),clip_norm=1", "optax.lookahead:fast_optimizer=(optax.sgd:learning_rate=\(rate))",
    ] {
      #expect(try path(spec, steps: 4).rates == plain.rates, "\(spec)")
    }
  }

  @Test(
    "a schedule is refused where the framework takes none, twice, or of a metric",
    arguments: [
      ("torch.Adam:lr=(cosine)", "torch.Adam takes no schedule as lr: write it after '@', as in torch.Adam@cosine"),
      ("optax.sm3:learning_rate=(cosine)", "optax.sm3 takes no schedule as learning_rate"),
      ("adam:lr=(cosine)", "adam@cosine"), ("keras.Adam:learning_rate=(cosine)@cosine", "has a schedule already"),
      ("optax.lookahead:fast_optimizer=(optax.adam:learning_rate=(cosine))@cosine", "has a schedule already"),
      ("keras.Adam:learning_rate=(plateau)", "listens"),
      ("optax.adamw:weight_decay=(plateau),learning_rate=1", "listens"),
      ("optax.novograd:learning_rate=1,weight_decay=(cosine)", "'weight_decay' is a number"),
      ("keras.Adam:beta_1=(cosine)", "'beta_1' is a number"),
      ("keras.Adam:learning_rate=(cosin)", "unknown schedule 'cosin'"),
    ])
  func refusals(spec: String, words: String) {
    let error = #expect(throws: SpecError.self) { try path(spec, steps: 2) }
    #expect(error?.message.english.contains(words) == true, "\(error?.message.english ?? "")")
  }

  @Test("every optimizer without a default rate takes it from --lr, a schedule, or a search for it")
  func required() throws {
    let entries = Optimizers.catalogue.entries.filter { $0.requiredRate != nil }
    #expect(entries.map(\.name).contains("optax.lamb") && entries.count >= 10)
    for entry in entries {
      let context = RunContext(steps: 4)
      #expect(throws: SpecError.self) { try OptimizerRun(entry.name, baseRate: nil, in: context) }
      #expect(try OptimizerRun(entry.name, baseRate: 0.25, in: context).recipe.rate == 0.25, "\(entry.name)")
      #expect(try OptimizerRun(entry.name, baseRate: nil, findsRate: true, in: context).recipe.rate == context.baseRate)
      let path = try path("\(entry.name)@linear:lr=0.02", steps: 4)
      #expect(path.rates.first == 0.02, "\(entry.name)")
    }
    #expect(try OptimizerRun("lookahead:of=(optax.lamb)", baseRate: 0.5, in: RunContext()).recipe.rate == 0.5)
    // The rule that climbs keeps a rate of its own.
    let climber = "optax.sam:optimizer=(optax.sgd:learning_rate=0.1),adv_optimizer=(optax.lamb)"
    #expect(throws: SpecError.self) { try OptimizerRun(climber, baseRate: 0.5, in: RunContext()) }
  }
}
