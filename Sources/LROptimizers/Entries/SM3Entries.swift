import LRCore

/// Adagrad in little memory.
extension SM3Settings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "sm3", SM3Settings(),
      summary: Localized("Adagrad with one sum for each row and column", zh: "每行每列只存一个累加和的 Adagrad"),
      formula: formula, fields: [.rate(0.1), shareKept, .epsilon(\.epsilon, 0), .coupledDecay(), .maximize],
      source: "Anil, Gupta, Koren, Singer 2019 (SM3-II, momentum 0.9)", note: vectors, examples: ["sm3:lr=0.5"]),
    OptimizerEntry(
      "optax.sm3", optax,
      summary: Localized("Adagrad with one sum for each row and column", zh: "每行每列只存一个累加和的 Adagrad"),
      formula: formula, fields: [.rate(nil, "learning_rate"), shareKept], source: "optax.sm3", note: vectors,
      examples: ["optax.sm3:learning_rate=0.5"],
      origin: .optimizer("optax", nearest: "sm3", Localized("adds 1e-8 under the root", zh: "根号内加 1e-8"))),
  ]

  private static var optax: SM3Settings {
    var settings = SM3Settings()
    settings.epsilon = 1e-8
    return settings
  }

  private static let formula = """
    s(i) = g(i)^2 + min of the numbers of i's slices;  number of a slice = max of its s(i)
    m = momentum m + (1 - momentum) g / sqrt(s + eps);  w -= lr m
    """

  private static let vectors = Localized(
    "Both coordinates of a surface are one vector: each is a slice by itself, so that SM3 is Adagrad with momentum here.",
    zh: "曲面的两个坐标构成一个向量，每个坐标自成一个切片，因此此处 SM3 即带动量的 Adagrad。")

  private static let shareKept: Field<SM3Settings> = .share("momentum", \.momentum, 0.9)
}
