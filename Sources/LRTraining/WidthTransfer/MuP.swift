import LRCore
import LROptimizers

/// The maximal update parametrization of Yang et al. 2022 ("Tensor Programs V"), as mup 1.0.0 has it: what a fully
/// connected network of one width does differently so that the best learning rate of a narrow one stays the best.
///
/// At the base width everything is as in the standard parametrization.
public struct MuP: Sendable, Hashable {
  /// The width at which both parametrizations are one.
  public let baseWidth: Int
  /// The width of every hidden layer.
  public let width: Int

  public init(baseWidth: Int, width: Int) {
    self.baseWidth = max(1, baseWidth)
    self.width = max(1, width)
  }

  /// m, the width in base widths.
  public var ratio: Double { Double(width) / Double(baseWidth) }

  /// A parameter by which of its dimensions grow with the width.
  public enum Role: Sendable, Hashable, CaseIterable {
    /// The weights of the first layer, whose outputs alone grow.
    case inputWeight
    /// The bias of the first layer.
    case inputBias
    /// The weights between two hidden layers.
    case hiddenWeight
    /// The bias of a later hidden layer.
    case hiddenBias
    /// The weights of the last layer, whose inputs alone grow.
    case outputWeight
    /// The bias of the last layer, which doesn't grow.
    case outputBias
    /// Weights of a network without a hidden layer, and their bias: nothing grows.
    case fixed

    /// The role of a layer's weights or bias.
    ///
    /// - Parameters:
    ///   - layer: 0 ..< `count`.
    ///   - count: layers with weights, the last one included.
    public init(layer: Int, of count: Int, isBias: Bool) {
      if count < 2 {
        self = .fixed
      } else if layer == 0 {
        self = isBias ? .inputBias : .inputWeight
      } else if layer == count - 1 {
        self = isBias ? .outputBias : .outputWeight
      } else {
        self = isBias ? .hiddenBias : .hiddenWeight
      }
    }

    /// Dimensions that grow with the width.
    fileprivate var growing: Int {
      switch self {
      case .hiddenWeight: 2
      case .inputWeight, .inputBias, .hiddenBias, .outputWeight: 1
      case .outputBias, .fixed: 0
      }
    }
  }

  /// How an optimizer's updates scale.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The size of an update doesn't follow that of the gradient.
    case adam = "Adam"
    case adamW = "AdamW"
    /// The update is the gradient times the rate, with or without momentum.
    case sgd = "SGD"
  }

  /// The factor of a parameter's learning rate.
  public func rateFactor(_ role: Role, _ kind: Kind) -> Double {
    switch kind {
    case .adam, .adamW: role.growing == 2 ? 1 / ratio : 1
    // Of the weights between hidden layers, width out by width in is 1.
    case .sgd: role.growing == 1 ? ratio : 1
    }
  }

  /// The factor of a parameter's weight decay: rate times decay stays what it was.
  public func decayFactor(_ role: Role, _ kind: Kind) -> Double { 1 / rateFactor(role, kind) }

  /// The standard deviation of a parameter's initial values over that at the base width, whatever their distribution.
  public func initialScale(_ role: Role) -> Double { role.growing == 2 ? 1 / ratio.squareRoot() : 1 }

  /// The factor of initial values that were drawn for this width with a spread that goes with 1/√(inputs), as
  /// PyTorch's defaults do for weights and biases.
  public func initialFactor(_ role: Role) -> Double {
    switch role {
    case .hiddenBias, .outputWeight, .outputBias: ratio.squareRoot()
    case .inputWeight, .inputBias, .hiddenWeight, .fixed: 1
    }
  }

  /// The factor of the last layer's inputs: its output is W (x · factor) + b, the bias isn't scaled.
  public var outputFactor: Double { 1 / ratio }
}

extension MuP.Kind {
  /// How this optimizer's updates scale.
  ///
  /// - Throws: `TrainingError` with the reason where no factors are known of the optimizer.
  public init(_ recipe: any OptimizerRecipe) throws(TrainingError) {
    switch recipe {
    case is GradientDescentSettings: self = .sgd
    case let settings as AdamSettings: self = settings.common.decay.place == .gradient ? .adam : .adamW
    case is any WrappingRecipe:
      throw TrainingError(
        Localized(
          "muP is not defined here where gradients are clipped, or a rule stands around another one: remove the clipping or the wrapping",
          zh: "梯度被裁剪或规则嵌套时未定义 muP：请去掉裁剪或嵌套"))
    default:
      throw TrainingError(
        Localized(
          "the rate factors of muP are not known of this optimizer: use SGD (also with momentum), Adam or AdamW",
          zh: "此优化器没有已知的 muP 学习率因子：请用 SGD（可带动量）、Adam 或 AdamW"))
    }
  }
}

extension MuP {
  /// The same optimizer with another weight decay, where its decay is one that the rate multiplies.
  static func recipe(_ recipe: any OptimizerRecipe, decayingBy factor: Double) -> any OptimizerRecipe {
    guard factor != 1, var settings = recipe as? any RuleSettings, settings.common.decay.place != .weightsUnscaled
    else { return recipe }
    settings.common.decay.amount *= factor
    return settings
  }
}
