import LRCore

/// A table of one's own.
enum CSVFile {
  static let entry = DataRecipe.entry(
    "csv",
    summary: Localized("a CSV file: numbers in columns, one of them the target", zh: "CSV 文件：各列为数值，其中一列为目标"),
    formula: "x: all other columns, y: the target",
    parameters: [
      Parameter("path", .text, .required, Localized("the file, plain or .gz", zh: "文件，可为 .gz")),
      Parameter(
        "target", .text, .required,
        Localized("name of the target column, or its number from 1", zh: "目标列的列名，或从 1 开始的列号")),
      Parameter(
        "test", .number(Bounds(0, 1, openLower: true, openUpper: true)), .number(0.2),
        Localized("fraction of the rows to validate on, of each class the same", zh: "用于验证的行的比例，各类相同")),
      Parameter(
        "task", .choice(["class", "regression"]), .none,
        Localized(
          "default: class for text and for at most 20 different whole numbers, else regression",
          zh: "默认：文字或至多 20 个不同整数时为 class，否则为 regression")),
      Parameter(
        "header", .flag, .none,
        Localized("whether the first row has names; default: if it has no number", zh: "首行是否为列名；默认为首行没有数值时")),
    ],
    rows: .files, scaling: .columns, source: "lrplot",
    note: Localized(
      "Separated by ',', ';' or tabs. Missing values are refused. Rows are counted from 1, the header included. The split follows the seed.",
      zh: "以“,”、“;”或制表符分隔。不接受缺失值。行号从 1 起，包括表头。划分由随机种子决定。"),
    examples: ["csv:path=iris.csv,target=species", "csv:path=prices.csv,target=price,task=regression"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let path = try arguments.word("path")
    let target = try arguments.word("target")
    let share = try arguments.number("test")
    let task = try arguments.optionalWord("task")
    let header = arguments.raw("header") == nil ? nil : try arguments.flag("header")
    return { request throws(DataSetError) in
      let file = try DataFile(path, in: request.folder, atMost: 1 << 28)
      var table = try CSVTable(file, target: target, header: header)
      if let samples = request.samples { try table.draw(samples, request.random(for: .samples)) }
      var rows = try table.source(task: task, test: share, request)
      rows.inputNames = table.inputNames
      return rows
    }
  }
}

/// The numbers of a CSV file and what is to be learnt from them.
private struct CSVTable {
  let name: String
  /// Of the columns, where there is a header.
  private var names: [String]?
  /// Of a row, with the target.
  private let width: Int
  private let target: Int
  private var inputs: [Double] = []
  /// The target's cells: as texts, and as numbers where all are.
  private var labels: [String] = []
  private var numbers: [Double]? = []
  private var firstText: (row: Int, text: String)?

  var count: Int { labels.count }

  /// Values of one file.
  private static let mostValues = 50_000_000

  init(_ file: DataFile, target: String, header: Bool?) throws(DataSetError) {
    name = file.name
    var text = try DelimitedText(file)
    guard let first = try text.next() else { throw .data("\(name): no rows", zh: "\(name)：没有数据行") }
    let isHeader = header ?? first.allSatisfy { text.number($0) == nil }
    let cells = first.map(text.text)
    width = first.count
    names = isHeader ? cells : nil
    self.target = try Self.column(target, in: cells, isHeader, of: name)
    guard width > 1 else {
      throw .data(
        "\(name): only one column; expected inputs beside the target (separated by ',', ';' or tabs)",
        zh: "\(name)：只有一列；除目标外还应有输入列（以“,”、“;”或制表符分隔）")
    }
    var row: [DelimitedText.Cell]? = isHeader ? try text.next() : first
    while let current = row {
      try append(current, text)
      row = try text.next()
    }
    guard count > 0 else { throw .data("\(name): no rows below the header", zh: "\(name)：表头之后没有数据行") }
    guard count > 1 else { throw .data("\(name): only one row; at least 2 are needed", zh: "\(name)：只有一行；至少需要 2 行") }
  }

  /// The column that is called so, or has this number.
  private static func column(
    _ target: String, in cells: [String], _ isHeader: Bool, of name: String
  ) throws(DataSetError) -> Int {
    if isHeader {
      let places = cells.indices.filter { cells[$0] == target }
      if places.count > 1 {
        throw .data(
          "\(name), row 1: \(places.count) columns are named '\(target)'",
          zh: "\(name)，第 1 行：有 \(places.count) 列都名为“\(target)”")
      }
      if let place = places.first { return place }
    }
    if let number = Int(target) {
      if (1...cells.count).contains(number) { return number - 1 }
      throw .data(
        "\(name): no column \(number); there are \(cells.count)", zh: "\(name)：没有第 \(number) 列；共 \(cells.count) 列")
    }
    guard isHeader else {
      throw .data(
        "\(name): no header, so target= is the number of a column, 1 to \(cells.count), not '\(target)'",
        zh: "\(name)：没有表头，因此 target= 应为列号 1 到 \(cells.count)，而不是“\(target)”")
    }
    let near = nearest(to: target, among: cells)
    let all = cells.prefix(12).joined(separator: ", ") + (cells.count > 12 ? ", ..." : "")
    throw .data(
      "\(name), row 1: no column is named '\(target)'; " + (near.map { "did you mean '\($0)'?" } ?? "there are \(all)"),
      zh: "\(name)，第 1 行：没有名为“\(target)”的列；" + (near.map { "是否想写“\($0)”？" } ?? "可用 \(all)"))
  }

