import LRCharts
import LRCore
import LRScene
import LRTraining

/// The figure of `lrplot explain DATA -o FILE`: what the rows of a data set look like.
///
/// Images stand in rows, one a class; sequences are lines in a panel for each class; two inputs are a scatter, coloured by
/// class; of wider tables the inputs that tell the target best are drawn.
public struct SampleFigure: Sendable {
  public let set: DataSet
  /// Where the rows come from.
  public let source: String
  /// In place of the set's own, such as that of its file.
  public var name: String?
  public var looks: Looks
  private let form: Form

  private enum Form: Sendable {
    case images([[Int]])
    case sequences([[Int]])
    /// Pairs of inputs against each other, in the colour of the class.
    case pairs([(Int, Int)])
    /// Inputs against the target.
    case targets([Int])
  }

  /// Classes that have a row or a panel of their own.
  static let mostClasses = 10
  /// Points of a scatter.
  static let mostPoints = 800

  public init(_ set: DataSet, source: String, looks: Looks = Looks()) {
    self.set = set
    self.source = source
    self.looks = looks
    let isClasses = !set.classes.isEmpty
    switch set.shape.count {
    case 3:
      let groups = min(Self.mostClasses, max(1, set.classes.count))
      form = .images(Self.groups(of: set, each: max(5, min(20, groups * 2))))
    case 2: form = .sequences(Self.groups(of: set, each: 3))
    default:
      let ranked = set.rankedInputs(among: min(set.train.count, Self.mostPoints))
      if isClasses, set.features == 2 {
        form = .pairs([(0, 1)])
      } else if isClasses, ranked.count > 2 {
        form = .pairs([(ranked[0], ranked[1]), (ranked[0], ranked[2]), (ranked[1], ranked[2])])
      } else {
        form = .targets(Array(ranked.prefix(3)))
      }
    }
  }

  /// The first training rows of each class; of a regression, the first ones.
  private static func groups(of set: DataSet, each: Int) -> [[Int]] {
    guard !set.classes.isEmpty else { return [Array(0..<min(each, set.train.count))] }
    var groups = [[Int]](repeating: [], count: min(mostClasses, set.classes.count))
    for row in 0..<set.train.count {
      let label = Int(clamping: set.train.targets[row])
      if groups.indices.contains(label), groups[label].count < each { groups[label].append(row) }
    }
    return groups
  }

  /// The training rows that are drawn, in order.
  public var shownRows: [Int] {
    switch form {
    case .images(let groups), .sequences(let groups): groups.flatMap { $0 }.sorted()
    case .pairs, .targets: Array(0..<min(set.train.count, Self.mostPoints))
    }
  }

  /// What the figure needs where nothing else is asked for; nil for the usual one.
  public var preferredSize: Size? {
    if case .pairs(let pairs) = form, pairs.count == 1 { return Size(520, 560) }
    return nil
  }

  private var words: Words { Words(language: looks.language) }

  public func chart() -> Chart {
    let (panels, arrangement) = panels()
    return Chart(
      size: looks.size, title: title, subtitle: looks.subtitle ?? subtitle, caption: caption, panels: panels,
      arrangement: arrangement, legend: looks.legend, paintsPage: !looks.transparent,
      name: title.isEmpty ? set.name : title, description: subtitle + ". " + (caption ?? ""),
      language: looks.language.rawValue, provenance: looks.provenance, leftOut: { [words] in words.leftOut($0) })
  }

  private func panels() -> ([Panel], Chart.Arrangement) {
    switch form {
    case .images(let groups): ([imagePanel(groups)], .stack)
    case .sequences(let groups): (groups.indices.map { sequencePanel(groups[$0], $0) }, .grid)
    case .pairs(let pairs): (pairs.map { scatter($0.0, $0.1) }, pairs.count > 1 ? .row : .stack)
    case .targets(let inputs): (inputs.map(targetPanel), inputs.count > 1 ? .row : .stack)
    }
  }

  // MARK: panels

  private func imagePanel(_ groups: [[Int]]) -> Panel {
    let all = groups.flatMap { $0 }.flatMap { set.inputs(of: $0) }.filter(\.isFinite)
    let (low, high) = (all.min() ?? 0, all.max() ?? 1)
    let (height, width) = (set.shape[1], set.shape[2])
    let rows = groups.enumerated().map { index, rows in
      ImageSheetMark.Row(
        name: className(index),
        pictures: rows.map { row in
          // Of several channels the first.
          set.inputs(of: row).prefix(width * height).map { high > low ? ($0 - low) / (high - low) : 0 }
        })
    }
    var panel = Panel(
      x: Axis("", domain: 0...1), y: Axis("", domain: 0...1),
      marks: [ImageSheetMark(rows, width: width, height: height)])
    panel.showsAxes = false
    panel.showsGrid = false
    return panel
  }

