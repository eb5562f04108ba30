import LRCore

/// The last step at which a schedule has a learning rate, and why there is none at the next.
public struct Ending: Sendable, Hashable {
  public enum Cause: Sendable, Hashable {
    /// The framework raises an error, in its own words.
    case error(String)
    /// The rule has no finite value there: it is infinite, or no number at all.
    case notFinite(isInfinite: Bool)
  }

  public var lastStep: Int
  public var cause: Cause

  public init(lastStep: Int, cause: Cause) {
    self.lastStep = lastStep
    self.cause = cause
  }

  /// An error of the framework.
  public init(lastStep: Int, reason: String) { self.init(lastStep: lastStep, cause: .error(reason)) }

  /// The framework's own words, or that the learning rate isn't finite.
  public var reason: String {
    switch cause {
    case .error(let words): words
    case .notFinite(let isInfinite): "the learning rate is \(isInfinite ? "infinite" : "undefined")"
    }
  }

  /// That the schedule of this name stops, where and why.
  public func message(about name: String) -> Localized {
    switch cause {
    case .error(let words):
      Localized(
        "\(name) stops with an error after step \(lastStep): \(words)", zh: "\(name) 在第 \(lastStep) 步之后报错停止：\(words)")
    case .notFinite(let isInfinite):
      Localized(
        "\(name) is drawn until step \(lastStep): from the next on its learning rate is \(isInfinite ? "infinite" : "undefined")",
        zh: "\(name) 只画到第 \(lastStep) 步：下一步的学习率\(isInfinite ? "为无穷大" : "无定义")")
    }
  }
}
