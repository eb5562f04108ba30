import LRCore
import LRReports
import LRTemplates

/// The reports that lrplot brings.
enum BuiltInReport: String, CaseIterable {
  case learningRates = "learning-rates"
  case schedules, optimizers, frameworks, run

  var summary: Localized {
    switch self {
    case .learningRates:
      Localized(
        "what a learning rate is, every way to change it, and how to choose", zh: "学习率是什么、如何变化、怎样选择")
    case .schedules: Localized("gallery of the schedules, searchable", zh: "全部调度的图册，可搜索")
    case .optimizers: Localized("optimizers compared fairly, and their gallery", zh: "优化器的公平比较与图册")
    case .frameworks: Localized("where frameworks differ under one name", zh: "各框架同名而不同之处")
    case .run:
      Localized(
        "everything about one plan: report run SPEC, or --from FILE", zh: "一份训练计划的全部：report run SPEC 或 --from FILE")
    }
  }

  /// The file that it is written in; nil for what is made of a plan.
  private var text: String? {
    switch self {
    case .learningRates: BuiltIn.learningRates
    case .schedules: BuiltIn.schedules
    case .optimizers: BuiltIn.optimizers
    case .frameworks: BuiltIn.frameworks
    case .run: nil
    }
  }

  /// - Parameter plan: makes the report of a plan.
  func source(_ language: Language, plan: () throws(Failure) -> ReportSource) throws(Failure) -> ReportSource {
    guard let text else { return try plan() }
    var reader = ReportReader(
      language: language,
      read: { (path) throws(ReportError) in
        throw ReportError(ReportSource.Place(path, 0), Localized("can't be read", zh: "无法读取"))
      }, gallery: { ReportLoading.gallery($0, $1, $2) }, input: CatalogueGallery.losses)
    do throws(ReportError) {
      return try reader.report(text, file: rawValue + ".yml")
    } catch {
      throw Failure(error)
    }
  }
}
