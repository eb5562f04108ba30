import LRCore
import Testing

@testable import LRTraining

@Suite("Embedded data")
struct DataEmbeddedTests {
  @Test("the digits are those of the UCI set")
  func digits() throws {
    let bytes = try Digits.bytes()
    let pixels = bytes[..<115_008].map(Int.init)
    let labels = bytes[115_008...].map(Int.init)
    #expect(labels.count == 1797)
    #expect(
      (0...9).map { label in labels.count { $0 == label } } == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(Array(labels.prefix(20)) == Array(0...9) + Array(0...9))
    #expect(pixels.reduce(0, +) == 561_718)
    #expect(pixels.min() == 0)
    #expect(pixels.max() == 16)
    #expect(Array(pixels.prefix(16)) == [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0])
    #expect(Array(pixels.suffix(8)) == [0, 1, 8, 12, 14, 12, 1, 0])
    for column in 0..<64 {
      let values = stride(from: column, to: pixels.count, by: 64).map { Double(pixels[$0]) }
      let mean = values.reduce(0, +) / 1797
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1797).squareRoot()
      #expect(abs(mean - Self.columnMeans[column]) <= 1e-12 * mean)
      #expect(abs(deviation - Self.columnDeviations[column]) <= 1e-12 * deviation)
    }
  }

  @Test("the split of the digits is the shuffle that is written down, whatever the seed")
  func digitsSplit() throws {
    // An implementation in another language gives the same order.
    #expect(Array(Digits.order.prefix(8)) == [897, 609, 1445, 1293, 608, 229, 1051, 267])
    #expect(Array(Digits.order.suffix(8)) == [804, 881, 889, 1106, 903, 584, 1782, 542])
    let hash = Digits.order.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    #expect(hash == 0xE84A_47C8_D494_57FF)
    let set = try DataSets.set("digits", seed: 0)
    #expect((set.train.count, set.validation.count) == (1437, 360))
    #expect(set.shape == [1, 8, 8])
    #expect(set.outputs == 10)
    #expect(set.train.targets.prefix(10) == [4, 1, 0, 6, 9, 0, 2, 1, 4, 5])
    #expect(
      (0...9).map { label in set.validation.targets.count { $0 == Double(label) } } == [
        36, 36, 36, 27, 34, 37, 41, 36, 40, 37,
      ])
    let other = try DataSets.set("digits:seed=7", seed: 3)
    #expect(other.train.inputs == set.train.inputs)
    #expect(set.train.inputs.allSatisfy { (0...1).contains($0) && $0 * 16 == ($0 * 16).rounded() })
    #expect(set.train.inputs.max() == 1)
    #expect(
      set.protocolWords.map(\.english) == [
        "1437 training and 360 validation rows (fixed shuffle)", "inputs scaled from 0...16 to 0...1",
      ])
  }

  @Test("the penguins are the 342 with measurements, a fifth of each species judges")
  func penguins() throws {
    let set = try DataSets.set("penguins:standardize=none", seed: 0)
    #expect(set.task == .classes(["Adelie", "Chinstrap", "Gentoo"]))
    #expect((set.train.count, set.validation.count) == (274, 68))
    let labels = set.train.targets + set.validation.targets
    #expect((0...2).map { label in labels.count { $0 == Double(label) } } == [151, 68, 123])
    #expect((0...2).map { label in set.validation.targets.count { $0 == Double(label) } } == [30, 14, 24])
    let inputs = set.train.inputs + set.validation.inputs
    let means = [43.921929824561424, 17.15116959064328, 200.91520467836258, 4201.754385964912]
    let deviations = [5.45159602316182, 1.9719039187562528, 14.041140568589102, 800.7812292384524]
    for column in 0..<4 {
      let values = stride(from: column, to: inputs.count, by: 4).map { inputs[$0] }
      let mean = values.reduce(0, +) / 342
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 342).squareRoot()
      #expect(abs(mean - means[column]) <= 1e-12 * mean)
      #expect(abs(deviation - deviations[column]) <= 1e-12 * deviation)
      #expect(values.min() == [32.1, 13.1, 172, 2700][column])
      #expect(values.max() == [59.6, 21.5, 231, 6300][column])
    }
  }

  static let columnMeans: [Double] = [
    0, 0.3038397328881469, 5.204785754034502, 11.835837506956038, 11.848080133555927, 5.781858653311074,
    1.3622704507512522, 0.1296605453533667, 0.005564830272676683, 1.9938786867000557, 10.382303839732888,
    11.979410127991097, 10.279354479688369, 8.175848636616584, 1.8464106844741235, 0.10795770728992765,
    0.0027824151363383415, 2.6015581524763496, 9.903171953255425, 6.9927657206455205, 7.09794101279911,
    7.806343906510851, 1.788536449638286, 0.05008347245409015, 0.0011129660545353367, 2.4696716750139123,
    9.091263216471898, 8.821368948247079, 9.927100723427936, 7.55147468002226, 2.3177518085698385,
    0.0022259321090706734, 0, 2.3394546466332775, 7.6672231496939345, 9.07178631051753, 10.301613800779077,
    8.744017807456872, 2.90929326655537, 0, 0.008903728436282694, 1.5837506956037841, 6.881469115191987,
    7.228158041179744, 7.672231496939343, 8.23650528658876, 3.456316082359488, 0.027267668336115748,
    0.007234279354479688, 0.7045075125208681, 7.506956037840846, 9.53923205342237, 9.416249304396215,
    8.758486366165831, 3.725097384529772, 0.20645520311630494, 0.0005564830272676684, 0.2793544796883695,
    5.557595993322204, 12.089037284362828, 11.80912632164719, 6.764051196438508, 2.0678909293266554,
    0.36449638286032277,
  ]

  static let columnDeviations: [Double] = [
    0, 0.9069396416225765, 4.7535031654762925, 4.247659479558818, 4.286194911633446, 5.664840875402202,
    3.324849688575352, 1.037094173884476, 0.09419533481186221, 3.1952709792447016, 5.419946941963766,
    3.9764357503902272, 4.781349644682536, 6.0512756065803215, 3.5853229337375554, 0.8276846522533856,
    0.06235093709706956, 3.575306053511887, 5.689183320635407, 5.801046954917693, 6.174009933121506,
    6.195597180109219, 3.258962544657525, 0.438475432984124, 0.033342575801770385, 3.145656845137646,
    6.190314694052895, 5.881299387789037, 6.150380825954412, 5.870921361772343, 3.6854300896415593,
    0.047127246209773, 0, 3.479403797740606, 6.322927314015046, 6.266646815255106, 5.931839018869814,
    5.8690139321808, 3.536298364487367, 0, 0.14514502628786755, 2.9809864475551486, 6.536135288407675,
    6.43958504398692, 6.257769543654501, 5.693941622793818, 4.32974600961433, 0.3072703564066688,
    0.2041663347550069, 1.7456669448786892, 5.642925308523715, 5.225493143981047, 5.3005730163622395,
    6.029476061060761, 4.918037061763395, 0.9841269784187353, 0.023583327880263644, 0.934041800590978,
    5.101599300489513, 4.373476619077706, 4.932574333335627, 5.898980685332578, 4.08940956879859,
    1.8596040873906352,
  ]
}
