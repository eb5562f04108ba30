import LRCore

enum MegatronDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
