import Foundation
import Testing

@Suite("lrplot train")
struct TrainTests {
  private let short = ["--data", "digits:samples=300", "--steps", "12", "--batch", "16"]

  private func run(_ words: String...) -> Sandbox.Result { run(words) }
  private func run(_ words: [String]) -> Sandbox.Result { Sandbox().run(["train"] + words) }

  @Test("the long CSV has the contract's series, a value for each update and each evaluation")
  func table() {
    let result = run(["sgd:lr=0.1@cosine", "adam"] + short + ["--format", "csv", "-o", "-", "--quiet"])
    #expect(result.code == 0 && result.errors.isEmpty)
    let rows = result.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[0].joined(separator: ",") == "run,series,step,epoch,value")
    for series in ["loss", "rate", "grad_norm", "update_ratio"] {
      #expect(rows.count { $0[0] == "adam" && $0[1] == series } == 12, "\(series)")
    }
    for series in ["val_loss", "val_accuracy"] {
      #expect(rows.count { $0[0] == "sgd@cosine" && $0[1] == series } >= 2, "\(series)")
    }
    // Both start from the same weights with the same batch.
    let first = rows.filter { $0[1] == "loss" && $0[2] == "0" }.map { $0[4] }
    #expect(first.count == 2 && first[0] == first[1])
  }

  @Test("results don't depend on --jobs, and --double differs only in late digits")
  func jobs() {
    let words = ["sgd:lr=0.1@cosine", "adam", "torch.RMSprop"] + short + ["--format", "csv", "-o", "-", "--quiet"]
    let one = run(words + ["--jobs", "1"]).output
    #expect(one == run(words + ["--jobs", "3"]).output && !one.isEmpty)
    func losses(_ text: String) -> [Double] {
      text.split(separator: "\n").filter { $0.contains(",loss,") }.compactMap { Double($0.split(separator: ",")[4]) }
    }
    let exact = losses(run(words + ["--double"]).output)
    let single = losses(one)
    #expect(exact.count == single.count && exact != single)
    for (a, b) in zip(exact, single) { #expect(abs(a - b) < 1e-3 * abs(a)) }
  }

  @Test("a run that diverges stops alone, and a note says when")
  func divergence() {
    let result = run(["sgd:lr=1e30", "adam", "--data", "linear", "--steps", "20", "--format", "csv", "-o", "-"])
    #expect(result.code == 0)
    #expect(result.errors.contains("sgd diverged at step "))
    let rows = result.output.split(separator: "\n")
    #expect(rows.count { $0.hasPrefix("adam,loss,") } == 20)
    #expect(rows.count { $0.hasPrefix("sgd,loss,") } < 20)
  }

  @Test("groups have rates and schedules of their own")
  func groups() {
    let spec = "sgd:lr=0.1,label=mine,groups=[(bias:lr=0.01),(head:lr=0.2,schedule=(constant))]@linear"
    let result = run([spec] + short + ["--format", "csv", "-o", "-", "--quiet"])
    #expect(result.code == 0)
    let rows = result.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    func rates(_ group: Substring) -> [Double] {
      rows.filter { $0[1] == "rate" && $0[5] == group }.compactMap { Double($0[4]) }
    }
    #expect(rows[0].joined(separator: ",") == "run,series,step,epoch,value,group")
    #expect(rates("bias").first == 0.01 && rates("bias").last ?? 1 < 0.002)
    #expect(rates("head") == [Double](repeating: 0.2, count: 12))
    #expect(rates("").first == 0.1)
  }

  @Test("--rates gives the final loss of each rate and seed")
  func rates() {
    let result = run(
      ["sgd", "adam", "--rates", "0.001,0.1", "--repeat", "2"] + short + ["--format", "csv", "-o", "-", "--quiet"])
    #expect(result.code == 0)
    let rows = result.output.split(separator: "\n")
    #expect(rows.first == "run,series,step,epoch,value,rate,repeat")
    #expect(rows.count { $0.contains(",final_val_loss,,,") } == 2 * 2 * 2)
    // The losses at the start, from which S is made.
    #expect(rows.count { $0.contains(",val_loss,0,0,") && $0.contains(",,") } == 2 * 2)
    #expect(rows.count == 1 + 2 * 2 * 2 + 2 * 2)
  }

  @Test("the file that is read is not written, whatever its name")
  func inputs() {
    let sandbox = Sandbox()
    let text = "x,y\n" + (0..<40).map { "\($0),\($0 % 2)\n" }.joined()
    sandbox.write(text, to: "a.csv")
    symlink("a.csv", sandbox.path("b.csv"))
    for words in [["train", "sgd"], ["find-lr"], ["landscape", "sgd"]] {
      for path in ["a.csv", "./a.csv", "b.csv"] {
        let result = sandbox.run(words + ["--data", "csv:a.csv,target=y", "--steps", "3", "-o", path])
        #expect(result.code == 64 && result.errors.contains("-o \(path) is the file that the data is read from"))
      }
    }
    let compared = sandbox.run("compare", "plateau", "--metrics", "a.csv", "--metric", "y", "-o", "b.csv")
    #expect(compared.code == 64 && compared.errors.contains("is the file a.csv that is read"))
    #expect(sandbox.text("a.csv") == text)
  }

  @Test("without -o the figure is written and the results are printed")
  func files() {
    let sandbox = Sandbox()
    let result = sandbox.run(["train", "sgd@cosine"] + short)
    #expect(result.code == 0)
    #expect(result.output.contains("out/train-sgd_cosine.png") && result.output.contains("sgd@cosine  "))
  }

  @Test(
    "what can't be is refused with one line",
    arguments: [
      (["sgd", "--batch", "0"], 64, "--batch"), (["sgd", "--model", "mlp:hidden=[]"], 64, "hidden"),
      (["sgd", "--model", "mlp:hidden=[1000000,1000000]"], 64, "weights"),
      (["sgd", "--model", "logistic"], 65, "two classes"), (["sgd", "--data", "nope"], 64, "nope"),
      (["sgd:groups=[(tail:lr=1)]"], 64, "tail"), (["sgd:groups=3"], 64, "groups"), (["sgdd"], 64, "sgdd"),
      (["sgd", "--rates", "log:1..0:3"], 64, "grid"), (["sgd", "--show", "losses"], 64, "losses"),
      (["sgd", "--steps", "5", "--epochs", "2"], 64, "--epochs"), (["sgd", "--ema", "1"], 64, "--ema"),
      (["sgd", "--data", "csv:path=/nonexistent.csv,target=y"], 66, "nonexistent"),
      (["sgd", "--data", "linear", "--model", "mlp:loss=cross_entropy"], 65, "cross_entropy"),
      (["sgd", "--model", "cnn:kernel=9,padding=0"], 65, "too small"),
    ] as [([String], Int32, String)])
  func refusals(words: [String], code: Int32, says: String) {
    let result = run(words + ["--quiet"])
    #expect(result.code == code, "\(words): \(result.errors)")
    #expect(result.errors.hasPrefix("error: ") && result.errors.contains(says))
    #expect(result.errors.count < 600)
  }

  @Test("averages of the weights judge in place of the last ones, and accumulation makes fewer updates")
  func averages() {
    func final(_ more: [String]) -> String {
      run(["sgd:lr=0.3"] + short + more + ["--format", "csv", "-o", "-", "--quiet"]).output.split(separator: "\n")
        .last { $0.contains(",val_loss,") }.map(String.init) ?? ""
    }
    let plain = final([])
    #expect(!plain.isEmpty && final(["--ema", "0.9"]) != plain && final(["--swa", "0"]) != plain)
    #expect(final(["--accumulate", "2"]) != plain)
  }
}

