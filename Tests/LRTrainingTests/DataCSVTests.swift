import LRCore
import LRTraining
import Testing

@Suite("CSV files")
struct DataCSVTests {
  private func rows(_ separator: String, header: Bool = true) -> String {
    (header ? "a\(separator)b\(separator)kind\n" : "")
      + (0..<20).map { "\($0)\(separator)\(Double($0) / 4)\(separator)\($0 % 2 == 0 ? "even" : "odd")\n" }.joined()
  }

  @Test("commas, semicolons and tabs", arguments: [",", ";", "\t"])
  func separators(separator: String) throws {
    let folder = try DataFolder()
    try folder.write("a.csv", rows(separator))
    let set = try DataSets.set("csv:path=a.csv,target=kind,standardize=none", seed: 0, in: folder.path)
    #expect(set.task == .classes(["even", "odd"]))
    #expect(set.shape == [2])
    #expect((set.train.count, set.validation.count) == (16, 4))
    #expect(set.validation.targets.count { $0 == 0 } == 2)
    for row in 0..<16 {
      #expect(set.train.inputs[2 * row + 1] == set.train.inputs[2 * row] / 4)
      #expect(set.train.targets[row] == set.train.inputs[2 * row].truncatingRemainder(dividingBy: 2))
    }
    let numbered = try DataSets.set("csv:path=a.csv,target=3,standardize=none", seed: 0, in: folder.path)
    #expect(numbered.train.inputs == set.train.inputs)
  }

  @Test("no header, quotation marks, a byte order mark, CRLF, blank lines, gzip")
  func forms() throws {
    let folder = try DataFolder()
    try folder.write("a.csv", rows(",", header: false))
    #expect(try DataSets.set("csv:path=a.csv,target=3", seed: 0, in: folder.path).train.count == 16)
    #expect(folder.fault("csv:path=a.csv,target=kind")?.contains("target= is the number of a column, 1 to 3") == true)
    let quoted =
      "\u{FEFF}\"x, and y\",\"a \"\"b\"\"\"\r\n\r\n" + (0..<10).map { " \"\($0)\" , t\($0 % 2)\r\n" }.joined()
    try folder.write("b.csv", quoted)
    let set = try DataSets.set("csv:path=b.csv,target='a \"b\"',standardize=none", seed: 0, in: folder.path)
    #expect((set.train.inputs + set.validation.inputs).sorted() == (0..<10).map(Double.init))
    #expect(set.task == .classes(["t0", "t1"]))
    try folder.write("c.csv.gz", gzip(Array(quoted.utf8)))
    let packed = try DataSets.set("csv:path=c.csv.gz,target=2,standardize=none", seed: 0, in: folder.path)
    #expect(packed.train.inputs == set.train.inputs)
  }

  @Test(
    "numbers of any size are standardised", arguments: [1e300, 4e307, 1, 1e-300, 1000 * Double.leastNonzeroMagnitude])
  func sizes(unit: Double) throws {
    let folder = try DataFolder()
    try folder.write("a.csv", "x,y\n" + (0..<40).map { "\(Double($0 % 8 - 4) * unit),\($0 % 2)\n" }.joined())
    let inputs = try DataSets.set("csv:path=a.csv,target=y", seed: 0, in: folder.path).train.inputs
    let mean = inputs.reduce(0, +) / Double(inputs.count)
    let variance = inputs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(inputs.count)
    // The smallest numbers have few digits of their own.
    #expect(abs(mean) < 1e-2 && abs(variance - 1) < 1e-2)
  }

  @Test("whole numbers beyond those of a Double stay different classes")
  func large() throws {
    let folder = try DataFolder()
    try folder.write("a.csv", "x,y\n" + (0..<40).map { "\($0),900719925474099\($0 % 4 + 2)\n" }.joined())
    let set = try DataSets.set("csv:path=a.csv,target=y,task=class", seed: 0, in: folder.path)
    #expect(set.task == .classes((2...5).map { "900719925474099\($0)" }))
  }

  @Test("a path may stand first without its key, and a missing or wrong target lists the columns")
  func guesses() throws {
    let folder = try DataFolder()
    try folder.write("a.csv", rows(","))
    #expect(try DataSets.set("csv:a.csv,target=kind", seed: 0, in: folder.path).train.count == 16)
    #expect(folder.fault("csv:a.csv", exit: 64) == "'csv' needs target=COLUMN; a.csv has a, b, kind")
    #expect(folder.fault("csv:a.csv,target=price")?.hasSuffix("there are a, b, kind") == true)
    try folder.write("wide.csv", (1...12).map { "c\($0)" }.joined(separator: ",") + "\n")
    #expect(folder.fault("csv:wide.csv", exit: 64)?.hasSuffix("c7, c8 and 4 more") == true)
  }

