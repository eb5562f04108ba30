import LRScene

/// Which of a paint's two colours is drawn.
public enum Appearance: Sendable, Hashable {
  case light
  case dark
  /// An SVG follows the reader's `prefers-color-scheme`; PNG and PDF, which can't, are light.
  case auto
}

extension Paint {
  func color(dark isDark: Bool) -> Color { isDark ? dark : light }
}
