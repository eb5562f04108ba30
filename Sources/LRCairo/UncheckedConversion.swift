// The conversions that stop the process for NaN and for what doesn't fit. Declared here, they come before those of the
// standard library in this module, and a warning is an error: none goes unchecked.

extension Int {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = Int(exactly: value.rounded(.towardZero)) ?? 0 }

  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init<Source: BinaryFloatingPoint>(_ value: Source) { self = Int(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension Int8 {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = Int8(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension Int16 {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = Int16(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension Int32 {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = Int32(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension Int64 {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = Int64(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension UInt {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = UInt(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension UInt8 {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = UInt8(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension UInt16 {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = UInt16(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension UInt32 {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = UInt32(exactly: value.rounded(.towardZero)) ?? 0 }
}

extension UInt64 {
  @available(*, deprecated, message: "stops the process where it doesn't fit: (clamping:to:) or (exactly:)")
  init(_ value: Double) { self = UInt64(exactly: value.rounded(.towardZero)) ?? 0 }
}
