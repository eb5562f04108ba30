/// Names for the columns of a table, no two alike and none that of a column of another kind.
///
/// A schedule may be called `step`, and a label may be anything: what is taken becomes `step (schedule)`, and what two
/// columns would be called gets a number.
///
/// - Parameters:
///   - names: of schedules, in order.
///   - others: what the table's other columns are called.
func columnNames(_ names: [String], beside others: Set<String> = ["step", "epoch"]) -> [String] {
  var used = others
  // Who has a name of its own keeps it.
  for name in names where !others.contains(name) { used.insert(name) }
  var given: Set<String> = []
  return names.map { name in
    if !others.contains(name), given.insert(name).inserted { return name }
    let base = others.contains(name) ? name + " (schedule)" : name
    var column = base
    var number = 1
    while used.contains(column) {
      number += 1
      column = "\(base) (\(number))"
    }
    used.insert(column)
    return column
  }
}
