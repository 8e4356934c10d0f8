/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

#include "picarxbus.h"

G_BEGIN_DECLS

/* The value of picarxsink's property stats. */
GstStructure * gst_picarx_stats (const PicarxBusStats * stats, guint64 bad,
                                 guint64 telemetry_dropped);

G_END_DECLS
