import CZlib
import LRCore
import LROptimizers

/// A run between two updates, as the bytes of a file from which it goes on.
///
/// The file, every number little endian: 18 bytes `lrplot checkpoint\n`; the format's number (8 bytes); then, each text
/// and each list after its length (8 bytes), the version of lrplot, the plan as names and values, the checksum of the
/// data, the updates that were made and those that were planned, the state; at the end the CRC-32 (4 bytes) of all
/// before it. The state is what `TrainingLoop` exchanges: the record's series, weights, averages, optimizers.
public struct Checkpoint: Sendable, Hashable {
  /// A choice that makes a run what it is.
  public struct Fact: Sendable, Hashable {
    /// What the user calls it: `--batch`.
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Of the program that wrote it: numbers may come out otherwise in another.
  public var version: String
  public var plan: [Fact]
  /// `DataSet.checksum`.
  public var dataChecksum: UInt64
  /// Updates that were made.
  public var updates: Int
  public var plannedSteps: Int
  public var state: [UInt8]

  public init(
    version: String, plan: [Fact], dataChecksum: UInt64, updates: Int, plannedSteps: Int, state: [UInt8]
  ) {
    self.version = version
    self.plan = plan
    self.dataChecksum = dataChecksum
    self.updates = updates
    self.plannedSteps = plannedSteps
    self.state = state
  }

  private static let magic = Array("lrplot checkpoint\n".utf8)
  private static let format: UInt64 = 1
  private static let head = magic.count + 8

  /// The file.
  public func encoded() -> [UInt8] {
    var copy = self
    var archive = StateArchive(writingAfter: 0, of: [])
    do throws(StateError) {
      try copy.exchange(with: &archive)
    } catch {
      preconditionFailure("nothing that is written is refused")
    }
    var bytes = Self.magic
    withUnsafeBytes(of: Self.format) { bytes.append(contentsOf: $0) }
    bytes += archive.bytes
    withUnsafeBytes(of: UInt32(Self.checksum(of: bytes))) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// - Throws: `CheckpointError` for what is no checkpoint, of another format, cut off or damaged.
  public init(decoding bytes: [UInt8]) throws(CheckpointError) {
    guard bytes.starts(with: Self.magic) else {
      // The beginning of one is one that was cut off.
      guard bytes.isEmpty || !Self.magic.starts(with: bytes) else { throw .damaged }
      throw CheckpointError(Localized("it is no checkpoint of lrplot", zh: "它不是 lrplot 的检查点"))
    }
    guard bytes.count >= Self.head + 4 else { throw .damaged }
    let format = bytes[Self.magic.count..<Self.head].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard format == Self.format else {
      throw CheckpointError(
        Localized(
          "it has format \(format), and this lrplot reads format \(Self.format)",
          zh: "其格式为 \(format)，而本 lrplot 只读格式 \(Self.format)"))
    }
    let sum = bytes.suffix(4).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard sum == Self.checksum(of: bytes.dropLast(4)) else { throw .damaged }
    self.init(version: "", plan: [], dataChecksum: 0, updates: 0, plannedSteps: 0, state: [])
    var archive = StateArchive(reading: Array(bytes[Self.head..<(bytes.count - 4)]), after: 0, of: [])
    do throws(StateError) {
      try exchange(with: &archive)
      try archive.finish()
    } catch {
      throw .damaged
    }
  }

  private mutating func exchange(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&version)
    var count = plan.count
    try archive.exchange(&count, atMost: 1000)
    if archive.isReading { plan = [Fact](repeating: Fact("", ""), count: count) }
    for place in plan.indices {
      try archive.exchange(&plan[place].name)
      try archive.exchange(&plan[place].value)
    }
    try archive.exchange(&dataChecksum)
    try archive.exchange(&updates)
    try archive.exchange(&plannedSteps)
    try archive.exchange(bytes: &state)
  }

