import LRCore

/// A message of the argument parser, in both languages.
///
/// The parser speaks English only and says what is wrong as a text; the texts it can write are few and known.
///
/// - Parameter command: the name of the command that was parsed.
func parserMessage(_ text: String, of command: String = "") -> Localized {
  let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
  let quoted = quotedParts(line)
  func part(_ index: Int) -> String { index < quoted.count ? quoted[index] : "" }

  if line.hasPrefix("Unknown option") {
    if let hint = optionHint(part(0), of: command) {
      return Localized("unknown option '\(part(0))': ", zh: "未知的选项“\(part(0))”：") + hint
    }
    if quoted.count > 1 {
      return Localized(
        "unknown option '\(part(0))'; did you mean '\(part(1))'?", zh: "未知的选项“\(part(0))”；是否想写“\(part(1))”？")
    }
    return Localized("unknown option '\(part(0))'", zh: "未知的选项“\(part(0))”")
  }
  if line.hasPrefix("Missing value for") {
    return Localized("\(part(0)) needs a value", zh: "\(part(0)) 缺少取值")
  }
  if line.hasPrefix("Missing expected argument") {
    let kinds = [
      ("surface", Localized("a surface, such as rosenbrock", zh: "曲面名称，例如 rosenbrock")),
      ("optimizer", Localized("an optimizer, such as adam", zh: "优化器名称，例如 adam")),
    ]
    if part(0).contains("run") {
      let example = "`lrplot \(command.isEmpty ? "train" : command) sgd:lr=0.1@cosine adam`"
      return Localized(
        "\(part(0)) is missing: name an optimizer, with its schedule after '@', as in \(example); `lrplot list optimizers` shows all",
        zh: "缺少 \(part(0))：请写出优化器，“@”之后可写调度，例如 \(example)；`lrplot list optimizers` 列出全部")
    }
    if part(0).contains("file") {
      return Localized(
        "\(part(0)) is missing: name a file that asks for charts, as in `lrplot \(command) README.md`",
        zh: "缺少 \(part(0))：请写出索图的文件，例如 `lrplot \(command) README.md`")
    }
    if part(0).contains("report") {
      let names = BuiltInReport.allCases.map(\.rawValue).joined(separator: ", ")
      return Localized(
        "\(part(0)) is missing: name a YAML file, or one of \(names)", zh: "缺少 \(part(0))：请写出 YAML 文件，或 \(names) 之一")
    }
    let kind =
      kinds.first { part(0).contains($0.0) }?.1 ?? Localized("a schedule, such as cosine", zh: "调度名称，例如 cosine")
    return Localized(
      "\(part(0)) is missing: name \(kind.english); `lrplot list` shows all",
      zh: "缺少 \(part(0))：请写出\(kind.chinese)；`lrplot list` 列出全部")
  }
  if line.contains("nexpected argument") {
    let all = quoted.joined(separator: " ")
    return Localized("nothing more was expected after this: \(all)", zh: "多余的参数：\(all)")
  }
  if line.contains("does not take any value") {
    return Localized(
      "\(part(0)) takes no value, but '\(part(1))' was given", zh: "\(part(0)) 不接受取值，却给了“\(part(1))”")
  }
  if line.hasPrefix("Invalid option") {
    let option = line.split(separator: " ").last.map(String.init) ?? ""
    return Localized("'\(option)' is no option", zh: "“\(option)”不是选项")
  }
  let lower = line.prefix(1).lowercased() + line.dropFirst()
  return Localized(lower, zh: "命令行有误：" + line)
}

/// What stands between single quotes, each opened after a space and closed before one, a comma or the end.
private func quotedParts(_ text: String) -> [String] {
  var parts: [String] = []
  var rest = text[...]
  while let open = rest.firstIndex(of: "'") {
    let inside = rest[rest.index(after: open)...]
    guard
      let close = inside.indices.first(where: { index in
        guard inside[index] == "'" else { return false }
        let next = inside.index(after: index)
        return next == inside.endIndex || " ,.:?;".contains(inside[next])
      })
    else {
      // The line broke within what was quoted.
      parts.append(String(inside))
      break
    }
    parts.append(String(inside[..<close]))
    rest = inside[inside.index(after: close)...]
  }
  return parts
}

