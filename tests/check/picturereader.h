/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What a viewer can tell of pictures without showing them. */

/* The bytes of the header extension playout-delay with this id, if the RTP
 * packet has it. */
void         picture_read_playout (GstBuffer * packet, guint id, gint * value);
/* Depayloads what webrtcbin's pad gives; what comes out of it is at the sink
 * pad of its element "end". As a browser does, it asks for a key frame when
 * packets are lost. */
GstElement * picture_reader_new   (GstPad * pad);
/* Of a frame at that pad; FALSE if it does not say. */
gboolean     picture_read_size    (GstPad * pad, GstBuffer * frame,
                                   gint * width, gint * height);

G_END_DECLS