  @Test("columns of texts are named and can be left out")
  func skipped() throws {
    let folder = try DataFolder()
    try folder.write("a.csv", "a,city,b,y\n" + (0..<30).map { "\($0),town,\(-$0),\(Double($0) / 7)\n" }.joined())
    let fault = "a.csv, row 2, column 2 (city): 'town' is not a number; to leave this column out: skip=[city]"
    #expect(folder.fault("csv:a.csv,target=y") == fault)
    let set = try DataSets.set("csv:a.csv,target=y,skip=[city],standardize=none", seed: 0, in: folder.path)
    #expect(set.shape == [2] && set.inputNames.map(\.english) == ["a", "b"])
    for row in 0..<set.train.count { #expect(set.train.inputs[2 * row] == -set.train.inputs[2 * row + 1]) }
    #expect(folder.fault("csv:a.csv,target=y,skip=[y]")?.contains("leaves out the target") == true)
    #expect(folder.fault("csv:a.csv,target=y,skip=[a,b,city]")?.contains("leaves out all inputs") == true)
  }

  @Test("targets far from 1 are remarked on, and standardised on request; beyond single precision they are refused")
  func targets() throws {
    let folder = try DataFolder()
    try folder.write("a.csv", "x,y\n" + (0..<40).map { "\($0),\(100_000 + 12_345.5 * Double($0))\n" }.joined())
    let plain = try DataSets.set("csv:a.csv,target=y", seed: 0, in: folder.path)
    #expect(plain.remarks.count == 1 && plain.remarks[0].english.contains("standardize=all"))
    let set = try DataSets.set("csv:a.csv,target=y,standardize=all", seed: 0, in: folder.path)
    #expect(set.remarks.isEmpty && set.protocolWords.contains { $0.english.hasPrefix("target standardised (mean") })
    let count = Double(set.train.count)
    let mean = set.train.targets.reduce(0, +) / count
    let variance = set.train.targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    #expect(abs(mean) < 1e-12 && abs(variance - 1) < 1e-12)
    // The rows that judge are scaled by the same numbers.
    let factor = (plain.train.targets[1] - plain.train.targets[0]) / (set.train.targets[1] - set.train.targets[0])
    let judged =
      (plain.validation.targets[1] - plain.validation.targets[0])
      / (set.validation.targets[1] - set.validation.targets[0])
    #expect(abs(factor - judged) < 1e-6 * abs(factor))
    try folder.write("b.csv", "x,y\n1,0.5\n2,1e39\n3,2.25\n4,7.5\n")
    #expect(throws: DataSetError.self) {
      try DataSets.set("csv:b.csv,target=y", seed: 0, in: folder.path, largest: Double(Float.greatestFiniteMagnitude))
    }
    #expect(try DataSets.set("csv:b.csv,target=y", seed: 0, in: folder.path).task == .regression(outputs: 1))
  }

  @Test("whole numbers that hardly come twice are a regression")
  func prices() throws {
    let folder = try DataFolder()
    try folder.write("a.csv", "x,y\n" + (0..<10).map { "\($0),\(1000 * ($0 + 1))\n" }.joined())
    #expect(try DataSets.set("csv:a.csv,target=y", seed: 0, in: folder.path).task == .regression(outputs: 1))
  }