@Suite("lrplot train --cooldown and --transfer")
struct TrainFanTests {
  private let small = ["--data", "blobs:samples=80", "--model", "mlp:hidden=[4]", "--steps", "20", "--batch", "16"]

  private func run(_ words: [String]) -> Sandbox.Result { Sandbox().run(["train"] + words) }

  private func rows(_ result: Sandbox.Result) -> [[Substring]] {
    result.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  private let csv = ["--format", "csv", "-o", "-", "--quiet"]

  @Test("a branch has the numbers of a run under wsd, a cosine those of one under cosine, whatever --jobs is")
  func cooldown() {
    let words = ["sgd:lr=0.2,momentum=0.9", "--cooldown", "2", "--cooldown-shape", "linear"] + small + csv
    let result = run(words)
    #expect(result.code == 0 && result.errors.isEmpty)
    #expect(run(words + ["--jobs", "1"]).output == result.output)
    let all = rows(result)
    #expect(all[0].joined(separator: ",") == "run,series,step,epoch,value")
    #expect(
      Set(all.dropFirst().map { $0[0] }) == [
        "constant", "cooldown at 10", "cooldown at 20", "cosine at 10", "cosine at 20",
      ])
    func losses(_ all: [[Substring]], _ run: String? = nil) -> [String] {
      all.filter { (run == nil || $0[0] == run ?? "") && $0[1] == "loss" }.map { String($0[4]) }
    }
    for (name, spec) in [("cooldown at 10", "wsd:warmup=0,decay=2"), ("cosine at 10", "cosine")] {
      let whole = run(
        ["sgd:lr=0.2,momentum=0.9@" + spec] + small.map { $0 == "20" ? "10" : $0 } + csv)
      #expect(losses(all, name) == losses(rows(whole)) && losses(all, name).count == 10, "\(name)")
    }
  }

