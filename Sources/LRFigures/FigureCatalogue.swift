import LRCore

/// A figure that lrplot draws, and the command that does it.
public struct FigureEntry: Sendable {
  public var name: String
  public var summary: Localized
  public var command: String

  init(_ name: String, _ english: String, zh chinese: String, _ command: String) {
    self.name = name
    summary = Localized(english, zh: chinese)
    self.command = command
  }

  /// Every figure; a new one is one line here.
  public static let all = [
    FigureEntry(
      "schedules", "learning rates over steps or epochs, with their phases and events", zh: "学习率随步数或轮数的变化，标出阶段与事件",
      "lrplot compare step exp cosine"),
    FigureEntry(
      "facets", "one panel per schedule, with the same scales", zh: "每个调度一幅小图，坐标相同", "lrplot compare cosine wsd --facet"
    ),
    FigureEntry(
      "stepping", "intended against actual stepping of a scheduler", zh: "调度器的预期步进与实际步进",
      "lrplot compare torch.StepLR:step_size=30 --stepped-by micro --accumulate 4"),
    FigureEntry(
      "bound", "schedules, and the loss bound that each alone predicts", zh: "各调度及仅由其推出的损失上界",
      "lrplot compare constant cosine wsd --bound"),
    FigureEntry(
      "difference", "two schedules, and their relative difference", zh: "两个调度及其相对差",
      "lrplot diff cosine torch.CosineAnnealingLR:T_max=60 --draw"),
    FigureEntry(
      "trajectory", "paths of optimizers on the contours of a surface, with losses and learning rates",
      zh: "优化器在曲面等高线上的轨迹，附损失与学习率", "lrplot trajectory rosenbrock sgd momentum adam --tune"),
    FigureEntry(
      "trajectory-3d", "the same on the surface in space", zh: "同上，画在立体曲面上",
      "lrplot trajectory rosenbrock sgd adam --tune --view 3d"),
    FigureEntry(
      "training", "losses, accuracy and learning rates of short training runs", zh: "短时训练的损失、准确率与学习率",
      "lrplot train sgd:lr=0.1@step sgd:lr=0.1@cosine adam"),
    FigureEntry(
      "rate-sweep", "final loss over the learning rate", zh: "最终损失随学习率的变化",
      "lrplot train sgd adam --rates log:1e-4..10:11"),
    FigureEntry(
      "sharpness", "largest eigenvalue of the Hessian against the limit of stability", zh: "海森矩阵的最大特征值与稳定界限",
      "lrplot train sgd:lr=0.5 --sharpness --data digits:samples=300"),
    FigureEntry(
      "cooldown", "branches that cool down from one constant run, against cosines of the same lengths",
      zh: "从同一恒定学习率训练分出的冷却分支，与等长余弦对照", "lrplot train sgd:lr=0.1 --cooldown 5"),
    FigureEntry(
      "transfer", "loss over the learning rate for several widths, standard beside muP",
      zh: "不同宽度下损失随学习率的变化：标准参数化与 muP 对照",
      "lrplot train adam --transfer 64,128,256"),
    FigureEntry(
      "range-test", "learning-rate range test, every library's suggestion, and real runs below",
      zh: "学习率范围测试、各库的建议，以及下方的实际训练",
      "lrplot find-lr --check"),
    FigureEntry(
      "landscape", "loss around trained networks, with their paths", zh: "训练所得网络周围的损失与训练路径",
      "lrplot landscape sgd:lr=0.3 adam:lr=0.01@cosine"),
    FigureEntry(
      "landscape-3d", "the same in space", zh: "同上，立体", "lrplot landscape sgd:lr=0.3 --view 3d"),
    FigureEntry(
      "samples", "samples of a data set: images, sequences or scatter plots", zh: "数据集的样本：图像、序列或散点图",
      "lrplot explain digits -o digits.png"),
  ]
}
