import LRCore

/// Descendants of Adam.
extension Optimizers {
  static let moments: [OptimizerEntry] = [
    AdaBeliefSettings.entries, ACPropSettings.entries, YogiSettings.entries, AdaBoundSettings.entries,
    AdanSettings.entries, AdEMAMixSettings.entries, SimplifiedAdEMAMixSettings.entries, ADOPTSettings.entries,
    MADGRADSettings.entries, NovoGradSettings.entries, LAMBSettings.entries, MomoAdamSettings.entries,
    AdaModSettings.entries, DiffGradSettings.entries, QHAdamSettings.entries,
  ].flatMap { $0 }
}
