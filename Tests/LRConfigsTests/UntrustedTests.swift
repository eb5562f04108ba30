import LRConfigs
import LRCore
import Testing

@Suite("files of strangers")
struct UntrustedTests {
  private static let sound = "lr_scheduler_type: cosine\nmax_steps: 100\n"

  @Test("a sound file is read, with a comment and a mark of byte order too")
  func sound() throws {
    #expect(try schedule("\u{FEFF}# mine\n" + Self.sound).spec.hasPrefix("transformers.cosine:"))
    #expect(try schedule("\u{FEFF}" + Self.sound).spec.hasPrefix("transformers.cosine:"))
  }

  @Test("a file of 1 MiB is read, one byte more is refused before it is parsed")
  func size() throws {
    let limit = Configuration.maximumSize
    let filled = Self.sound + "#" + String(repeating: "x", count: limit - Self.sound.utf8.count - 1)
    #expect(filled.utf8.count == limit)
    _ = try schedule(filled)
    #expect(fault(filled + "x")?.contains("larger than 1024 KiB") == true)
    #expect(fault(String(repeating: "[", count: limit + 1))?.contains("larger than 1024 KiB") == true)
  }

  @Test("64 levels are read, 65 are not, however they are written")
  func depth() throws {
    func nested(_ levels: Int) -> String {
      Self.sound + "a: " + String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    _ = try schedule(nested(63))
    #expect(fault(nested(64)) == "config.yaml:3: nested more than 64 levels deep")
    let blocks = Self.sound + "a:\n" + (0..<70).map { String(repeating: " ", count: $0) + "-\n" }.joined()
    #expect(fault(blocks) != nil)
    let dashes = Self.sound + "a:\n " + String(repeating: "- ", count: 500_000) + "x"
    #expect(fault(dashes)?.contains("nested more than 64 levels deep") == true)
    #expect(fault(String(repeating: "{a: ", count: 200_000))?.contains("nested more than 64") == true)
    #expect(fault(String(repeating: "? ", count: 200_000)) != nil)
  }

  @Test("aliases to aliases are counted with what they stand for")
  func laughs() throws {
    #expect(throws: ConfigError.self) { try described("laughs.yaml") }
    var text = Self.sound + "a0: &a0 [x]\n"
    for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(fault(text)?.contains("more than 100000 values") == true)
    // Deep by aliases only.
    var deep = Self.sound + "a0: &a0 [x]\n"
    for level in 1...70 { deep += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(fault(deep)?.contains("nested more than 64") == true)
    // As keys, where their values would have to be hashed.
    #expect(fault("a: &a [x]\n? *a\n: 1")?.contains("a key is a word") == true)
    #expect(fault("a: &a [*a]") != nil)
    #expect(fault("a: *b")?.contains("*b has no anchor") == true)
  }

  @Test("many values are too many")
  func count() {
    #expect(fault("a: [" + String(repeating: "1,", count: 200_000) + "1]")?.contains("more than 100000 values") == true)
  }

  @Test("anchors, aliases and merged maps of an ordinary file are read")
  func anchors() throws {
    let text = """
      defaults: &defaults {learning_rate: 1e-4, lr_scheduler_type: linear, warmup_steps: 10}
      <<: *defaults
      lr_scheduler_type: cosine
      max_steps: 100
      """
    #expect(
      try schedule(text).spec == "transformers.cosine:num_warmup_steps=10,num_training_steps=100,lr=0.0001")
  }

  @Test("mmengine's schedulers that its loop never steps, and those that resume a run, are refused")
  func neverStepped() throws {
    func text(_ scheduler: String, _ loop: String) -> String {
      "param_scheduler: [{\(scheduler)}]\ntrain_cfg: {\(loop)}\noptim_wrapper: {optimizer: {type: SGD, lr: 0.02}}\n"
    }
    let loop = "type: IterBasedTrainLoop, max_iters: 100"
    for loop in [loop, "by_epoch: false, max_iters: 100", "max_iters: 100"] {
      #expect(fault(text("type: MultiStepLR, milestones: [8]", loop))?.contains("say by_epoch: false") == true)
      #expect(
        try schedule(text("type: MultiStepLR, milestones: [8], by_epoch: false", loop)).spec.contains("by_epoch=false"))
    }
    _ = try schedule(text("type: MultiStepLR, milestones: [8]", "type: EpochBasedTrainLoop, max_epochs: 10"))
    let resumed = "type: StepLR, step_size: 3, last_step: 4"
    #expect(fault(text(resumed, "max_epochs: 10"))?.contains("resumes a run") == true)
    _ = try schedule(text("type: StepLR, step_size: 3, last_step: -1", "max_epochs: 10"))
    // Its end is the loop's single epoch.
    let converted = text("type: CosineAnnealingLR, T_max: 10, convert_to_iter_based: true", loop)
    #expect(try schedule(converted, run: StatedRun(stepsPerEpoch: 10)).spec.contains("end=10"))
  }

