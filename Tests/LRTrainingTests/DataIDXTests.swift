import Foundation
import LRCore
import LRTraining
import Testing

@Suite("IDX files")
struct DataIDXTests {
  private func words(_ values: Int...) -> [UInt8] {
    values.flatMap { value in [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
  }

  private func images(_ count: Int, side: Int = 2) -> [UInt8] {
    words(2051, count, side, side) + (0..<count * side * side).map { UInt8($0 % 256) }
  }

  private func labels(_ labels: [UInt8]) -> [UInt8] { words(2049, labels.count) + labels }

  private func labels(_ count: Int) -> [UInt8] { labels((0..<count).map { UInt8($0 % 10) }) }

  @Test("one pair alone: its last fifth validates", arguments: ["train", "t10k"], [true, false])
  func onePair(name: String, isPacked: Bool) throws {
    let folder = try DataFolder()
    let end = isPacked ? ".gz" : ""
    try folder.write(name + "-images-idx3-ubyte" + end, isPacked ? gzip(images(20)) : images(20))
    try folder.write(name + "-labels-idx1-ubyte" + end, isPacked ? gzip(labels(20)) : labels(20))
    let set = try DataSets.set("mnist:dir=.", seed: 0, in: folder.path)
    #expect((set.train.count, set.validation.count) == (16, 4))
    #expect(set.shape == [1, 2, 2])
    #expect(set.validation.targets == [6, 7, 8, 9])
    #expect(set.train.inputs.prefix(3) == [0, 1 / 255.0, 2 / 255.0])
    let half = try DataSets.set("mnist:dir=\(folder.path),test=0.5,samples=10,standardize=none", seed: 0)
    #expect((half.train.count, half.validation.count) == (5, 5))
    #expect(half.validation.inputs.prefix(4) == [20, 21, 22, 23])
  }

  @Test("both pairs: one trains, the other validates")
  func bothPairs() throws {
    let folder = try DataFolder()
    try folder.write("train-images.idx3-ubyte", images(30))
    try folder.write("train-labels.idx1-ubyte", labels(30))
    try folder.write("t10k-images-idx3-ubyte.gz", gzip(images(10)))
    try folder.write("t10k-labels-idx1-ubyte", labels(10))
    let set = try DataSets.set("mnist:dir=.", seed: 0, in: folder.path)
    #expect((set.train.count, set.validation.count) == (30, 10))
    let part = try DataSets.set("mnist:dir=.,samples=20,standardize=none", seed: 0, in: folder.path)
    #expect((part.train.count, part.validation.count) == (15, 5))
    #expect(part.validation.inputs.prefix(4) == [0, 1, 2, 3])
    #expect(
      folder.fault("mnist:dir=.,test=0.3", exit: 64)
        == "test= applies where only one of train and t10k is there; '.' has both"
    )
    #expect(folder.fault("mnist:dir=.,samples=50")?.hasSuffix("samples=50, but there are 40 rows") == true)
    try folder.write("t10k-images-idx3-ubyte.gz", gzip(images(10, side: 3)))
    #expect(
      folder.fault("mnist:dir=.")
        == "./train-images.idx3-ubyte: images of 2x2 pixels, but ./t10k-images-idx3-ubyte.gz has 3x3")
  }

  @Test("what is wrong is said with the file")
  func faults() throws {
    let folder = try DataFolder()
    #expect(folder.fault("mnist:dir=.", exit: 66)?.hasPrefix("no MNIST files in '.'") == true)
    let (imageFile, labelFile) = ("./train-images-idx3-ubyte", "./train-labels-idx1-ubyte")
    try folder.write(imageFile, images(20))
    #expect(folder.fault("mnist:dir=.", exit: 66) == "'\(labelFile)' is missing, with or without .gz")
    try folder.write(labelFile, labels(20))
    #expect(folder.fault("mnist:dir=.") == nil)

    try folder.write(labelFile, labels(19))
    #expect(folder.fault("mnist:dir=.") == "\(imageFile) has 20 images, but \(labelFile) has 19 labels")
    try folder.write(labelFile, labels([UInt8](repeating: 3, count: 19) + [10]))
    #expect(folder.fault("mnist:dir=.") == "\(labelFile), row 20: label 10; expected 0 to 9")
    try folder.write(labelFile, labels(20))

    try folder.write(imageFile, Array(images(20).dropLast()))
    #expect(
      folder.fault("mnist:dir=.") == "\(imageFile): truncated, the header announces 96 bytes, the file has 95")
    try folder.write(imageFile, images(20) + [0])
    #expect(folder.fault("mnist:dir=.") == "\(imageFile): the header announces 96 bytes, the file has more")
    try folder.write(imageFile, [0, 0])
    #expect(folder.fault("mnist:dir=.") == "\(imageFile): expected an IDX header of 16 bytes, the file has 2")
    try folder.write(imageFile, labels(20))
    #expect(
      folder.fault("mnist:dir=.") == "\(imageFile): the magic number is 2049, but IDX images begin with 2051")
    try folder.write(imageFile, words(2051, 0, 2, 2))
    #expect(folder.fault("mnist:dir=.") == "\(imageFile): no rows")
    try folder.write(imageFile, words(2051, 4_294_967_295, 4_294_967_295, 4_294_967_295))
    #expect(folder.fault("mnist:dir=.")?.contains("4294967295x4294967295 pixels") == true)
    try folder.write(imageFile, words(2051, 4_294_967_295, 1024, 1024))
    #expect(folder.fault("mnist:dir=.")?.contains("truncated") == true)
    try folder.write(imageFile, Array(gzip(images(20)).dropLast(20)))
    #expect(folder.fault("mnist:dir=.") == "\(imageFile): the gzip data ends too early (truncated file)")
    var damaged = gzip(images(20))
    damaged[40] ^= 1
    try folder.write(imageFile, damaged)
    #expect(folder.fault("mnist:dir=.") == "\(imageFile): the gzip data is damaged")
    try folder.write(imageFile, gzip(images(20)) + [1, 2])
    #expect(folder.fault("mnist:dir=.") == "\(imageFile): 2 bytes follow the gzip data")
    // Of a file that is longer than its header says, or of another kind, the rest isn't unpacked: this one's end is missing.
    let long = gzip(images(20) + [UInt8](repeating: 7, count: 1 << 20)).dropLast(500_000)
    try folder.write(imageFile, Array(long))
    #expect(folder.fault("mnist:dir=.") == "\(imageFile): the header announces 96 bytes, the file has more")
    try folder.write(imageFile, Array(gzip([UInt8](repeating: 7, count: 1 << 20)).dropLast(500_000)))
    #expect(folder.fault("mnist:dir=.")?.contains("the magic number is 117901063") == true)
  }

  /// Beside the repository, where it is there.
  private static let real = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data/mnist").path

  @Test("real images", .enabled(if: FileManager.default.fileExists(atPath: real)))
  func realImages() throws {
    let set = try DataSets.set("mnist:dir=\(Self.real)", seed: 0)
    #expect((set.train.count, set.validation.count) == (8000, 2000))
    #expect(set.train.targets.prefix(5) == [7, 2, 1, 0, 4])
    #expect(set.shape == [1, 28, 28])
    #expect(set.train.inputs.max() == 1)
  }
}
