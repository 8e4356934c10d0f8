/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* webrtcbin's bins around the elements of a data channel take their errors,
 * which are usual when a channel closes while there is more to send, and forget
 * to unref the message (GStreamer 1.22 to 1.26): it and its element stay for
 * ever. If element, which was just added, is such a bin, its messages do not.
 * Any thread. */
void edge_channel_errors_watch (GstElement * element);

G_END_DECLS
