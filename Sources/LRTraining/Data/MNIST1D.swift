import LRCore

/// Ten shapes of twelve points, padded, moved, sheared and put into correlated noise: as hard to learn as digits, with 40
/// numbers each.
///
/// - Source: Greydanus 2020 (mnist1d 0.0.2, Apache-2.0): templates, order and sizes of what is done to them; the random
///   numbers are lrplot's own.
enum MNIST1D {
  static let entry = DataRecipe.entry(
    "mnist1d",
    summary: Localized("ten one-dimensional shapes of 40 points in noise", zh: "十种一维形状，各 40 点，带噪声"),
    formula: """
      template of 12 points, 36...60 zeros after it, to 72 points, times 1 + 0.4 U(-1/2, 1/2), moved by 0...47
      where it is zero: 0.25 N(0, 1) smoothed by a Gaussian of 2 points; everywhere: + 0.02 N(0, 1)
      - 0.75 U(-1/2, 1/2) times a line from -1/2 to 1/2, to 40 points; all rows together to mean 0 and deviation 1
      """,
    rows: .made(5000, most: 200_000), scaling: .none,
    source: "Greydanus 2020, arXiv:2011.14439; templates of mnist1d 0.0.2, Apache-2.0",
    note: Localized(
      "All rows together are standardised, as in the paper. 4,000 rows train and 1,000 validate by default.",
      zh: "所有行一并标准化，与论文相同。默认 4000 行训练、1000 行验证。"),
    examples: ["mnist1d", "mnist1d:samples=1000"]
  ) { (arguments: inout Arguments) throws(SpecError) in
    let samples = try arguments.integer("samples")
    return { request throws(DataSetError) in try rows(request, samples) }
  }

  private static func rows(_ request: DataRequest, _ samples: Int) throws(DataSetError) -> SourceRows {
    let templates = templates
    var source = try SourceRows.made(
      request, samples: samples, shape: [1, 40], classes: (0...9).map(String.init)
    ) { label, random in signal(templates[label], &random) }
    var sum = 0.0
    for value in source.inputs { sum += value }
    let mean = sum / Double(source.inputs.count)
    var squares = 0.0
    for value in source.inputs { squares += (value - mean) * (value - mean) }
    let deviation = (squares / Double(source.inputs.count)).squareRoot()
    for index in source.inputs.indices { source.inputs[index] = (source.inputs[index] - mean) / deviation }
    source.splitWords = source.splitWords + Localized(", standardised as a whole", zh: "，整体标准化")
    return source
  }

  private static func signal(_ template: [Double], _ random: inout RandomSource) -> [Double] {
    // So that the padding alone is exactly zero.
    let padded = template.map { $0 + 1e-8 } + [Double](repeating: 0, count: 36 + random.below(25))
    let scale = 1 + 0.4 * (random.unit() - 0.5)
    let wide = interpolated(padded, to: 72).map { $0 * scale }
    let shift = random.below(48)
    var signal = Array(wide.suffix(shift) + wide.dropLast(shift))
    let noise = smoothed(signal.map { _ in 0.25 * random.normal() })
    for index in signal.indices {
      if signal[index] == 0 { signal[index] = noise[index] }
      signal[index] += 0.02 * random.normal()
    }
    let shear = 0.75 * (random.unit() - 0.5)
    for index in signal.indices { signal[index] -= shear * (Double(index) / 71 - 0.5) }
    return interpolated(signal, to: 40)
  }

  /// Evenly spaced values of the broken line through evenly spaced points.
  private static func interpolated(_ values: [Double], to count: Int) -> [Double] {
    (0..<count).map { index in
      let (whole, rest) = (index * (values.count - 1)).quotientAndRemainder(dividingBy: count - 1)
      guard rest > 0 else { return values[whole] }
      return values[whole] + Double(rest) / Double(count - 1) * (values[whole + 1] - values[whole])
    }
  }

  /// A Gaussian filter of deviation 2, cut at 8 points; the edges are mirrored with the last point twice.
  private static func smoothed(_ values: [Double]) -> [Double] {
    values.indices.map { centre in
      var sum = 0.0
      for offset in -8...8 {
        var index = centre + offset
        if index < 0 { index = -1 - index }
        if index >= values.count { index = 2 * values.count - 1 - index }
        sum += kernel[abs(offset)] * values[index]
      }
      return sum
    }
  }

  /// exp(-i^2 / 8), i = 0...8, divided by the sum over -8...8.
  private static let kernel: [Double] = {
    // exp(-1/8), raised to 1, 4, 9, ...
    let base = 0.8824969025845955
    let weights = (0...8).map { i in (0..<i * i).reduce(1.0) { product, _ in product * base } }
    let sum = weights[0] + 2 * weights[1...].reduce(0, +)
    return weights.map { $0 / sum }
  }()

  /// Each shape with mean 0 and deviation 1, moved so that it begins at 0, divided by 6.
  static var templates: [[Double]] {
    shapes.map { shape in
      let mean = shape.reduce(0, +) / Double(shape.count)
      let squares = shape.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(shape.count)).squareRoot()
      return shape.map { ($0 - shape[0]) / deviation / 6 }
    }
  }

  private static let shapes: [[Double]] = [
    [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
    [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
    [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
    [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
    [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
    [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
    [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
    [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
  ]
}
