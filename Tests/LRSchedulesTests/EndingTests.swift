import LRCore
import LRSchedules
import Testing

@Suite("where schedules end")
struct EndingTests {
  @Test("a product's result counts, not what is met on the way")
  func products() throws {
    let tiny = "product:of=[(constant:lr=1e-200),(constant:lr=1e-200)]"
    #expect(try rates(tiny, steps: 3) == [0.1, 0.1, 0.1, 0.1])
    let huge = "product:of=[(constant:lr=1e200),(constant:lr=1e200)]"
    #expect(try rates(huge, steps: 3) == [0.1, 0.1, 0.1, 0.1])
    let mixed =
      "product:lr=1e300,of=[(formula:rate=\"1e100*(1+t)\",lr=1e100),(formula:rate=\"1e-250\"),(constant:lr=1)]"
    #expect(fault(mixed) != nil, "a formula without lr has no lr")
    let formulas = "product:lr=1,of=[(linear:lr=1e-200,end=1e100,steps=10),(linear:lr=1e200,end=1e-100,steps=10)]"
    let product = try rates(formulas, steps: 10)
    #expect(near(product[0], 1) && product[10] == 1, "\(product)")
    #expect(try rates("product:of=[(constant:lr=5e-324),(constant:lr=5e-324)]", steps: 1) == [0.1, 0.1])
    #expect(try rates("product:lr=0,of=[(constant:lr=1e-200),(constant:lr=1e-200)]", steps: 1) == [0, 0])
  }

  @Test("a product that hears a metric is as large as its result, too")
  func heard() throws {
    let spec = "product:of=[(plateau:lr=1e-200,patience=1),(constant:lr=1e-200)]"
    #expect(near(try rates(spec, steps: 2, metrics: [1, 1, 1])[0], 0.1))
  }

  @Test("a product of ordinary numbers is what multiplying them gives")
  func ordinary() throws {
    let rates = try rates("product:of=[cosine,exp]")
    let (cosine, exponential) = (try LRSchedulesTests.rates("cosine"), try LRSchedulesTests.rates("exp"))
    for step in rates.indices { #expect(rates[step] == 0.1 / 0.1 / 0.1 * cosine[step] * exponential[step]) }
  }

  @Test(
    "a schedule ends where a part of it does",
    arguments: [
      ("product:of=[(torch.OneCycleLR:max_lr=0.1,total_steps=50),exp]", 50),
      ("product:of=[exp,(product:of=[(torch.OneCycleLR:max_lr=0.1,total_steps=50),exp])]", 50),
      ("held:of=(torch.OneCycleLR:max_lr=0.1,total_steps=20),every=2", 41),
      ("warmup:steps=10+torch.OneCycleLR:max_lr=0.1,total_steps=50", 60),
      (
        "optax.join_schedules:schedules=[(constant_schedule:value=0.1),(torch.OneCycleLR:max_lr=0.1,total_steps=50)],boundaries=[10]",
        60
      ),
      (
        "optax.join_schedules:schedules=[(constant_schedule:value=0.1),(torch.OneCycleLR:max_lr=0.1,total_steps=50)],boundaries=[-10]",
        40
      ),
      ("product:of=[(plateau),(torch.OneCycleLR:max_lr=0.1,total_steps=50)]", 50),
      ("plateau:for=10+torch.OneCycleLR:max_lr=0.1,total_steps=50", 60),
    ])
  func parts(spec: String, last: Int) throws {
    let plan = try plan(spec, metrics: [Double](repeating: 1, count: 100))
    #expect(plan.ending?.lastStep == last && plan.ending?.reason.contains("total steps is") == true, "\(spec)")
    #expect(plan.rates[last].isFinite && plan.rates[last + 1].isNaN)
  }

  @Test(
    "what has no number from some step on is drawn until there",
    arguments: [
      ("keras.CosineDecayRestarts:initial_learning_rate=0.1,first_decay_steps=10,t_mul=0.5", 19, false),
      (
        "held:of=(keras.CosineDecayRestarts:initial_learning_rate=0.1,first_decay_steps=10,t_mul=0.5),every=2", 39,
        false
      ),
      ("warmup:steps=10+keras.CosineDecayRestarts:initial_learning_rate=0.1,first_decay_steps=10,t_mul=0.5", 29, false),
      (
        "product:of=[cosine,(keras.CosineDecayRestarts:initial_learning_rate=0.1,first_decay_steps=10,t_mul=0.5)]", 19,
        false
      ),
      (
        "optax.join_schedules:schedules=[(constant_schedule:value=0.1),(keras.CosineDecayRestarts:initial_learning_rate=0.1,first_decay_steps=10,t_mul=0.5)],boundaries=[5]",
        24, false
      ),
      ("formula:rate=sqrt(50-t)", 50, false), ("formula:rate=1/(30-t)", 29, true),
      ("step:size=1,gamma=1e10", 30, true), ("plateau:for=10+formula:rate=sqrt(20-t)", 30, false),
      ("torch.LambdaLR:lr_lambda=1/(12-epoch)", 11, true),
    ])
  func values(spec: String, last: Int, isInfinite: Bool) throws {
    let plan = try plan(spec, metrics: [Double](repeating: 1, count: 100))
    #expect(plan.ending == Ending(lastStep: last, cause: .notFinite(isInfinite: isInfinite)), "\(spec)")
    #expect(plan.rates[...last].allSatisfy(\.isFinite) && plan.rates[(last + 1)...].allSatisfy(\.isNaN))
    #expect(plan.outline.events.allSatisfy { $0.step <= last })
    #expect(plan.notFiniteError?.message.english.contains("at step \(last + 1)") == true)
  }

  @Test("the first step without a number is an error")
  func first() {
    for spec in ["formula:rate=1/t", "formula:rate=sqrt(t-1)", "held:of=(formula:rate=1/t),every=3"] {
      let error = #expect(throws: PlanError.self) { try plan(spec) }
      guard case .data(let fault)? = error else {
        Issue.record("\(spec)")
        continue
      }
      #expect(fault.message.english.contains("at step 0"))
    }
  }
}
