#include "png_writer.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Colours found so far, by the raw 32 bits of a pixel: an open-addressing table half full at most. */
enum { SLOT_BITS = 14, SLOTS = 1 << SLOT_BITS, MOST_COLOURS = SLOTS / 2, PALETTE = 256 };

typedef struct {
  uint32_t raw;
  uint32_t pixels;
  uint16_t index; /* in order of appearance */
} colour;

/* Neighbouring pixels of one colour in one row. */
typedef struct {
  uint32_t length;
  uint16_t index;
} pixel_run;

typedef struct {
  int count;
  colour colours[MOST_COLOURS];
  int16_t slots[SLOTS]; /* -1: free */
  pixel_run *runs;
  size_t run_count, run_capacity;
  uint8_t channels[4][PALETTE]; /* the palette by the bytes of `raw`, in planes that vector instructions like */
  int palette_count;
  uint8_t entry[MOST_COLOURS]; /* a colour's place in the palette */
} colour_table;

typedef struct {
  lrplot_png_buffer *buffer;
  char *message;
  int result;
} write_state;

typedef struct {
  uint8_t r, g, b, a;
} rgba;

static uint32_t load(const uint8_t *bytes, uint32_t opaque_mask) {
  uint32_t value;
  memcpy(&value, bytes, 4);
  return value | opaque_mask;
}

static rgba straight(uint32_t raw, int format) {
  rgba out;
  if (format == LRPLOT_PNG_RGBA8) {
    memcpy(&out, &raw, 4);
    return out;
  }
  uint32_t a = format == LRPLOT_PNG_XRGB32 ? 255 : raw >> 24;
  uint32_t r = (raw >> 16) & 255, g = (raw >> 8) & 255, b = raw & 255;
  if (a == 0) {
    r = g = b = 0;
  } else if (a != 255) {
    r = (r * 255 + a / 2) / a;
    g = (g * 255 + a / 2) / a;
    b = (b * 255 + a / 2) / a;
  }
  out.r = r > 255 ? 255 : (uint8_t)r;
  out.g = g > 255 ? 255 : (uint8_t)g;
  out.b = b > 255 ? 255 : (uint8_t)b;
  out.a = (uint8_t)a;
  return out;
}

/* The index of a colour, entered if new; -1 if there are too many. */
static int colour_index(colour_table *table, uint32_t raw) {
  uint32_t slot = (raw * 2654435761u) >> (32 - SLOT_BITS);
  while (table->slots[slot] >= 0) {
    if (table->colours[table->slots[slot]].raw == raw) return table->slots[slot];
    slot = (slot + 1) & (SLOTS - 1);
  }
  if (table->count == MOST_COLOURS) return -1;
  table->slots[slot] = (int16_t)table->count;
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
  while (x < left && load(row + 4 * (size_t)x, mask) == raw) x++;
  return x;
}