  private func sequencePanel(_ rows: [Int], _ index: Int) -> Panel {
    let marks = rows.enumerated().map { place, row -> any Mark in
      let paint = Theme.standard.color(place)
      // Of several channels the first.
      var line = LineMark(
        Series(name: "", y: Array(set.inputs(of: row).prefix(set.shape[1]))),
        stroke: Stroke(
          paint, width: 1.4, dash: Theme.standard.dash(place).map { $0 * 1.4 }, join: .round))
      line.findsJumps = false
      return line
    }
    var panel = Panel(
      title: RichText(className(index)), x: axis(words(Localized("Position", zh: "位置")), looks.xRange),
      y: axis(words(Localized("Value", zh: "值")), looks.yRange), marks: marks)
    panel.preferredAspect = 1.1
    return panel
  }

  private func axis(_ label: String, _ range: ClosedRange<Double>?) -> Axis {
    Axis(RichText(label), domain: range, room: (0.03, 0.03))
  }

  private func inputLabel(_ input: Int) -> String { set.inputName(input, in: looks.language) }

  private func scatter(_ first: Int, _ second: Int) -> Panel {
    var points = [[Point]](repeating: [], count: set.classes.count)
    for row in shownRows {
      let inputs = Array(set.inputs(of: row))
      let label = Int(clamping: set.train.targets[row], to: 0...max(0, points.count - 1))
      points[label].append(Point(inputs[first], inputs[second]))
    }
    let marks = points.enumerated().map { index, points -> any Mark in
      PointsMark(
        points, symbol: PointSymbol(index), paint: Theme.standard.color(index), name: set.classes[index].inOneLine)
    }
    var panel = Panel(
      x: axis(inputLabel(first), looks.xRange), y: axis(inputLabel(second), looks.yRange), marks: marks)
    // In a wide figure equal units would leave half of it empty.
    panel.equalAspect =
      set.features == 2 && looks.xRange == nil && looks.yRange == nil && looks.size.width < 1.2 * looks.size.height
    return panel
  }

  private func targetPanel(_ input: Int) -> Panel {
    let outputs = max(1, set.classes.isEmpty ? set.outputs : 1)
    let points = shownRows.map { row in
      Point(Array(set.inputs(of: row))[input], set.train.targets[row * outputs])
    }
    return Panel(
      x: axis(inputLabel(input), looks.xRange), y: axis(targetLabel, looks.yRange),
      marks: [PointsMark(points, paint: Theme.standard.color(0))])
  }

  // MARK: words

  private func className(_ index: Int) -> String {
    set.classes.indices.contains(index) ? set.classes[index].inOneLine : ""
  }

  private var setName: String { name ?? set.name }

  public var targetLabel: String { words(Localized("Target", zh: "目标")) }

  public var title: String {
    if let title = looks.title { return title }
    return set.classes.isEmpty
      ? words(Localized("Samples of \(setName)", zh: "\(setName) 的样本"))
      : words(Localized("Samples of \(setName), by class", zh: "\(setName) 的样本，按类别"))
  }

  private var subtitle: String {
    words(
      set.rowWords + Localized("; ", zh: "；") + set.targetWords
        + Localized(
          "; \(set.train.count) rows to train, \(set.validation.count) to validate",
          zh: "；训练 \(set.train.count) 行，验证 \(set.validation.count) 行"))
  }

  private var caption: String? {
    var lines = looks.caption.map { [$0] } ?? []
    guard looks.annotations else { return lines.isEmpty ? nil : lines.joined(separator: "\n") }
    var shown: Localized
    switch form {
    case .images(let groups): shown = firstOfClasses(groups)
    case .sequences(let groups): shown = firstOfClasses(groups)
    case .pairs, .targets:
      shown =
        shownRows.count < set.train.count
        ? Localized("the first \(shownRows.count) training rows", zh: "前 \(shownRows.count) 个训练样本")
        : Localized("all training rows", zh: "全部训练样本")
    }
    switch form {
    case .pairs(let pairs) where pairs.count > 1:
      shown =
        shown
        + Localized(
          "; the three of \(set.features) inputs whose means differ most between classes",
          zh: "；\(set.features) 个输入中类间均值差别最大的三个")
    case .targets(let inputs) where inputs.count < set.features:
      shown =
        shown
        + Localized(
          "; the \(inputs.count) of \(set.features) inputs that correlate most with the target",
          zh: "；\(set.features) 个输入中与目标相关性最强的 \(inputs.count) 个")
    default: break
    }
    lines.append(words(Localized("Shown: ", zh: "所示：") + shown + Localized(".", zh: "。")))
    lines.append(
      set.protocolWords.map { words($0) }.joined(separator: words(Localized("; ", zh: "；")))
        + words(Localized(".", zh: "。")))
    lines.append(words(Localized("Source: ", zh: "来源：")) + source)
    return lines.joined(separator: "\n")
  }

