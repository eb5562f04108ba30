import LRCore

/// How a scheduler of PyTorch's is made and stepped, for specs that say more than its constructor takes: what SWALR
/// follows, and in what parts of an epoch restarts count.
struct TorchLoop {
  /// Lines that make the schedulers.
  private(set) var setup: [String] = []
  /// Lines that step them.
  private(set) var steps: [String] = []
  private(set) var imports: Set<String> = []

  init(_ proposal: Proposal, _ run: ProgramRun) {
    var call = proposal.call
    let start = call.remove("swa_start")
    let before = call.remove("before")
    let part = call.remove("epoch_step")
    imports = Self.imports(of: proposal.call)

    if case .call(let first)? = before {
      setup.append("before = " + first.python(TorchWriter.style, used: 9))
    }
    setup.append("scheduler = " + call.python(TorchWriter.style, used: 12))
    if let part {
      let said = run.say("in parts of an epoch, as restarts allow", zh: "重启调度允许按轮的一部分步进")
      steps = ["scheduler.step((step + 1) * \(part.python(TorchWriter.style, indent: 0, used: 0)))  # \(said)"]
    } else if let start {
      let said = run.say("weight averaging has begun: average the model here too", zh: "权重平均已开始：也在此处平均模型")
      steps = ["if step > \(start.python(TorchWriter.style, indent: 0, used: 0)):", "    scheduler.step()  # \(said)"]
      switch before {
      case .call(let first) where first.plainName == "ReduceLROnPlateau":
        steps += ["elif step < len(metrics):", "    before.step(metrics[step])"]
      case .call: steps += ["else:", "    before.step()"]
      default: break
      }
    } else if run.listens {
      let said = run.say(
        "after optimizer.step(): the loss counts from the next step", zh: "在 optimizer.step() 之后：损失自下一步起生效")
      steps = ["if step < len(metrics):", "    scheduler.step(metrics[step])  # \(said)"]
    } else {
      steps = run.stepping("scheduler.step()", every: proposal.every)
    }
  }

  /// SWALR lives elsewhere.
  static func imports(of call: Call) -> Set<String> {
    let names = Set(call.all.map(\.plainName))
    let usual = names.subtracting(["SWALR"]).sorted()
    var imports: Set<String> = []
    if !usual.isEmpty { imports.insert("from torch.optim.lr_scheduler import \(usual.joined(separator: ", "))") }
    if names.contains("SWALR") { imports.insert("from torch.optim.swa_utils import SWALR") }
    return imports
  }
}

extension Call {
  /// Takes an argument away.
  fileprivate mutating func remove(_ name: String) -> Literal? {
    guard let index = arguments.firstIndex(where: { $0.name == name }) else { return nil }
    return arguments.remove(at: index).value
  }
}
