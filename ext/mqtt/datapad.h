/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Takes text: a JSON object, as it goes to the viewers. Streaming thread. */
typedef void (*DataPadText) (GstElement * element, gchar * text);

/* The sink pad for what goes to all viewers (application/json). Nothing of it
 * goes on to the media pads, and EOS ends nothing. text is called with the
 * element that has the pad. */
GstPad *data_pad_new (GstStaticPadTemplate * templ, DataPadText text);

G_END_DECLS
