#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// From where a surface is seen, in parallel projection.
public struct Viewpoint: Sendable, Hashable {
  /// Degrees counter-clockwise around the vertical axis from the direction of growing x; any finite number.
  /// At -90 x grows to the right, as on a map.
  public var azimuth: Double
  /// Degrees above the horizon, -90...90: 90 is a map's view, negative ones look up from below.
  public var elevation: Double

  /// - Precondition: the azimuth is finite and the elevation lies in -90...90.
  public init(azimuth: Double, elevation: Double) {
    precondition(azimuth.isFinite && (-90...90).contains(elevation), "a viewpoint lies on the sphere")
    self.azimuth = azimuth
    self.elevation = elevation
  }

  /// High enough that valleys show their floor, aside enough that both walls of most are seen.
  public static let standard = Viewpoint(azimuth: -60, elevation: 38)
}

/// A direction or a place in space, z upwards.
struct Space: Sendable, Hashable {
  var x: Double
  var y: Double
  var z: Double

  init(_ x: Double, _ y: Double, _ z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  func dot(_ other: Space) -> Double { x * other.x + y * other.y + z * other.z }

  static func + (left: Space, right: Space) -> Space {
    Space(left.x + right.x, left.y + right.y, left.z + right.z)
  }

  static func * (factor: Double, space: Space) -> Space {
    Space(factor * space.x, factor * space.y, factor * space.z)
  }

  var unit: Space {
    let length = dot(self).squareRoot()
    return length > 0 ? (1 / length) * self : self
  }
}

extension Viewpoint {
  /// The viewer's own axes: to the right, up, and from the picture to the eye.
  var axes: (right: Space, up: Space, toward: Space) {
    let (sineA, cosineA) = sineAndCosine(degrees: azimuth)
    let (sineE, cosineE) = sineAndCosine(degrees: elevation)
    return (
      Space(-sineA, cosineA, 0), Space(-sineE * cosineA, -sineE * sineA, cosineE),
      Space(cosineE * cosineA, cosineE * sineA, sineE)
    )
  }
}

/// Exact at multiples of 90 degrees, and the same after a full turn.
func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
  let turned = remainder(degrees, 360)
  let quarter = (turned / 90).rounded()
  let rest = (turned - 90 * quarter) * .pi / 180
  let (s, c) = (sin(rest), cos(rest))
  return switch (Int(clamping: quarter) + 4) % 4 {
  case 0: (s, c)
  case 1: (c, -s)
  case 2: (-s, -c)
  default: (-c, s)
  }
}
