import LRCore
import Testing

@Suite("the spec parser")
struct SpecParserTests {
  private func argument(_ source: String, _ index: Int = 0) throws -> Spec.Value {
    try SpecParser.chain(source).phases[0].arguments[index].value
  }

  @Test("a bare name is a spec without arguments")
  func bareName() throws {
    let chain = try SpecParser.chain("cosine")
    #expect(chain.phases.map(\.name) == ["cosine"])
    #expect(chain.phases[0].arguments.isEmpty)
    #expect(chain.phases[0].nameRange == 0..<6)
    #expect(try SpecParser.chain("1cycle").phases[0].name == "1cycle")
    #expect(try SpecParser.chain("optax.warmup_cosine").phases[0].name == "optax.warmup_cosine")
  }

  @Test("arguments keep keys, values and places")
  func arguments() throws {
    let spec = try SpecParser.chain("step:size=30,gamma=0.1").phases[0]
    #expect(spec.arguments.map(\.key) == ["size", "gamma"])
    #expect(spec.arguments[0].value.kind == .number(30))
    #expect(spec.arguments[1].value.kind == .number(0.1))
    #expect(spec.arguments[1].keyRange == 13..<18)
    #expect(spec.arguments[1].value.range == 19..<22)
    #expect(spec.range == 0..<22)
  }

  @Test("a plus joins phases")
  func phases() throws {
    let chain = try SpecParser.chain("warmup:steps=5 + cosine:min=1e-5")
    #expect(chain.phases.map(\.name) == ["warmup", "cosine"])
    #expect(chain.phases[1].arguments[0].value.kind == .number(1e-5))
  }

  @Test("numbers take a sign, an exponent, a percent sign or ep")
  func numbers() throws {
    #expect(try argument("a:x=-3").kind == .number(-3))
    #expect(try argument("a:x=1e+5").kind == .number(1e5))
    #expect(try argument("a:x=1E-5").kind == .number(1e-5))
    #expect(try argument("a:x=.5").kind == .number(0.5))
    #expect(try argument("a:x=5%").kind == .percent(5))
    #expect(try argument("a:x=30ep").kind == .epochs(30))
    #expect(try argument("a:x=2.5ep").kind == .epochs(2.5))
  }

  @Test("a plus after a number without an exponent joins phases")
  func plusAfterNumber() throws {
    #expect(try SpecParser.chain("exp:rate=0.96+cosine").phases.map(\.name) == ["exp", "cosine"])
    #expect(try SpecParser.chain("a:x=1e5+b").phases.count == 2)
    #expect(try SpecParser.chain("a:x=word1e+b").phases.count == 2)
  }

  @Test("what only looks like a number is a word")
  func words() throws {
    #expect(try argument("a:x=1-sqrt").kind == .word("1-sqrt"))
    #expect(try argument("a:x=0x10").kind == .word("0x10"))
    #expect(try argument("a:x=nan").kind == .word("nan"))
    #expect(try argument("a:x=inf").kind == .word("inf"))
    #expect(try argument("a:x=余弦").kind == .word("余弦"))
  }

  @Test("lists, maps and chains nest")
  func nesting() throws {
    guard case .list(let items) = try argument("a:x=[1, [2,3], (b:y=1+c)]").kind else {
      Issue.record("no list")
      return
    }
    #expect(items.count == 3)
    guard case .chain(let chain) = items[2].kind else {
      Issue.record("no chain")
      return
    }
    #expect(chain.phases.map(\.name) == ["b", "c"])
    #expect(chain.text == "b:y=1+c")
    guard case .map(let pairs) = try argument("a:x={25:0.3,50:0.3}").kind else {
      Issue.record("no map")
      return
    }
    #expect(pairs.map(\.key.kind) == [.number(25), .number(50)])
    #expect(try argument("a:x=[]").kind == .list([]))
  }

  @Test("values in round brackets are a list, a single one is itself, and a word is a chain, as in Python")
  func tuples() throws {
    for (tuple, list) in [
      ("(0.9,0.99)", "[0.9,0.99]"), ("( 0.9 , 0.99 , )", "[0.9,0.99]"), ("(none,1e-3)", "[none,1e-3]"),
      ("(5,)", "[5]"), ("()", "[]"), ("(30ep,60ep)", "[30ep,60ep]"), ("(5%,10%)", "[5%,10%]"),
      ("(-1e-3,.5)", "[-1e-3,.5]"), ("((1,2),[3])", "[[1,2],[3]]"), ("(0.9)", "0.9"), ("((7))", "7"),
      ("(\"a\")", "\"a\""),
    ] {
      #expect(try kinds(argument("a:x=\(tuple),y=1")) == kinds(argument("a:x=\(list),y=1")), "\(tuple)")
    }
    #expect(try argument("a:x=(0.9,0.99)").text == "(0.9,0.99)")
    #expect(try argument("a:x=(0.9,0.99)").range == 4..<14)
    for chain in ["(b)", "((b))", "(1cycle)", "(b:y=1)", "(b+c)", "(b:y=(1,2)+c)"] {
      guard case .chain = try argument("a:x=\(chain)").kind else {
        Issue.record("\(chain) is no chain")
        continue
      }
    }
    #expect(try kinds(argument("a:x=[1,2,]")) == kinds(argument("a:x=[1,2]")))
  }