  private mutating func append(_ row: [DelimitedText.Cell], _ text: DelimitedText) throws(DataSetError) {
    guard row.count == width else {
      throw .data(
        "\(name), row \(text.number): \(row.count) cells, but row 1 has \(width)",
        zh: "\(name)，第 \(text.number) 行：有 \(row.count) 个单元格，而第 1 行有 \(width) 个")
    }
    guard (count + 1) * width <= Self.mostValues else {
      throw .data(
        "\(name), row \(text.number): more than \(Self.mostValues) values",
        zh: "\(name)，第 \(text.number) 行：超过 \(Self.mostValues) 个值")
    }
    for (column, cell) in row.enumerated() {
      let number = text.number(cell)
      if column != target, let number {
        inputs.append(number)
        continue
      }
      let content = number == nil || column == target ? text.text(cell) : ""
      if number == nil { try checkPresent(content, text.number, column, isTarget: column == target) }
      if column == target {
        labels.append(content)
        if let number {
          numbers?.append(number)
        } else {
          if firstText == nil { firstText = (text.number, content) }
          numbers = nil
        }
      } else {
        throw fault(
          text.number, column,
          Localized("'\(content)' is not a number", zh: "“\(content)”不是数值"))
      }
    }
  }

  private static let missing: Set<String> = ["", "na", "n/a", "nan", "null", "none", "?", "-", ".", "#n/a"]
  private static let infinite: Set<String> = ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]

  private func checkPresent(_ content: String, _ row: Int, _ column: Int, isTarget: Bool) throws(DataSetError) {
    let word = content.lowercased()
    if Self.missing.contains(word) {
      let shown = content.isEmpty ? Localized("empty cell", zh: "单元格为空") : Localized("'\(content)'", zh: "“\(content)”")
      throw fault(row, column, Localized("missing value (", zh: "缺失值（") + shown + Localized(")", zh: "）"))
    }
    if Self.infinite.contains(word), !isTarget {
      throw fault(row, column, Localized("'\(content)' is not a finite number", zh: "“\(content)”不是有限的数"))
    }
  }

  private func fault(_ row: Int, _ column: Int, _ what: Localized) -> DataSetError {
    let title = names.map { " (\($0[column]))" } ?? ""
    let chinese = names.map { "（\($0[column])）" } ?? ""
    return .data(
      DataError(
        Localized(
          "\(name), row \(row), column \(column + 1)\(title): ", zh: "\(name)，第 \(row) 行第 \(column + 1) 列\(chinese)：")
          + what))
  }

  /// Keeps so many rows, in their order.
  mutating func draw(_ samples: Int, _ random: RandomSource) throws(DataSetError) {
    guard samples <= count else {
      throw .data(
        "\(name): samples=\(samples), but there are \(count) rows", zh: "\(name)：samples=\(samples)，而只有 \(count) 行")
    }
    var random = random
    let kept = random.order(of: count).prefix(samples).sorted()
    let features = width - 1
    inputs = kept.flatMap { inputs[$0 * features..<($0 + 1) * features] }
    labels = kept.map { labels[$0] }
    numbers = numbers.map { all in kept.map { all[$0] } }
  }

  func source(task: String?, test: Double, _ request: DataRequest) throws(DataSetError) -> SourceRows {
    var shuffle = request.random(for: .split)
    let order = shuffle.order(of: count)
    try request.approve(rows: count, features: width - 1)
    let words = Localized("shuffled with seed \(request.seed)", zh: "以随机种子 \(request.seed) 打乱")
    guard task == "class" || (task == nil && looksLikeClasses) else {
      guard let numbers else {
        let first = firstText ?? (1, "")
        throw fault(
          first.row, target,
          Localized(
            "'\(first.text)' is not a number, but task=regression needs numbers",
            zh: "“\(first.text)”不是数值，而 task=regression 需要数值"))
      }
      return SourceRows(
        shape: [width - 1], task: .regression(outputs: 1), inputs: inputs, targets: numbers,
        split: RowSplit(order, validation: RowSplit.validationCount(of: count, share: test)), splitWords: words)
    }
    let (classes, labels) = classes
    let title = names.map { "'\($0[target])'" } ?? "\(target + 1)"
    guard classes.count > 1 else {
      throw .data(
        "\(name), column \(title): only one class ('\(classes.joined())'); at least 2 are needed",
        zh: "\(name)，列 \(title)：只有一个类别（“\(classes.joined())”）；至少需要 2 个")
    }
    guard classes.count <= 1000, classes.count < count else {
      throw .data(
        "\(name), column \(title): \(classes.count) classes in \(count) rows; at most 1000, and fewer than rows (for numbers: task=regression)",
        zh: "\(name)，列 \(title)：\(count) 行中有 \(classes.count) 个类别；最多 1000 个，且应少于行数（数值请用 task=regression）")
    }
    return SourceRows(
      shape: [width - 1], task: .classes(classes), inputs: inputs, targets: labels.map(Double.init),
      split: RowSplit(order, stratifiedBy: labels, of: classes.count, share: test),
      splitWords: words + Localized(", stratified", zh: "、分层"))
  }

  /// The header's cells but the target's; none without a header.
  var inputNames: [Localized] {
    (names ?? []).indices.filter { $0 != target }.map { column in
      let name = names?[column] ?? ""
      return Localized(name, zh: name)
    }
  }

  private var looksLikeClasses: Bool {
    guard let numbers else { return true }
    return numbers.allSatisfy { $0 == $0.rounded() } && Set(numbers).count <= 20
  }

  /// The classes, numbers by size and texts by their characters' codes, and which of them each row has.
  private var classes: (names: [String], labels: [Int]) {
    // Beyond 2^53 whole numbers that differ are one Double.
    if let numbers, numbers.allSatisfy({ abs($0) < 0x1p53 }) {
      let names = Set(numbers).sorted()
      let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      return (names.map { shortest($0) }, numbers.map { places[$0] ?? 0 })
    }
    let names = Set(labels).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return (names, labels.map { places[$0] ?? 0 })
  }
}
