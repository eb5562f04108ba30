/// What the name of a key says about the learning rate, whoever wrote it.
///
/// A reader knows the keys of its format. Any other key that sounds like a schedule's is a sign that the file is of
/// another format or that something would go undrawn.
enum ScheduleKeys {
  /// Whether a key sounds as if it set the rate or its shape: `min_lr`, `warmup_frac`, `lrScheduler`, `decay`.
  static func setsRate(_ key: String) -> Bool {
    let words = words(of: key)
    // Of other quantities that have schedules and decays as well.
    guard !words.contains(where: foreign.contains) else { return false }
    let joined = words.joined()
    if joined.contains("learningrate") || joined.contains("warmup") || joined.contains("anneal") { return true }
    if joined.contains("sched") || joined.contains("cooldown") { return true }
    return words.contains { word in
      ["decay", "milestones", "blr", "lrs", "minlr", "maxlr", "initlr", "baselr"].contains(word)
        || word.hasPrefix("lr") && word.dropFirst(2).allSatisfy(\.isNumber) || word == "lrf"
    }
  }

  /// Whether a key sounds as if it said how long the run is: `epochs`, `max_train_steps`, `train-iters`.
  static func setsLength(_ key: String) -> Bool {
    var words = words(of: key)
    guard let unit = words.popLast(), units.contains(unit) else { return false }
    return words.allSatisfy { ["num", "n", "max", "total", "train", "training"].contains($0) }
  }

  private static let foreign: Set<String> = [
    "weight", "wd", "ema", "momentum", "beta", "kl", "noise", "temperature", "dropout", "drop", "mask", "curriculum",
    "profiler", "batch", "kv", "bias", "norm", "no", "teacher", "resolution",
  ]
  private static let units: Set<String> = [
    "epoch", "epochs", "steps", "iter", "iters", "iterations", "update", "updates", "duration",
  ]

  /// `lrScheduler_name` is lr, scheduler, name.
  private static func words(of key: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in key.prefix(100) {
      let isWord = character.isLetter || character.isNumber
      if !isWord || (character.isUppercase && wasLower) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if isWord { word += character.lowercased() }
      wasLower = character.isLowercase
    }
    return word.isEmpty ? words : words + [word]
  }
}