  /// A value without the places where it stands.
  private func kinds(_ value: Spec.Value) -> String {
    switch value.kind {
    case .list(let values): "[" + values.map(kinds).joined(separator: " ") + "]"
    case .text(let text, _): "\"\(text)\""
    default: "\(value.kind)"
    }
  }

  @Test("a quoted text keeps commas and escaped quotes")
  func quoted() throws {
    #expect(try argument(#"a:x="max(1, 2)",y=3"#).kind == .text("max(1, 2)", offset: 5))
    #expect(try argument(#"a:x="say \"hi\" \\""#).kind == .text(#"say "hi" \"#, offset: 5))
  }

  @Test("an unquoted formula ends at a comma outside its brackets")
  func formulas() throws {
    let spec = try SpecParser.chain("formula:rate=0.1*min(1, t/5)+0.2,min=3").phases[0]
    #expect(spec.arguments[0].value.kind == .text("0.1*min(1, t/5)+0.2", offset: 13))
    #expect(spec.arguments[1].value.kind == .number(3))
    #expect(try argument("exp:rate=0.96").kind == .number(0.96))
  }

  @Test("a run has a schedule after @")
  func runs() throws {
    let run = try SpecParser.run("adam:lr=1e-3@warmup:steps=5%+cosine")
    #expect(run.subject.phases.map(\.name) == ["adam"])
    #expect(run.schedule?.phases.map(\.name) == ["warmup", "cosine"])
    #expect(try SpecParser.run("sgd").schedule == nil)
  }

  @Test(
    "every fault is named and underlined",
    arguments: [
      ("", "a name was expected", ""),
      ("   ", "a name was expected", ""),
      ("+cosine", "a name was expected", "+"),
      ("cosine+", "a name was expected", ""),
      ("step:", "a parameter was expected", ""),
      ("step:size", "'size' needs a value", "size"),
      ("step:size=", "a value was expected", ""),
      ("step:size=,gamma=1", "a value was expected", ","),
      ("step:size=1,size=2", "'size' is given twice (first as 1)", "size"),
      ("step size", "unexpected 's'", "size"),
      ("cosine)", "unexpected ')'", ")"),
      ("a:x=[1,2", "'[' is never closed", "["),
      ("a:x=[1;2]", "']' was expected here, not ';'", ";"),
      ("a:x={1:2", "'{' is never closed", "{"),
      ("a:x={1,2}", "':' was expected between", ","),
      ("a:x=(b", "'(' is never closed", "("),
      ("a:x=(b]", "')' was expected here, not ']'", "]"),
      ("a:x=(1,2", "'(' is never closed", "("),
      ("a:x=(1;2)", "')' was expected here, not ';'", ";"),
      ("a:x=(,1)", "a name was expected", ","),
      ("a:x=(1e999)", "too large", "1e999"),
      ("a:x=\"text", "'\"' is never closed", "\""),
      ("a:x=1e999", "too large", "1e999"),
      ("formula:rate=", "a formula was expected", ""),
      ("formula:rate=min(1,2", "'(' is never closed", "("),
      ("cosine：min=1", "did you mean ':'?", "："),
      ("a:x=1@b", "unexpected '@'", "@b"),
    ])
  func faults(source: String, message: String, underlined: String) {
    let error = fault { () throws(SpecError) in _ = try SpecParser.chain(source) }
    #expect(error?.message.english.contains(message) == true, "\(error?.message.english ?? "no error")")
    #expect(error?.underlined == underlined)
    #expect(error?.source == source)
    #expect(error?.isWellFormed == true)
  }

  @Test("brackets nest 32 deep and no deeper")
  func depth() throws {
    func nested(_ open: String, _ close: String, _ depth: Int) -> String {
      "a:x=" + String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }
    _ = try SpecParser.chain(nested("[", "]", 32))
    for source in [
      nested("[", "]", 33), nested("[", "]", 20_000), "formula:rate=" + String(repeating: "(", count: 33),
      String(repeating: "a:x=(", count: 33),
    ] {
      let error = fault { () throws(SpecError) in _ = try SpecParser.chain(source) }
      #expect(error?.message.english.contains("32 deep") == true)
      #expect(error?.isWellFormed == true)
    }
  }

  @Test("a spec of more than 100,000 characters is refused")
  func length() {
    let error = fault { () throws(SpecError) in _ = try SpecParser.chain(String(repeating: "a", count: 100_001)) }
    #expect(error?.message.english.contains("100000 characters") == true)
  }
}