/// What to write in the place of an option that other programs have, or that is another command's.
private func optionHint(_ option: String, of command: String) -> Localized? {
  let trains = ["train", "landscape", "find-lr"].contains(command)
  let word = String(option.drop { $0 == "-" }.prefix { $0 != "=" }).lowercased()
  let name = String(word.map { $0 == "_" ? "-" : $0 })
  switch name {
  case "dpi", "resolution", "ppi":
    return Localized(
      "--scale sets the pixels per point of a PNG: --scale 2 is 144 dpi, --scale 4.17 is 300 dpi",
      zh: "--scale 设定 PNG 中每点的像素数：--scale 2 即 144 dpi，--scale 4.17 即 300 dpi")
  case "width", "height", "figsize":
    return Localized("--size sets both, as in --size 800x500", zh: "--size 同时设定宽与高，例如 --size 800x500")
  case "3d":
    return ["landscape", "trajectory"].contains(command)
      ? Localized("it is --view 3d", zh: "应为 --view 3d") : nil
  case "png", "svg", "pdf", "csv", "json":
    return Localized("it is --format \(name), or -o with that suffix", zh: "应为 --format \(name)，或 -o 加该后缀")
  case "facet":
    return Localized(
      "--facet is of compare and trajectory: \(command) has panels of its own",
      zh: "--facet 用于 compare 与 trajectory：\(command) 有自己的子图")
  case "lr", "learning-rate", "rate":
    switch command {
    case "compare", "diff", "code":
      return Localized("the base rate is --lr, as in --lr 0.1", zh: "基准学习率为 --lr，例如 --lr 0.1")
    case "find-lr":
      return Localized(
        "the test sets the learning rate itself: --rates log:1e-7..10:100 gives its range",
        zh: "范围测试自行设定学习率：范围由 --rates log:1e-7..10:100 给出")
    case "train", "landscape", "trajectory":
      return Localized(
        "the learning rate is a parameter of the optimizer: write sgd:lr=0.1", zh: "学习率是优化器的参数：写作 sgd:lr=0.1")
    default: return nil
    }
  case "momentum", "beta", "beta1", "weight-decay", "wd":
    guard trains || command == "trajectory" else { return nil }
    let example =
      name.hasPrefix("w") ? "adamw:weight_decay=0.01" : name == "momentum" ? "sgd:momentum=0.9" : "adam:beta1=0.9"
    return Localized("it is a parameter of the optimizer: write \(example)", zh: "它是优化器的参数：写作 \(example)")
  case "seeds", "n-seeds", "num-seeds", "repeats", "repeat", "runs":
    switch command {
    case "train": return Localized("--repeat 3 trains each run with 3 seeds", zh: "--repeat 3 以 3 个种子训练每项")
    case "landscape":
      return Localized(
        "--repeat is of `lrplot train`: a landscape is of one seed, that of --seed",
        zh: "--repeat 用于 `lrplot train`：地形只针对一个种子，由 --seed 给出")
    case "find-lr": return Localized("a range test has one seed, that of --seed", zh: "范围测试只有一个种子，由 --seed 给出")
    default: return nil
    }
  case "ema", "swa":
    guard command == "landscape" else { return nil }
    return Localized(
      "a landscape is around the weights that are trained, not around their mean: --ema and --swa are of `lrplot train`",
      zh: "地形围绕训练中的权重，而非其平均：--ema 与 --swa 用于 `lrplot train`")
  default: break
  }
  guard trains || ["trajectory", "compare", "diff", "code"].contains(command) else { return nil }
  switch name {
  case "optimizer", "optim", "opt":
    guard trains || command == "trajectory" else { return nil }
    let example = command == "trajectory" ? "trajectory rosenbrock adam" : "\(command) adam"
    return Localized(
      "optimizers are named without an option: `lrplot \(example)`", zh: "优化器直接写出，不用选项：`lrplot \(example)`")
  case "schedule", "scheduler", "lr-scheduler", "lr-schedule":
    if command == "find-lr" {
      return Localized("a range test has no schedule: it sets the learning rate itself", zh: "范围测试没有调度：它自行设定学习率")
    }
    if trains || command == "trajectory" {
      return Localized(
        "a schedule follows its optimizer after '@': write sgd@cosine", zh: "调度写在优化器之后，以“@”相连：sgd@cosine")
    }
    return Localized(
      "schedules are named without an option: `lrplot compare cosine`", zh: "调度直接写出，不用选项：`lrplot compare cosine`")
  case "min", "max", "start-lr", "end-lr", "min-lr", "max-lr":
    guard command == "find-lr" else { return nil }
    return Localized(
      "the range is --rates, as in --rates log:1e-6..1:100", zh: "范围由 --rates 给出，例如 --rates log:1e-6..1:100")
  case "num-iter", "num-it", "num-training":
    return command == "find-lr"
      ? Localized("it is --steps, as in --steps 100", zh: "应为 --steps，例如 --steps 100") : nil
  case "loss", "criterion":
    return trains
      ? Localized("it is a parameter of the model: --model mlp:loss=mse", zh: "它是模型的参数：--model mlp:loss=mse") : nil
  case "val", "val-split", "validation-split", "test-size", "split":
    return trains
      ? Localized(
        "the split is the data's own; csv and mnist take test=, as in --data csv:my.csv,target=y,test=0.2",
        zh: "划分属于数据本身；csv 与 mnist 可用 test=，例如 --data csv:my.csv,target=y,test=0.2") : nil
  case "early-stopping", "patience":
    return trains
      ? Localized(
        "runs go on to their last step; the table has the best evaluation", zh: "训练总是进行到最后一步；表格给出最佳评估") : nil
  case "device", "cuda", "gpu":
    return trains ? Localized("everything is trained on the processor", zh: "训练均在处理器上进行") : nil
  case "batch-size", "batchsize", "bs", "minibatch":
    return trains ? Localized("it is --batch, as in --batch 64", zh: "应为 --batch，例如 --batch 64") : nil
  case "dataset", "datasets", "data-set":
    return trains ? Localized("it is --data, as in --data moons", zh: "应为 --data，例如 --data moons") : nil
  case "network", "net", "arch", "architecture":
    return trains ? Localized("it is --model, as in --model cnn", zh: "应为 --model，例如 --model cnn") : nil
  case "hidden", "layers", "hidden-size":
    return trains
      ? Localized(
        "it is a parameter of the model: --model mlp:hidden=[64,64]", zh: "它是模型的参数：--model mlp:hidden=[64,64]")
      : nil
  case "iterations", "iters", "max-steps", "num-steps", "updates":
    return Localized("it is --steps, as in --steps 300", zh: "应为 --steps，例如 --steps 300")
  case "max-epochs", "num-epochs", "n-epochs":
    return command == "find-lr" ? nil : Localized("it is --epochs, as in --epochs 5", zh: "应为 --epochs，例如 --epochs 5")
  case "workers", "num-workers", "threads":
    return trains ? Localized("it is --jobs, as in --jobs 4", zh: "应为 --jobs，例如 --jobs 4") : nil
  default: return nil
  }
}
