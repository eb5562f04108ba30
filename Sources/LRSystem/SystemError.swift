import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why the operating system refused, as an `errno`.
public struct SystemError: Error, Sendable, Hashable {
  public let code: Int32

  public init(_ code: Int32) {
    self.code = code
  }

  /// The refusal of the call that has just failed.
  package static var last: SystemError { SystemError(errno) }

  /// The reason in words, for the end of a message.
  public var words: Localized {
    switch code {
    case ENOENT: Localized("no such file or folder", zh: "文件或文件夹不存在")
    case EACCES, EPERM: Localized("permission denied", zh: "没有权限")
    case EISDIR: Localized("it is a folder", zh: "它是文件夹")
    case ENOTDIR: Localized("a part of the path is a file, not a folder", zh: "路径中有一部分是文件而不是文件夹")
    case ENOSPC: Localized("no space left on the device", zh: "设备上没有剩余空间")
    case EFBIG: Localized("it is larger than files may be (ulimit -f)", zh: "超过文件大小上限（ulimit -f）")
    case EDQUOT: Localized("the disk quota is used up", zh: "磁盘配额已用完")
    case EROFS: Localized("the file system is read-only", zh: "文件系统为只读")
    case ENAMETOOLONG: Localized("the name is too long", zh: "名称过长")
    case ELOOP: Localized("the symbolic links go in a circle", zh: "符号链接形成循环")
    case ENOMEM: Localized("not enough memory for it", zh: "内存不足")
    case EPIPE: Localized("the reader has gone", zh: "读取方已关闭")
    case EIO: Localized("the device failed", zh: "设备输入输出错误")
    default: Localized(String(cString: strerror(code)))
    }
  }
}

extension SystemError {
  package static var isFolder: SystemError { SystemError(EISDIR) }
  package static var outOfMemory: SystemError { SystemError(ENOMEM) }
}
