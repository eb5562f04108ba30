import LRSchedules
import Testing

@testable import LRCommands

@Suite("compare --from and --stepped-by")
struct FromTests {
  private let sandbox = Sandbox()
  private let constant = "{\"class_name\": \"Adam\", \"config\": {\"learning_rate\": 0.002}}"

  private func compare(_ line: String) -> Sandbox.Result {
    sandbox.run(["compare"] + line.split(separator: " ").map(String.init))
  }

  @Test("a configuration is drawn beside specs, which start from its rate; its spec is told to be copied")
  func beside() throws {
    sandbox.write(constant, to: "adam.json")
    let result = compare("linear --from adam.json -o a.csv")
    #expect(result.code == 0)
    #expect(result.errors.contains("note: adam.json (Keras): constant:lr=0.002"))
    let rows = try #require(sandbox.text("a.csv")).split(separator: "\n")
    #expect(rows[0] == "step,linear,constant:lr=0.002" && rows[1] == "0,0.002,0.002" && rows.count == 102)
    #expect(compare("linear --from adam.json -o b.csv --lr 1").code == 0)
    #expect(sandbox.text("b.csv")?.split(separator: "\n")[1] == "0,1,1")
    #expect(compare("--from adam.json -o c.csv -q").errors.isEmpty)
  }

