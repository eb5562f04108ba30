#ifndef LRPLOT_DIGITS_H
#define LRPLOT_DIGITS_H

#include <stddef.h>

/// 1,797 images of 8 x 8 bytes, row by row, then their labels, compressed by zlib; `count` bytes of it.
const unsigned char *lrplot_digits(size_t *count);

#endif
