import LRCore

enum MMEngineDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
