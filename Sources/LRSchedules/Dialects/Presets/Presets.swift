import LRCore

enum Presets {
  static let entries: [CatalogueEntry<AnySchedule>] = []
}
