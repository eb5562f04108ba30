import LRCore
import LRFigures
import LRTraining

/// What `lrplot explain` prints about a data set: what rows are, how they are split, and samples.
struct DataExplanation {
  private let source: String
  private let phase: ExplainedPhase
  /// nil where the name alone makes none, as `csv` does.
  private let set: DataSet?
  private let language: Language
  private let terminal: Terminal

  init(_ source: String, language: Language, terminal: Terminal) throws(Failure) {
    do throws(DataSetError) {
      do throws(SpecError) {
        let chain = try SpecParser.chain(source)
        phase = ExplainedPhase(
          spec: chain.phases[0],
          entry: ListedEntry(try DataSets.catalogue.entry(for: chain.phases[0], in: source)))
      } catch { throw .spec(error) }
      let needsMore = phase.entry.parameters.contains { if case .required = $0.fallback { true } else { false } }
      set =
        needsMore && phase.spec.arguments.isEmpty
        ? nil : try DataSets.set(source, seed: 0, in: terminal.directory, available: terminal.memory.available)
    } catch {
      throw Failure(error)
    }
    self.source = source
    self.language = language
    self.terminal = terminal
  }

  var text: String {
    var lines = EntryDescription(language: language, width: terminal.width).lines(of: phase)
    if let set {
      let rows =
        [
          [Localized("a row", zh: "每行"), set.rowWords],
          [Localized("target", zh: "目标"), set.targetWords],
          [Localized("rows", zh: "行"), set.protocolWords[0]],
        ] + set.protocolWords.dropFirst().map { [Localized(""), $0] }
      lines +=
        [""] + TextTable(rows: rows.map { $0.map { $0.text(in: language) } }, indent: 2).lines(width: terminal.width)
      let sheet = SampleSheet(set, width: terminal.width, isUnicode: terminal.isUnicode, language: language)
      lines += ["", sheet.title, ""] + sheet.lines
    }
    lines += [""] + wrapped(Localized("Try:", zh: "试一试：").text(in: language), width: terminal.width)
    let examples = phase.spec.arguments.isEmpty ? phase.entry.examples : [source]
    for example in examples {
      // Targets of hundreds, as those of linear, bear only small rates.
      let rate = phase.entry.name == "linear" ? "0.001" : "0.1"
      lines.append(
        "  lrplot train sgd:lr=\(rate)@step sgd:lr=\(rate)@cosine adam --batch 16 --epochs 20 --data "
          + shortened(shellQuoted(example), to: 480))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The sheet of samples as a figure.
  ///
  /// - Throws: `Failure` of a set that the name alone doesn't make.
  func figure(_ looks: Looks) throws(Failure) -> SampleFigure {
    guard let set else {
      let example = phase.entry.examples.first ?? source
      throw Failure(
        usage: "'\(source)' needs a file to have samples, such as \(example)", zh: "“\(source)”需要文件才有样本，例如 \(example)")
    }
    // Of a file of one's own the catalogue knows no author.
    guard let value = phase.spec.arguments.first(where: { ["path", "dir"].contains($0.key) })?.value else {
      return SampleFigure(set, source: phase.entry.source, looks: looks)
    }
    let path =
      switch value.kind {
      case .text(let text, _), .word(let text): text
      default: value.text
      }
    let file = path.split(separator: "/").last.map(String.init) ?? path
    var figure = SampleFigure(set, source: visible(file), looks: looks)
    if set.name == "csv" { figure.name = visible(file) }
    return figure
  }

  /// For the default name of its figure.
  var name: String { phase.spec.name }

  var json: JSON {
    var members: [(String, JSON)] = [
      ("spec", .string(source)), ("kind", .string("data")), ("phases", .array([phase.json(in: language)])),
    ]
    if let set {
      var classes = JSON.null
      if case .classes(let names) = set.task { classes = .array(names.map { .string($0) }) }
      members += [
        ("shape", .array(set.shape.map { .number(Double($0)) })), ("classes", classes),
        ("outputs", .number(Double(set.outputs))),
        ("training_rows", .number(Double(set.train.count))),
        ("validation_rows", .number(Double(set.validation.count))),
        ("protocol", .array(set.protocolWords.map { .string($0.text(in: language)) })),
        (
          "samples",
          .array(
            set.sampleRows.map { row in
              .object([
                ("inputs", .array(set.inputs(of: row).map { .number($0) })),
                ("target", .string(set.targetText(of: row))),
              ])
            })
        ),
      ]
    }
    return .object(members)
  }
}

extension DataSet {
  /// Training rows that are shown: the first one of each class, of ten at most; the first five of a regression.
  var sampleRows: [Int] {
    guard case .classes(let names) = task else { return Array(0..<min(5, train.count)) }
    return names.indices.prefix(10).compactMap { label in train.targets.firstIndex(of: Double(label)) }
  }

  /// The class of a training row, or its number.
  func targetText(of row: Int) -> String {
    switch task {
    case .classes(let names): names[Int(clamping: train.targets[row], to: 0...names.count - 1)]
    case .regression(let outputs):
      train.targets[row * outputs..<(row + 1) * outputs].map { digits($0, 4) }.joined(separator: " ")
    }
  }
}
