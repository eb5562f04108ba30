import LRCore
import LRReports
import Mustache

extension TemplateEngine {
  /// Templates filled in by swift-mustache.
  package static let mustache = TemplateEngine { templates, value throws(ReportError) in
    var library = MustacheLibrary()
    for (name, template) in templates.templates {
      do {
        library.register(try MustacheTemplate(string: template.text), named: name)
      } catch let fault as MustacheTemplate.ParserError {
        throw ReportError(
          ReportSource.Place(template.file, fault.context.lineNumber),
          Localized("this is not Mustache: \(fault.error)", zh: "不是有效的 Mustache：\(fault.error)"))
      } catch {
        throw ReportError(
          ReportSource.Place(template.file, 0),
          Localized("this is not Mustache: \(error)", zh: "不是有效的 Mustache：\(error)"))
      }
    }
    return library.render(plain(value, record: "page"), withTemplate: "page") ?? ""
  }

  /// The value in the types that the engine knows; what a record lacks is false, so that it isn't looked for outside.
  private static func plain(_ value: TemplateValue, record: String?) -> Any {
    switch value {
    case .text(let text): return text
    case .flag(let flag): return flag
    case .list(let items): return items.map { plain($0, record: record) }
    case .record(let fields):
      let schema = record.flatMap { TemplateSchema.report.records[$0] } ?? [:]
      var made: [String: Any] = [:]
      for (name, field) in schema {
        switch (field, fields[name]) {
        case (_, nil): made[name] = false
        case (.list(let record), let value?), (.record(let record), let value?):
          made[name] = plain(value, record: record)
        case (_, let value?): made[name] = plain(value, record: nil)
        }
      }
      return made
    }
  }
}
