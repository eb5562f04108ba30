import LRConfigs
import LRCore
import Testing

/// What timm's `create_scheduler_v2` makes of the same arguments was compared for 300 random ones, rate by rate.
@Suite("timm's args.yaml")
struct TimmTests {
  @Test("a run's file becomes its scheduler's spec, in epochs")
  func file() throws {
    let read = try described("args.yaml")
    #expect(
      read.spec == "timm.CosineLRScheduler:t_initial=300,lr_min=1e-05,warmup_t=5,warmup_lr_init=1e-06,lr=0.001")
    #expect(read.length == .stated(310) && read.countsEpochs && read.baseRate == 0.001)
  }

  @Test("with the length of an epoch, an epoch's rate is held for its steps")
  func held() throws {
    let read = try described("args.yaml", run: StatedRun(stepsPerEpoch: 1251))
    #expect(
      read.spec
        == "held:of=(timm.CosineLRScheduler:t_initial=300,lr_min=1e-05,warmup_t=5,warmup_lr_init=1e-06,lr=0.001),every=1251"
    )
    #expect(read.length == .stated(310 * 1251) && !read.countsEpochs && read.title == "timm.CosineLRScheduler")
  }

  @Test("a scheduler that counts updates wants their number in an epoch, and multiplies by it")
  func updates() throws {
    let text = "sched: cosine\nepochs: 10\nwarmup_epochs: 2\nlr: 0.1\nsched_on_updates: true"
    #expect(fault(text)?.contains("sched_on_updates counts updates") == true)
    let read = try schedule(text, run: StatedRun(stepsPerEpoch: 7))
    #expect(read.spec == "timm.CosineLRScheduler:t_initial=70,lr_min=0,warmup_t=14,warmup_lr_init=1e-05,lr=0.1")
    #expect(read.length == .stated(70) && !read.countsEpochs)
  }

  @Test(
    "each sched is the class that timm's factory makes",
    arguments: [
      ("tanh", "timm.TanhLRScheduler:t_initial=300,lr_min=0"),
      ("poly", "timm.PolyLRScheduler:t_initial=300,power=0.1,lr_min=0"),
      ("step", "timm.StepLRScheduler:decay_t=90,decay_rate=0.1"),
      ("constant", "timm.StepLRScheduler:decay_t=1,decay_rate=1"),
      ("multistep", "timm.MultiStepLRScheduler:decay_t=[90,180,270],decay_rate=0.1"),
      ("plateau", "timm.PlateauLRScheduler:decay_rate=0.1,patience_t=10,lr_min=0,mode=max"),
      ("wsd", "timm.WSDLRScheduler:t_initial=300,decay_t=90,lr_min=0"),
      ("rsqrt", "timm.WSDLRScheduler:t_initial=300,decay_t=90,lr_min=0,stable_fn=rsqrt,decay_fn=linear"),
      ("none", "constant"),
    ])
  func classes(sched: String, spec: String) throws {
    let read = try schedule("sched: \(sched)\nwarmup_epochs: 0\nlr: 0.1")
    #expect(read.spec == spec + (spec.contains(":") ? "," : ":") + "lr=0.1")
  }

  @Test(
    "the run is as long as timm trains: cycles, a warm-up before them and a cooldown after them",
    arguments: [
      ("cosine", "", 60), ("cosine", "lr_cycle_limit: 3", 180), ("cosine", "cooldown_epochs: 5", 65),
      ("cosine", "warmup_prefix: true", 65), ("cosine", "{lr_cycle_limit: 2, lr_cycle_mul: 2.0}", 180),
      ("step", "cooldown_epochs: 5", 60), ("step", "warmup_prefix: true", 65), ("wsd", "cooldown_epochs: 5", 65),
      ("wsd", "warmup_prefix: true", 65),
    ])
  func length(sched: String, more: String, epochs: Int) throws {
    let extra = more.hasPrefix("{") ? "<<: \(more)" : more
    let read = try schedule("sched: \(sched)\nepochs: 60\ndecay_epochs: 30\nlr: 0.1\n\(extra)\n")
    #expect(read.length == .stated(epochs))
  }

  @Test("lr_base is scaled by the batch as train.py does it, and that is said")
  func base() throws {
    let text =
      "sched: cosine\nepochs: 9\nwarmup_epochs: 0\nmin_lr: 0\ncooldown_epochs: 0\nlr: null\nlr_base: 0.1\nlr_base_size: 256\nbatch_size: 64\n"
    let linear = try schedule(text + "opt: sgd")
    #expect(linear.baseRate == 0.025 && linear.notes.count == 1)
    #expect(try schedule(text + "opt: adamw").baseRate == 0.05)
    #expect(try schedule(text + "world_size: 8").notes.isEmpty)
    #expect(try schedule(text, run: StatedRun(baseRate: 1)).spec.contains("lr=") == false)
    #expect(try schedule("sched: cosine\nmin_lr: 0").lacksRate)
  }

  @Test("what timm refuses is refused")
  func refused() {
    #expect(fault("sched: cosin\nmin_lr: 0\nlr: 1")?.contains("sched must be one of cosine, tanh") == true)
    #expect(fault("sched: wsd\nepochs: 10\nlr: 1\ndecay_epochs: 20")?.contains("requires 0 < decay_epochs") == true)
    #expect(fault("sched: plateau\nlr: 1\nmin_lr: 0\nsched_on_updates: true", run: StatedRun(stepsPerEpoch: 5)) != nil)
    #expect(fault("sched: cosine\nmin_lr: 0\nepochs: 0")?.contains("epochs must be 1 or more, not 0") == true)
  }

  @Test("noise is random, and is said not to be drawn")
  func noise() throws {
    let notes = try schedule("sched: cosine\nlr: 1\nlr_noise: [0.4, 0.9]").notes.map(\.english)
    #expect(notes.contains("lr_noise is random, and isn't drawn"))
  }

  @Test("what isn't in the file has train.py's defaults, and each is named")
  func assumed() throws {
    let notes = try schedule("sched: step\nlr: 1\nwarmup_lr: 0").notes.map(\.english)
    #expect(
      notes == [
        "not in the file, drawn with the defaults of train.py of timm 1.0: epochs = 300, warmup_epochs = 5, decay_epochs = 90, decay_rate = 0.1"
      ])
    #expect(try described("args.yaml").notes.isEmpty)
  }

  @Test("--epochs goes before the file's, for the schedule too")
  func ownEpochs() throws {
    let read = try described("args.yaml", run: StatedRun(epochs: 20))
    #expect(read.spec.hasPrefix("timm.CosineLRScheduler:t_initial=20,"))
  }

  @Test(
    "a key of a fork that moves the rate is named",
    arguments: ["unscale_lr: false", "sched_epochwise: false", "blr: 1e-3", "max_epochs: 10", "lr_scale: 0.5"])
  func fork(line: String) {
    let said = fault("sched: cosine\nepochs: 10\nlr: 1\nmin_lr: 0\n" + line) ?? "read"
    let key = line.prefix { $0 != ":" }
    #expect(said.hasPrefix("config.yaml:5: \(key) is not read") && said.contains("timm's train.py"), "\(said)")
  }
}
