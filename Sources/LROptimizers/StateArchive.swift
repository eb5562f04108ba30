#if !_endian(little)
  #error("states are little-endian, and copied as they lie in memory")
#endif

/// Why a state can't be read.
public enum StateError: Error, Sendable, Hashable {
  /// The bytes end too early.
  case truncated
  /// A number, or a count of numbers, that this state can't have.
  case impossible
  /// Bytes are left over.
  case surplus
  /// A schedule is another one in the updates that were made.
  case otherSchedule
}

/// The state of an optimizer or of a run as bytes, written and read by the same lines: `exchange` writes a value, or
/// puts what was written in its place.
///
/// What was set once isn't in a state: reading one needs a new instance from the same recipe, which is then filled. Numbers are
/// stored by their bits, little endian, counts and flags as whole numbers. Nothing in the bytes can stop the
/// process or take memory that they, or the parameters' shapes, don't account for.
public struct StateArchive: Sendable {
  public let isReading: Bool
  public private(set) var bytes: [UInt8]
  /// The shapes of the parameters.
  public private(set) var shapes: [[Int]]
  /// The updates that were made.
  public private(set) var updates: Int
  private var position = 0

  /// An empty one to write.
  public init(writingAfter updates: Int, of shapes: [[Int]]) {
    isReading = false
    bytes = []
    self.shapes = shapes
    self.updates = updates
  }

  public init(reading bytes: [UInt8], after updates: Int, of shapes: [[Int]]) {
    isReading = true
    self.bytes = bytes
    self.shapes = shapes
    self.updates = updates
  }

  /// Ends the reading.
  ///
  /// - Throws: where something is left.
  public func finish() throws(StateError) {
    guard !isReading || position == bytes.count else { throw .surplus }
  }

  /// Refuses what was read unless the condition holds.
  public func require(_ condition: Bool) throws(StateError) {
    guard condition || !isReading else { throw .impossible }
  }

  /// The part of a rule that moves only some of the parameters, or more often.
  public mutating func part(
    of shapes: [[Int]]? = nil, after updates: Int? = nil,
    _ exchange: (inout StateArchive) throws(StateError) -> Void
  ) throws(StateError) {
    let whole = (self.shapes, self.updates)
    defer { (self.shapes, self.updates) = whole }
    self.shapes = shapes ?? self.shapes
    self.updates = updates ?? self.updates
    try exchange(&self)
  }

  /// Numbers of all parameters.
  public var count: Int { shapes.reduce(0) { $0 + $1.reduce(1, *) } }

  // MARK: numbers

  public mutating func exchange<Number: TrainingScalar>(_ number: inout Number) throws(StateError) {
    try copy(&number)
  }

  public mutating func exchange(_ bits: inout UInt64) throws(StateError) { try copy(&bits) }

  /// A count.
  public mutating func exchange(_ count: inout Int, atMost limit: Int = 1 << 53) throws(StateError) {
    var number = Int64(count)
    try copy(&number)
    try require(number >= 0 && number <= Int64(limit))
    count = Int(number)
  }

  public mutating func exchange(_ flag: inout Bool) throws(StateError) {
    var number = flag ? 1 : 0
    try exchange(&number, atMost: 1)
    flag = number == 1
  }

  public mutating func exchange<Number: TrainingScalar>(_ number: inout Number?) throws(StateError) {
    var known = number ?? 0
    guard try exchangePresence(number != nil) else {
      number = nil
      return
    }
    try copy(&known)
    number = known
  }

  public mutating func exchange(_ count: inout Int?, atMost limit: Int = 1 << 53) throws(StateError) {
    var known = count ?? 0
    guard try exchangePresence(count != nil) else {
      count = nil
      return
    }
    try exchange(&known, atMost: limit)
    count = known
  }

  // MARK: arrays

  /// As many numbers as there are already.
  public mutating func exchange<Number: TrainingScalar>(inPlace numbers: inout [Number]) throws(StateError) {
    try exchange(&numbers, count: numbers.count)
  }

