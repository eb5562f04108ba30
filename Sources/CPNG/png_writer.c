#include "png_writer.h"

#include "palette.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  lrplot_png_buffer *buffer;
  char *message;
  int result;
} write_state;

typedef struct {
  uint8_t r, g, b, a;
} rgba;

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
static int set_palette(png_structp png, png_infop info, lrplot_colour_table *table, int format) {
  png_color colours[LRPLOT_PALETTE];
  png_byte alphas[LRPLOT_PALETTE];
  uint8_t place[LRPLOT_PALETTE];
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

static void write_indexed(png_structp png, const lrplot_png_picture *p, const lrplot_colour_table *table, uint8_t *row,
                          int bits) {
  uint32_t per_byte = 8u / (uint32_t)bits;
  const lrplot_pixel_run *run = table->runs;
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
  uint32_t last = lrplot_load(p->pixels, mask);
  rgba c = straight(last, p->format);
  for (uint32_t y = 0; y < p->height; y++) {
    const uint8_t *in = p->pixels + (size_t)y * p->stride;
    uint8_t *out = row;
    for (uint32_t x = 0; x < p->width; x++, out += channels) {
      uint32_t raw = lrplot_load(in + 4 * (size_t)x, mask);
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
      if (straight(lrplot_load(row + 4 * (size_t)x, 0), p->format).a != 255) return 1;
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
  lrplot_colour_table *table = calloc(1, sizeof *table);
  uint8_t *row = malloc(4 * (size_t)p->width + 1);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!table || !row || !info) {
    snprintf(message, LRPLOT_PNG_MESSAGE_SIZE, "no memory");
    state.result = LRPLOT_PNG_NO_MEMORY;
  } else if (setjmp(png_jmpbuf(png)) == 0) {
    /* Nothing that is changed below is read after a longjmp but through pointers. */
    png_set_write_fn(png, &state, on_write, on_flush);
    int most = p->tolerance > 0 ? LRPLOT_MOST_COLOURS : LRPLOT_PALETTE;
    int indexed = lrplot_index_pixels(p, table, most, mask) && lrplot_choose_palette(table, p->tolerance, (size_t)p->width * p->height);
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
