import LRCore

/// MNIST, Fashion-MNIST and whatever else lies in the same four files.
///
/// - Source: LeCun, Cortes & Burges 1998; Xiao, Rasul & Vollgraf 2017.
enum MNISTFiles {
  static let entry = DataRecipe.entry(
    "mnist", aliases: ["fashion-mnist"],
    summary: Localized("MNIST or Fashion-MNIST from files", zh: "文件中的 MNIST 或 Fashion-MNIST"),
    formula: "x: pixels 0...255, y: 0...9",
    parameters: [
      Parameter(
        "dir", .text, .required,
        Localized(
          "folder of train-images-idx3-ubyte, train-labels-idx1-ubyte and the same of t10k, plain or .gz",
          zh: "包含 train-images-idx3-ubyte、train-labels-idx1-ubyte 及 t10k 同名文件的文件夹，可为 .gz")),
      Parameter(
        "test", .number(Bounds(0, 1, openLower: true, openUpper: true)), .number(0.2),
        Localized(
          "with only one of train and t10k: the last fraction of it to validate on",
          zh: "只有 train 或 t10k 之一时：其末尾用于验证的比例")),
    ],
    rows: .files, scaling: .range, source: "LeCun, Cortes & Burges 1998; Xiao, Rasul & Vollgraf 2017",
    note: Localized(
      "With both, train is trained on and t10k validates. Debian's dataset-fashion-mnist: dir=/usr/share/datasets/fashion-mnist.",
      zh: "两者俱全时，用 train 训练，用 t10k 验证。Debian 的 dataset-fashion-mnist：dir=/usr/share/datasets/fashion-mnist。"),
    examples: ["mnist:dir=data/mnist", "mnist:dir=/usr/share/datasets/fashion-mnist,samples=10000"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let folder = try arguments.word("dir")
    let share = try arguments.number("test")
    let isShareGiven = arguments.has("test")
    let conflict = arguments.error(
      Localized(
        "test= applies where only one of train and t10k is there; '\(folder)' has both",
        zh: "test= 用于只有 train 或 t10k 之一的情形；“\(folder)”中两者都有"), at: "test")
    return { request throws(DataSetError) in
      let train = try Pair("train", in: folder, request.folder)
      let test = try Pair("t10k", in: folder, request.folder)
      if let train, let test {
        if isShareGiven { throw .spec(conflict) }
        return try together(train, test, request)
      }
      guard let only = train ?? test else {
        throw .missing(
          DataError(
            Localized(
              "no MNIST files in '\(folder)': expected train-images-idx3-ubyte and train-labels-idx1-ubyte, or those of t10k, plain or .gz",
              zh: "“\(folder)”中没有 MNIST 文件：应有 train-images-idx3-ubyte 与 train-labels-idx1-ubyte，或 t10k 的同名文件，可为 .gz")))
      }
      let count = try rows(of: only.count, request.samples, folder)
      let validation = RowSplit.validationCount(of: count, share: share)
      return try only.source(
        RowSplit(Array(0..<count), validation: validation),
        Localized("the last rows of \(only.name) validate", zh: "\(only.name) 的末尾用于验证"), request)
    }
  }

  private static func rows(of count: Int, _ samples: Int?, _ folder: String) throws(DataSetError) -> Int {
    guard count >= 2 else { throw .data("\(folder): at least 2 rows are needed", zh: "\(folder)：至少需要 2 行") }
    guard let samples else { return count }
    guard samples <= count else {
      throw .data(
        "\(folder): samples=\(samples), but there are \(count) rows", zh: "\(folder)：samples=\(samples)，而只有 \(count) 行")
    }
    return samples
  }

  /// The first rows of both, in the proportion of their counts.
  private static func together(_ train: Pair, _ test: Pair, _ request: DataRequest) throws(DataSetError) -> SourceRows {
    guard (train.rows, train.columns) == (test.rows, test.columns) else {
      throw .data(
        "\(train.images): images of \(train.rows)x\(train.columns) pixels, but \(test.images) has \(test.rows)x\(test.columns)",
        zh: "\(train.images)：图像为 \(train.rows)×\(train.columns) 像素，而 \(test.images) 为 \(test.rows)×\(test.columns)")
    }
    let all = train.count + test.count
    let count = try rows(of: all, request.samples, train.images)
    let validation = RowSplit.validationCount(of: count, share: Double(test.count) / Double(all))
    var both = train
    both.pixels += test.pixels
    both.labels += test.labels
    return try both.source(
      RowSplit(
        Array(0..<count - validation) + Array(train.count..<train.count + validation), validation: validation),
      Localized("train and t10k", zh: "train 与 t10k"), request)
  }
}

/// Images and their labels.
private struct Pair {
  /// `train` or `t10k`.
  var name: String
  var images: String
  var rows: Int
  var columns: Int
  var pixels: [UInt8]
  var labels: [UInt8]

