import LRCore

/// Rules that use the shape of a parameter, or curvature.
extension Optimizers {
  static let structured: [OptimizerEntry] = [
    AdafactorSettings.entries, SM3Settings.entries, LBFGSSettings.entries, MuonSettings.entries,
    ShampooSettings.entries, SOAPSettings.entries, SophiaSettings.entries,
  ].flatMap { $0 }
}
