/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgesink.h"

void
edge_sink_never_waits (GstBaseSink * sink)
{
  GST_BASE_SINK_PREROLL_LOCK (sink);
  sink->need_preroll = FALSE;
  GST_BASE_SINK_PREROLL_SIGNAL (sink);
  GST_BASE_SINK_PREROLL_UNLOCK (sink);
}
