/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "channelerrors.h"

/* webrtcbin's type; it has no factory. */
#define CHANNEL_BIN "WebRTCErrorIgnoreBin"

/* Does what GstBin's own handler does. Nobody else has a reference. */
static GstBusSyncReply
on_message (GstBus * bus, GstMessage * message, gpointer user_data)
{
  GstBin *bin = user_data;

  gst_message_ref (message);
  GST_BIN_GET_CLASS (bin)->handle_message (bin, message);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR
      && GST_MINI_OBJECT_REFCOUNT_VALUE (message) == 2)
    gst_message_unref (message);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

void
edge_channel_errors_watch (GstElement * element)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (element), CHANNEL_BIN))
    gst_bus_set_sync_handler (GST_BIN (element)->child_bus, on_message, element,
        NULL);
}