  @Test("a file that counts epochs is drawn in epochs, or in steps when their number is known")
  func epochs() throws {
    sandbox.write("sched: none\nepochs: 30\nlr: 0.5\nwarmup_epochs: 0\n", to: "args.yaml")
    #expect(compare("cosine --from args.yaml -o a.csv -o a.json").code == 0)
    #expect(sandbox.text("a.csv")?.split(separator: "\n").count == 32)
    #expect(sandbox.text("a.json")?.contains("\"unit\": \"epoch\"") == true)
    #expect(compare("--from args.yaml --steps-per-epoch 10 -o b.csv").code == 0)
    #expect(sandbox.text("b.csv")?.split(separator: "\n").count == 302)
    #expect(compare("--from args.yaml --epochs 5 -o c.csv").code == 0)
    #expect(sandbox.text("c.csv")?.split(separator: "\n").count == 7)
    #expect(compare("--from args.yaml --steps 5 -o c.csv").error.contains("--steps counts steps and args.yaml epochs"))
    sandbox.write(constant, to: "adam.json")
    let mixed = compare("--from args.yaml --from adam.json")
    #expect(
      mixed.code == 64 && mixed.error.contains("args.yaml counts epochs and adam.json steps: give --steps-per-epoch S"))
  }

  @Test("runs of different length each end where they end: empty fields in CSV, no points in JSON, with a note")
  func lengths() throws {
    sandbox.write("sched: cosine\nepochs: 30\nlr: 0.5\nwarmup_epochs: 0\nmin_lr: 0\ncooldown_epochs: 0\n", to: "a.yaml")
    sandbox.write("sched: none\nepochs: 50\nlr: 0.1\nwarmup_epochs: 0\n", to: "b.yaml")
    let result = compare("linear --from a.yaml --from b.yaml -o a.csv -o a.json -o a.svg")
    #expect(result.code == 0)
    #expect(
      result.errors.contains(
        "the files' runs differ (a.yaml 30, b.yaml 50): each curve ends where its run ends, the longest at 50 epochs"))
    #expect(result.errors.contains("base rates differ: the specs start from that of a.yaml, 0.5"))
    let rows = try #require(sandbox.text("a.csv")).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows[31] == "30,0.2,0,0.1" && rows[32] == "31,0.19,,0.1" && rows[51] == "50,0,,0.1" && rows.count == 53)
    let json = try #require(sandbox.text("a.json")).split(separator: "\"series\"")[1]
    let counts = json.split(separator: "\"y\":").dropFirst().map { $0.prefix { $0 != "]" }.split(separator: ",").count }
    #expect(counts == [51, 31, 51], "\(counts)")
    // What the command line says goes before each file.
    #expect(compare("--from a.yaml --from b.yaml --epochs 10 -o b.csv").code == 0)
    let short = try #require(sandbox.text("b.csv")).split(separator: "\n")
    #expect(short.count == 12 && short[11] == "10,0,0.1")
  }

  @Test("--steps and --epochs go before a Trainer's max_steps and num_train_epochs, for schedule and figure alike")
  func overridden() throws {
    sandbox.write("lr_scheduler_type: linear\nlearning_rate: 1\nwarmup_steps: 0\nmax_steps: 500\n", to: "steps.yaml")
    sandbox.write(
      "lr_scheduler_type: linear\nlearning_rate: 1\nwarmup_steps: 0\nnum_train_epochs: 3\n", to: "epochs.yaml")
    for line in [
      "--from steps.yaml --steps 40", "--from steps.yaml --epochs 10 --steps-per-epoch 4",
      "--from epochs.yaml --steps 40", "--from epochs.yaml --epochs 10 --steps-per-epoch 4",
    ] {
      let result = compare(line + " -o a.csv")
      #expect(result.code == 0 && result.errors.contains("num_training_steps=40,"), "\(line): \(result.errors)")
      let rows = try #require(sandbox.text("a.csv")).split(separator: "\n")
      #expect(rows.count == 42 && rows[41] == "40,0")
    }
  }

  @Test(
    "what is wrong with a file is bad data, what is wrong with the line is wrong usage",
    arguments: [
      ("--from none.json", "--from none.json: no such file or folder", 66),
      ("--from .", "--from .: it is a folder", 66),
      ("--from wrong.json", "wrong.json:1: this is not valid JSON or YAML", 65),
      ("--from unknown.json", "unknown.json: no schedule is known in it; understood are", 65),
      ("--from name.json", "name.json: unknown schedule 'torch.Nothing'", 65),
      ("--from long.json", "long.json: a run of 1000000000000 steps is longer", 65),
      ("--from", "--from <file> needs a value", 64),
      ("--from --quiet", "--from needs a value, but the option --quiet follows", 64),
      ("--from adam.json --epochs 5", "--epochs needs --steps-per-epoch", 64),
      ("--from adam.json --steps 5 --epochs 5", "--steps and --epochs both", 64),
      ("--from - --from -", "--from - is given twice", 64),
      ("", "<spec> ... is missing", 64),
    ] as [(String, String, Int32)])
  func wrong(line: String, says: String, code: Int32) {
    sandbox.write("{", to: "wrong.json")
    sandbox.write("{}", to: "unknown.json")
    sandbox.write("{\"train_batch_size\": 1, \"scheduler\": {\"type\": \"Nothing\"}}", to: "name.json")
    sandbox.write(
      "{\"scheduler\": {\"type\": \"WarmupDecayLR\", \"params\": {\"total_num_steps\": 1e12}}}", to: "long.json")
    sandbox.write(constant, to: "adam.json")
    let result = compare(line)
    #expect(result.code == code)
    #expect(result.errors.contains("error: ") && result.errors.contains(says), "\(result.errors)")
    #expect(sandbox.names().count == 5, "nothing is left behind")
  }

  @Test("an endless file is refused after its first MiB")
  func endless() {
    let result = compare("--from /dev/zero")
    #expect(result.code == 65 && result.error.contains("larger than 1024 KiB"))
  }

  @Test("standard input is read as well")
  func standardInput() {
    sandbox.input = Array(constant.utf8)
    #expect(compare("--from - -o a.csv").errors.contains("<stdin> (Keras): constant:lr=0.002"))
  }

  /// The dialects' own names, drawn from the files of Tests/Fixtures/configs.
  @Test(
    "every configuration is drawn where its dialect is there",
    arguments: [
      ("deepspeed.WarmupDecayLR", "ds_config.json", ""), ("keras.CosineDecay", "keras_schedule.json", ""),
      ("keras.ExponentialDecay", "keras_optimizer.json", ""),
      ("transformers.cosine_with_min_lr", "training_args.json", ""),
      ("transformers.cosine", "llama3_lora_sft.yaml", "--steps-per-epoch 111"),
      ("timm.CosineLRScheduler", "args.yaml", ""), ("timm.CosineLRScheduler", "args.yaml", "--steps-per-epoch 50"),
      ("mmengine.param_scheduler", "mmengine.json", "--steps-per-epoch 50"),
      ("mmengine.param_scheduler", "mmengine_epochs.yaml", "--steps-per-epoch 50"),
    ])
  func drawn(name: String, file: String, options: String) {
    guard Schedules.catalogue[name] != nil else { return }
    let folder = #filePath.replacing("LRCommandsTests/FromTests.swift", with: "Fixtures/configs/")
    let result = compare("--from \(folder)\(file) \(options) -o a.csv")
    #expect(result.code == 0, "\(result.errors)")
  }

  // MARK: stepping

  @Test("two curves for each spec: what is meant, and what happens")
  func stepped() throws {
    #expect(compare("cosine linear --steps 40 --stepped-by micro --accumulate 4 -o a.csv").code == 0)
    let rows = try #require(sandbox.text("a.csv")).split(separator: "\n")
    #expect(
      rows[0]
        == "step,\"cosine, meant\",\"cosine, stepped by micro-batches (×4)\",\"linear, meant\",\"linear, stepped by micro-batches (×4)\""
    )
    #expect(rows[21].hasSuffix(",0.05,0") && rows[21].hasPrefix("20,"))
    #expect(compare("cosine --stepped-by accelerate --devices 2 -o a.json --lang zh").code == 0)
    #expect(sandbox.text("a.json")?.contains("由 Accelerate 步进（×2）") == true)
  }

  @Test("stepped as meant there is one curve, and a note")
  func meant() {
    let result = compare("cosine --stepped-by optimizer --accumulate 4 -o a.csv")
    #expect(result.code == 0 && result.errors.contains("as meant"))
    #expect(sandbox.text("a.csv")?.hasPrefix("step,cosine\n") == true)
  }

  @Test(
    "combinations that mean nothing are refused",
    arguments: [
      ("--accumulate 4", "--accumulate needs --stepped-by, one of micro, optimizer, accelerate"),
      ("--devices 4", "--devices needs --stepped-by"),
      ("--stepped-by micro", "--stepped-by micro needs --accumulate A"),
      ("--stepped-by micro --accumulate 4 --devices 2", "--devices has no effect with --stepped-by micro"),
      ("--stepped-by accelerate --accumulate 4", "--stepped-by accelerate needs --devices D"),
      ("--stepped-by mirco --accumulate 4", "did you mean 'micro'?"),
      ("--stepped-by micro --accumulate 0", "--accumulate is from 1 to 100000, not 0"),
      ("--stepped-by micro --accumulate 2.5", "--accumulate is a whole number"),
      ("--steps 1e8 --stepped-by micro --accumulate 100", "stepped 100 times each, are more than 400000000 values"),
    ])
  func refused(line: String, says: String) {
    let result = compare("cosine " + line)
    #expect(result.code == 64 && result.error.contains(says), "\(result.error)")
  }
}