  /// So many numbers.
  public mutating func exchange<Number: TrainingScalar>(
    _ numbers: inout [Number], count: Int
  ) throws(StateError) {
    guard isReading else {
      precondition(numbers.count == count, "a state has as many numbers as its reader will ask for")
      numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
      return
    }
    let start = try advance(count, MemoryLayout<Number>.stride)
    numbers = [Number](repeating: 0, count: count)
    numbers.withUnsafeMutableBytes { target in
      bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<position])) }
    }
  }

  /// So many numbers, or none yet.
  public mutating func exchange<Number: TrainingScalar>(
    _ numbers: inout [Number], emptyOr count: Int
  ) throws(StateError) {
    guard try exchangePresence(!numbers.isEmpty) else {
      numbers = []
      return
    }
    try exchange(&numbers, count: count)
  }

  /// A number for each of the parameters' numbers, or none yet.
  public mutating func exchange<Number: TrainingScalar>(_ slots: inout [[Number]]) throws(StateError) {
    guard try exchangePresence(!slots.isEmpty) else {
      slots = []
      return
    }
    if isReading { slots = [[Number]](repeating: [], count: shapes.count) }
    for (p, shape) in shapes.enumerated() { try exchange(&slots[p], count: shape.reduce(1, *)) }
  }

  /// Tensors of the parameters' shapes, or none yet.
  public mutating func exchange<Number: TrainingScalar>(_ tensors: inout [Tensor<Number>]) throws(StateError) {
    var slots = tensors.map(\.values)
    try exchange(&slots)
    guard isReading else { return }
    tensors = zip(shapes, slots).map { Tensor(shape: $0, values: $1) }
  }

  /// A tensor of the shape that it has.
  public mutating func exchange<Number: TrainingScalar>(inPlace tensor: inout Tensor<Number>) throws(StateError) {
    try exchange(inPlace: &tensor.values)
  }

  /// A memory for each parameter, or none yet.
  ///
  /// - Parameter fresh: one as it is before the first update, for a shape.
  public mutating func exchange<Memory>(
    _ memories: inout [Memory], fresh: (_ shape: [Int]) -> Memory,
    by exchange: (inout Memory, inout StateArchive) throws(StateError) -> Void
  ) throws(StateError) {
    guard try exchangePresence(!memories.isEmpty) else {
      memories = []
      return
    }
    if isReading { memories = shapes.map(fresh) }
    for p in memories.indices { try exchange(&memories[p], &self) }
  }

  /// A memory for each of the parameters' numbers, or none yet.
  public mutating func exchange<Memory>(
    _ memories: inout [[Memory]], fresh: Memory,
    by exchange: (inout Memory, inout StateArchive) throws(StateError) -> Void
  ) throws(StateError) {
    guard try exchangePresence(!memories.isEmpty) else {
      memories = []
      return
    }
    if isReading { memories = shapes.map { [Memory](repeating: fresh, count: $0.reduce(1, *)) } }
    for p in memories.indices { for i in memories[p].indices { try exchange(&memories[p][i], &self) } }
  }

  public mutating func exchange(bytes more: inout [UInt8]) throws(StateError) {
    var count = more.count
    try exchange(&count)
    guard isReading else {
      bytes += more
      return
    }
    let start = try advance(count, 1)
    more = Array(bytes[start..<position])
  }

  public mutating func exchange(_ text: inout String) throws(StateError) {
    var characters = Array(text.utf8)
    try exchange(bytes: &characters)
    guard isReading else { return }
    guard let read = String(validating: characters, as: UTF8.self) else { throw .impossible }
    text = read
  }

  // MARK: what isn't stored, but must not have changed

  /// Confirms that values, which follow from settings, are those that they were.
  ///
  /// - Throws: `StateError.otherSchedule` where they aren't.
  public mutating func confirm(_ values: [Double]) throws(StateError) {
    // FNV-1a, 64 bits.
    var now: UInt64 = 0xcbf2_9ce4_8422_2325
    for value in values {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        now = (now ^ (value.bitPattern >> shift & 0xFF)) &* 0x100_0000_01b3
      }
    }
    var then = now
    try exchange(&then)
    guard then == now else { throw .otherSchedule }
  }

  // MARK: bytes

  /// Whether there is something, which follows.
  public mutating func exchangePresence(_ isThere: Bool) throws(StateError) -> Bool {
    var flag = isThere
    try exchange(&flag)
    return flag
  }

  /// The place of the next bytes, which are then behind.
  private mutating func advance(_ count: Int, _ size: Int) throws(StateError) -> Int {
    guard count <= (bytes.count - position) / size else { throw .truncated }
    defer { position += count * size }
    return position
  }

  /// - Parameter value: of a type whose bits are all of its bytes.
  private mutating func copy<Value>(_ value: inout Value) throws(StateError) {
    guard isReading else {
      withUnsafeBytes(of: &value) { bytes.append(contentsOf: $0) }
      return
    }
    let start = try advance(1, MemoryLayout<Value>.size)
    withUnsafeMutableBytes(of: &value) { target in
      bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<position])) }
    }
  }
}
