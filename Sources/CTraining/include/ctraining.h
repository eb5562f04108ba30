#ifndef LRPLOT_CTRAINING_H
#define LRPLOT_CTRAINING_H

// Loops over many numbers, compiled for the widest vectors that the processor has, in single and double precision. Sizes
// are counts of numbers; arrays overlap only where they are the same one.

#include <stddef.h>

#include "digits.h"

#define LRPLOT_KERNELS(T, S) \
  /* out[r][c] = bias[c] */ \
  void lrplot_fill_rows_##S(size_t rows, size_t columns, const T *bias, T *out); \
  /* out[c] = sum over r of in[r][c] */ \
  void lrplot_sum_rows_##S(size_t rows, size_t columns, const T *in, T *out); \
  /* out[l] += sum of line l */ \
  void lrplot_sum_lines_##S(size_t lines, size_t length, const T *in, T *out); \
  /* out = max(x, 0); NaN stays */ \
  void lrplot_relu_##S(size_t n, const T *x, T *out); \
  /* out = slope, 0 where the activated value is 0 */ \
  void lrplot_relu_back_##S(size_t n, const T *activated, const T *slope, T *out); \
  /* out = tanh x */ \
  void lrplot_tanh_##S(size_t n, const T *x, T *out); \
  double lrplot_sum_of_squares_##S(size_t n, const T *x); \
  double lrplot_squared_distance_##S(size_t n, const T *x, const T *y); \
  /* PyTorch's SGD: g += decay w; v = first ? g : momentum v + (1 - dampening) g; w -= rate (nesterov ? g + momentum v : v) */ \
  void lrplot_sgd_##S(size_t n, T *w, const T *g, T *v, T rate, T momentum, T dampening, T decay, int nesterov, int first); \
  /* Adam with eps outside of the root; `kept` is what a decay apart from the gradient leaves of w, `decay` is part of it */ \
  void lrplot_adam_##S( \
    size_t n, T *w, const T *g, T *m, T *v, T step, T beta1, T beta2, T root, T eps, T decay, T kept); \
  /* the matrix [channels kernel_rows kernel_columns][out_rows out_columns] of an image's patches, 0 outside of it */ \
  void lrplot_patches_##S( \
    const T *image, T *out, size_t channels, size_t rows, size_t columns, size_t kernel_rows, size_t kernel_columns, \
    size_t pad_rows, size_t pad_columns, size_t stride, size_t out_rows, size_t out_columns); \
  /* adds such a matrix back into the image that its patches are from */ \
  void lrplot_add_patches_##S( \
    const T *in, T *image, size_t channels, size_t rows, size_t columns, size_t kernel_rows, size_t kernel_columns, \
    size_t pad_rows, size_t pad_columns, size_t stride, size_t out_rows, size_t out_columns); \
  /* the largest number of each window; a NaN is larger than all, and what doesn't fill a window is left out */ \
  void lrplot_max_pool_##S( \
    size_t channels, size_t rows, size_t columns, size_t window_rows, size_t window_columns, const T *in, T *out); \
  /* out = the slope of each window at the place of its first largest number, 0 elsewhere */ \
  void lrplot_max_pool_back_##S( \
    size_t channels, size_t rows, size_t columns, size_t window_rows, size_t window_columns, const T *in, \
    const T *slope, T *out);

LRPLOT_KERNELS(float, f)
LRPLOT_KERNELS(double, d)

#undef LRPLOT_KERNELS

/* Processors that this process may use. */
int lrplot_processors(void);

#endif
