import LRCore
import LROptimizers

/// The networks that are trained, by name.
public enum Models {
  public static let catalogue = Catalogue<ModelRecipe>(
    kind: Localized("model", zh: "模型"), listing: "models", [linear, logistic, perceptron, convolutional])

  /// The recipe that a spec names.
  public static func recipe(_ source: String) throws(SpecError) -> ModelRecipe {
    if let error = unnamedWidths(source) { throw error }
    let chain = try SpecParser.chain(source)
    guard chain.phases.count == 1 else {
      throw SpecError(
        Localized("a model has no phases", zh: "模型没有阶段"), in: source, at: chain.phases[1].range)
    }
    return try build(chain.phases[0], of: chain)
  }

  /// The error for widths without their key: `mlp:64,64`, `mlp:[64,64]`.
  private static func unnamedWidths(_ source: String) -> SpecError? {
    let characters = Array(source)
    guard let colon = characters.firstIndex(of: ":"),
      ["mlp", "perceptron"].contains(String(characters[..<colon]).filter { !$0.isWhitespace })
    else { return nil }
    var widths: [String] = []
    var end = colon + 1
    for part in String(characters[(colon + 1)...]).split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.filter { !"[]() ".contains($0) }.split(whereSeparator: { "x-".contains($0) })
      guard !words.isEmpty, words.allSatisfy({ $0.allSatisfy(\.isNumber) }) else { break }
      widths += words.map(String.init)
      end += part.count + 1
    }
    guard !widths.isEmpty else { return nil }
    let all = widths.prefix(8).joined(separator: ",")
    return SpecError(
      Localized(
        "the widths need their name: write mlp:hidden=[\(all)]", zh: "宽度须写明参数名：mlp:hidden=[\(all)]"),
      in: source, at: (colon + 1)..<max(colon + 2, min(end - 1, characters.count)))
  }

  /// The recipe of one spec of a chain.
  public static func build(_ spec: Spec, of chain: Chain) throws(SpecError) -> ModelRecipe {
    let entry = try catalogue.entry(for: spec, in: chain.source)
    var arguments = try Arguments(
      spec, parameters: entry.parameters, context: RunContext(), source: chain.source)
    return try entry.build(&arguments)
  }

  private static func losses(smoothing: Double) -> [Loss] {
    [.meanSquare, .halfSumOfSquares, .binaryCrossEntropy, .crossEntropy(smoothing: smoothing)]
  }

  private static let common = [
    Parameter(
      "loss", .choice(losses(smoothing: 0).map(\.name)), .none,
      Localized(
        "cross_entropy of classes, mse of numbers unless given; half_sse: half the sum over outputs",
        zh: "缺省：分类用 cross_entropy，回归用 mse；half_sse 为各输出平方误差之和的一半"
      )),
    Parameter(
      "label_smoothing", .number(Bounds(0, 1, openUpper: true)), .number(0),
      Localized("share of the target that all classes share", zh: "平均分给所有类别的目标份额")),
    Parameter(
      "init", .choice(Initialization.allCases.filter { $0 != .mup }.map(\.rawValue)), .word("he"),
      Localized("how weights start: he, xavier, or PyTorch's default", zh: "初始化：he、xavier，或 PyTorch 的缺省")),
  ]

  /// Those of fully connected networks, which also have muP.
  private static let scalable =
    Array(common.dropLast()) + [
      Parameter(
        "init", .choice(Initialization.allCases.map(\.rawValue)), .word("he"),
        Localized(
          "how weights start: he, xavier, PyTorch's default, or mup: that default under muP",
          zh: "初始化：he、xavier、PyTorch 的默认，或 mup（在 muP 参数化下的该默认）")),
      Parameter(
        "base", .integer(Bounds(1, 1_000_000)), .none,
        Localized(
          "of init=mup: the width at which it equals init=torch; the network's own where it isn't given",
          zh: "用于 init=mup：与 init=torch 相同时的宽度；默认为网络自身的宽度")),
    ]

  private static let hiddenOnes = [
    Parameter(
      "activation", .choice(Activation.allCases.map(\.rawValue)), .word("relu"),
      Localized("after every hidden layer", zh: "各隐藏层之后的激活函数")),
    Parameter(
      "dropout", .number(Bounds(0, 1, openUpper: true)), .number(0),
      Localized("share of hidden numbers that training leaves out", zh: "训练时舍去的隐藏单元份额")),
  ]

  private static func recipe(
    _ body: ModelRecipe.Body, _ arguments: inout Arguments, hides: Bool
  ) throws(SpecError) -> ModelRecipe {
    var recipe = ModelRecipe(body: body)
    if hides {
      recipe.activation = Activation(rawValue: try arguments.word("activation")) ?? .relu
      recipe.dropout = try arguments.number("dropout")
    }
    recipe.initialization = Initialization(rawValue: try arguments.word("init")) ?? .he
    recipe.smoothing = try arguments.number("label_smoothing")
    let name = try arguments.optionalWord("loss")
    recipe.loss = losses(smoothing: recipe.smoothing).first { $0.name == name }
    if recipe.smoothing > 0, let loss = recipe.loss {
      guard case .crossEntropy = loss else {
        throw arguments.error(
          Localized("label_smoothing goes with cross_entropy", zh: "label_smoothing 与 cross_entropy 同用"),
          at: "label_smoothing")
      }
    }
    return recipe
  }

  static let linear = CatalogueEntry<ModelRecipe>(
    "linear", summary: Localized("one product with a matrix, and a bias", zh: "单层线性模型"), formula: "z = W x + b",
    parameters: common, source: "lrplot", examples: ["linear", "linear:loss=half_sse"]
  ) { (arguments: inout Arguments) throws(SpecError) -> ModelRecipe in try recipe(.dense([]), &arguments, hides: false)
  }

  static let logistic = CatalogueEntry<ModelRecipe>(
    "logistic", summary: Localized("a linear model of two classes with one output", zh: "逻辑回归：两类、单输出的线性模型"),
    formula: "P(second class) = 1 / (1 + exp(-(w x + b)))", parameters: common, source: "lrplot",
    examples: ["logistic"]
  ) { (arguments: inout Arguments) throws(SpecError) -> ModelRecipe in
    var recipe = try recipe(.dense([]), &arguments, hides: false)
    recipe.isLogistic = true
    if case .crossEntropy? = recipe.loss {
      throw arguments.error(
        Localized(
          "logistic has one output: its loss is bce, mse or half_sse", zh: "logistic 只有一个输出：损失为 bce、mse 或 half_sse"),
        at: "loss")
    }
    return recipe
  }

  static let perceptron = CatalogueEntry<ModelRecipe>(
    "mlp", aliases: ["perceptron"],
    summary: Localized("fully connected layers with an activation between them", zh: "多层感知机：全连接层与激活函数"),
    formula: "x_(k+1) = activation(W_k x_k + b_k), z = W x_last + b",
    parameters: [
      Parameter(
        "hidden", .numbers(Bounds(1, 1_000_000)), .numbers([64, 64]),
        Localized("widths of the hidden layers", zh: "各隐藏层的宽度"))
    ] + hiddenOnes + scalable,
    source: "He et al. 2015 (init=he), Glorot & Bengio 2010 (init=xavier), Yang et al. 2022 (init=mup)",
    note: Localized(
      "init=mup also divides the last layer's product by m = width / base, and multiplies rates and weight decays by layer (muP); of SGD, Adam and AdamW.",
      zh: "init=mup 还将最后一层的乘积除以 m = 宽度 / base，并按层缩放学习率与权重衰减（muP）；用于 SGD、Adam 与 AdamW。"),
    examples: [
      "mlp", "mlp:hidden=[128,64]", "mlp:hidden=[64,64],activation=gelu,dropout=0.1",
      "mlp:hidden=[256,256],init=mup,base=64",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> ModelRecipe in
    let widths = try arguments.numbers("hidden")
    guard !widths.isEmpty else {
      throw arguments.error(
        Localized(
          "'hidden' needs one width or more; a model without hidden layers is `linear`",
          zh: "“hidden”至少要有一个宽度；没有隐藏层的模型是 `linear`"),
        at: "hidden")
    }
    guard widths.allSatisfy({ $0 == $0.rounded() }) else {
      throw arguments.error(Localized("widths are whole numbers", zh: "宽度须为整数"), at: "hidden")
    }
    var recipe = try recipe(.dense(widths.map { Int(clamping: $0) }), &arguments, hides: true)
    let base = try arguments.optionalInteger("base")
    if recipe.initialization == .mup {
      guard widths.allSatisfy({ $0 == widths[0] }) else {
        throw arguments.error(
          Localized(
            "init=mup needs hidden layers of one width, such as hidden=[256,256]",
            zh: "init=mup 要求各隐藏层宽度相同，例如 hidden=[256,256]"), at: "hidden")
      }
      recipe.baseWidth = base ?? Int(clamping: widths[0])
    } else if base != nil {
      throw arguments.error(Localized("'base' goes with init=mup", zh: "“base”与 init=mup 同用"), at: "base")
    }
    return recipe
  }

  static let convolutional = CatalogueEntry<ModelRecipe>(
    "cnn", aliases: ["convnet"],
    summary: Localized(
      "convolutions with max pooling, then one linear layer; of sequences one-dimensional",
      zh: "卷积与最大池化，最后一层线性；序列数据用一维卷积"),
    formula: "x_(k+1) = pool(activation(conv(x_k))), z = W x_last + b",
    parameters: [
      Parameter(
        "filters", .numbers(Bounds(1, 4096)), .numbers([16, 32]), Localized("of each convolution", zh: "各卷积层的滤波器数")),
      Parameter("kernel", .integer(Bounds(1, 31)), .integer(3), Localized("its width, and height", zh: "卷积核的边长")),
      Parameter(
        "padding", .integer(Bounds(0, 31)), .none,
        Localized(
          "zeros around (default: half the kernel, which keeps the size if that is odd)",
          zh: "四周补零（默认为核边长的一半，奇数核时尺寸不变）")),
      Parameter("stride", .integer(Bounds(1, 16)), .integer(1), Localized("of the convolutions", zh: "卷积步幅")),
      Parameter(
        "pool", .integer(Bounds(1, 16)), .integer(2), Localized("window of the pooling; 1 is none", zh: "池化窗口；1 为不池化")),
    ] + hiddenOnes + common,
    source: "LeCun et al. 1998; PyTorch's Conv2d, Conv1d and MaxPool2d",
    examples: ["cnn", "cnn:filters=[8,16],kernel=5"]
  ) { (arguments: inout Arguments) throws(SpecError) -> ModelRecipe in
    let filters = try arguments.numbers("filters")
    guard !filters.isEmpty, filters.allSatisfy({ $0 == $0.rounded() }) else {
      throw arguments.error(
        Localized("'filters' are whole numbers, one or more", zh: "“filters”须为整数，至少一个"), at: "filters")
    }
    let kernel = try arguments.integer("kernel")
    return try recipe(
      .convolutions(
        filters: filters.map { Int(clamping: $0) }, kernel: kernel,
        padding: try arguments.optionalInteger("padding") ?? kernel / 2, stride: try arguments.integer("stride"),
        pool: try arguments.integer("pool")), &arguments, hides: true)
  }
}
