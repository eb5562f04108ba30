import LRCore
import Testing

@Suite("arguments")
struct ArgumentsTests {
  private static let parameters = [
    Parameter("number", .number(.any), .number(1), Localized("n")),
    Parameter("part", .number(.unit), .none, Localized("p")),
    Parameter("rate", .rate(.nonNegative), .partOfBaseRate(0.5), Localized("r")),
    Parameter("steps", .steps(.positive), .partOfRun(0.3), Localized("s")),
    Parameter("count", .integer(.nonNegative), .integer(3), Localized("c")),
    Parameter("flag", .flag, .flag(false), Localized("f")),
    Parameter("shape", .choice(["linear", "cosine"]), .word("linear"), Localized("w")),
    Parameter("list", .stepList(.nonNegative), .partsOfRun([0.5, 0.75]), Localized("l")),
    Parameter("map", .stepMap, .none, Localized("m")),
    Parameter("inner", .schedule, .none, Localized("i")),
    Parameter("many", .schedules, .required, Localized("what to join")),
    Parameter("name", .text, .none, Localized("t")),
  ]

  private func arguments(
    _ source: String, _ context: RunContext = RunContext(steps: 200, stepsPerEpoch: 10, baseRate: 0.4)
  ) throws(SpecError) -> Arguments {
    let spec = try SpecParser.chain(source).phases[0]
    return try Arguments(spec, parameters: Self.parameters, context: context, source: source)
  }

  @Test("fallbacks scale to the run and the base rate")
  func fallbacks() throws {
    var a = try arguments("x")
    #expect(try a.number("number") == 1)
    #expect(try a.optionalNumber("part") == nil)
    #expect(try a.number("rate") == 0.2)
    #expect(try a.integer("steps") == 60)
    #expect(try a.integer("count") == 3)
    #expect(try a.flag("flag") == false)
    #expect(try a.word("shape") == "linear")
    #expect(try a.integers("list") == [100, 150])
    #expect(try a.stepMap("map") == nil)
    #expect(try a.chain("inner") == nil)
    #expect(a.unread == ["many", "name"])
  }

  @Test("a part of a short run is at least one step")
  func shortRun() throws {
    var a = try arguments("x:list=[1%,0%]", RunContext(steps: 1))
    #expect(try a.integer("steps") == 1)
    #expect(try a.integers("list") == [1, 0])
  }

  @Test("percent counts from the run, the base rate or one, as the parameter says")
  func percent() throws {
    var a = try arguments("x:steps=5%,rate=10%,part=30%")
    #expect(try a.integer("steps") == 10)
    #expect(abs(try a.number("rate") - 0.04) < 1e-15)
    #expect(try a.number("part") == 0.3)
  }

  @Test("in a phase, percent still counts from the whole run and fallbacks from the phase")
  func phase() throws {
    let phase = RunContext(steps: 200, stepsPerEpoch: 10).phase(steps: 50)
    var given = try arguments("x:steps=5%", phase)
    #expect(try given.integer("steps") == 10)
    var absent = try arguments("x", phase)
    #expect(try absent.integer("steps") == 15)
  }

  @Test("epochs become steps")
  func epochs() throws {
    var a = try arguments("x:steps=3ep,list=[1ep,2.5ep]")
    #expect(try a.integer("steps") == 30)
    #expect(try a.integers("list") == [10, 25])
  }

  @Test("flags take true, True, yes, 1 and their opposites")
  func flags() throws {
    for (text, value) in [("true", true), ("True", true), ("1", true), ("false", false), ("no", false), ("0", false)] {
      var a = try arguments("x:flag=\(text)")
      #expect(try a.flag("flag") == value)
    }
  }

  @Test("a single value stands for a list of one, a bare name for a chain")
  func leniency() throws {
    var a = try arguments("x:list=7,inner=cosine,many=step")
    #expect(try a.integers("list") == [7])
    #expect(try a.chain("inner")?.phases[0].name == "cosine")
    #expect(try a.chains("many").count == 1)
  }

  @Test("a map of steps keeps its order")
  func maps() throws {
    var a = try arguments("x:map={50:0.5,25:0.1}")
    let map = try a.stepMap("map")
    #expect(map?.map(\.step) == [50, 25])
    #expect(map?.map(\.value) == [0.5, 0.1])
  }

  private func reads(_ name: String, _ a: inout Arguments) throws(SpecError) {
    switch name {
    case "flag": _ = try a.flag(name)
    case "shape", "name": _ = try a.word(name)
    case "steps", "count": _ = try a.integer(name)
    case "list": _ = try a.integers(name)
    case "map": _ = try a.stepMap(name)
    case "inner": _ = try a.chain(name)
    case "many": _ = try a.chains(name)
    default: _ = try a.number(name)
    }
  }

  @Test(
    "wrong arguments are named and underlined",
    arguments: [
      ("x:numbr=1", "number", "no parameter 'numbr'; did you mean 'number'?", "numbr"),
      ("x:zzzzz=1", "number", "it takes number, part", "zzzzz"),
      ("x:number=abc", "number", "'number' is a number, not abc", "abc"),
      ("x:number=nan", "number", "must be a finite number, not nan", "nan"),
      ("x:number=[1]", "number", "'number' is a number, not [1]", "[1]"),
      ("x:part=1.5", "part", "'part' must be in [0, 1], not 1.5", "1.5"),
      ("x:rate=-1", "rate", "'rate' must be 0 or more, not -1", "-1"),
      ("x:steps=0", "steps", "'steps' must be more than 0, not 0", "0"),
      ("x:steps=2.5", "steps", "whole number", "2.5"),
      ("x:steps=1e16", "steps", "at most 15 digits", "1e16"),
      ("x:count=3%", "count", "'count' is a number, not 3%", "3%"),
      ("x:flag=maybe", "flag", "true or false, not maybe", "maybe"),
      ("x:shape=cosin", "shape", "is one of linear, cosine, not 'cosin'; did you mean 'cosine'?", "cosin"),
      ("x:shape=[1]", "shape", "a word, not [1]", "[1]"),
      ("x:list=[1,-2]", "list", "'list' must be 0 or more, not -2", "-2"),
      ("x:list=[1,2.5]", "list", "whole number", "2.5"),
      ("x:map=3", "map", "a map such as", "3"),
      ("x:map={a:1}", "map", "a number, not a", "a"),
      ("x:inner=3", "inner", "a schedule in brackets", "3"),
      ("x", "many", "'x' needs many=... (what to join)", "x"),
    ])
  func faults(source: String, name: String, message: String, underlined: String) {
    let error = fault { () throws(SpecError) in
      var a = try arguments(source)
      try reads(name, &a)
    }
    #expect(error?.message.english.contains(message) == true, "\(error?.message.english ?? "no error")")
    #expect(error?.underlined == underlined)
    #expect(error?.isWellFormed == true)
  }

  @Test("epochs of unknown length say which options are missing")
  func unknownEpochs() {
    let error = fault { () throws(SpecError) in
      var a = try arguments("x:steps=3ep", RunContext(steps: 100))
      _ = try a.integer("steps")
    }
    #expect(error?.message.english.contains("--steps-per-epoch") == true)
    #expect(error?.underlined == "3ep")
  }
}
