import LRCore

enum TimmDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
