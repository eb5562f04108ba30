#ifndef LRPLOT_CCAIRO_SHIM_H
#define LRPLOT_CCAIRO_SHIM_H
#include <cairo.h>
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* GLib's macro g_object_ref keeps the argument's C type, which Swift can't import. */
static inline void lrplot_object_retain(void *object) { (g_object_ref)(object); }
static inline void lrplot_object_release(void *object) { g_object_unref(object); }
#endif
