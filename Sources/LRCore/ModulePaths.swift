/// Names as a framework's programs write them in full: `torch.optim.lr_scheduler.StepLR`.
extension Catalogue {
  /// The name without the modules that the framework keeps the thing in: `torch.optim.Adam` is `torch.Adam`; nil for a
  /// name that begins with none of `modules`.
  ///
  /// Of several modules that fit the longest counts. A class may stand in a file of its own name, as in
  /// `torch.optim.adam.Adam`. Whether there is an entry of the short name isn't looked at.
  public func shortened(_ name: String) -> String? {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 2, let local = parts.popLast(), !local.isEmpty else { return nil }
    let file = parts.last?.filter { $0 != "_" }
    for path in [parts, file == local.lowercased().filter { $0 != "_" } ? Array(parts.dropLast()) : []] {
      if let framework = modules[path.joined(separator: ".")] { return "\(framework).\(local)" }
    }
    return nil
  }

  /// The name of an entry as a figure says it: as typed, but without the framework's modules.
  public func plainName(_ typed: String) -> String {
    names.contains(typed) ? typed : shortened(typed) ?? typed
  }
}
