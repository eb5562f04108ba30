#ifndef LRPLOT_PNG_WRITER_H
#define LRPLOT_PNG_WRITER_H
#include <stddef.h>
#include <stdint.h>

/* How the four bytes of a pixel are laid out. */
enum {
  LRPLOT_PNG_XRGB32 = 0,               /* native-endian 0xXXRRGGBB, opaque: CAIRO_FORMAT_RGB24 */
  LRPLOT_PNG_ARGB32_PREMULTIPLIED = 1, /* native-endian 0xAARRGGBB, premultiplied: CAIRO_FORMAT_ARGB32 */
  LRPLOT_PNG_RGBA8 = 2                 /* bytes R, G, B, A, not premultiplied */
};

/* Results of lrplot_png_write. */
enum {
  LRPLOT_PNG_OK = 0,
  LRPLOT_PNG_NO_MEMORY = 1,
  LRPLOT_PNG_LIBRARY = 2, /* libpng refused; the message says why */
  LRPLOT_PNG_ARGUMENT = 3
};

/* A keyword of 1-79 Latin-1 characters and its UTF-8 text; written as tEXt if ASCII, else as iTXt. */
typedef struct {
  const char *keyword;
  const char *text;
} lrplot_png_text;

typedef struct {
  const uint8_t *pixels;
  size_t stride; /* bytes from one row to the next */
  uint32_t width;
  uint32_t height;
  int format;
  uint32_t pixels_per_metre; /* 0: no pHYs chunk */
  int level;                 /* zlib level 0-9 */
  int strategy;              /* zlib strategy, 0 for the default */
  int tolerance;             /* 0-255: how far a channel may be off for the sake of a palette; 0: exact */
  const lrplot_png_text *texts;
  size_t text_count;
} lrplot_png_picture;

/* The bytes written; release them with lrplot_png_free, also after an error. */
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} lrplot_png_buffer;

enum { LRPLOT_PNG_MESSAGE_SIZE = 160 };

/* Writes `picture` into `buffer` (which must be all zero). Pictures of at most 256 colours are written with a
   palette of 1, 2, 4 or 8 bits a pixel (also of somewhat more, if `tolerance` lets shades be merged), others as RGB
   or RGBA. `message` has LRPLOT_PNG_MESSAGE_SIZE bytes. */
int lrplot_png_write(const lrplot_png_picture *picture, lrplot_png_buffer *buffer, char *message);
void lrplot_png_free(lrplot_png_buffer *buffer);

/* The version of the libpng that runs. */
const char *lrplot_png_library_version(void);
#endif
