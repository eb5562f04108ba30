/// A setting other than the rate that a framework lets a schedule drive.
public enum DrivenSetting: Sendable, Hashable {
  /// The amount of weight decay.
  case decay
  /// The weight of a second direction: AdEMAMix's alpha.
  case alpha
  /// The share kept of a slow mean: AdEMAMix's b3.
  case slowShare
  /// The rate of parameters that another rule moves: Muon's Adam.
  case othersRate
}