  var count: Int { labels.count }

  /// nil where neither file is there.
  init?(_ name: String, in folder: String, _ base: String) throws(DataSetError) {
    let directory = folder.hasSuffix("/") ? folder : folder + "/"
    let names = [name + "-images-idx3-ubyte", name + "-labels-idx1-ubyte"]
    let found = names.map { file in
      [
        file, file + ".gz", file.replacingFirst("-idx", with: ".idx"),
        file.replacingFirst("-idx", with: ".idx") + ".gz",
      ]
      .map { directory + $0 }.first { DataFile.exists($0, in: base) }
    }
    guard found.contains(where: { $0 != nil }) else { return nil }
    for (file, place) in zip(names, found) where place == nil {
      throw .missing(
        DataError(
          Localized("'\(directory)\(file)' is missing, with or without .gz", zh: "缺少“\(directory)\(file)”（可带 .gz）")))
    }
    let (imagePath, labelPath) = (found[0] ?? names[0], found[1] ?? names[1])
    let images = try IDXFile(imagePath, .images, in: base)
    let labels = try IDXFile(labelPath, .labels, in: base)
    guard images.sizes[0] == labels.sizes[0] else {
      throw .data(
        "\(imagePath) has \(images.sizes[0]) images, but \(labelPath) has \(labels.sizes[0]) labels",
        zh: "\(imagePath) 有 \(images.sizes[0]) 张图像，而 \(labelPath) 有 \(labels.sizes[0]) 个标签")
    }
    if let wrong = labels.bytes.firstIndex(where: { $0 > 9 }) {
      throw .data(
        "\(labelPath), row \(wrong - labels.bytes.startIndex + 1): label \(labels.bytes[wrong]); expected 0 to 9",
        zh: "\(labelPath)，第 \(wrong - labels.bytes.startIndex + 1) 行：标签为 \(labels.bytes[wrong])；应为 0 到 9")
    }
    self.name = name
    self.images = imagePath
    (rows, columns) = (images.sizes[1], images.sizes[2])
    pixels = Array(images.bytes)
    self.labels = Array(labels.bytes)
  }

  /// The rows of a split, in its order.
  func source(_ split: RowSplit, _ words: Localized, _ request: DataRequest) throws(DataSetError) -> SourceRows {
    let size = rows * columns
    let chosen = split.train + split.validation
    try request.approve(rows: chosen.count, features: size)
    guard let first = chosen.first, chosen.contains(where: { labels[$0] != labels[first] }) else {
      throw .data("\(images): only one class; at least 2 are needed", zh: "\(images)：只有一个类别；至少需要 2 个")
    }
    var inputs: [Double] = []
    inputs.reserveCapacity(chosen.count * size)
    for row in chosen { inputs += pixels[row * size..<(row + 1) * size].lazy.map(Double.init) }
    return SourceRows(
      shape: [1, rows, columns], task: .classes((0...9).map(String.init)), inputs: inputs,
      targets: chosen.map { Double(labels[$0]) },
      split: RowSplit(Array(chosen.indices), validation: split.validation.count), splitWords: words, range: 0...255)
  }
}

extension String {
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    guard let place = firstRange(of: part) else { return self }
    return self[..<place.lowerBound] + other + self[place.upperBound...]
  }

  private func firstRange(of part: String) -> Range<Index>? {
    indices.lazy.compactMap { start -> Range<Index>? in
      guard self[start...].hasPrefix(part) else { return nil }
      return start..<index(start, offsetBy: part.count)
    }.first
  }
}
