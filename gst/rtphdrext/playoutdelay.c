/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "playoutdelay.h"

#define STEP 10

void
edge_playout_delay_write (guint8 bytes[EDGE_PLAYOUT_DELAY_SIZE], guint min,
    guint max)
{
  min = MIN (min, EDGE_PLAYOUT_DELAY_MAX) / STEP;
  max = MAX (MIN (max, EDGE_PLAYOUT_DELAY_MAX) / STEP, min);
  bytes[0] = (guint8) (min >> 4);
  bytes[1] = (guint8) ((min & 0x0f) << 4 | max >> 8);
  bytes[2] = (guint8) (max & 0xff);
}

gboolean
edge_playout_delay_read (const guint8 * bytes, gsize size, guint * min,
    guint * max)
{
  if (size != EDGE_PLAYOUT_DELAY_SIZE)
    return FALSE;

  guint low = (guint) bytes[0] << 4 | bytes[1] >> 4;
  guint high = (guint) (bytes[1] & 0x0f) << 8 | bytes[2];
  if (high < low)
    return FALSE;
  *min = low * STEP;
  *max = high * STEP;
  return TRUE;
}
