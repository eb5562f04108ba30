#ifndef LRPLOT_CTRAINING_H
#define LRPLOT_CTRAINING_H

// Loops over many numbers, compiled for the widest vectors that the processor has. Sizes are counts of numbers; nothing
// overlaps unless it is the same array.

#include <stddef.h>

#endif
