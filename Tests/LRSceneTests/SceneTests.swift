import LRScene
import Testing

@Test("a listing shows every node, its looks and its place")
func listing() {
  let scene = Scene(
    size: Size(100, 50), background: Paint(Color(0xFFFFFF)), title: "T", description: "D",
    nodes: [
      .group(
        Group(
          name: "g", clip: Rect(x: 1, y: 2, width: 3, height: 4),
          [
            .line(
              from: Point(0, 0), to: Point(10, 5.25), Stroke(Paint(light: Color(0), dark: Color(0xFFFFFF)), width: 2)),
            .text(
              Label(
                "10" + RichText.superscript("−3"), font: Font(size: 11), paint: Paint(Color(0xFF0000)), at: Point(5, 6),
                anchor: .end)),
          ])),
      .image(Raster(width: 1, height: 1, pixels: [0, 0, 0, 255]), in: Rect(x: 0, y: 0, width: 5, height: 5)),
    ])
  #expect(
    scene.listing == """
      scene 100x50 "T" [en]
        desc D
        page ffffff
        group #g clip 1,2 3x4
          path stroke 000000/ffffff 2 M0,0 L10,5.3
          text "10^{−3}" at 5,6 end regular 11 ff0000
        image 1x1 in 0,0 5x5

      """)
}

@Test("the fixed advance measures raised text smaller and Chinese wider")
func fixedAdvance() {
  let measurer = TextMeasurer.fixedAdvance
  let font = Font(size: 10)
  #expect(measurer.measure("ab", font).width == 11)
  #expect(measurer.measure("学习", font).width == 20)
  #expect(abs(measurer.measure(.superscript("ab"), font).width - 7.7) < 1e-12)
}

@Test("a circle's path stays within a thousandth of its radius")
func circle() {
  let path = Path(circle: Point(0, 0), radius: 100)
  var start = Point(0, 0)
  for element in path.elements {
    switch element {
    case .move(let point): start = point
    case .curve(let a, let b, let end):
      for part in stride(from: 0.0, through: 1, by: 0.05) {
        let rest = 1 - part
        func mix(_ p: Double, _ q: Double, _ r: Double, _ s: Double) -> Double {
          rest * rest * rest * p + 3 * rest * rest * part * q + 3 * rest * part * part * r + part * part * part * s
        }
        let x = mix(start.x, a.x, b.x, end.x)
        let y = mix(start.y, a.y, b.y, end.y)
        #expect(abs((x * x + y * y).squareRoot() - 100) < 0.1)
      }
      start = end
    default: break
    }
  }
}

@Test("rectangles that only touch don't intersect")
func touching() {
  let left = Rect(x: 0, y: 0, width: 10, height: 10)
  #expect(!left.intersects(Rect(x: 10, y: 0, width: 5, height: 5)))
  #expect(left.intersects(Rect(x: 9.9, y: 0, width: 5, height: 5)))
}
