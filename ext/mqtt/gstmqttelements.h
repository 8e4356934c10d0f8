/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* One row per element; each has one in plugin.c too. */
GST_ELEMENT_REGISTER_DECLARE (mqttsignalingbin);
GST_ELEMENT_REGISTER_DECLARE (mqttsink);
GST_ELEMENT_REGISTER_DECLARE (mqttsrc);

G_END_DECLS
