import LRCore

enum FastAIDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
