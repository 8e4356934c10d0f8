/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "clockstrip.h"

#include <string.h>

#define COLUMNS 16
#define ROWS 2

void
clock_strip_draw (guint8 * picture, gint64 real_time)
{
  guint32 value = real_time / 100;

  for (guint row = 0; row < ROWS; row++) {
    guint8 *first = picture + row * CLOCK_STRIP_BLOCK_HEIGHT * PICTURE_WIDTH;

    for (guint column = 0; column < COLUMNS; column++) {
      guint bit = 31 - (row * COLUMNS + column);

      memset (first + column * CLOCK_STRIP_BLOCK_WIDTH,
          (value >> bit) & 1 ? CLOCK_STRIP_BRIGHT : CLOCK_STRIP_DARK,
          CLOCK_STRIP_BLOCK_WIDTH);
    }
    for (guint line = 1; line < CLOCK_STRIP_BLOCK_HEIGHT; line++)
      memcpy (first + line * PICTURE_WIDTH, first, PICTURE_WIDTH);
  }
  /* Grey: the strip's part of both planes of colour. */
  guint8 *colour = picture + PICTURE_WIDTH * PICTURE_HEIGHT;
  gsize plane = PICTURE_WIDTH * PICTURE_HEIGHT / 4;
  gsize part = PICTURE_WIDTH / 2 * ROWS * CLOCK_STRIP_BLOCK_HEIGHT / 2;
  memset (colour, 128, part);
  memset (colour + plane, 128, part);
}
