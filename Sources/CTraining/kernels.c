#include "ctraining.h"

#include <math.h>
#include <string.h>

// The loader chooses among these when the program starts.
#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE
#endif

#define T float
#define NAME(x) lrplot_##x##_f
#define ROOT sqrtf
#include "kernels.inc"
#undef T
#undef NAME
#undef ROOT

#define T double
#define NAME(x) lrplot_##x##_d
#define ROOT sqrt
#include "kernels.inc"
