#ifndef LRPLOT_CGIF_SHIM_H
#define LRPLOT_CGIF_SHIM_H
#include <gif_lib.h>
#endif
