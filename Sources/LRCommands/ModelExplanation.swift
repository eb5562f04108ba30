import LRCore
import LRTraining

/// What `lrplot explain` tells about a model: its formula and parameters, and how to train it.
struct ModelExplanation {
  private let source: String
  private let phase: ExplainedPhase
  private let language: Language
  private let terminal: Terminal

  init(_ source: String, language: Language, terminal: Terminal) throws(Failure) {
    do throws(SpecError) {
      let chain = try SpecParser.chain(source)
      phase = ExplainedPhase(
        spec: chain.phases[0], entry: ListedEntry(try Models.catalogue.entry(for: chain.phases[0], in: source)))
      _ = try Models.build(chain.phases[0], of: chain)
    } catch {
      throw Failure(error)
    }
    self.source = source
    self.language = language
    self.terminal = terminal
  }

  var text: String {
    var lines = EntryDescription(language: language, width: terminal.width).lines(of: phase)
    lines += [""] + wrapped(Localized("Try:", zh: "试一试：").text(in: language), width: terminal.width)
    let examples = phase.spec.arguments.isEmpty ? phase.entry.examples : [source]
    for example in examples {
      let data = phase.entry.name == "logistic" ? "moons" : "digits:label_noise=0.2"
      lines.append(
        "  lrplot train sgd:lr=0.1@step sgd:lr=0.1@cosine adam --batch 16 --data " + data + " --model "
          + shortened(shellQuoted(example), to: 480))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  var json: JSON {
    .object([("spec", .string(source)), ("kind", .string("models")), ("phases", .array([phase.json(in: language)]))])
  }
}
