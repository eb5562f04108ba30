import LRCore

enum TutorialDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
