import LRCore

/// A schedule that a training configuration describes.
public struct ConfiguredSchedule: Sendable, Hashable {
  /// The framework: `DeepSpeed`.
  public var format: String
  /// The framework's name for the schedule, dotted, without arguments.
  public var title: String
  /// The same schedule as a spec, to be built, shown and copied.
  public var spec: String
  /// The base rate that the file gives; a command line that says another goes before it.
  public var baseRate: Double?
  /// Whether the schedule starts from a base rate that the file doesn't give.
  public var lacksRate: Bool
  /// How long the run is, in what the schedule counts.
  public var length: Length?
  /// Whether the spec's steps are epochs, because the framework steps it once an epoch and the length of one is unknown.
  public var countsEpochs: Bool
  /// What was assumed, and what isn't drawn.
  public var notes: [Localized]

  public enum Length: Sendable, Hashable {
    /// The file says so.
    case stated(Int)
    /// Long enough to see the schedule; the text says why it was chosen ("twice its warm-up").
    case suggested(Int, Localized)

    public var count: Int {
      switch self {
      case .stated(let count), .suggested(let count, _): count
      }
    }
  }

  init(
    _ format: String, _ spec: SpecText, title: String? = nil, baseRate: Double? = nil, lacksRate: Bool = false,
    length: Length? = nil, countsEpochs: Bool = false, notes: [Localized] = []
  ) {
    self.format = format
    self.title = title ?? spec.name
    self.lacksRate = lacksRate
    self.spec = spec.text
    self.baseRate = baseRate
    self.length = length
    self.countsEpochs = countsEpochs
    self.notes = notes
  }
}

/// What the command line says of the run besides the file.
public struct StatedRun: Sendable, Hashable {
  /// Optimizer steps of the run.
  public var steps: Int?
  public var epochs: Int?
  /// Optimizer steps in an epoch.
  public var stepsPerEpoch: Int?
  public var baseRate: Double?

  public init(steps: Int? = nil, epochs: Int? = nil, stepsPerEpoch: Int? = nil, baseRate: Double? = nil) {
    self.steps = steps
    self.epochs = epochs
    self.stepsPerEpoch = stepsPerEpoch
    self.baseRate = baseRate
  }
}

extension ConfiguredSchedule {
  /// A schedule that is stepped once an epoch, over the steps of a run: each of its rates held for an epoch.
  static func held(_ spec: SpecText, stepsPerEpoch: Int) -> SpecText {
    var held = SpecText("held")
    held.add("of", raw: spec.nested)
    held.add("every", stepsPerEpoch)
    return held
  }
}
