import LRCore

extension MatrixLibrary {
  /// - Throws: `TrainingError` with the package's name where OpenBLAS isn't installed.
  static func required() throws(TrainingError) -> MatrixLibrary {
    guard let library = shared else {
      if let reason = whyNotLoaded {
        throw TrainingError(
          Localized("OpenBLAS can't be loaded: \(reason)", zh: "无法加载 OpenBLAS：\(reason)"), isMissingLibrary: true)
      }
      throw TrainingError(
        Localized(
          "training needs OpenBLAS, which is not installed: apt-get install libopenblas0 (Debian, Ubuntu), brew install openblas",
          zh: "训练需要 OpenBLAS，尚未安装：apt-get install libopenblas0（Debian、Ubuntu）或 brew install openblas"),
        isMissingLibrary: true)
    }
    return library
  }
}
