/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "rhythm.h"

void
edge_rhythm_start (EdgeRhythm * self, gint64 now)
{
  self->last = self->steady_since = now;
}

void
edge_rhythm_hear (EdgeRhythm * self, gint64 now)
{
  if (now - self->last > EDGE_RHYTHM_LONG_PAUSE * G_TIME_SPAN_MILLISECOND)
    self->steady_since = now;
  self->last = now;
}

gboolean
edge_rhythm_is_steady (const EdgeRhythm * self)
{
  return self->last - self->steady_since
      >= EDGE_RHYTHM_LEARNING * G_TIME_SPAN_MILLISECOND;
}