/* Splits the picture into runs and counts colours; 0 if there are more than `most` or memory runs out. */
static int index_pixels(const lrplot_png_picture *p, colour_table *table, int most, uint32_t mask) {
  memset(table->slots, 0xFF, sizeof table->slots);
  for (uint32_t y = 0; y < p->height; y++) {
    const uint8_t *row = p->pixels + (size_t)y * p->stride;
    if (table->run_capacity - table->run_count < p->width) {
      size_t wanted = table->run_capacity * 2 + p->width;
      pixel_run *grown = realloc(table->runs, wanted * sizeof *grown);
      if (!grown) return 0;
      table->runs = grown;
      table->run_capacity = wanted;
    }
    for (uint32_t x = 0; x < p->width;) {
      uint32_t raw = load(row + 4 * (size_t)x, mask);
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
  const colour *a = left, *b = right;
  if (a->pixels != b->pixels) return a->pixels < b->pixels ? 1 : -1;
  return a->index < b->index ? -1 : 1;
}

/* The palette's entry nearest to `raw` by its worst channel, and in `*off` how far it is. */
static int nearest(const colour_table *table, uint32_t raw, int *off) {
  uint16_t distance[PALETTE];
  uint8_t r = (uint8_t)raw, g = (uint8_t)(raw >> 8), b = (uint8_t)(raw >> 16), a = (uint8_t)(raw >> 24);
  for (int j = 0; j < PALETTE; j++) {
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

static void add_to_palette(colour_table *table, uint32_t raw) {
  for (int i = 0; i < 4; i++) table->channels[i][table->palette_count] = (uint8_t)(raw >> 8 * i);
  table->palette_count++;
}

/* Chooses at most 256 colours so that no channel of a pixel is off by more than `tolerance`; 0 if that can't be.
   The commonest come first and stay as they are: what moves is the shades along antialiased edges. */
static int choose_palette(colour_table *table, int tolerance) {
  table->palette_count = 0;
  if (table->count <= PALETTE) {
    for (int i = 0; i < table->count; i++) {
      add_to_palette(table, table->colours[i].raw);
      table->entry[i] = (uint8_t)i;
    }
    return 1;
  }
  qsort(table->colours, (size_t)table->count, sizeof table->colours[0], more_pixels_first);
  for (int third = 1; third <= 3; third++) {
    int allowed = tolerance * third / 3;
    table->palette_count = 0;
    int i = 0;
    for (; i < table->count; i++) {
      int off, place = nearest(table, table->colours[i].raw, &off);
      if (off > allowed) {
        if (table->palette_count == PALETTE) break;
        place = table->palette_count;
        add_to_palette(table, table->colours[i].raw);
      }
      table->entry[table->colours[i].index] = (uint8_t)place;
    }
    if (i == table->count) return 1;
  }
  return 0;
}

static void on_error(png_structp png, png_const_charp text) {
  write_state *state = png_get_error_ptr(png);
  if (state->result == LRPLOT_PNG_OK) state->result = LRPLOT_PNG_LIBRARY;
  snprintf(state->message, LRPLOT_PNG_MESSAGE_SIZE, "%s", text ? text : "unknown libpng error");
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void on_write(png_structp png, png_bytep bytes, size_t count) {
  write_state *state = png_get_io_ptr(png);
  lrplot_png_buffer *buffer = state->buffer;
  if (count > buffer->capacity - buffer->count) {
    size_t wanted = buffer->capacity ? buffer->capacity * 2 : 65536;
    while (wanted < buffer->count + count) wanted *= 2;
    uint8_t *grown = realloc(buffer->bytes, wanted);
    if (!grown) {
      state->result = LRPLOT_PNG_NO_MEMORY;
      png_error(png, "no memory for the file");
    }
    buffer->bytes = grown;
    buffer->capacity = wanted;
  }
  memcpy(buffer->bytes + buffer->count, bytes, count);
  buffer->count += count;
}

static void on_flush(png_structp png) { (void)png; }

static int is_ascii(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text >= 128) return 0;
  return 1;
}

static void set_texts(png_structp png, png_infop info, const lrplot_png_picture *p) {
  for (size_t i = 0; i < p->text_count; i++) {
    png_text entry;
    memset(&entry, 0, sizeof entry);
    entry.key = (png_charp)p->texts[i].keyword;
    entry.text = (png_charp)p->texts[i].text;
    if (is_ascii(p->texts[i].text)) {
      entry.compression = PNG_TEXT_COMPRESSION_NONE;
      entry.text_length = strlen(p->texts[i].text);
    } else {
      entry.compression = PNG_ITXT_COMPRESSION_NONE;
      entry.itxt_length = strlen(p->texts[i].text);
    }
    png_set_text(png, info, &entry, 1);
  }
}

/* Sets PLTE and tRNS (those not opaque first, so that tRNS is short) and returns the bits a pixel. */
static int set_palette(png_structp png, png_infop info, colour_table *table, int format) {
  png_color colours[PALETTE];
  png_byte alphas[PALETTE];
  uint8_t place[PALETTE];
  int next = 0, transparent = 0;
  for (int opaque = 0; opaque < 2; opaque++) {
    for (int i = 0; i < table->palette_count; i++) {
      uint32_t raw = 0;
      for (int k = 0; k < 4; k++) raw |= (uint32_t)table->channels[k][i] << 8 * k;
      rgba c = straight(raw, format);
      if ((c.a == 255) != opaque) continue;
      colours[next].red = c.r;
      colours[next].green = c.g;
      colours[next].blue = c.b;
      alphas[next] = c.a;
      place[i] = (uint8_t)next++;
    }
    if (!opaque) transparent = next;
  }
  for (int i = 0; i < table->count; i++) table->entry[i] = place[table->entry[i]];
  png_set_PLTE(png, info, colours, next);
  if (transparent) png_set_tRNS(png, info, alphas, transparent, NULL);
  return next <= 2 ? 1 : next <= 4 ? 2 : next <= 16 ? 4 : 8;
}

static void write_indexed(png_structp png, const lrplot_png_picture *p, const colour_table *table, uint8_t *row,
                          int bits) {
  uint32_t per_byte = 8u / (uint32_t)bits;
  const pixel_run *run = table->runs;
  for (uint32_t y = 0; y < p->height; y++) {
    if (bits < 8) memset(row, 0, p->width / per_byte + 1);
    for (uint32_t x = 0; x < p->width; run++) {
      uint8_t entry = table->entry[run->index];
      if (bits == 8) {
        memset(row + x, entry, run->length);
        x += run->length;
        continue;
      }
      for (uint32_t end = x + run->length; x < end; x++)
        row[x / per_byte] |= (uint8_t)(entry << (8u - (uint32_t)bits * (x % per_byte + 1)));
    }
    png_write_row(png, row);
  }
}

static void write_direct(png_structp png, const lrplot_png_picture *p, uint8_t *row, int alpha, uint32_t mask) {
  size_t channels = alpha ? 4 : 3;
  uint32_t last = load(p->pixels, mask);
  rgba c = straight(last, p->format);
  for (uint32_t y = 0; y < p->height; y++) {
    const uint8_t *in = p->pixels + (size_t)y * p->stride;
    uint8_t *out = row;
    for (uint32_t x = 0; x < p->width; x++, out += channels) {
      uint32_t raw = load(in + 4 * (size_t)x, mask);
      if (raw != last) {
        last = raw;
        c = straight(raw, p->format);
      }
      out[0] = c.r;
      out[1] = c.g;
      out[2] = c.b;
      if (alpha) out[3] = c.a;
    }
    png_write_row(png, row);
  }
}

static int any_transparent(const lrplot_png_picture *p) {
  if (p->format == LRPLOT_PNG_XRGB32) return 0;
  for (uint32_t y = 0; y < p->height; y++) {
    const uint8_t *row = p->pixels + (size_t)y * p->stride;
    for (uint32_t x = 0; x < p->width; x++)
      if (straight(load(row + 4 * (size_t)x, 0), p->format).a != 255) return 1;
  }
  return 0;
}

int lrplot_png_write(const lrplot_png_picture *p, lrplot_png_buffer *buffer, char *message) {
  message[0] = 0;
  if (!p->pixels || !p->width || !p->height || p->stride < 4 * (size_t)p->width) {
    snprintf(message, LRPLOT_PNG_MESSAGE_SIZE, "a picture without pixels");
    return LRPLOT_PNG_ARGUMENT;
  }
  uint32_t mask = p->format == LRPLOT_PNG_XRGB32 ? 0xFF000000u : 0;
  write_state state = {buffer, message, LRPLOT_PNG_OK};
  colour_table *table = calloc(1, sizeof *table);
  uint8_t *row = malloc(4 * (size_t)p->width + 1);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!table || !row || !info) {
    snprintf(message, LRPLOT_PNG_MESSAGE_SIZE, "no memory");
    state.result = LRPLOT_PNG_NO_MEMORY;
  } else if (setjmp(png_jmpbuf(png)) == 0) {
    /* Nothing that is changed below is read after a longjmp but through pointers. */
    png_set_write_fn(png, &state, on_write, on_flush);
    int most = p->tolerance > 0 ? MOST_COLOURS : PALETTE;
    int indexed = index_pixels(p, table, most, mask) && choose_palette(table, p->tolerance);
    int alpha = !indexed && any_transparent(p);
    int bits = indexed ? set_palette(png, info, table, p->format) : 8;
    int type = indexed ? PNG_COLOR_TYPE_PALETTE : alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB;
    png_set_compression_level(png, p->level);
    png_set_compression_strategy(png, p->strategy);
    png_set_compression_mem_level(png, 9);
    png_set_compression_buffer_size(png, 1 << 18);
    png_set_check_for_invalid_index(png, 0); /* 1 ms to check what is right by construction */
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_IHDR(png, info, p->width, p->height, bits, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (p->pixels_per_metre)
      png_set_pHYs(png, info, p->pixels_per_metre, p->pixels_per_metre, PNG_RESOLUTION_METER);
    set_texts(png, info, p);
    png_write_info(png, info);
    if (indexed)
      write_indexed(png, p, table, row, bits);
    else
      write_direct(png, p, row, alpha, mask);
    png_write_end(png, NULL);
  }
  if (png) png_destroy_write_struct(&png, &info);
  free(row);
  if (table) free(table->runs);
  free(table);
  return state.result;
}

void lrplot_png_free(lrplot_png_buffer *buffer) {
  free(buffer->bytes);
  memset(buffer, 0, sizeof *buffer);
}

const char *lrplot_png_library_version(void) { return png_get_libpng_ver(NULL); }
