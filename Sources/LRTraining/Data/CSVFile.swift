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
        "skip", .any(form: "[name,...]"), .none,
        Localized("columns to leave out, by name or number, such as texts", zh: "要略去的列（列名或列号），例如文字列")),
      Parameter(
        "test", .number(Bounds(0, 1, openLower: true, openUpper: true)), .number(0.2),
        Localized("fraction of the rows to validate on, of each class the same", zh: "用于验证的行的比例，各类相同")),
      Parameter(
        "task", .choice(["class", "regression"]), .none,
        Localized(
          "default: class for text and for at most 20 whole numbers that repeat, else regression",
          zh: "默认：文字或至多 20 个重复出现的整数时为 class，否则为 regression")),
      Parameter(
        "header", .flag, .none,
        Localized("whether the first row has names; default: if it has no number", zh: "首行是否为列名；默认为首行没有数值时")),
    ],
    rows: .files, scaling: .columns, scalesTargets: true, source: "lrplot",
    note: Localized(
      "csv:my.csv,target=... names the file as well. Separated by ',', ';' or tabs. Missing values are refused. Rows are counted from 1, the header included. The split follows the seed.",
      zh: "也可写 csv:my.csv,target=…。以“,”、“;”或制表符分隔。不接受缺失值。行号从 1 起，包括表头。划分由随机种子决定。"),
    examples: ["csv:path=iris.csv,target=species", "csv:path=prices.csv,target=price,task=regression"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let path = try arguments.word("path")
    let target = arguments.raw("target") == nil ? nil : try arguments.word("target")
    let (source, place) = (arguments.source, arguments.spec.nameRange)
    let skipped = try skippedColumns(&arguments)
    let share = try arguments.number("test")
    let task = try arguments.optionalWord("task")
    let header = arguments.raw("header") == nil ? nil : try arguments.flag("header")
    return { request throws(DataSetError) in
      let file = try DataFile(path, in: request.folder, atMost: 1 << 28, isText: true)
      guard let target else {
        let columns = try CSVTable.columns(of: file, header: header)
        throw .spec(
          SpecError(
            Localized("'csv' needs target=COLUMN; ", zh: "“csv”缺少 target=列名；") + columns, in: source, at: place))
      }
      var table = try CSVTable(file, target: target, header: header, skipping: skipped)
      table.largest = request.largest
      if let samples = request.samples { try table.draw(samples, request.random(for: .samples)) }
      var rows = try table.source(task: task, test: share, request)
      rows.inputNames = table.inputNames
      return rows
    }
  }

  /// The names and numbers of `skip=`.
  private static func skippedColumns(_ arguments: inout Arguments) throws(SpecError) -> [String] {
    guard let value = arguments.raw("skip") else { return [] }
    var values = [value]
    if case .list(let items) = value.kind { values = items }
    var columns: [String] = []
    for value in values {
      switch value.kind {
      case .word(let text), .text(let text, _): columns.append(text)
      case .number: columns.append(value.text)
      default:
        throw arguments.error(
          Localized("'skip' is a list of columns, such as skip=[name,town]", zh: "“skip”是列的列表，例如 skip=[name,town]"),
          at: "skip")
      }
    }
    return columns
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
  /// Columns that are left out.
  private let skipped: Set<Int>
  /// What a number to be predicted may be at most.
  var largest = Double.infinity
  private var inputs: [Double] = []
  /// The target's cells: as texts, and as numbers where all are.
  private var labels: [String] = []
  private var numbers: [Double]? = []
  private var firstText: (row: Int, text: String)?
  /// The target beyond what single precision holds that stands first.
  private var firstLarge: (row: Int, text: String)?

  var count: Int { labels.count }
  /// Inputs of a row.
  private var features: Int { width - 1 - skipped.count }

  /// Values of one file.
  private static let mostValues = 50_000_000

  /// The columns of a file, for messages.
  static func columns(of file: DataFile, header: Bool?) throws(DataSetError) -> Localized {
    var text = try DelimitedText(file)
    guard let first = try text.next() else { throw .data("\(file.name): no rows", zh: "\(file.name)：没有数据行") }
    guard header ?? first.allSatisfy({ text.number($0) == nil }) else {
      return Localized(
        "\(file.name) has no header, and the columns 1 to \(first.count)",
        zh: "\(file.name) 没有表头，列号为 1 到 \(first.count)")
    }
    return Localized("\(file.name) has ", zh: "\(file.name) 的列：") + listed(first.map(text.text))
  }

  /// The first 8 names and how many more there are.
  private static func listed(_ names: [String]) -> Localized {
    let shown = names.prefix(8).map { shortened($0, to: 24) }
    let more = names.count - shown.count
    return Localized(
      shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""),
      zh: shown.joined(separator: "、") + (more > 0 ? " 等 \(names.count) 列" : ""))
  }

  init(_ file: DataFile, target: String, header: Bool?, skipping: [String] = []) throws(DataSetError) {
    name = file.name
    var text = try DelimitedText(file)
    guard let first = try text.next() else { throw .data("\(name): no rows", zh: "\(name)：没有数据行") }
    let isHeader = header ?? first.allSatisfy { text.number($0) == nil }
    let cells = first.map(text.text)
    width = first.count
    names = isHeader ? cells : nil
    self.target = try Self.column(target, in: cells, isHeader, of: name)
    var skipped: Set<Int> = []
    for column in skipping { skipped.insert(try Self.column(column, "skip=", in: cells, isHeader, of: name)) }
    self.skipped = skipped
    guard !skipped.contains(self.target) else {
      throw .data("\(name): skip= leaves out the target '\(target)'", zh: "\(name)：skip= 略去了目标列“\(target)”")
    }
    guard width > 1 else {
      throw .data(
        "\(name): only one column; expected inputs beside the target (separated by ',', ';' or tabs)",
        zh: "\(name)：只有一列；除目标外还应有输入列（以“,”、“;”或制表符分隔）")
    }
    guard features > 0 else {
      throw .data("\(name): skip= leaves out all inputs", zh: "\(name)：skip= 略去了全部输入列")
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
    _ target: String, _ option: String = "target=", in cells: [String], _ isHeader: Bool, of name: String
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
        "\(name): no header, so \(option) is the number of a column, 1 to \(cells.count), not '\(target)'",
        zh: "\(name)：没有表头，因此 \(option) 应为列号 1 到 \(cells.count)，而不是“\(target)”")
    }
    let near = nearest(to: target, among: cells)
    let all = listed(cells)
    throw .data(
      DataError(
        Localized("\(name), row 1: no column is named '\(target)'; ", zh: "\(name)，第 1 行：没有名为“\(target)”的列；")
          + (near.map { Localized("did you mean '\($0)'? ", zh: "是否想写“\($0)”？") } ?? Localized(""))
          + Localized(near == nil ? "there are " : "The columns are ", zh: "可用 ") + all))
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
    for (column, cell) in row.enumerated() where !skipped.contains(column) {
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
          if firstLarge == nil, abs(number) > Double(Float.greatestFiniteMagnitude) {
            firstLarge = (text.number, content)
          }
        } else {
          if firstText == nil { firstText = (text.number, content) }
          numbers = nil
        }
      } else {
        // A text in the first row that is no number is one in all rows, as a rule.
        let texts =
          labels.count > 1
          ? [column]
          : row.indices.filter { place in
            place != target && !skipped.contains(place) && text.number(row[place]) == nil
          }
        throw fault(
          text.number, column, Localized("'\(content)' is not a number", zh: "“\(content)”不是数值") + leftOut(texts))
      }
    }
  }

  /// How these columns are left out, besides those that are.
  private func leftOut(_ columns: [Int]) -> Localized {
    let all = (Array(skipped) + columns).sorted()
    guard all.count < width - 1 else { return Localized("") }
    let words = all.map { column in
      guard let name = names?[column], !name.isEmpty else { return "\(column + 1)" }
      let isPlain = name.first?.isNumber == false && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      return isPlain ? name : "\"" + name.filter { !"\"\\".contains($0) } + "\""
    }
    let list = words.joined(separator: ",")
    guard list.count <= 160 else {
      return Localized("; skip=[...] leaves columns of texts out", zh: "；可用 skip=[…] 略去文字列")
    }
    return columns.count == 1
      ? Localized("; to leave this column out: skip=[\(list)]", zh: "；如要略去该列：skip=[\(list)]")
      : Localized("; to leave the columns of texts out: skip=[\(list)]", zh: "；如要略去文字列：skip=[\(list)]")
  }

  private static let missing: Set<String> = ["", "na", "n/a", "nan", "null", "none", "?", "-", ".", "#n/a"]
  private static let infinite: Set<String> = ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]

  private func checkPresent(_ content: String, _ row: Int, _ column: Int, isTarget: Bool) throws(DataSetError) {
    let word = content.lowercased()
    if Self.missing.contains(word) {
      let shown = content.isEmpty ? Localized("empty cell", zh: "单元格为空") : Localized("'\(content)'", zh: "“\(content)”")
      throw fault(
        row, column,
        Localized("missing value (", zh: "缺失值（") + shown + Localized(")", zh: "）")
          + (isTarget ? Localized("") : leftOut([column])))
    }
    // A number's spelling that no Double holds, such as 1e999.
    let isTooLarge = Double(content).map { $0.isInfinite } ?? false
    if Self.infinite.contains(word) || isTooLarge, !isTarget {
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
    inputs = kept.flatMap { inputs[$0 * features..<($0 + 1) * features] }
    labels = kept.map { labels[$0] }
    numbers = numbers.map { all in kept.map { all[$0] } }
  }

  func source(task: String?, test: Double, _ request: DataRequest) throws(DataSetError) -> SourceRows {
    var shuffle = request.random(for: .split)
    let order = shuffle.order(of: count)
    try request.approve(rows: count, features: features)
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
      if let first = firstLarge, numbers.contains(where: { abs($0) > largest }) {
        throw fault(
          first.row, target,
          Localized(
            "the target \(first.text) is beyond single precision (3.4e38): give --double, or standardize=all",
            zh: "目标 \(first.text) 超出单精度范围（3.4e38）：请加 --double，或用 standardize=all"))
      }
      var rows = SourceRows(
        shape: [features], task: .regression(outputs: 1), inputs: inputs, targets: numbers,
        split: RowSplit(order, validation: RowSplit.validationCount(of: count, share: test)), splitWords: words)
      rows.judgesTargets = true
      return rows
    }
    let (classes, labels) = classes
    let title = names.map { "'\($0[target])'" } ?? "\(target + 1)"
    guard classes.count > 1 else {
      throw .data(
        "\(name), column \(title): only one class ('\(classes.joined())'); at least 2 are needed",
        zh: "\(name)，列 \(title)：只有一个类别（“\(classes.joined())”）；至少需要 2 个")
    }
    guard classes.count <= 1000, classes.count < count else {
      let advice =
        numbers == nil ? Localized("") : Localized(" (for numbers: task=regression)", zh: "（数值请用 task=regression）")
      throw .data(
        "\(name), column \(title): \(classes.count) classes in \(count) rows; at most 1000, and fewer than rows\(advice.english)",
        zh: "\(name)，列 \(title)：\(count) 行中有 \(classes.count) 个类别；最多 1000 个，且应少于行数\(advice.chinese)")
    }
    return SourceRows(
      shape: [features], task: .classes(classes), inputs: inputs, targets: labels.map(Double.init),
      split: RowSplit(order, stratifiedBy: labels, of: classes.count, share: test),
      splitWords: words + Localized(", stratified", zh: "、分层"))
  }

  /// The header's cells but the target's; none without a header.
  var inputNames: [Localized] {
    (names ?? []).indices.filter { $0 != target && !skipped.contains($0) }.map { column in
      let name = names?[column] ?? ""
      return Localized(name, zh: name)
    }
  }

  private var looksLikeClasses: Bool {
    guard let numbers else { return true }
    // Numbers that hardly come twice are no classes.
    let different = Set(numbers).count
    return numbers.allSatisfy { $0 == $0.rounded() } && different <= 20 && 2 * different <= numbers.count
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
