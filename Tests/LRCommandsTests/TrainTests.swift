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
    #expect(rows.count == 1 + 2 * 2 * 2)
    #expect(rows.dropFirst().allSatisfy { $0.contains(",final_val_loss,,,") })
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
      (["sgd", "--model", "mlp:hidden=[1000000,1000000]"], 65, "weights"),
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
    let refused = run(["train", "lion", "--sharpness"] + small)
    #expect(refused.code == 64 && refused.errors.hasPrefix("error: "))
  }
}