  @Test(
    "tags that ask for objects are refused by name",
    arguments: [
      ("!!python/object/apply:os.system [ls]", "!!python/object/apply:os.system"),
      ("!!python/name:os.system", "!!python/name:os.system"), ("!Ref x", "!Ref"), ("!!binary aGk=", "!!binary"),
      ("!!set {a}", "!!set"),
    ])
  func tags(value: String, tag: String) {
    let said = fault(Self.sound + "other: " + value)
    #expect(said?.hasPrefix("config.yaml:3: the tag \(tag) is refused") == true, "\(said ?? "read")")
  }

  @Test("tags that say what is there anyway do no harm")
  func harmlessTags() throws {
    let text =
      "lr_scheduler_type: !!str cosine\nmax_steps: !!int 100\nlearning_rate: !!float 2e-5\nx: !!python/tuple [1, 2]\n"
    #expect(try schedule(text).spec.hasSuffix("num_training_steps=100,lr=2e-05"))
  }

  @Test("a key that is given twice is an error with both lines, in JSON and YAML")
  func duplicates() {
    #expect(fault(Self.sound + "max_steps: 200") == "config.yaml:3: 'max_steps' is given twice, first in line 2")
    #expect(
      fault("{\"sched\": \"step\",\n \"lr\": 1, \"lr\": 2}", file: "a.json")
        == "a.json:2: 'lr' is given twice, first in line 2")
  }

  @Test(
    "numbers that no rate can be are refused where they are used",
    arguments: ["NaN", "Infinity", "-Infinity", ".nan", ".inf", "-.inf", "1e999", "nan"])
  func nonFinite(word: String) throws {
    #expect(
      fault(Self.sound + "learning_rate: \(word)") == "config.yaml:3: learning_rate must be finite, not \(word)")
    // What isn't used may be anything.
    _ = try schedule(Self.sound + "max_grad_norm: \(word)")
  }

  @Test(
    "a value of another type is no reason to read another key instead",
    arguments: [
      (
        #"{"zero_optimization": {}, "optimizer": {"params": {"lr": NaN}}, "scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": 0.1}}}"#,
        "optimizer.params.lr must be finite, not NaN"
      ),
      (
        #"{"zero_optimization": {}, "optimizer": {"params": {"lr": []}}, "scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": 0.1}}}"#,
        "optimizer.params.lr is not a number but […]"
      ),
      (
        #"{"zero_optimization": {}, "optimizer": {"params": []}, "scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": 0.1}}}"#,
        "optimizer.params is not a map of names to values but […]"
      ),
      (
        "lr_scheduler_type: linear\nmax_steps: 100\nnum_train_epochs: .nan",
        "num_train_epochs must be finite, not .nan"
      ),
      (
        "lr_scheduler_type: linear\nmax_steps: []\nnum_train_epochs: 3", "max_steps is not a whole number but […]"
      ),
      ("sched: step\nwarmup_lr: 0\nlr: 0.1\nlr_base: [1]", "lr_base is not a number but […]"),
      (
        "param_scheduler: {type: CosineAnnealingLR, T_max: 5}\noptim_wrapper: [1]\noptimizer: {lr: 0.1}",
        "optim_wrapper is not a map of names to values but […]"
      ),
      (
        "param_scheduler: {type: CosineAnnealingLR, T_max: 5}\noptimizer: {lr: 0.1}\ntrain_cfg: 12",
        "train_cfg is not a map of names to values but 12"
      ),
    ])
  func noSilentFallback(text: String, said: String) {
    let found = fault(text)
    #expect(found?.hasSuffix(said) == true, "\(found ?? "read")")
  }

  @Test("a list of one rate is that rate in DeepSpeed, and an open one may stand beside it")
  func deepSpeedRates() throws {
    let read = try schedule(
      #"{"zero_optimization": {}, "optimizer": {"params": {"lr": "auto"}}, "scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": [0.2]}}}"#
    )
    #expect(read.baseRate == 0.2)
  }

  @Test(
    "a value of another type is named with file, line and key",
    arguments: [
      ("learning_rate: fast", "config.yaml:3: learning_rate is not a number but fast"),
      ("learning_rate: \"1e-4\"", "config.yaml:3: learning_rate is not a number but \"1e-4\""),
      ("learning_rate: [1]", "config.yaml:3: learning_rate is not a number but […]"),
      ("learning_rate: {a: 1}", "config.yaml:3: learning_rate is not a number but {…}"),
      ("learning_rate: 0x10", "config.yaml:3: learning_rate is not a number but 0x10"),
      ("learning_rate: 1:30", "config.yaml:3: learning_rate is not a number but 1:30"),
      ("warmup_steps: 010", "config.yaml:3: warmup_steps is not a number but 010"),
      ("lr_scheduler_kwargs: [1]", "config.yaml:3: lr_scheduler_kwargs is not a map of names to values but […]"),
      ("lr_scheduler_kwargs: \"{\"", "config.yaml: this is not valid JSON or YAML"),
      (
        "lr_scheduler_kwargs: {\"a,b=(\": 1}",
        "config.yaml:3: lr_scheduler_kwargs.a,b=( is a key with more than letters, digits and _"
      ),
    ])
  func types(line: String, said: String) {
    let text = Self.sound.replacing("cosine", with: "linear") + line
    let found = fault(text)
    #expect(found?.hasPrefix(said) == true || found?.contains(said.dropFirst(14)) == true, "\(found ?? "read")")
  }

  @Test("numbers are read as JSON, YAML and people write them")
  func numbers() throws {
    for (word, shown) in [
      ("1e-4", "0.0001"), ("1.0e-4", "0.0001"), (".5", "0.5"), ("+1", "1"), ("1.", "1"), ("3E-5", "3e-05"),
    ] {
      #expect(try schedule(Self.sound + "learning_rate: \(word)").spec.hasSuffix("lr=\(shown)"))
    }
    #expect(try schedule("lr_scheduler_type: cosine\nmax_steps: 1_000").length?.count == 1000)
  }

  @Test("a text can't write a spec of its own")
  func injection() throws {
    let text = try schedule(
      "lr_scheduler_type: cosine\nmax_steps: 9\nlr_scheduler_kwargs: {a: 'x},lr=5+constant:lr=9 \"\\'}")
    let chain = try SpecParser.chain(text.spec)
    #expect(chain.phases.count == 1 && chain.phases[0].arguments.map(\.key).last == "lr")
    #expect(fault("lr_scheduler_type: 'cosine:lr=9'\nmax_steps: 9")?.contains("is not a name") == true)
    #expect(fault("sched: \"a\\eb\"") != nil)
  }

  @Test("what a message repeats of a file can't command a terminal")
  func terminal() {
    let said = fault("learning_rate: \"\\e[31mred\"\nlr_scheduler_type: x\nmax_steps: 5") ?? "\u{1B}"
    #expect(!said.unicodeScalars.contains { $0.value < 0x20 })
    #expect((fault("a\u{202E}b: 1\n\"a\u{202E}b\": 2") ?? "\u{202E}").contains("\u{202E}") == false)
  }

  @Test("JSON's surrogate pairs are one character; a lone half is an error with its line")
  func surrogates() throws {
    _ = try schedule(#"{"sched": "step", "min_lr": 0, "lr": 0.1, "note": "\ud83e\udd17 \\ud83e"}"#, file: "a.json")
    #expect(
      fault("{\"sched\": \"step\",\n\"note\": \"\\ud83e!\"}", file: "a.json")?.hasPrefix(
        "a.json:2: this is not valid JSON")
        == true)
  }

  @Test(
    "what is no configuration is refused in words",
    arguments: [
      ("", "the file is empty"), ("# nothing\n", "the file is empty"), ("hello", "it is a single value"),
      ("a: 1\n---\nb: 2", "a second document begins here"), ("a: [1, 2", "this is not valid JSON or YAML"),
      ("{\"a\": 1,,}", "this is not valid JSON or YAML"), ("a: b: c", "this is not valid JSON or YAML"),
      ("a: \u{0}", "this is not valid JSON or YAML"),
      ("lr_config: {policy: step}", "lr_config is not read: the file looks like a configuration of mmcv 1"),
      ("[1, 2]", "no schedule is known in it"),
    ])
  func nonsense(text: String, said: String) {
    let found = fault(text)
    #expect(found?.contains(said) == true, "\(found ?? "read")")
  }

  @Test("an unknown file is told which are understood")
  func understood() {
    let said = fault("model: gpt\n") ?? ""
    for format in ["DeepSpeed", "Keras", "transformers", "timm", "mmengine"] { #expect(said.contains(format)) }
  }

  @Test("letters that look alike are different keys, as they are for JSON")
  func composed() throws {
    _ = try schedule(Self.sound + "\u{E9}: 1\ne\u{301}: 2\n")
  }

  @Test("programs and pickles are not run but named")
  func programs() {
    #expect(fault("param_scheduler = []", file: "config.py")?.contains("lrplot runs none") == true)
    let pickle: [UInt8] = [0x80, 0x02, 0x63]
    #expect(throws: ConfigError.self) { try Configuration.schedule(in: pickle, file: "training_args.bin") }
    #expect(throws: ConfigError.self) { try Configuration.schedule(in: [0xFF, 0xFE, 0x41], file: "a.json") }
  }

  @Test("20,000 damaged files end in a schedule or an error, never otherwise")
  func damaged() throws {
    var random = SystemRandomNumberGenerator()
    let sources = [
      Self.sound, "{\"scheduler\": {\"type\": \"WarmupLR\", \"params\": {\"warmup_num_steps\": 5}}}",
      "sched: cosine\nepochs: 10\nlr: &a 0.1\nmin_lr: *a\ndecay_milestones: [1, 2]\n",
      "param_scheduler: [{type: LinearLR, end: 5}, {type: PolyLR, begin: 5}]\ntrain_cfg: {max_epochs: 9}\n",
      "{\"class_name\": \"CosineDecay\", \"config\": {\"decay_steps\": 5, \"initial_learning_rate\": 1}}",
    ].map { Array($0.utf8) }
    let pieces = Array("{}[]:,\"'&*!|>-#%@ \n\t0189eE.+~?\\".utf8) + [0, 0x1B, 0xC3, 0xFF]
    for _ in 0..<20_000 {
      var bytes = sources.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = pieces.randomElement(using: &random) ?? 0
        case 1: bytes.insert(pieces.randomElement(using: &random) ?? 0, at: index)
        default: if bytes.count > 1 { bytes.remove(at: index) }
        }
      }
      guard let read = try? Configuration.schedule(in: bytes, file: "f") else { continue }
      #expect(throws: Never.self, "\(String(decoding: bytes, as: UTF8.self))") { try SpecParser.chain(read.spec) }
    }
  }
}
