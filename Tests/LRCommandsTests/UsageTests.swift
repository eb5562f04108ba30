import Testing

@testable import LRCommands

/// A command line that is wrong, and what is said about it.
struct WrongUsage: Sendable, CustomTestStringConvertible {
  var arguments: [String]
  var says: String
  var code: Int32

  init(_ line: String, says: String, code: Int32 = 64) {
    arguments = line.split(separator: " ").map(String.init)
    self.says = says
    self.code = code
  }

  var testDescription: String { arguments.joined(separator: " ") }

  static let all: [WrongUsage] = [
    .init("comapre cosine", says: "did you mean 'compare'?"),
    .init("cosine", says: "`lrplot compare cosine`"),
    .init(
      "frobnicate",
      says:
        "'frobnicate' is no command; there are compare, diff, code, trajectory, train, find-lr, landscape, report, serve, embed, list, explain"
    ),
    .init("--frobnicate", says: "unknown option '--frobnicate'"),
    .init("compare", says: "<spec> ... is missing"),
    .init("compare cosin", says: "unknown schedule 'cosin'; did you mean 'cosine'?"),
    .init("compare cosine step:gama=2", says: "did you mean 'gamma'?"),
    .init("compare cosine step:size=0", says: "'size' must be more than 0"),
    .init("train", says: "name an optimizer, with its schedule after '@', as in `lrplot train sgd:lr=0.1@cosine adam`"),
    .init("train cosine", says: "a run begins with its optimizer: write sgd@cosine"),
    .init("train cosine@sgd", says: "write sgd@cosine"),
    .init("find-lr cosine", says: "a range test is of an optimizer alone"),
    .init("train sgd@cosine,label=x", says: "label= stands with the optimizer, before '@': sgd:label=x@cosine"),
    .init("train sgd:lr=0.1@cosine,min=0", says: "those of the schedule after ':' (sgd:lr=0.1@cosine:min=0)"),
    .init("train sgd:0.1", says: "'0.1' has no name: parameters are written key=value"),
    .init("embed", says: "<file> ... is missing"),
    .init("report", says: "<report> is missing: name a YAML file, or one of learning-rates, schedules"),
    .init("serve", says: "<report> is missing: name a YAML file"),
    .init("serve nowhere.yml", says: "nowhere.yml can't be read: no such file or folder", code: 66),
    .init("serve a.yml --port 70000", says: "--port is from 0 to 65535"),
    .init("report a.yml --format svg", says: "--format is one of html, md, pdf"),
    .init("report a.yml --assets d -o x.html", says: "--assets is a folder for an HTML page"),
    .init("embed -", says: "embed changes files in their place: name one in place of '-'"),
    .init("find-lr sgd --rates log:1e-7..10:10000", says: "at most 1000"),
    .init(
      "train sgd --accumulate 100", says: "--accumulate 100 is more than the 23 batches of an epoch: give at most 23"),
    .init("embed a.md --diff", says: "--diff shows what --check finds: give both"),
    .init("embed a.md --fail-message x", says: "--fail-message is about --check: give both"),
    .init("embed a.md --check --prune", says: "--check changes nothing, and --prune does"),
    .init("embed nowhere.md", says: "nowhere.md can't be read: no such file or folder", code: 66),
    .init("train sgd --swa 9", says: "--swa 9 begins at step 207, after the end of the runs at step 115"),
    .init(
      "train sgd --data linear --model mlp:label_smoothing=0.1",
      says: "label_smoothing goes with cross_entropy, and the loss here is mse", code: 65),
    .init(
      "train sgd --data moons --model logistic:label_smoothing=0.1",
      says: "label_smoothing goes with cross_entropy, and the loss here is bce", code: 65),
    .init(
      "find-lr sgd --like lightning --accumulate 2",
      says: "lightning reads the losses of single batches: leave --accumulate out"),
    .init("find-lr sgd --like fastai --accumulate 2", says: "leave --accumulate out, or give --like torch-lr-finder"),
    .init("train sgd --transfer 16,2000000000", says: "between 1 and 1000000000, not 2000000000"),
    .init("train sgd --data cifar10", says: "there are digits, penguins, mnist1d"),
    .init("train sgd --data digit", says: "did you mean 'digits'? `lrplot list data` shows all"),
    .init(
      "train sgd --model resnet", says: "there are linear, logistic, mlp, cnn; `lrplot list models` describes them"),
    .init("train sgd --model mlp:64,32", says: "write mlp:hidden=[64,32]"),
    .init("train sgd --model mlp:[64]", says: "write mlp:hidden=[64]"),
    .init("train sgd --data my.csv", says: "write csv:path=my.csv,target=COLUMN"),
    .init("train sgd --rates log:1e-4..1", says: "write log:1e-4..1:11"),
    .init("find-lr sgd --rates 1e-4..1", says: "write log:1e-4..1:100"),
    .init("train sgd,lr=0.1", says: "parameters begin with ':', as in sgd:lr=0.1"),
    .init("find-lr --num-iter 100", says: "it is --steps"),
    .init("find-lr --start-lr 1e-6", says: "the range is --rates"),
    .init("landscape sgd --3d", says: "it is --view 3d"),
    .init("train sgd --loss mse", says: "--model mlp:loss=mse"),
    .init("train sgd --dpi 300", says: "--scale 4.17 is 300 dpi"),
    .init("train sgd --lr 0.1", says: "a parameter of the optimizer: write sgd:lr=0.1"),
    .init("train sgd --learning-rate 0.1", says: "write sgd:lr=0.1"),
    .init("train sgd --seeds 3", says: "--repeat 3"),
    .init("train sgd --show lr", says: "that panel is called rate"),
    .init("train sgd --batch-size 32", says: "it is --batch"),
    .init("train sgd --optimizer adam", says: "`lrplot train adam`"),
    .init("train sgd --dataset moons", says: "it is --data"),
    .init("train sgd --schedule cosine", says: "write sgd@cosine"),
    .init("train sgd --facet", says: "train has panels of its own"),
    .init("landscape sgd --repeat 3", says: "a landscape is of one seed"),
    .init("landscape sgd --log-x", says: "--log-x changes nothing of a landscape"),
    .init("train sgd --data moons:standardize=all", says: "'standardize' is one of columns, range, none"),
    .init("compare cosine --stesp 5", says: "unknown option '--stesp'; did you mean '--steps'?"),
    .init("compare cosine --steps", says: "--steps <n> needs a value"),
    .init("compare cosine --steps ten", says: "--steps is a whole number, not 'ten'"),
    .init("compare cosine --steps 2.5", says: "--steps is a whole number, not '2.5'"),
    .init("compare cosine --steps 0", says: "--steps is from 1 to 100000000, not 0"),
    .init("compare cosine --steps -5", says: "--steps is from 1 to 100000000, not -5"),
    .init("compare cosine --steps 1e9", says: "--steps is from 1 to 100000000, not 1e9"),
    .init("compare cosine step exp constant cosine --steps 1e8", says: "more than 400000000 values"),
    .init("compare cosine --steps-per-epoch 5", says: "--steps-per-epoch needs --epochs"),
    .init("compare cosine --steps 5 --epochs 5", says: "--steps and --epochs both"),
    .init("compare cosine --steps 5 --steps-per-epoch 5", says: "--steps and --steps-per-epoch both"),
    .init("compare cosine --epochs 1e6 --steps-per-epoch 1e6", says: "are more than 100000000 steps"),
    .init("compare cosine --lr 0", says: "--lr must be more than 0, not 0"),
    .init("compare cosine --lr nan", says: "--lr is a finite number, not 'nan'"),
    .init("compare cosine --lr -1", says: "--lr must be more than 0, not -1"),
    .init("compare cosine --lr 0x1p-3", says: "--lr is a finite number, not '0x1p-3'"),
    .init("compare cosine --steps 0x1p4", says: "--steps is a whole number, not '0x1p4'"),
    .init("compare cosine --x-range 0x1,0x10", says: "--x-range is two numbers with a comma"),
    .init("compare cosine --size 0x200x300", says: "--size is width x height in points"),
    .init("trajectory rosenbrock sgd --start 0x1,2", says: "--start is two finite numbers"),
    .init("compare cosine --metric loss", says: "--metric loss needs --metrics"),
    .init("compare cosine --metrics none.csv", says: "--metrics none.csv: no such file or folder", code: 66),
    .init("compare cosine --metrics .", says: "--metrics .: it is a folder", code: 66),
    .init("compare cosine -o a.jpeg", says: "the suffix .jpeg is unknown; known are .png .svg .pdf .csv .json"),
    .init("compare cosine -o a.pgn", says: "did you mean .png?"),
    .init("compare cosine -o a", says: "-o a: it has no suffix"),
    .init("compare cosine -o -", says: "-o - needs --format, one of png, svg, pdf, csv, json"),
    .init("compare cosine -o - --format csv,json", says: "-o - takes one format"),
    .init("compare cosine -o - -o /dev/stdout --format csv", says: "two outputs go to standard output"),
    .init("compare cosine -o a.csv -o ./a.csv", says: "-o ./a.csv is given twice, first as a.csv"),
    .init("compare cosine -o a.csv --format json", says: "--format json has no output to go to"),
    .init("compare cosine --format png,swg", says: "--format 'swg' is unknown; did you mean 'svg'?"),
    .init("compare cosine --format png,png", says: "--format names png twice"),
    .init("compare cosine --format --quiet", says: "--format needs a value, but the option --quiet follows"),
    .init("compare cosine -o", says: "-o <path> needs a value"),
    .init("compare cosine -o nowhere/a.csv", says: "there is no folder nowhere", code: 73),
    .init("compare cosine -o nowhere/", says: "there is no folder nowhere", code: 73),
    .init("compare cosine -o /proc/lrplot.csv", says: "/proc/lrplot.csv can't be written: ", code: 73),
    .init("compare cosine -o /etc/passwd/a.csv", says: "a part of the path is a file", code: 73),
    .init("compare cosine --size 800", says: "--size is width x height in points, such as 800x500"),
    .init("compare cosine --size 159x120", says: "--size is at least 160x120"),
    .init("compare cosine --size 800x119", says: "--size is at least 160x120"),
    .init("compare cosine --size 10001x500", says: "at most 10000x10000"),
    .init("compare cosine --size nanx500", says: "--size is width x height"),
    .init("compare cosine --scale 0", says: "--scale must be in [0.1, 20], not 0"),
    .init("compare cosine --size 10000x10000 --scale 4", says: "40000x40000 pixels"),
    .init("compare cosine --theme drak", says: "--theme is one of auto, light, dark, not 'drak'; did you mean 'dark'?"),
    .init("compare cosine --lang fr", says: "--lang is one of en, zh, not 'fr'"),
    .init("--lang fr list", says: "--lang is one of en, zh, not 'fr'"),
    .init("compare cosine --legend top", says: "--legend is one of auto, direct, box, none"),
    .init("compare cosine --x-range 5", says: "--x-range is two numbers with a comma, such as 0,100, not '5'"),
    .init("compare cosine --x-range 5,5", says: "--x-range goes from the smaller number to the larger"),
    .init("compare cosine --y-range 0,inf", says: "--y-range is two numbers with a comma"),
    .init("compare cosine --log-y --y-range 0,1", says: "--y-range 0,1 must begin above 0 with --log-y"),
    .init("compare cosine --log-x --x-range -1,5", says: "--x-range -1,5 must begin above 0 with --log-x"),
    .init("compare cosine --log-y=yes", says: "--log-y takes no value, but 'yes' was given"),
    .init("compare cosine --title --quiet", says: "--title needs a value, but the option --quiet follows"),
    .init("diff cosine", says: "<b> is missing"),
    .init("diff cosine step exp", says: "nothing more was expected after this: exp"),
    .init("diff cosine setp", says: "did you mean 'step'?"),
    .init("diff cosine step --tolerance -1e-9", says: "--tolerance must be in [0, 1], not -1e-9"),
    .init("diff cosine step --tolerance some", says: "--tolerance is a finite number, not 'some'"),
    .init("diff cosine step --theme dark", says: "--theme is about a figure: give --draw or -o as well"),
    .init("diff cosine step --facet", says: "--facet is about a figure"),
    .init("diff cosine step --format png", says: "--format png is about a figure"),
    .init("diff cosine step --format json,csv", says: "--format csv is about a figure"),
    .init("diff cosine step --draw --format jpg", says: "--format 'jpg' is unknown"),
    .init("diff cosine step --draw --size 10", says: "--size is width x height"),
    .init("diff cosine step -o -", says: "-o - needs --format"),
    .init("adam", says: "`lrplot trajectory rosenbrock adam`"),
    .init("rosenbrock sgd", says: "`lrplot trajectory rosenbrock sgd`"),
    .init("trajectory", says: "<surface> is missing"),
    .init("trajectory rosenbrock", says: "<optimizer> ... is missing"),
    .init("trajectory sgd adam", says: "the surface comes first"),
    .init("trajectory rosenbrok sgd", says: "unknown surface 'rosenbrok'; did you mean 'rosenbrock'?"),
    .init("trajectory rosenbrock adma", says: "unknown optimizer 'adma'; did you mean 'adam'?"),
    .init("trajectory rosenbrock adam@cosin", says: "unknown schedule 'cosin'; did you mean 'cosine'?"),
    .init("trajectory rosenbrock adam:lr=-1", says: "'lr' must be 0 or more, not -1"),
    .init("trajectory rosenbrock sgd+adam", says: "an optimizer is one thing"),
    .init("trajectory rosenbrock torch.Muon", says: "Muon only supports 2D parameters"),
    .init("trajectory rosenbrock", says: "name an optimizer, such as adam"),
    .init("trajectory sphere+rosenbrock adam", says: "a figure shows one surface"),
    .init("trajectory rosenbrock:noise=-1 adam", says: "'noise' must be 0 or more, not -1"),
    .init("trajectory rosenbrock sgd --start 1", says: "--start is two finite numbers with a comma"),
    .init("trajectory rosenbrock sgd --start nan,2", says: "--start is two finite numbers"),
    .init("trajectory rosenbrock sgd --start 1,2,3", says: "--start is two finite numbers"),
    .init("trajectory rosenbrock sgd --start --tune", says: "--start needs a value, but the option --tune follows"),
    .init("trajectory curve:f=x^2 sgd --start 1,2", says: "--start of a curve is one finite number"),
    .init("trajectory curve:f=x^2,from=2,to=1 sgd", says: "the window goes from the smaller number to the larger"),
    .init("trajectory formula:f=log(x)+y^2 sgd", says: "the loss of formula is NaN at the start -4,2"),
    .init("trajectory rosenbrock sgd --start 1e200,0", says: "choose another with --start"),
    .init("trajectory rosenbrock sgd --steps 0", says: "--steps is from 1 to"),
    .init("trajectory rosenbrock sgd --steps -1", says: "--steps is from 1 to"),
    .init("trajectory rosenbrock sgd --steps 1e9", says: "--steps is from 1 to"),
    .init("trajectory rosenbrock sgd adam --steps 1e7", says: "more than 20000000 points"),
    .init("trajectory rosenbrock sgd --lr 0", says: "--lr must be more than 0, not 0"),
    .init("trajectory rosenbrock sgd --lr 0.1 --tune", says: "--lr and --tune exclude each other"),
    .init("trajectory rosenbrock sgd --budget 5", says: "--budget is about --tune"),
    .init("trajectory rosenbrock sgd --tune --budget 1", says: "--budget is from 2 to 1000, not 1"),
    .init("trajectory rosenbrock sgd --tune --tune-range 0,1", says: "--tune-range is of positive rates"),
    .init("trajectory rosenbrock sgd --tune --budget 1000 --steps 2e6", says: "more than 1000000000 updates"),
    .init("trajectory rosenbrock sgd --grid 1", says: "--grid is from 2 to 4096, not 1"),
    .init("trajectory rosenbrock sgd --contours line", says: "did you mean 'lines'?"),
    .init("trajectory rosenbrock sgd -o nowhere/a.png", says: "there is no folder nowhere", code: 73),
    .init("find-lr sgd@cosine", says: "the test sets the learning rate itself"),
    .init("find-lr sgd:groups=[(bias:lr=0.1,schedule=(cosine))]", says: "leave the schedule out"),
    .init("find-lr adma", says: "unknown optimizer 'adma'; did you mean 'adam'?"),
    .init("find-lr --epochs 2", says: "give --steps N in place of --epochs"),
    .init("find-lr --repeat 3", says: "leave --repeat out"),
    .init("find-lr --ema 0.9", says: "leave --ema out"),
    .init("find-lr --scheduler-steps epoch", says: "leave --scheduler-steps out"),
    .init("find-lr --steps 1", says: "--steps is from 2 to"),
    .init("find-lr --steps 10 --rates log:1e-4..1:10", says: "--rates and --steps both say"),
    .init("find-lr --rates log:1..0:3", says: "is no grid of rates"),
    .init("find-lr --rates log:1e-300..1e300:50", says: "goes too far"),
    .init("find-lr sgd:lr=0,groups=[(bias:lr=1)]", says: "must be more than 0"),
    .init("find-lr --like keras", says: "--like is one of fastai, torch-lr-finder, lightning"),
    .init("find-lr --like fastai --rates lin:0.1..1:20", says: "fastai's range test has no linear rates"),
    .init("find-lr --like lightning --rates 0.1,0.2,0.3", says: "--like makes the rates from two ends"),
    .init("find-lr sgd:lr=20 --like torch-lr-finder", says: "begins at the optimizer's own rate, 20"),
    .init("find-lr --check-steps 10", says: "--check-steps is about --check"),
    .init("find-lr sgd sgd sgd sgd sgd sgd sgd", says: "at most 6 range tests"),
    .init("find-lr --data csv:path=none.csv,target=y", says: "none.csv", code: 66),
    .init("explain adma", says: "unknown optimizer 'adma'; did you mean 'adam'?"),
    .init("explain zzzz", says: "no schedule, optimizer, surface, data set or model is named 'zzzz'"),
    .init("explain surfcae formula", says: "'surfcae' is no kind; did you mean 'surface'?"),
    .init("list scheduls", says: "'scheduls' is no kind; did you mean 'schedules'?"),
    .init("list schedules --framework lrplto", says: "--framework 'lrplto' is unknown; did you mean 'lrplot'?"),
    .init("list --framework --json", says: "--framework needs a value, but the option --json follows"),
    .init("list schedules more", says: "nothing more was expected after this: more"),
    .init("list --json --markdown", says: "--json and --markdown exclude each other"),
    .init("explain cosine -o x.png", says: "to draw this one: `lrplot compare cosine`"),
    .init("explain adam -o x.png", says: "`lrplot trajectory rosenbrock adam`"),
    .init("explain csv -o x.png", says: "needs a file to have samples"),
    .init("explain digits --size 300x300", says: "--size is about a figure: give -o as well"),
    .init("explain digits --format csv", says: "--format is about a figure: give -o as well"),
    .init("explain digits -o x.gif", says: "is for figures that play"),
    .init("explain", says: "<name> is missing"),
    .init("explain cosin", says: "did you mean 'cosine'?"),
    .init("explain step:size=0", says: "'size' must be more than 0"),
  ]
}

