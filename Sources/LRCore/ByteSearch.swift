/// Where some bytes stand first in others, from an index on; nil where they don't.
///
/// The library's search of bytes is Foundation's where that is in sight, and would bring it into the binary.
public func place(of part: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
  guard let first = part.first else { return start <= bytes.count ? start : nil }
  return bytes.withUnsafeBufferPointer { all in
    part.withUnsafeBufferPointer { part in
      var index = max(0, start)
      while index + part.count <= all.count {
        if all[index] == first {
          var same = 1
          while same < part.count, all[index + same] == part[same] { same += 1 }
          if same == part.count { return index }
        }
        index += 1
      }
      return nil
    }
  }
}
