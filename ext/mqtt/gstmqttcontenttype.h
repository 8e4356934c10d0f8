/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The caps of a message with this content type (MQTT 5.0, 3.3.2.3.9; NULL: it
 * has none): the first structure of choices whose name is the media type,
 * whatever its letters' case and its parameters (RFC 9110, 8.3.1), and without
 * a content type simply the first. Fixed; NULL: none of them. */
GstCaps *  gst_edge_mqtt_content_type_choose (GstCaps * choices,
                                              const gchar * content_type);

G_END_DECLS
