#include "palette.h"

#include <stdlib.h>

/* The index of a colour, entered if new; -1 if there are too many. */
static int colour_index(lrplot_colour_table *table, uint32_t raw) {
  uint32_t slot = (raw * 2654435761u) >> (32 - LRPLOT_SLOT_BITS);
  while (table->slots[slot]) {
    if (table->colours[table->slots[slot] - 1].raw == raw) return table->slots[slot] - 1;
    slot = (slot + 1) & (LRPLOT_SLOTS - 1);
  }
  if (table->count == LRPLOT_MOST_COLOURS) return -1;
  table->slots[slot] = (uint16_t)(table->count + 1);
  table->colours[table->count].raw = raw;
  table->colours[table->count].pixels = 0;
  table->colours[table->count].index = (uint16_t)table->count;
  return table->count++;
}

/* How many of the pixels from `row` on equal `raw`. Most of a drawn figure is such runs: two pixels at a time. */
static uint32_t run_length(const uint8_t *row, uint32_t left, uint32_t raw, uint32_t mask) {
  uint64_t wanted = (uint64_t)raw << 32 | raw, ignored = (uint64_t)mask << 32 | mask;
  uint32_t x = 0;
  for (uint64_t pair; x + 2 <= left; x += 2) {
    memcpy(&pair, row + 4 * (size_t)x, 8);
    if ((pair | ignored) != wanted) break;
  }
  while (x < left && lrplot_load(row + 4 * (size_t)x, mask) == raw) x++;
  return x;
}

int lrplot_index_pixels(const lrplot_png_picture *p, lrplot_colour_table *table, int most, uint32_t mask) {
  for (uint32_t y = 0; y < p->height; y++) {
    const uint8_t *row = p->pixels + (size_t)y * p->stride;
    if (table->run_capacity - table->run_count < p->width) {
      size_t wanted = table->run_capacity * 2 + p->width;
      lrplot_pixel_run *grown = realloc(table->runs, wanted * sizeof *grown);
      if (!grown) return 0;
      table->runs = grown;
      table->run_capacity = wanted;
    }
    for (uint32_t x = 0; x < p->width;) {
      uint32_t raw = lrplot_load(row + 4 * (size_t)x, mask);
      int index = colour_index(table, raw);
      if (index < 0 || table->count > most) return 0;
      uint32_t length = run_length(row + 4 * (size_t)x, p->width - x, raw, mask);
      table->colours[index].pixels += length;
      table->runs[table->run_count].length = length;
      table->runs[table->run_count++].index = (uint16_t)index;
      x += length;
    }
  }
  return 1;
}

static int more_pixels_first(const void *left, const void *right) {
  const lrplot_colour *a = left, *b = right;
  if (a->pixels != b->pixels) return a->pixels < b->pixels ? 1 : -1;
  return a->index < b->index ? -1 : 1;
}

/* The palette's entry nearest to `raw` by its worst channel, and in `*off` how far it is. */
static int nearest(const lrplot_colour_table *table, uint32_t raw, int *off) {
  uint16_t distance[LRPLOT_PALETTE];
  uint8_t r = (uint8_t)raw, g = (uint8_t)(raw >> 8), b = (uint8_t)(raw >> 16), a = (uint8_t)(raw >> 24);
  for (int j = 0; j < LRPLOT_PALETTE; j++) {
    uint8_t p = table->channels[0][j], q = table->channels[1][j], s = table->channels[2][j], t = table->channels[3][j];
    uint8_t dp = r > p ? r - p : p - r, dq = g > q ? g - q : q - g;
    uint8_t ds = b > s ? b - s : s - b, dt = a > t ? a - t : t - a;
    uint8_t d1 = dp > dq ? dp : dq, d2 = ds > dt ? ds : dt;
    distance[j] = (uint16_t)((d1 > d2 ? d1 : d2) << 8 | j);
  }
  uint16_t best = 0xFFFF;
  for (int j = 0; j < table->palette_count; j++)
    if (distance[j] < best) best = distance[j];
  *off = table->palette_count ? best >> 8 : 256;
  return best & 255;
}

static void add_to_palette(lrplot_colour_table *table, uint32_t raw) {
  for (int i = 0; i < 4; i++) table->channels[i][table->palette_count] = (uint8_t)(raw >> 8 * i);
  table->palette_count++;
}

/* How far colours may be off: `common`, or `rare` those of no more than `rare_pixels` pixels. */
typedef struct {
  int common, rare;
  size_t rare_pixels;
} allowance;

/* Gives every colour an entry; 0 if 256 don't do, or if too many of the picture's pixels would not keep theirs. */
static int merge(lrplot_colour_table *table, allowance allowed, size_t pixels) {
  size_t moved = 0;
  table->palette_count = 0;
  for (int i = 0; i < table->count; i++) {
    const lrplot_colour *colour = &table->colours[i];
    int off, place = nearest(table, colour->raw, &off);
    int most = colour->pixels > allowed.rare_pixels ? allowed.common : allowed.rare;
    if (colour->pixels > pixels / LRPLOT_EXACT) most = 0;
    if (off > most) {
      if (table->palette_count == LRPLOT_PALETTE) return 0;
      place = table->palette_count;
      add_to_palette(table, colour->raw);
    } else if (off > 0) {
      moved += colour->pixels;
    }
    table->entry[colour->index] = (uint8_t)place;
  }
  return moved <= pixels / LRPLOT_MOVED;
}

int lrplot_choose_palette(lrplot_colour_table *table, int tolerance, size_t pixels) {
  table->palette_count = 0;
  if (table->count <= LRPLOT_PALETTE) {
    for (int i = 0; i < table->count; i++) {
      add_to_palette(table, table->colours[i].raw);
      table->entry[i] = (uint8_t)i;
    }
    return 1;
  }
  qsort(table->colours, (size_t)table->count, sizeof table->colours[0], more_pixels_first);
  int t = tolerance;
  const allowance steps[] = {
      {t / 3, t / 3, 0},
      {2 * t / 3, 2 * t / 3, 0},
      {t, t, 0},
      {t, t * 3 / 2, pixels / 1000000},
      {t, 2 * t, pixels / 200000},
      {t, 2 * t, pixels / 20000},
  };
  /* Many shades never fit the finest steps; trying costs half a millisecond. */
  int first = table->count > 12 * LRPLOT_PALETTE ? 3 : table->count > 3 * LRPLOT_PALETTE ? 1 : 0;
  for (int i = first; i < (int)(sizeof steps / sizeof steps[0]); i++)
    if (merge(table, steps[i], pixels)) return 1;
  return 0;
}
