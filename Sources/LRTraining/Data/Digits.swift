import CTraining
import CZlib
import LRCore

/// 1,797 real hand-written digits of 8 x 8 pixels, embedded.
///
/// The split is a fixed shuffle, for rows of one writer lie near each other: Fisher and Yates' from the last place down by
/// `SplitMix64(state: 1998)`. The last 360 rows of it judge. No seed changes it.
///
/// - Source: Alpaydin & Kaynak 1998, UCI data set 80, CC BY 4.0.
enum Digits {
  static let entry = DataRecipe.entry(
    "digits",
    summary: Localized("1,797 real hand-written digits of 8x8 pixels", zh: "1797 张真实手写数字，8×8 像素"),
    formula: "x: 64 pixels 0...16, y: 0...9", rows: .stored(count), scaling: .range,
    source:
      "Alpaydin & Kaynak 1998, Optical Recognition of Handwritten Digits, UCI, doi.org/10.24432/C50P49, CC BY 4.0",
    note: Localized(
      """
      The test images of the UCI set, as in scikit-learn; repacked as bytes and compressed. 1,437 rows train and 360 \
      validate, by a fixed shuffle. At rates that train well, long runs on clean digits end alike under any schedule; with \
      label_noise=0.2 they don't.
      """,
      zh: """
        UCI 数据集中的测试图像，与 scikit-learn 相同；改以字节存储并压缩。按固定的打乱顺序，1437 行训练、360 行验证。\
        无噪声时，学习率合适且训练足够长则各调度结果相近；label_noise=0.2 可显出差别。
        """),
    examples: ["digits", "digits:label_noise=0.2"]
  ) { (_: inout Arguments) throws(SpecError) in
    { request throws(DataSetError) in try rows(request.samples ?? count) }
  }

  static let count = 1797
  private static let side = 8
  private static let validation = 360

  /// The shuffle that decides the split.
  static var order: [Int] {
    var random = SplitMix64(state: 1998)
    return random.order(of: count)
  }

  private static func rows(_ samples: Int) throws(DataSetError) -> SourceRows {
    let bytes = try bytes()
    let pixels = count * side * side
    let share = Double(validation) / Double(count)
    return SourceRows(
      shape: [1, side, side], task: .classes((0...9).map(String.init)), inputs: bytes[..<pixels].map(Double.init),
      targets: bytes[pixels...].map(Double.init),
      split: RowSplit(
        Array(order.prefix(samples)), validation: RowSplit.validationCount(of: samples, share: share)),
      splitWords: Localized("fixed shuffle", zh: "固定打乱"), range: 0...16)
  }

  /// The pixels of all images, row by row, then the labels.
  static func bytes() throws(DataSetError) -> [UInt8] {
    var packedCount = 0
    guard let packed = lrplot_digits(&packedCount) else { preconditionFailure("the digits are part of the program") }
    let size = count * (side * side + 1)
    var result = Z_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      var length = uLongf(size)
      result = uncompress(buffer.baseAddress, &length, packed, uLong(packedCount))
      filled = Int(clamping: length)
    }
    guard result == Z_OK, bytes.count == size else {
      throw .data("the embedded digits are damaged (zlib: \(result))", zh: "内置的数字图像已损坏（zlib：\(result)）")
    }
    return bytes
  }
}