  /// Refuses to go on under another plan, on other data or in another version of the program.
  ///
  /// - Throws: `CheckpointError`, which says what differs.
  public func check(version: String, plan: [Fact], dataChecksum: UInt64) throws(CheckpointError) {
    guard version == self.version else {
      throw CheckpointError(
        Localized(
          "it was saved by lrplot \(self.version), and this is \(version): numbers may differ",
          zh: "它由 lrplot \(self.version) 保存，而本程序为 \(version)，数值可能不同"))
    }
    for (was, asked) in zip(self.plan, plan) where was != asked {
      throw CheckpointError(
        Localized(
          "it was saved with \(was.name) \(was.value), and the command says \(asked.value): give what was saved",
          zh: "保存时为 \(was.name) \(was.value)，而命令给出 \(asked.value)：请与保存时一致"), isRequest: true)
    }
    guard self.plan.count == plan.count else { throw .damaged }
    guard dataChecksum == self.dataChecksum else {
      throw CheckpointError(
        Localized("the data set has other rows now than when it was saved", zh: "数据集的样本与保存时不同"))
    }
  }

  /// CRC-32, as zlib has it.
  fileprivate static func checksum(of bytes: some Collection<UInt8>, after sum: UInt64 = 0) -> UInt64 {
    let whole = bytes.withContiguousStorageIfAvailable { checksum(of: UnsafeRawBufferPointer($0), after: sum) }
    return whole ?? Array(bytes).withUnsafeBytes { checksum(of: $0, after: sum) }
  }

  fileprivate static func checksum(of bytes: UnsafeRawBufferPointer, after sum: UInt64) -> UInt64 {
    var sum = UInt(sum)
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 << 30)
      sum = crc32(
        sum, UnsafeRawBufferPointer(rebasing: piece).bindMemory(to: UInt8.self).baseAddress, UInt32(piece.count))
      rest = rest.dropFirst(piece.count)
    }
    return UInt64(sum)
  }
}

/// Why a checkpoint can't be gone on from.
public struct CheckpointError: Error, Sendable, Hashable {
  /// What is wrong with "it", the file.
  public var message: Localized
  /// Whether the request is at fault, and not the file.
  public var isRequest: Bool

  public init(_ message: Localized, isRequest: Bool = false) {
    self.message = message
    self.isRequest = isRequest
  }

  static let damaged = CheckpointError(
    Localized("it is cut off or damaged: its checksum is wrong", zh: "它被截断或已损坏：校验和不符"))
}

extension DataSet {
  /// CRC-32 of all rows and how many there are: another number where a run would see other rows.
  public var checksum: UInt64 {
    var sum = Checkpoint.checksum(of: Array("\(shape) \(train.count) \(validation.count)".utf8))
    for numbers in [train.inputs, train.targets, validation.inputs, validation.targets] {
      sum = numbers.withUnsafeBytes { Checkpoint.checksum(of: $0, after: sum) }
    }
    return sum
  }
}

extension TrainingRecord {
  /// Writes or reads the series of the updates that were made; groups of rates, and whether a momentum is driven, are
  /// known.
  mutating func exchangeState(
    with archive: inout StateArchive, hasAccuracy: Bool, hasUpdateRatio: Bool
  ) throws(StateError) {
    let count = archive.updates
    try archive.exchange(&loss, count: count)
    try archive.exchange(&accuracy, count: hasAccuracy ? count : 0)
    try archive.exchange(&gradientNorm, count: count)
    try archive.exchange(&updateRatio, count: hasUpdateRatio ? count : 0)
    try archive.exchange(&seconds, count: count)
    for group in rates.indices { try archive.exchange(&rates[group].values, count: count) }
    if var series = momentum {
      try archive.exchange(&series, count: count)
      momentum = series
    }
    try archive.exchange(&divergedAt, atMost: count)
    var evaluationCount = evaluations.count
    try archive.exchange(&evaluationCount, atMost: count + 1)
    var read: [Evaluation] = []
    for place in 0..<evaluationCount {
      var one =
        archive.isReading ? Evaluation(step: 0, loss: 0, accuracy: nil, seconds: 0) : evaluations[place]
      try archive.exchange(&one.step, atMost: count)
      try archive.exchange(&one.loss)
      try archive.exchange(&one.accuracy)
      try archive.exchange(&one.seconds)
      try archive.require(one.step > read.last?.step ?? -1)
      read.append(one)
    }
    evaluations = read
    try archive.require(evaluations.first?.step == 0)
  }
}
