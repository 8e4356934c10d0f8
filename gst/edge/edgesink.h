/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/base/gstbasesink.h>

G_BEGIN_DECLS

/* For sinks whose input must flow on in PAUSED, without async: what comes is
 * rendered at once, and no thread waits in here with the stream locks of all
 * that is upstream. Call after each change to PAUSED and after each FLUSH_STOP,
 * once the parent class has handled it; it wakes the threads that wait
 * already. */
void  edge_sink_never_waits  (GstBaseSink * sink);

G_END_DECLS
