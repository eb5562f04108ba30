import LRCore
import LROptimizers

/// What `lrplot explain` tells about a surface: formula, window, minima and start.
struct SurfaceExplanation {
  private let source: String
  private let phase: ExplainedPhase
  /// nil where the name alone makes none, as `formula` does.
  private let surface: TestSurface?
  private let language: Language
  private let terminal: Terminal

  init(_ source: String, context: RunContext, language: Language, terminal: Terminal) throws(Failure) {
    do throws(SpecError) {
      let chain = try SpecParser.chain(source)
      let spec = chain.phases[0]
      let entry = try Surfaces.catalogue.entry(for: spec, in: source)
      phase = ExplainedPhase(spec: spec, entry: ListedEntry(entry))
      let needsMore = entry.parameters.contains { if case .required = $0.fallback { true } else { false } }
      surface =
        needsMore && spec.arguments.isEmpty ? nil : try Surfaces.build(spec, of: chain, in: context)
    } catch {
      throw Failure(error)
    }
    self.source = source
    self.language = language
    self.terminal = terminal
  }

  var text: String {
    var lines = EntryDescription(language: language, width: terminal.width).lines(of: phase)
    if let surface {
      lines.append("")
      let (x, y) = (surface.window.x, surface.window.y)
      let xWindow = "\(shortest(x.lowerBound)) ... \(shortest(x.upperBound))"
      let yWindow = "\(shortest(y.lowerBound)) ... \(shortest(y.upperBound))"
      var rows = [
        [Localized("window", zh: "窗口"), Localized("x \(xWindow)" + (surface.isCurve ? "" : ",  y \(yWindow)"))]
      ]
      rows.append([
        Localized("start", zh: "起点"), Localized(surface.isCurve ? shortest(surface.start.x) : pair(surface.start)),
      ])
      if let lowest = surface.lowest {
        let places = surface.minima.map(pair).joined(separator: "  ")
        rows.append([
          Localized("minimum", zh: "最小值"),
          Localized("\(shortest(lowest)) at ", zh: "\(shortest(lowest))，位于 ") + Localized(places),
        ])
      }
      lines += TextTable(rows: rows.map { $0.map { $0.text(in: language) } }, indent: 2).lines(width: terminal.width)
    }
    lines.append("")
    lines += wrapped(Localized("Try:", zh: "试一试：").text(in: language), width: terminal.width)
    let examples = phase.spec.arguments.isEmpty ? phase.entry.examples : [source]
    for example in examples {
      lines.append("  lrplot trajectory " + shortened(shellQuoted(example), to: 480) + " sgd momentum adam --tune")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func pair(_ point: (x: Double, y: Double)) -> String { "(\(shortest(point.x)), \(shortest(point.y)))" }

  var json: JSON {
    func pair(_ a: Double, _ b: Double) -> JSON { .array([.number(a), .number(b)]) }
    var members: [(String, JSON)] = [
      ("spec", .string(source)), ("kind", .string("surfaces")), ("phases", .array([phase.json(in: language)])),
    ]
    if let surface {
      members += [
        ("x_range", pair(surface.window.x.lowerBound, surface.window.x.upperBound)),
        ("y_range", pair(surface.window.y.lowerBound, surface.window.y.upperBound)),
        ("start", pair(surface.start.x, surface.start.y)),
        ("minima", .array(surface.minima.map { pair($0.x, $0.y) })),
        ("lowest", surface.lowest.map { .number($0) } ?? .null),
      ]
    }
    return .object(members)
  }
}