  @Test("JSON lists the branches, and results are printed with a row for each")
  func results() {
    let sandbox = Sandbox()
    let words = ["train", "adam@warmup:steps=2", "--cooldown", "2", "--repeat", "2"] + small
    let result = sandbox.run(words + ["-o", "a.json", "-o", "a.svg"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.lines.contains { $0.hasPrefix("10 ") && $0.contains("±") })
    let text = sandbox.text("a.json") ?? ""
    #expect(text.contains("\"cooldowns\"") && text.contains("\"start\": 8") && text.contains("\"cosine_val_loss\""))
    #expect(sandbox.text("a.svg")?.contains("<svg") == true)
  }

  @Test("--transfer gives the final loss of each width, rate and parametrization, equal at the base")
  func transfer() {
    let words = ["adam", "--transfer", "8,4", "--rates", "0.01,0.1", "--repeat", "2"] + small + csv
    let result = run(words)
    #expect(result.code == 0 && result.errors.isEmpty)
    #expect(run(words + ["--jobs", "1"]).output == result.output)
    let all = rows(result)
    #expect(all[0].joined(separator: ",") == "run,series,step,epoch,value,rate,width,parametrization,repeat")
    #expect(all.count == 1 + 2 * 2 * 2 * 2)
    #expect(all.dropFirst().allSatisfy { $0[1] == "final_val_loss" })
    func values(_ width: String, _ parametrization: String) -> [Substring] {
      all.filter { $0[6] == width && $0[7] == parametrization }.map { $0[4] }
    }
    #expect(values("8", "standard") == values("8", "mup"))
    #expect(values("4", "standard") != values("4", "mup"))
    // The standard parametrization is that of a run with this width.
    let plain = run(
      ["adam:lr=0.01"] + small.map { $0 == "mlp:hidden=[4]" ? "mlp:hidden=[8]" : $0 } + csv)
    let last = rows(plain).last { $0[1] == "val_loss" }?[4]
    #expect(last == values("8", "standard").first)
    // And muP that of one with init=mup, but for the distribution.
    let torch = run(
      ["adam", "--transfer", "8,4", "--rates", "0.01,0.1"]
        + small.map { $0 == "mlp:hidden=[4]" ? "mlp:init=torch,hidden=[4]" : $0 } + csv)
    let mup = run(["adam:lr=0.01"] + small.map { $0 == "mlp:hidden=[4]" ? "mlp:hidden=[4],init=mup,base=8" : $0 } + csv)
    let final = rows(mup).last { $0[1] == "val_loss" }?[4]
    #expect(final != nil && final == rows(torch).first { $0[6] == "4" && $0[7] == "mup" }?[4])
  }

  @Test(
    "what can't be is refused with one line",
    arguments: [
      (["sgd@cosine", "--cooldown", "2"], "constant rate"), (["sgd", "adam", "--cooldown", "2"], "one run"),
      (["sgd", "--cooldown", "0"], "--cooldown"), (["sgd", "--cooldown", "x"], "--cooldown"),
      (["sgd", "--cooldown", "11"], "33 steps"), (["sgd", "--cooldown", "2", "--cooldown-shape", "cubic"], "1-sqrt"),
      (["sgd", "--cooldown", "2", "--cooldown-length", "0%"], "20%"),
      (["sgd", "--cooldown", "2", "--cooldown-length", "10"], "--cooldown-length"),
      (["sgd", "--cooldown-shape", "linear"], "--cooldown N"),
      (["sgd", "--cooldown", "2", "--sharpness"], "2 figures"),
      (["sgd", "--cooldown", "2", "--rates", "0.1,1"], "2 figures"),
      (["sgd", "--cooldown", "2", "--show", "loss"], "--show"),
      (["sgd", "--transfer", "4,0"], "between 1 and 1000000000, not 0"), (["sgd", "--transfer", "4,wide"], "'wide'"),
      (["sgd", "--transfer", "4,4"], "twice"), (["sgd", "--transfer", "4"], "two widths"),
      (["sgd", "--transfer", "4,1000000000"], "weights"),
      (["sgd", "--transfer", "4,8", "--cooldown", "2"], "2 figures"),
      (["lion", "--transfer", "4,8"], "muP"), (["sgd", "adam", "--transfer", "4,8"], "one run"),
      (["sgd", "--transfer", "4,8", "--log-x"], "--log-x"),
      (["sgd", "--transfer", "4,8", "--smooth", "3"], "--smooth"),
      (["sgd", "--facet"], "--facet"),
      (["sgd", "--sharpness", "--model", "mlp:hidden=[4,4],init=mup,base=2"], "init=mup"),
      (["lion", "--model", "mlp:hidden=[4,4],init=mup,base=2"], "muP"),
      (["sgd", "--model", "mlp:hidden=[4,8],init=mup"], "one width"), (["sgd", "--model", "mlp:base=2"], "init=mup"),
      (["sgd", "--sharpness", "--show", "loss"], "--show"),
      (["sgd", "--sharpness", "--accumulate", "2"], "--accumulate"),
    ] as [([String], String)])
  func refusals(words: [String], says: String) {
    let result = run(words + ["--quiet", "--steps", "20", "--data", "blobs:samples=80"])
    #expect(result.code == 64, "\(words): \(result.errors)")
    #expect(result.errors.hasPrefix("error: ") && result.errors.contains(says), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count <= 4 && result.errors.count < 600)
  }

  @Test("--transfer needs hidden layers", arguments: ["linear", "cnn", "mlp:init=mup"])
  func models(model: String) {
    let result = run(["sgd", "--transfer", "4,8", "--model", model, "--steps", "2", "--quiet"])
    #expect(result.code == 64 && result.errors.contains("--transfer"), "\(result.errors)")
  }
}

@Suite("lrplot landscape, and train --sharpness")
struct LandscapeCommandTests {
  private let small = ["--data", "blobs:samples=100", "--model", "mlp:hidden=[4]", "--steps", "10", "--quiet"]

