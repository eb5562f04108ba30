import CTraining
import LROptimizers

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A number type that networks are trained in.
public protocol NetworkScalar: TrainingScalar {
  associatedtype Product
  static func product(_ library: MatrixLibrary) -> Product
  /// c = alpha op(a) op(b) + beta c, row-major: c is m x n, op(a) m x k, op(b) k x n.
  static func multiply(
    _ product: Product, transposingA: Bool, transposingB: Bool, m: Int, n: Int, k: Int, alpha: Self,
    a: UnsafePointer<Self>,
    b: UnsafePointer<Self>, beta: Self, c: UnsafeMutablePointer<Self>)
  static var kernels: Kernels<Self> { get }
}

/// OpenBLAS, loaded when the first matrix is multiplied: linked plainly, it would cost every start of the program 2 to 3 ms.
///
/// One thread a product; runs side by side have a thread each.
public final class MatrixLibrary: Sendable {
  // Row-major 101, no transposition 111, transposition 112: the constants of cblas.h.
  typealias Single =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32, UnsafePointer<Float>, Int32, Float,
      UnsafeMutablePointer<Float>, Int32
    ) -> Void
  typealias Double64 =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>, Int32, UnsafePointer<Double>, Int32,
      Double,
      UnsafeMutablePointer<Double>, Int32
    ) -> Void

  let single: Single
  let double: Double64
  /// The name of the kernels that the library chose for the processor, such as `Haswell`; results depend on them.
  public let kernelName: String

  private static let names = [
    "libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
  ]

  private init?() {
    // The library starts its threads while it is loaded.
    setenv("OPENBLAS_NUM_THREADS", "1", 0)
    guard let handle = Self.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
      let single = dlsym(handle, "cblas_sgemm"), let double = dlsym(handle, "cblas_dgemm")
    else { return nil }
    self.single = unsafeBitCast(single, to: Single.self)
    self.double = unsafeBitCast(double, to: Double64.self)
    if let limit = dlsym(handle, "openblas_set_num_threads") {
      unsafeBitCast(limit, to: (@convention(c) (Int32) -> Void).self)(1)
    }
    var name = "?"
    if let core = dlsym(handle, "openblas_get_corename"),
      let text = unsafeBitCast(core, to: (@convention(c) () -> UnsafePointer<CChar>?).self)()
    {
      name = String(cString: text)
    }
    kernelName = name
  }

  /// nil where OpenBLAS isn't installed, or can't be loaded.
  public static let shared = MatrixLibrary()

  /// What the loader says of a library that is there; nil where there is none.
  static var whyNotLoaded: String? {
    for name in names where dlopen(name, RTLD_NOW | RTLD_LOCAL) == nil {
      guard let message = dlerror().map({ String(cString: $0) }) else { continue }
      if !message.contains("No such file") && !message.contains("no such file") && !message.contains("not found") {
        return message
      }
    }
    return nil
  }
}

extension Float: NetworkScalar {
  public struct Function { let call: MatrixLibrary.Single }
  public static func product(_ library: MatrixLibrary) -> Function { Function(call: library.single) }
  @inline(__always)
  public static func multiply(
    _ product: Function, transposingA: Bool, transposingB: Bool, m: Int, n: Int, k: Int, alpha: Float,
    a: UnsafePointer<Float>, b: UnsafePointer<Float>, beta: Float, c: UnsafeMutablePointer<Float>
  ) {
    product.call(
      101, transposingA ? 112 : 111, transposingB ? 112 : 111, Int32(m), Int32(n), Int32(k), alpha, a,
      Int32(transposingA ? m : k), b, Int32(transposingB ? k : n), beta, c, Int32(n))
  }
  public static let kernels = Kernels<Float>(
    fillRows: lrplot_fill_rows_f, sumRows: lrplot_sum_rows_f, sumLines: lrplot_sum_lines_f, relu: lrplot_relu_f,
    reluBack: lrplot_relu_back_f,
    tanh: lrplot_tanh_f,
    sumOfSquares: lrplot_sum_of_squares_f, squaredDistance: lrplot_squared_distance_f, descend: lrplot_sgd_f,
    adam: lrplot_adam_f, patches: lrplot_patches_f, addPatches: lrplot_add_patches_f,
    maxPool: lrplot_max_pool_f, maxPoolBack: lrplot_max_pool_back_f)
}

extension Double: NetworkScalar {
  public struct Function { let call: MatrixLibrary.Double64 }
  public static func product(_ library: MatrixLibrary) -> Function { Function(call: library.double) }
  @inline(__always)
  public static func multiply(
    _ product: Function, transposingA: Bool, transposingB: Bool, m: Int, n: Int, k: Int, alpha: Double,
    a: UnsafePointer<Double>, b: UnsafePointer<Double>, beta: Double, c: UnsafeMutablePointer<Double>
  ) {
    product.call(
      101, transposingA ? 112 : 111, transposingB ? 112 : 111, Int32(m), Int32(n), Int32(k), alpha, a,
      Int32(transposingA ? m : k), b, Int32(transposingB ? k : n), beta, c, Int32(n))
  }
  public static let kernels = Kernels<Double>(
    fillRows: lrplot_fill_rows_d, sumRows: lrplot_sum_rows_d, sumLines: lrplot_sum_lines_d, relu: lrplot_relu_d,
    reluBack: lrplot_relu_back_d,
    tanh: lrplot_tanh_d,
    sumOfSquares: lrplot_sum_of_squares_d, squaredDistance: lrplot_squared_distance_d, descend: lrplot_sgd_d,
    adam: lrplot_adam_d, patches: lrplot_patches_d, addPatches: lrplot_add_patches_d,
    maxPool: lrplot_max_pool_d, maxPoolBack: lrplot_max_pool_back_d)
}

/// The loops of CTraining for one number type; see its header.
public struct Kernels<T>: Sendable {
  typealias Patches =
    @Sendable (
      UnsafePointer<T>?, UnsafeMutablePointer<T>?, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int
    ) -> Void

  let fillRows: @Sendable (Int, Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?) -> Void
  let sumRows: @Sendable (Int, Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?) -> Void
  let sumLines: @Sendable (Int, Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?) -> Void
  let relu: @Sendable (Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?) -> Void
  let reluBack: @Sendable (Int, UnsafePointer<T>?, UnsafePointer<T>?, UnsafeMutablePointer<T>?) -> Void
  let tanh: @Sendable (Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?) -> Void
  let sumOfSquares: @Sendable (Int, UnsafePointer<T>?) -> Double
  let squaredDistance: @Sendable (Int, UnsafePointer<T>?, UnsafePointer<T>?) -> Double
  let descend:
    @Sendable (
      Int, UnsafeMutablePointer<T>?, UnsafePointer<T>?, UnsafeMutablePointer<T>?, T, T, T, T, Int32, Int32
    ) -> Void
  let adam:
    @Sendable (
      Int, UnsafeMutablePointer<T>?, UnsafePointer<T>?, UnsafeMutablePointer<T>?, UnsafeMutablePointer<T>?, T, T, T, T,
      T, T, T
    ) -> Void
  let patches: Patches
  let addPatches: Patches
  let maxPool: @Sendable (Int, Int, Int, Int, Int, UnsafePointer<T>?, UnsafeMutablePointer<T>?) -> Void
  let maxPoolBack:
    @Sendable (Int, Int, Int, Int, Int, UnsafePointer<T>?, UnsafePointer<T>?, UnsafeMutablePointer<T>?) -> Void
}
