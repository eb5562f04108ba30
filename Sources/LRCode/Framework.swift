import LRCore
import LRSchedules

/// The frameworks that schedules can be written for.
public enum Framework: String, CaseIterable, Sendable {
  case torch, keras, optax, timm, transformers, paddle

  /// As its makers write it.
  public var title: String {
    switch self {
    case .torch: "PyTorch"
    case .keras: "Keras"
    case .optax: "Optax"
    case .timm: "timm"
    case .transformers: "Transformers"
    case .paddle: "Paddle"
    }
  }

  /// The version whose schedules were compared.
  public var version: String {
    switch self {
    case .torch: "2.13"
    case .keras: "3.15"
    case .optax: "0.2.8"
    case .timm: "1.0.31"
    case .transformers: "5.23"
    case .paddle: "3.3"
    }
  }

  var writer: any FrameworkWriter {
    switch self {
    case .torch: TorchWriter()
    case .keras: KerasWriter()
    case .optax: OptaxWriter()
    case .timm: TimmWriter()
    case .transformers: TransformersWriter()
    case .paddle: PaddleWriter()
    }
  }
}

/// What one framework has, and how it is used.
protocol FrameworkWriter: Sendable {
  /// The framework's own schedules that could be this rule, the plainest first. Each is evaluated before it is
  /// believed, so that what is doubtful may be proposed.
  ///
  /// - Parameter steps: N of the run.
  func proposals(for rule: Rule, steps: Int) -> [Proposal]

  /// The whole program, or why there is none.
  func program(_ form: Form, _ run: ProgramRun) throws(CodeError) -> Program
}

/// A framework's own schedule that may be the one that is asked for.
struct Proposal: Sendable {
  var call: Call
  /// The rate that the optimizer is made with, for frameworks that take it from there.
  var baseRate: Double?
  /// The momentum that the optimizer is made with.
  var momentum: Double?
  /// What to say in the program.
  var notes: [Localized] = []
  /// Whether the program asks for the rate of step 0 too, where the constructor alone leaves another.
  var asksFirst = false
  /// Whether the framework hears a step's own metric before its rate is used, and the program hands it on a step later.
  var hearsEarly = false
  /// The run's steps to one of the scheduler's.
  var every = 1
}

/// The schedule, in the form in which the framework can have it.
enum Form: Sendable {
  /// The framework's own.
  case native(Proposal)
  /// A function of the step.
  case function(RuleFunctions, momentum: StepFunction?)
}

/// What a program needs to know of the run.
struct ProgramRun: Sendable {
  /// Rates that the program goes through, steps + 1, or fewer where the framework would stop.
  var count: Int
  /// Whether the framework raises an error at one step more.
  var ends: Bool
  var metrics: [Double]?
  var language: Language
  /// Whether the schedule drives momentum too.
  var drivesMomentum: Bool
  /// Whether the schedule listens to a metric.
  var listens: Bool
}

/// Why a schedule can't be written down.
public enum CodeError: Error, Sendable, Hashable {
  /// The spec is wrong, or its rates can't be used.
  case plan(PlanError)
  /// The framework has no such schedule; what it has is said too.
  case impossible(Localized)
}