  private func run(_ words: [String]) -> Sandbox.Result { Sandbox().run(words) }

  @Test("the grid has a loss at each crossing, and each path its true and its projected loss")
  func landscape() {
    let words = ["landscape", "sgd:lr=0.3", "adam:lr=0.01"] + small + ["--grid", "7", "--format", "csv", "-o", "-"]
    let result = run(words)
    #expect(result.code == 0)
    let rows = result.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[0].joined(separator: ",") == "run,series,step,x,y,value")
    #expect(rows.count { $0[1] == "grid" && Double($0[5]) != nil } == 49)
    for name in ["sgd", "adam"] {
      for series in ["loss", "projected_loss"] { #expect(rows.count { $0[0] == name && $0[1] == series } == 11) }
    }
    // The origin is the first run's end, where projecting loses nothing.
    let end = rows.filter { $0[0] == "sgd" && $0[2] == "10" }
    #expect(end.count == 2 && abs((Double(end[0][5]) ?? 0) - (Double(end[1][5]) ?? 1)) < 1e-6)
    #expect(end.allSatisfy { abs(Double($0[3]) ?? 1) < 1e-9 && abs(Double($0[4]) ?? 1) < 1e-9 })
    let random = run(["landscape", "sgd:lr=0.3", "--random"] + small + ["--grid", "6", "--format", "csv", "-o", "-"])
    #expect(random.code == 0 && random.output.split(separator: "\n").count == 1 + 49)
  }

  @Test("sharpness and its limit are series of the run, and optimizers without a limit are refused")
  func sharpness() {
    let words = ["train", "sgd:lr=0.1,momentum=0.5", "--sharpness"] + small + ["--format", "csv", "-o", "-"]
    let result = run(words)
    #expect(result.code == 0)
    let rows = result.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let limits = rows.filter { $0[1] == "stability_limit" }.compactMap { Double($0[4]) }
    // (2 + 2 b) / rate
    #expect(limits.count >= 10 && limits.allSatisfy { abs($0 - 30) < 1e-9 })
    #expect(rows.contains { $0[1] == "sharpness" && (Double($0[4]) ?? 0) > 0 })
    for (language, title, step) in [("en", "Sharpness: ", "Step"), ("zh", "锐度：", "步")] {
      let json = run(words.map { $0 == "csv" ? "json" : $0 } + ["--lang", language]).output
      #expect(json.contains("\"title\": \"\(title)") && json.contains("\"label\": \"\(step)"))
    }
    let refused = run(["train", "lion", "--sharpness"] + small)
    #expect(refused.code == 64 && refused.errors.hasPrefix("error: "))
  }
}
