#ifndef LRPLOT_PALETTE_H
#define LRPLOT_PALETTE_H
#include "png_writer.h"

#include <string.h>

/* Colours found so far, by the raw 32 bits of a pixel: an open-addressing table half full at most. A contour map under
   a few paths has 12,000. */
enum {
  LRPLOT_SLOT_BITS = 16,
  LRPLOT_SLOTS = 1 << LRPLOT_SLOT_BITS,
  LRPLOT_MOST_COLOURS = LRPLOT_SLOTS / 2,
  LRPLOT_PALETTE = 256,
  /* A colour of more pixels than one in this many keeps its exact value. */
  LRPLOT_EXACT = 1000,
  /* At most one pixel in this many may move. */
  LRPLOT_MOVED = 4
};

typedef struct {
  uint32_t raw;
  uint32_t pixels;
  uint16_t index; /* in order of appearance */
} lrplot_colour;

/* Neighbouring pixels of one colour in one row. */
typedef struct {
  uint32_t length;
  uint16_t index;
} lrplot_pixel_run;

typedef struct {
  int count;
  lrplot_colour colours[LRPLOT_MOST_COLOURS];
  uint16_t slots[LRPLOT_SLOTS]; /* a colour's index and 1; 0: free */
  lrplot_pixel_run *runs;
  size_t run_count, run_capacity;
  uint8_t channels[4][LRPLOT_PALETTE]; /* the palette by the bytes of `raw`, in planes that vector instructions like */
  int palette_count;
  uint8_t entry[LRPLOT_MOST_COLOURS]; /* a colour's place in the palette */
} lrplot_colour_table;

/* The four bytes of a pixel; `opaque_mask` sets those that say nothing. */
static inline uint32_t lrplot_load(const uint8_t *bytes, uint32_t opaque_mask) {
  uint32_t value;
  memcpy(&value, bytes, 4);
  return value | opaque_mask;
}

/* Splits the picture into runs and counts colours; 0 if there are more than `most` or memory runs out. The table must
   be all zero before; its `runs` are the caller's to free. */
int lrplot_index_pixels(const lrplot_png_picture *p, lrplot_colour_table *table, int most, uint32_t mask);

/* Chooses at most 256 colours so that no channel of a pixel is off by more than `tolerance`; 0 if that can't be. Shades
   that only one pixel in a million has may be off by half as much again; if need be, those of one pixel in 200,000 or
   20,000 by twice as much. Areas (LRPLOT_EXACT) stay as they are: what moves is the shades along antialiased edges.
   Where more than these would move (LRPLOT_MOVED), a smooth shading would show steps, and there is no palette either. */
int lrplot_choose_palette(lrplot_colour_table *table, int tolerance, size_t pixels);
#endif
