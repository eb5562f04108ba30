import LRCore

/// Reads the schedule out of a training configuration, without the framework: JSON or YAML of DeepSpeed, Keras,
/// transformers (LLaMA-Factory too), timm or mmengine, told apart by what is each format's own.
///
/// What isn't certain isn't drawn: a file that looks like another program's is refused, and so is a key that may set the
/// rate and isn't read. What was assumed is a note.
///
/// The file is a stranger's: its size, depth and number of values are bounded, no tag or code of it is run, and every
/// error names file, line and key.
public enum Configuration {
  /// The largest file that is read, in bytes.
  public static let maximumSize = ConfigLimits.size

  /// - Parameters:
  ///   - bytes: the whole file, or more than `maximumSize` of it.
  ///   - file: its name in messages.
  ///   - run: what the command line says of the run; it goes before the file.
  /// - Throws: `ConfigError` when the file isn't understood, or lacks what its schedule needs.
  public static func schedule(
    in bytes: [UInt8], file: String, run: StatedRun = StatedRun()
  ) throws(ConfigError) -> ConfiguredSchedule {
    guard bytes.count <= ConfigLimits.size else { throw YAMLReader.tooLarge(file) }
    try refusePrograms(bytes, file)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigError(file, Localized("it is no UTF-8 text", zh: "不是 UTF-8 文本"))
    }
    let root = ConfigNode(try YAMLReader.read(text, file: file), file: file)
    if let refusal = Lookalikes.refusal(of: root) { throw refusal }
    guard let format = formats.first(where: { $0.recognises(root) }) else { throw unknown(root) }
    return try format.schedule(root, run)
  }

  /// A framework's configuration: how it is known, and how its schedule is read.
  struct Format: Sendable {
    var name: String
    /// The keys that it is known by, for messages.
    var marks: String
    var recognises: @Sendable (ConfigNode) -> Bool
    var schedule: @Sendable (ConfigNode, StatedRun) throws(ConfigError) -> ConfiguredSchedule
  }

  /// The more telling first: a file of the Trainer may hold DeepSpeed's keys below its own.
  static let formats: [Format] = [
    MMEngineConfig.format, TransformersConfig.format, DeepSpeedConfig.format, TimmConfig.format, KerasConfig.format,
  ]

  private static func unknown(_ root: ConfigNode) -> ConfigError {
    let all = formats.map { "\($0.name) (\($0.marks))" }
    let english = all.joined(separator: ", ")
    let chinese = all.joined(separator: "、")
    guard root.isMap || root.items != nil else {
      return ConfigError(
        root.file,
        Localized("it is a single value; understood are \(english)", zh: "文件只有一个值；能读懂的有 \(chinese)"))
    }
    if let node = root.firstScheduleKey(levels: 8) {
      return node.fail(
        Localized(
          "is not read: the file is of no known format; understood are \(english)", zh: "未被读取：文件格式未知；能读懂的有 \(chinese)"))
    }
    return ConfigError(
      root.file, Localized("no schedule is known in it; understood are \(english)", zh: "其中没有认识的调度；能读懂的有 \(chinese)"))
  }

  /// Files that hold a schedule only for whoever runs them.
  private static func refusePrograms(_ bytes: [UInt8], _ file: String) throws(ConfigError) {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x80, 0x02]) {
      throw ConfigError(
        file,
        Localized(
          "it is a pickle, which only running it can read: write `args.to_json_string()` to a .json file instead",
          zh: "这是 pickle 文件，必须执行才能读取：请改为把 `args.to_json_string()` 写入 .json 文件"))
    }
    if file.lowercased().hasSuffix(".py") {
      throw ConfigError(
        file,
        Localized(
          "it is a Python program, and lrplot runs none: write it as data with `Config.fromfile(...).dump('config.json')`",
          zh: "这是 Python 程序，lrplot 不执行代码：请用 `Config.fromfile(...).dump('config.json')` 写成数据"))
    }
  }
}
