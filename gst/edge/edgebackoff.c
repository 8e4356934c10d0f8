/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgebackoff.h"

void
edge_backoff_init (EdgeBackoff * self, guint min, guint max)
{
  self->min = MAX (min, 1);
  self->max = MAX (max, self->min);
  self->next = 0;
}

void
edge_backoff_reset (EdgeBackoff * self)
{
  self->next = 0;
}

guint
edge_backoff_next (EdgeBackoff * self, gdouble fraction)
{
  if (self->next == 0)
    self->next = self->min;
  else if (self->next > self->max / 2)
    self->next = self->max;
  else
    self->next *= 2;

  /* From 80 % to 120 %, never above the promised maximum. */
  gdouble delay = self->next * (0.8 + 0.4 * CLAMP (fraction, 0.0, 1.0));
  return CLAMP ((guint) delay, 1, self->max);
}
