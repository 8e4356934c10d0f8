/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The elements of other plugins that no viewer can do without. */

/* FALSE if one is missing: element has told which. */
gboolean webrtc_plugins_check (GstElement * element);
/* Reads them from the disk, so that the first viewer need not wait for it. */
void     webrtc_plugins_load  (void);

G_END_DECLS
