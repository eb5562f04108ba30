#include "ctraining.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// The loader chooses among these when the program starts.
#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE
#endif

// tanh x = m / (m + 2), m = exp(2 |x|) - 1 = 2^n (exp(r) - 1) + (2^n - 1), |r| <= ln(2) / 2, which loses nothing near 0.
// No branches, so that many are computed at once; within 2 units in the last place.
static inline double tanh_of(double x) {
  const double shift = 0x1.8p52;
  double z = 2 * fabs(x);
  z = z > 40 ? 40 : z;
  const double t = z * 0x1.71547652b82fep0 + shift;
  const double n = t - shift;
  const double r = (z - n * 0x1.62e42fefa38p-1) - n * 0x1.ef35793c7673p-45;
  double p = 1 / 6227020800.0;
  p = p * r + 1 / 479001600.0;
  p = p * r + 1 / 39916800.0;
  p = p * r + 1 / 3628800.0;
  p = p * r + 1 / 362880.0;
  p = p * r + 1 / 40320.0;
  p = p * r + 1 / 5040.0;
  p = p * r + 1 / 720.0;
  p = p * r + 1 / 120.0;
  p = p * r + 1 / 24.0;
  p = p * r + 1 / 6.0;
  p = p * r + 0.5;
  p = p * r * r + r;
  // n stands in the last bits of t.
  uint64_t bits;
  memcpy(&bits, &t, sizeof bits);
  bits = (bits + 1023) << 52;
  double power;
  memcpy(&power, &bits, sizeof power);
  const double m = power * p + (power - 1);
  return copysign(m / (m + 2), x);
}

// A line of numbers from `first` up to `end`.
typedef struct {
  size_t first, end;
} Span;

// The columns of a line of output whose numbers come from within the image.
static inline Span within(size_t columns, size_t out_columns, size_t offset, size_t pad, size_t stride) {
  Span span;
  span.first = offset >= pad ? 0 : (pad - offset + stride - 1) / stride;
  span.end = columns + pad <= offset ? 0 : (columns + pad - offset - 1) / stride + 1;
  if (span.end > out_columns) span.end = out_columns;
  if (span.first > span.end) span.first = span.end;
  return span;
}

// A NaN is larger than all.
#define LARGER(a, b) ((a) > (b) || (a) != (a))

// A root that sets no errno, so that many are taken at once.
#if __has_builtin(__builtin_elementwise_sqrt)
#define ROOT __builtin_elementwise_sqrt
#else
#define ROOT(x) _Generic((x), float: sqrtf, default: sqrt)(x)
#endif

#define T float
#define NAME(x) lrplot_##x##_f
#include "kernels.inc"
#undef T
#undef NAME

#define T double
#define NAME(x) lrplot_##x##_d
#include "kernels.inc"
