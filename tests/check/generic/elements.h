/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

/* A new, sunk element that is set up as far as it needs to start without any
 * peer or device. Free with gst_object_unref(). */
GstElement * make_element (const gchar * name);
