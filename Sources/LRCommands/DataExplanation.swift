import LRCore
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
      lines.append("  lrplot train 'sgd@step' 'sgd@cosine' adam --data " + shortened(shellQuoted(example), to: 480))
    }
    return lines.joined(separator: "\n") + "\n"
  }

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
  fileprivate var rowWords: Localized {
    if shape.count == 3 { return Localized("\(shape[1])x\(shape[2]) pixels", zh: "\(shape[1])×\(shape[2]) 像素") }
    if shape.count == 2 { return Localized("a sequence of \(shape[1]) numbers", zh: "长为 \(shape[1]) 的数值序列") }
    return features == 1 ? Localized("1 number", zh: "1 个数值") : Localized("\(features) numbers", zh: "\(features) 个数值")
  }

  fileprivate var targetWords: Localized {
    guard case .classes(let names) = task else {
      return outputs == 1 ? Localized("a number", zh: "一个数值") : Localized("\(outputs) numbers", zh: "\(outputs) 个数值")
    }
    let shown = names.prefix(12)
    let more = names.count > shown.count
    return Localized(
      "\(names.count) classes: " + shown.joined(separator: ", ") + (more ? ", ..." : ""),
      zh: "\(names.count) 个类别：" + shown.joined(separator: "、") + (more ? "……" : ""))
  }

  /// Training rows that are shown: the first one of each class, of ten at most; the first five of a regression.
  var sampleRows: [Int] {
    guard case .classes(let names) = task else { return Array(0..<min(5, train.count)) }
    return names.indices.prefix(10).compactMap { label in train.targets.firstIndex(of: Double(label)) }
  }

  /// The inputs of a training row.
  func inputs(of row: Int) -> ArraySlice<Double> { train.inputs[row * features..<(row + 1) * features] }

  /// The class of a training row, or its number.
  func targetText(of row: Int) -> String {
    switch task {
    case .classes(let names): names[Int(clamping: train.targets[row], to: 0...names.count - 1)]
    case .regression(let outputs):
      train.targets[row * outputs..<(row + 1) * outputs].map { digits($0, 4) }.joined(separator: " ")
    }
  }
}