  private func firstOfClasses(_ groups: [[Int]]) -> Localized {
    let each = groups.map(\.count).max() ?? 0
    let more =
      groups.count < set.classes.count
      ? Localized(
        " of the first \(groups.count) of \(set.classes.count) classes",
        zh: "（\(set.classes.count) 类中的前 \(groups.count) 类）")
      : Localized(set.classes.isEmpty ? "" : " of each class", zh: "")
    return Localized(
      "the first \(each) training rows", zh: set.classes.isEmpty ? "前 \(each) 个训练样本" : "每类前 \(each) 个训练样本")
      + more
  }
}

extension DataSet {
  /// The names of the classes; none of a regression.
  public var classes: [String] {
    if case .classes(let names) = task { names } else { [] }
  }

  /// `bill length`; `x1` where inputs have no names, or an empty one.
  public func inputName(_ input: Int, in language: Language) -> String {
    let name = inputNames.indices.contains(input) ? inputNames[input].text(in: language).inOneLine : ""
    return name.isEmpty ? "x\(input + 1)" : name
  }

  /// The inputs of a training row.
  public func inputs(of row: Int) -> ArraySlice<Double> { train.inputs[row * features..<(row + 1) * features] }

  /// What a row is: `8x8 pixels`.
  public var rowWords: Localized {
    if shape.count == 3 { return Localized("\(shape[1])x\(shape[2]) pixels", zh: "\(shape[1])×\(shape[2]) 像素") }
    if shape.count == 2 { return Localized("a sequence of \(shape[1]) numbers", zh: "长为 \(shape[1]) 的数值序列") }
    return features == 1 ? Localized("1 number", zh: "1 个数值") : Localized("\(features) numbers", zh: "\(features) 个数值")
  }

  /// What is to be learnt: `3 classes: Adelie, Chinstrap, Gentoo`.
  public var targetWords: Localized {
    guard case .classes(let names) = task else {
      return outputs == 1 ? Localized("a number", zh: "一个数值") : Localized("\(outputs) numbers", zh: "\(outputs) 个数值")
    }
    let shown = names.prefix(12)
    let more = names.count > shown.count
    return Localized(
      "\(names.count) classes: " + shown.joined(separator: ", ") + (more ? ", ..." : ""),
      zh: "\(names.count) 个类别：" + shown.joined(separator: "、") + (more ? "……" : ""))
  }

  /// The inputs, first those that tell most of the target: by the share of an input's variance that lies between the
  /// classes, or by its squared correlation with the (first) target. Equal ones in order.
  ///
  /// - Parameter rows: of the training rows, those that are looked at.
  func rankedInputs(among rows: Int) -> [Int] {
    let names = classes
    let stride = names.isEmpty ? max(1, outputs) : 1
    let targets = (0..<rows).map { train.targets[$0 * stride] }
    let scores = (0..<features).map { input -> Double in
      let values = (0..<rows).map { train.inputs[$0 * features + input] }
      let mean = values.reduce(0, +) / Double(max(1, rows))
      let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      guard total > 0, total.isFinite else { return 0 }
      if names.isEmpty {
        let middle = targets.reduce(0, +) / Double(max(1, rows))
        let spread = targets.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
        let common = zip(values, targets).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - middle) }
        return spread > 0 ? common * common / (total * spread) : 0
      }
      var sums = [Double](repeating: 0, count: names.count)
      var counts = sums
      for (value, target) in zip(values, targets) {
        let label = Int(clamping: target, to: 0...names.count - 1)
        sums[label] += value - mean
        counts[label] += 1
      }
      return zip(sums, counts).reduce(0) { $0 + ($1.1 > 0 ? $1.0 * $1.0 / $1.1 : 0) } / total
    }
    return scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
  }
}
