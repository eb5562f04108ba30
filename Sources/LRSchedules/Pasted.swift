import LRCore

extension Schedules {
  /// Parses a spec that may have been pasted from code, see `Pasted`.
  ///
  /// - Throws: `SpecError` as the parser does, and for an argument that would resume another run.
  public static func chain(_ spec: String) throws(SpecError) -> Chain { try Pasted(catalogue.chain(spec)).chain }
}

/// A chain under the names of the catalogue: modules before a name left out (`torch.optim.lr_scheduler.StepLR`), members
/// in a framework's brackets named in full (`torch.SequentialLR:schedulers=[(LinearLR)]`), and arguments that no number
/// depends on (`verbose`) taken out. Everything keeps its place in the text.
struct Pasted {
  private(set) var chain: Chain
  /// That arguments were taken out, no two alike.
  let remarks: [Localized]

  init(_ chain: Chain) throws(SpecError) {
    var tidied = chain
    Self.name(&tidied, within: nil)
    remarks = Schedules.catalogue.remarks(on: tidied)
    try Self.clear(&tidied)
    self.chain = tidied
  }

  /// Names every spec as the catalogue does.
  private static func name(_ chain: inout Chain, within framework: String?) {
    for index in chain.phases.indices {
      let typed = chain.phases[index].name
      if let framework, !typed.contains("."), Schedules.catalogue["\(framework).\(typed)"] != nil {
        chain.phases[index].name = "\(framework).\(typed)"
      } else if let short = Schedules.catalogue.shortened(typed), Schedules.catalogue[short] != nil {
        chain.phases[index].name = short
      }
      let inner = Schedules.catalogue[chain.phases[index].name]?.origin?.framework
      for place in chain.phases[index].arguments.indices {
        chain.phases[index].arguments[place].value.forEachChain { name(&$0, within: inner) }
      }
    }
  }

  /// Takes out what changes nothing.
  private static func clear(_ chain: inout Chain) throws(SpecError) {
    for index in chain.phases.indices {
      let entry = Schedules.catalogue[chain.phases[index].name]
      let ignored = entry?.ignored ?? []
      let fresh = entry?.origin.flatMap { Dialect.fresh[$0.framework] }
      var kept: [Spec.Argument] = []
      for var argument in chain.phases[index].arguments {
        guard ignored.contains(argument.key) else {
          var fault: SpecError?
          argument.value.forEachChain { chain in
            do throws(SpecError) { try clear(&chain) } catch { fault = fault ?? error }
          }
          if let fault { throw fault }
          kept.append(argument)
          continue
        }
        if let fresh, fresh.key == argument.key, fresh.value != argument.value.text {
          throw SpecError(
            Localized(
              "'\(fresh.key)' is \(fresh.value) here, not \(argument.value.text): resuming a run can't be drawn",
              zh: "“\(fresh.key)”只能为 \(fresh.value)，而不是 \(argument.value.text)：无法绘制恢复的训练"), in: chain.source,
            at: argument.value.range)
        }
      }
      chain.phases[index].arguments = kept
    }
  }
}

extension Spec.Value {
  /// Changes the chains in brackets that a value is or holds.
  fileprivate mutating func forEachChain(_ change: (inout Chain) -> Void) {
    switch kind {
    case .chain(var chain):
      change(&chain)
      kind = .chain(chain)
    case .list(var values):
      for index in values.indices { values[index].forEachChain(change) }
      kind = .list(values)
    case .map(var pairs):
      for index in pairs.indices { pairs[index].value.forEachChain(change) }
      kind = .map(pairs)
    case .number, .percent, .epochs, .word, .text: break
    }
  }
}