@Suite("Wrong usage")
struct UsageTests {
  @Test("a wrong command line is told in one error line, with its code, and leaves nothing", arguments: WrongUsage.all)
  func told(_ wrong: WrongUsage) {
    let sandbox = Sandbox()
    let result = sandbox.run(wrong.arguments)
    #expect(result.code == wrong.code)
    #expect(result.error.hasPrefix("error: "))
    #expect(result.error.contains(wrong.says), "\(result.error)")
    #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("error:") }.count == 1)
    #expect(result.errors.split(separator: "\n").count <= 3)
    #expect(result.output.isEmpty)
    #expect(sandbox.names().isEmpty)
  }

  @Test("every wrong command line is told in Chinese too", arguments: WrongUsage.all)
  func toldInChinese(_ wrong: WrongUsage) {
    guard !wrong.arguments.contains("--lang"), !wrong.says.contains("needs a value") else { return }
    let result = Sandbox().run(["--lang", "zh"] + wrong.arguments)
    #expect(result.code == wrong.code)
    #expect(result.error.hasPrefix("error: "))
    #expect(result.error.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(result.error)")
  }

  @Test("an error in one of several specs shows that spec with a caret under the fault")
  func caret() {
    let result = Sandbox().run("compare", "cosine", "warmup:steps=5+stpe:size=3", "exp")
    #expect(
      result.errors == """
        error: unknown schedule 'stpe'; did you mean 'step'?
          warmup:steps=5+stpe:size=3
                         ^^^^

        """)
  }

  @Test("a forgotten value is told in Chinese")
  func forgottenValue() {
    #expect(Sandbox().run("compare", "cosine", "--lang", "zh", "--steps").error == "error: --steps <n> 缺少取值")
  }

  @Test("values that begin with a minus are taken after a space")
  func minus() {
    let sandbox = Sandbox()
    let result = sandbox.run(
      "compare", "cosine", "--x-range", "-5,60", "--y-range", "-1e-3,0.2", "--title", "-x-", "-o", "a.json")
    #expect(result.code == 0, "\(result.errors)")
    #expect(sandbox.text("a.json")?.contains("\"title\": \"-x-\"") == true)
  }

  @Test("a binary format is not thrown at a terminal")
  func binaryOnTerminal() {
    let sandbox = Sandbox()
    sandbox.isTerminal = true
    let result = sandbox.run("compare", "cosine", "-o", "-", "--format", "png")
    #expect(result.code == 64)
    #expect(result.error.contains("a PNG can't be shown in a terminal"))
  }
}
