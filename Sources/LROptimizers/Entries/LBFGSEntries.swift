import LRCore

/// Newton's method from remembered gradients.
extension LBFGSSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "lbfgs", aliases: ["l-bfgs"], own,
      summary: Localized("Newton's method, its Hessian learnt from the path", zh: "由路径估计海森矩阵的拟牛顿法"),
      formula: "w += t d,  d = -H g,  H from the latest changes of w and g;  t by a line search, from lr",
      fields: [
        .rate(1), historySize("history", 10),
        .choice("line_search", \.searches, [("strong_wolfe", true), ("none", false)], searchMeaning),
        .optionalInteger(
          "max_eval", \.evaluations, Localized("evaluations in a step; none: 25", zh: "每步最多求值次数；none 为 25")),
        .coupledDecay(), .maximize,
      ], source: "Liu & Nocedal 1989", note: ownNote, examples: ["lbfgs", "lbfgs:lr=0.1,line_search=none"]),
    OptimizerEntry(
      "torch.LBFGS", LBFGSSettings(),
      summary: Localized("several quasi-Newton moves in one step", zh: "一步内多次拟牛顿迭代"),
      formula: "max_iter times: w += t d,  d = -H g;  t = lr, or by a line search (strong_wolfe)",
      fields: [
        .rate(1), .integer("max_iter", \.iterations, 20, Localized("moves in one step", zh: "每步的迭代次数")),
        .optionalInteger(
          "max_eval", \.evaluations,
          Localized("evaluations in a step; none: 5/4 max_iter", zh: "每步最多求值次数；none 为 max_iter 的 5/4")),
        .number(
          "tolerance_grad", \.gradientTolerance, 1e-7, in: .any,
          Localized("largest gradient component at which it rests", zh: "梯度最大分量低于此值即停止")),
        .number(
          "tolerance_change", \.changeTolerance, 1e-9, in: .any,
          Localized("change of loss or weights at which it rests", zh: "损失或参数变化低于此值即停止")),
        historySize("history_size", 100),
        .choice("line_search_fn", \.searches, [("none", false), ("strong_wolfe", true)], searchMeaning),
      ], source: "torch.optim.LBFGS",
      note: Localized(
        "One step is up to max_iter moves. With max_iter=1 a line search has no evaluation left: give max_eval as well.",
        zh: "一步包含至多 max_iter 次移动。max_iter=1 时线搜索没有剩余的求值次数，请同时给出 max_eval。"),
      examples: ["torch.LBFGS:line_search_fn=strong_wolfe", "torch.LBFGS:lr=0.1,max_iter=2"],
      origin: .optimizer("torch", nearest: "lbfgs", Localized("several moves in one step", zh: "一步内多次移动"))),
    SearchedLBFGSSettings.optax,
  ]

  private static var own: LBFGSSettings {
    var settings = LBFGSSettings()
    settings.iterations = 1
    settings.evaluations = 25
    settings.searches = true
    return settings
  }

  private static let ownNote = Localized(
    "One step is one move, for which the line search evaluates the surface a few times; lr is the first distance that it "
      + "tries, in multiples of the quasi-Newton step.",
    zh: "一步即一次移动，其间线搜索会对曲面求值数次；lr 为首先尝试的步长，以拟牛顿步为单位。")

  private static let searchMeaning = Localized("how the length of a move is found", zh: "移动步长的确定方式")

  private static func historySize(_ name: String, _ fallback: Int) -> Field<LBFGSSettings> {
    .integer(name, \.history, fallback, Localized("moves remembered", zh: "记住的移动次数"))
  }
}

extension SearchedLBFGSSettings {
  fileprivate static let optax = OptimizerEntry(
    "optax.lbfgs", SearchedLBFGSSettings(),
    summary: Localized("a quasi-Newton move with a zoom line search", zh: "带 zoom 线搜索的拟牛顿法"),
    formula: "w += t d,  d = -lr H g;  t by a zoom line search",
    fields: [
      .rateOrOne("learning_rate", \.common.rate),
      .integer("memory_size", \.history, 10, Localized("moves remembered", zh: "记住的移动次数")),
      .flag(
        "scale_init_precond", \.scales, unlessSaid: true,
        Localized("scale the first inverse Hessian", zh: "缩放初始逆海森矩阵")),
      .choice(
        "linesearch", \.search, [("zoom", ZoomSearchSettings()), ("none", nil)],
        Localized("how the length of a move is found", zh: "移动步长的确定方式")),
      .integer(
        "max_linesearch_steps", \.zoom.steps, 20, Localized("evaluations of the line search", zh: "线搜索的求值次数")),
      .optionalNumber(
        "max_learning_rate", \.zoom.largestDistance, in: .positive,
        Localized("largest length that is tried", zh: "所尝试的最大步长")),
      .number("tol", \.zoom.tolerance, 0, Localized("what a criterion may be missed by", zh: "判据的容差")),
      .number(
        "increase_factor", \.zoom.growth, 2, in: .positive,
        Localized("how lengths grow until an interval is found", zh: "找到区间前步长的增长倍数")),
      .number(
        "slope_rtol", \.zoom.slopeShare, 1e-4, Localized("decrease asked for, as part of the slope", zh: "所要求的下降占斜率的比例")
      ),
      .number(
        "curv_rtol", \.zoom.curvatureShare, 0.9, Localized("slope allowed, as part of the first", zh: "允许的斜率占初始斜率的比例")),
      .numberOrNone(
        "approx_dec_rtol", \.zoom.approximateShare, 1e-6,
        Localized("rise allowed close to a minimum, relative", zh: "接近极小值时允许的相对上升")),
      .number(
        "stepsize_precision", \.zoom.precision, 1e-5, Localized("shortest interval that is searched", zh: "继续搜索的最短区间")),
      .choice(
        "initial_guess_strategy", \.zoom.keepsDistance, [("one", false), ("keep", true)],
        Localized("length tried first: 1, or the last one", zh: "首先尝试的步长：1 或上次的步长")),
    ], source: "optax.lbfgs",
    note: Localized(
      "The arguments from max_linesearch_steps on are those of optax.scale_by_zoom_linesearch, with the values that "
        + "optax.lbfgs gives them.", zh: "max_linesearch_steps 起的参数属于 optax.scale_by_zoom_linesearch，默认值取自 optax.lbfgs。"
    ),
    examples: ["optax.lbfgs", "optax.lbfgs:memory_size=3"],
    origin: .optimizer(
      "optax", nearest: "lbfgs", Localized("another line search; keeps negative curvature", zh: "线搜索不同，且保留负曲率信息")))

  /// The search's settings; without a search they mean nothing.
  fileprivate var zoom: ZoomSearchSettings {
    get { search ?? ZoomSearchSettings() }
    set { if search != nil { search = newValue } }
  }
}
