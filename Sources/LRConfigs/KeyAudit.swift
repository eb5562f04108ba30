import LRCore

/// The keys of one map that a reader knows, so that the others can be looked at.
struct KnownKeys: Sendable {
  /// The format in a sentence: "the arguments of transformers' Trainer".
  var format: Localized
  /// Read, or known to change nothing about the rate.
  var known: Set<String>
  /// Rates of other parameter groups; the drawn curve is the first group's.
  var groups: Set<String> = []
  /// Whether the schedule is scaled to the run, so that a length under another name would change it.
  var dependsOnLength = false
  /// Maps that belong to something else, whatever their keys are called.
  var sections: Set<String> = []
}

extension ConfigNode {
  /// Looks for keys that aren't read although they may set the learning rate.
  ///
  /// - Returns: notes on keys that change nothing in the drawn curve.
  /// - Throws: `ConfigError` that names the first key that may change it.
  func audit(_ keys: KnownKeys) throws(ConfigError) -> [Localized] {
    var notes: [Localized] = []
    var unknownLengths: [String] = []
    var idle: [String] = []
    for (key, node) in try pairs() where !keys.known.contains(key) && !node.isEmpty {
      // A switch that is off may change the rate; a quantity of 0 is none.
      if node.optionalNumber == 0 {
        if ScheduleKeys.setsRate(key) || ScheduleKeys.setsLength(key) { idle.append(node.path) }
      } else if keys.groups.contains(key) {
        notes.append(
          Localized(
            "\(node.path) sets the rate of other parameter groups, which is not drawn",
            zh: "\(node.path) 设置其他参数组的学习率，未画出"))
      } else if ScheduleKeys.setsRate(key) {
        throw node.unread(in: keys.format)
      } else if ScheduleKeys.setsLength(key) {
        if keys.dependsOnLength { throw node.unread(in: keys.format) }
        unknownLengths.append(node.path)
      } else if !keys.sections.contains(key), !isMerged(node), let inner = node.firstScheduleKey(levels: 2) {
        throw inner.unread(in: keys.format)
      }
    }
    if !(unknownLengths + idle).isEmpty {
      let keys = listed(unknownLengths + idle)
      notes.append(
        Localized("not read, and without effect on the rate: ", zh: "未读取，且不影响学习率：") + Localized(keys, zh: keys))
    }
    return notes
  }

  /// Whether a map is one whose keys were merged into this one, and so are read here.
  private func isMerged(_ map: ConfigNode) -> Bool {
    guard case .map(let own) = value.content, case .map(let other) = map.value.content else { return false }
    let merged = own.filter(\.isMerged)
    return merged.contains { pair in other.contains { $0.key == pair.key && $0.value == pair.value } }
  }

  /// The first key below that may set a rate, to the given number of levels.
  func firstScheduleKey(levels: Int) -> ConfigNode? {
    guard levels > 0 else { return nil }
    let children: [(key: String, node: ConfigNode)]
    if let items {
      children = items.map { ("", $0) }
    } else {
      children = (try? pairs()) ?? []
    }
    for (key, node) in children where !node.isEmpty {
      if ScheduleKeys.setsRate(key) { return node }
      if let inner = node.firstScheduleKey(levels: levels - 1) { return inner }
    }
    return nil
  }

  /// Whether a value switches off what its key names: null, false, nothing, or 0.
  var isOff: Bool { isEmpty || optionalFlag == false || optionalNumber == 0 }

  /// Whether a value says nothing: null, or a text, list or map without content.
  var isEmpty: Bool {
    if isNull { return true }
    switch value.content {
    case .scalar(let text, _): return text.isEmpty
    case .list(let items): return items.isEmpty
    case .map(let pairs): return pairs.isEmpty
    }
  }

  /// An error about a key that may change the rate and has no meaning in the format.
  func unread(in format: Localized) -> ConfigError {
    fail(
      Localized("is not read, and may change the learning rate: the file looks like ", zh: "未被读取，而它可能改变学习率：文件像是")
        + format
        + Localized(
          ", which have no such key; remove it, or write the schedule as a SPEC", zh: "，其中没有这个键；请删去它，或用 SPEC 写出调度"))
  }
}

/// Names in a row, cut after a few.
func listed(_ names: [String]) -> String {
  let told = names.prefix(5).joined(separator: ", ")
  return names.count > 5 ? told + ", …" : told
}