  @Test("whole numbers of few kinds are classes, other numbers a regression, unless told")
  func tasks() throws {
    let folder = try DataFolder()
    try folder.write("a.csv", "x,y\n" + (0..<100).map { "\($0),\(10 * ($0 % 3))\n" }.joined())
    #expect(try DataSets.set("csv:path=a.csv,target=y", seed: 0, in: folder.path).task == .classes(["0", "10", "20"]))
    let set = try DataSets.set("csv:path=a.csv,target=y,task=regression", seed: 0, in: folder.path)
    #expect(set.task == .regression(outputs: 1))
    #expect(Set(set.train.targets) == [0, 10, 20])
    #expect(try DataSets.set("csv:path=a.csv,target=x", seed: 0, in: folder.path).task == .regression(outputs: 1))
    #expect(
      folder.fault("csv:path=a.csv,target=x,task=regression,label_noise=0.1", exit: 64)
        == "label_noise= needs classes; the targets of 'csv' are numbers")
    #expect(try DataSets.set("csv:path=a.csv,target=y,samples=50,test=0.5", seed: 0, in: folder.path).train.count == 25)
    #expect(folder.fault("csv:path=a.csv,target=y,samples=101") == "a.csv: samples=101, but there are 100 rows")
  }

  @Test("numbers are read correctly rounded")
  func numbers() throws {
    let folder = try DataFolder()
    let numbers = [
      "0.1", "-3.14159", "1e-5", "123456789012345", "0.000000000000001", "12345678901234567890", "+2", "-0.3", ".5",
      "7.",
    ]
    try folder.write("a.csv", "x,y\n" + numbers.map { "\($0),\($0)\n" }.joined())
    let set = try DataSets.set("csv:path=a.csv,target=y,task=regression,standardize=none", seed: 0, in: folder.path)
    let expected = numbers.map { Double($0.hasSuffix(".") ? $0 + "0" : $0) ?? .nan }.sorted()
    #expect((set.train.inputs + set.validation.inputs).sorted() == expected)
    #expect(set.train.inputs == set.train.targets)
  }

  @Test(
    "what is wrong is said with file, row and column",
    arguments: [
      ("x,y\n1,2\n3\n", "a.csv, row 3: 1 cells, but row 1 has 2"),
      ("x,y\n1,2\n3,4,5\n", "a.csv, row 3: 3 cells, but row 1 has 2"),
      ("x,y\n1,2\nred,4\n", "a.csv, row 3, column 1 (x): 'red' is not a number"),
      ("1,2\nred,4\n", "a.csv, row 2, column 1: 'red' is not a number"),
      ("x,y\n1,2\n,4\n", "a.csv, row 3, column 1 (x): missing value (empty cell)"),
      ("x,y\n1,2\nNA,4\n", "a.csv, row 3, column 1 (x): missing value ('NA')"),
      ("x,y\n1,2\nnan,4\n", "a.csv, row 3, column 1 (x): missing value ('nan')"),
      ("x,y\n1,2\n1e999,4\n", "a.csv, row 3, column 1 (x): '1e999' is not a finite number"),
      ("x,y\n1,2\n-inf,4\n", "a.csv, row 3, column 1 (x): '-inf' is not a finite number"),
      ("x,y\n1,2\n3,\n", "a.csv, row 3, column 2 (y): missing value (empty cell)"),
      ("x,y\n1,2\n3,2\n", "a.csv, column 'y': only one class ('2'); at least 2 are needed"),
      ("x,y\n", "a.csv: no rows below the header"),
      ("", "a.csv: no rows"),
      ("\n\n", "a.csv: no rows"),
      ("x,y\n1,2\n", "a.csv: only one row; at least 2 are needed"),
      ("y\n1\n2\n", "a.csv: only one column; expected inputs beside the target (separated by ',', ';' or tabs)"),
      ("abc,def\n1,2\n", "a.csv, row 1: no column is named 'y'; there are abc, def"),
      ("abc,yy\n1,2\n", "a.csv, row 1: no column is named 'y'; did you mean 'yy'? The columns are abc, yy"),
      ("x,y,y\n1,2,3\n", "a.csv, row 1: 2 columns are named 'y'"),
      ("x,y\n1,\"2\n", "a.csv, row 2: a quotation mark is never closed"),
      ("x,y\n\"1\"1,2\n", "a.csv, row 2: expected a separator after the closing quotation mark"),
      ("x,y\n1,\u{0}\n", "a.csv: not a text file (byte 6 is 0)"),
    ])
  func faults(text: String, message: String) throws {
    let folder = try DataFolder()
    try folder.write("a.csv", text)
    let target = text.hasPrefix("1") ? "2" : "y"
    #expect(folder.fault("csv:path=a.csv,target=\(target)") == message)
  }

  @Test("a million columns, too many classes, texts in a regression, a missing file")
  func limits() throws {
    let folder = try DataFolder()
    try folder.write("a.csv", String(repeating: "1,", count: 999_999) + "1\n")
    #expect(folder.fault("csv:path=a.csv,target=1") == "a.csv, row 1: 1000000 columns; at most 10000")
    try folder.write("b.csv", "x,y\n1,a\n2,b\n3,c\n")
    #expect(
      folder.fault("csv:path=b.csv,target=y")
        == "b.csv, column 'y': 3 classes in 3 rows; at most 1000, and fewer than rows")
    try folder.write("c.csv", [0xFF, 0xFE] + Array("x,y\n1,2\n".utf8).flatMap { [$0, 0] })
    #expect(folder.fault("csv:path=c.csv,target=y") == "c.csv: UTF-16 text; save it as UTF-8")
    #expect(
      folder.fault("csv:path=b.csv,target=y,task=regression")
        == "b.csv, row 2, column 2 (y): 'a' is not a number, but task=regression needs numbers")
    #expect(folder.fault("csv:path=none.csv,target=y", exit: 66) == "cannot read 'none.csv': No such file or directory")
    #expect(folder.fault("csv:path=b.csv,target=3") == "b.csv: no column 3; there are 2")
    #expect(folder.fault("csv:path=.,target=3", exit: 66) == "cannot read '.': Is a directory")
  }

  @Test("a path needs no quotation marks")
  func paths() throws {
    let chain = try SpecParser.chain("csv:path=/a b/../c+d@e.csv,target=y")
    guard case .text(let path, let offset) = chain.phases[0].arguments[0].value.kind else {
      Issue.record("no text")
      return
    }
    #expect(path == "/a b/../c+d@e.csv")
    #expect(offset == 9)
  }
}
