import LRCore
import LRFigures
import LRTraining

/// Samples of a data set in a terminal: images as blocks, sequences as bars, tables as numbers.
struct SampleSheet {
  let title: String
  private(set) var lines: [String] = []

  private let width: Int
  private let isUnicode: Bool
  private let language: Language

  init(_ set: DataSet, width: Int, isUnicode: Bool, language: Language) {
    self.width = width
    self.isUnicode = isUnicode
    self.language = language
    let isClasses = if case .classes = set.task { true } else { false }
    title =
      (isClasses
      ? Localized("Samples, one per class:", zh: "样本，每类一个：") : Localized("Samples:", zh: "样本："))
      .text(in: language)
    lines =
      switch set.shape.count {
      case 3: images(set)
      case 2: sequences(set)
      default: table(set)
      }
  }

  // MARK: images

  private func images(_ set: DataSet) -> [String] {
    let blocks = set.sampleRows.map { row in
      [set.targetText(of: row)] + picture(Array(set.inputs(of: row)), rows: set.shape[1], columns: set.shape[2])
    }
    guard let height = blocks.map(\.count).max() else { return [] }
    let widest = blocks.flatMap { $0.map(\.columns) }.max() ?? 0
    let perBand = max(1, width / (widest + 2))
    var lines: [String] = []
    for start in stride(from: 0, to: blocks.count, by: perBand) {
      if start > 0 { lines.append("") }
      for line in 0..<height {
        let cells = blocks[start..<min(blocks.count, start + perBand)].map { block in
          let text = line < block.count ? block[line] : ""
          return "  " + text + String(repeating: " ", count: widest - text.columns)
        }
        lines.append(withoutTrailingBlanks(cells.joined()))
      }
    }
    return lines
  }

  /// Two pixels above each other in a character, in ink where they are more than half as bright as the brightest; larger
  /// images at half their size.
  private func picture(_ pixels: [Double], rows: Int, columns: Int) -> [String] {
    let step = (max(rows, columns) + 15) / 16
    let (low, high) = (pixels.min() ?? 0, pixels.max() ?? 1)
    func isInk(_ row: Int, _ column: Int) -> Bool {
      var (sum, count) = (0.0, 0.0)
      for y in row * step..<min(rows, (row + 1) * step) {
        for x in column * step..<min(columns, (column + 1) * step) {
          sum += pixels[y * columns + x]
          count += 1
        }
      }
      return count > 0 && sum / count > low + 0.4 * (high - low)
    }
    let (shownRows, shownColumns) = ((rows + step - 1) / step, (columns + step - 1) / step)
    return stride(from: 0, to: shownRows, by: 2).map { row in
      (0..<shownColumns).map { column in
        switch (isInk(row, column), isInk(row + 1, column)) {
        case (false, false): " "
        case (true, false): isUnicode ? "▀" : "'"
        case (false, true): isUnicode ? "▄" : "."
        case (true, true): isUnicode ? "█" : "#"
        }
      }.joined()
    }
  }

  // MARK: sequences

  private func sequences(_ set: DataSet) -> [String] {
    let marks = isUnicode ? Array("▁▂▃▄▅▆▇█") : Array("_.-=+*#@")
    let widest = set.sampleRows.map { set.targetText(of: $0).columns }.max() ?? 0
    return set.sampleRows.map { row in
      let values = set.inputs(of: row).prefix(max(8, width - widest - 4))
      let (low, high) = (values.min() ?? 0, values.max() ?? 1)
      let bars = values.map { value in
        high > low ? marks[Int(clamping: (value - low) / (high - low) * 7.999, to: 0...7)] : marks[0]
      }
      let name = set.targetText(of: row)
      return "  " + String(repeating: " ", count: widest - name.columns) + name + "  " + String(bars)
    }
  }

  // MARK: tables

  private func table(_ set: DataSet) -> [String] {
    let shown = min(set.features, 6)
    var head = (0..<shown).map { shortened(set.inputName($0, in: language), to: 24) }
    if shown < set.features { head.append("...") }
    head.append(Localized("target", zh: "目标").text(in: language))
    let rows = set.sampleRows.map { row -> [String] in
      var cells = set.inputs(of: row).prefix(shown).map { digits($0, 3) }
      if shown < set.features { cells.append("") }
      return cells + [set.targetText(of: row)]
    }
    return TextTable(rows: [head] + rows, indent: 2).lines(width: width)
  }

  private func withoutTrailingBlanks(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
