#ifndef LRPLOT_CWEBP_SHIM_H
#define LRPLOT_CWEBP_SHIM_H
#include <webp/decode.h>
#include <webp/encode.h>
#include <webp/mux.h>
#endif
