/// A figure's numbers: columns of cells as its CSV has them.
package struct DataTable: Sendable, Hashable {
  package var columns: [String]
  package var rows: [[String]]
  /// For each column the line of the chart that it belongs to, empty for none; may be shorter than `columns`.
  package var lines: [String] = []
  /// For each column what is measured, as `loss`, empty for what isn't known; may be shorter than `columns`.
  package var quantities: [String] = []

  package init(columns: [String], rows: [[String]], lines: [String] = [], quantities: [String] = []) {
    self.columns = columns
    self.rows = rows
    self.lines = lines
    self.quantities = quantities
  }

  /// The table of a CSV as lrplot writes it (RFC 4180, lines end in a newline).
  package init(csv: [UInt8]) {
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    // Whether the last byte was a quotation mark that may have ended the field, or be the first of two.
    var mayEnd = false
    for byte in csv {
      if isQuoted {
        if mayEnd {
          mayEnd = false
          if byte == UInt8(ascii: "\"") {
            field.append(byte)
            continue
          }
          isQuoted = false
        } else {
          if byte == UInt8(ascii: "\"") { mayEnd = true } else { field.append(byte) }
          continue
        }
      }
      switch byte {
      case UInt8(ascii: "\""): isQuoted = true
      case UInt8(ascii: ","):
        record.append(String(decoding: field, as: UTF8.self))
        field = []
      case UInt8(ascii: "\n"):
        record.append(String(decoding: field, as: UTF8.self))
        field = []
        records.append(record)
        record = []
      default: field.append(byte)
      }
    }
    if !field.isEmpty || !record.isEmpty {
      record.append(String(decoding: field, as: UTF8.self))
      records.append(record)
    }
    columns = records.first ?? []
    rows = Array(records.dropFirst())
  }

  /// Columns that say which run a row belongs to, in the tables of runs.
  private static let keys = ["optimizer", "run", "series", "repeat"]
  /// Columns that say when, and are the same for all runs at a step.
  private static let clocks = ["step", "epoch"]

  /// One row a step, one column a line, where rows are of one line each; otherwise the table as it is.
  ///
  /// `run,series,step,value` becomes `step, sgd loss, sgd accuracy ...`; a cell stays empty where a line has no value.
  package var wide: DataTable {
    guard let step = columns.firstIndex(of: "step"), step > 0, columns.contains(where: { Self.keys.contains($0) })
    else {
      return namingLines
    }
    let keyed = columns.indices.filter { Self.keys.contains(columns[$0]) }
    let shared = sharedRate(step)
    let clocks = columns.indices.filter { Self.clocks.contains(columns[$0]) || $0 == shared }
    let values = columns.indices.filter { !keyed.contains($0) && !clocks.contains($0) }
    // Points of a plane are no lines over steps.
    guard !(columns.contains("x") && columns.contains("value")) else { return self }
    let repeats = columns.firstIndex(of: "repeat").map { index in Set(rows.map { $0[index] }).count > 1 } ?? false
    var names: [String] = []
    var lines: [String] = []
    var quantities: [String] = []
    let owner = columns.firstIndex { $0 == "run" || $0 == "optimizer" }
    let series = columns.firstIndex(of: "series")
    var indices: [String: Int] = [:]
    var moments: [String: Int] = [:]
    var labels: [[String]: String] = [:]
    var made: [(key: Double, clock: [String], cells: [Int: String])] = []
    for row in rows where row.count == columns.count && !row[step].isEmpty {
      let key = keyed.map { row[$0] }
      let label: String
      if let known = labels[key] {
        label = known
      } else {
        label = keyed.filter { columns[$0] != "repeat" || repeats }.map { index in
          columns[index] == "repeat" ? "#\(row[index])" : row[index]
        }.filter { !$0.isEmpty }.joined(separator: " ")
        labels[key] = label
      }
      let place = moments[row[step]] ?? made.count
      if place == made.count {
        moments[row[step]] = place
        made.append((Double(row[step]) ?? 0, clocks.map { row[$0] }, [:]))
      }
      for (index, clock) in clocks.enumerated() where made[place].clock[index].isEmpty {
        made[place].clock[index] = row[clock]
      }
      for value in values {
        let name =
          columns[value] == "value" ? label : (label.isEmpty ? columns[value] : "\(label) \(columns[value])")
        if row[value].isEmpty { continue }
        let index = indices[name] ?? names.count
        if index == names.count {
          indices[name] = index
          names.append(name)
          lines.append(owner.map { row[$0] } ?? "")
          quantities.append(columns[value] == "value" ? series.map { row[$0] } ?? "" : columns[value])
        }
        made[place].cells[index] = row[value]
      }
    }
    made.sort { $0.key < $1.key }
    return DataTable(
      columns: clocks.map { columns[$0] } + names,
      rows: made.map { moment in moment.clock + names.indices.map { moment.cells[$0] ?? "" } },
      lines: clocks.map { _ in "" } + lines, quantities: clocks.map { _ in "" } + quantities)
  }

  /// The column of rates, where each step has one rate whatever the line: in a range test.
  private func sharedRate(_ step: Int) -> Int? {
    guard columns.contains("value"), let rate = columns.firstIndex(of: "rate") else { return nil }
    var rates: [String: String] = [:]
    for row in rows where row.count == columns.count && !row[step].isEmpty && !row[rate].isEmpty {
      if let known = rates.updateValue(row[rate], forKey: row[step]), known != row[rate] { return nil }
    }
    return rates.isEmpty ? nil : rate
  }

  /// The same with each column named for its line: `step (schedule)` is the schedule `step` beside the column of steps.
  private var namingLines: DataTable {
    guard columns.first == "step", lines.isEmpty else { return self }
    var made = self
    let mark = " (schedule)"
    made.lines = columns.enumerated().map { index, name in
      index == 0 || name == "epoch" ? "" : name.hasSuffix(mark) ? String(name.dropLast(mark.count)) : name
    }
    return made
  }

  /// The same with the epoch of each step beside it.
  package func addingEpochs(stepsPerEpoch: Int) -> DataTable {
    guard let step = columns.firstIndex(of: "step"), !columns.contains("epoch"), stepsPerEpoch > 0 else { return self }
    var made = self
    made.columns.insert("epoch", at: step + 1)
    if lines.count > step { made.lines.insert("", at: step + 1) }
    if quantities.count > step { made.quantities.insert("", at: step + 1) }
    for index in made.rows.indices {
      let epoch = Double(rows[index][step]).map { $0 / Double(stepsPerEpoch) }
      let text = epoch.map { $0 == $0.rounded() ? "\(Int(exactly: $0) ?? 0)" : "\($0)" } ?? ""
      made.rows[index].insert(text, at: step + 1)
    }
    return made
  }

  /// At most so many rows, evenly taken, the last one among them.
  package func thinned(to limit: Int) -> (table: DataTable, every: Int) {
    guard rows.count > limit, limit > 1 else { return (self, 1) }
    let every = (rows.count - 1 + limit - 2) / (limit - 1)
    var made = self
    made.rows = stride(from: 0, to: rows.count, by: every).map { rows[$0] }
    if (rows.count - 1) % every != 0, let last = rows.last { made.rows.append(last) }
    return (made, every)
  }

  /// CSV, as lrplot writes it.
  package var csv: String {
    ([columns] + rows).map { row in
      row.map { cell in
        cell.contains(where: { ",\"\n\r".contains($0) })
          ? "\"\(cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"" : cell
      }.joined(separator: ",") + "\n"
    }.joined()
  }
}
