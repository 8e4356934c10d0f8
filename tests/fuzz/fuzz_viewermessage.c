/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgejson.h"
#include "fuzz.h"
#include "viewermessage.h"

/* A command leaves with the viewer's own id, whatever it said itself. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  g_autofree gchar *text = NULL;
  ViewerMessageType type = viewer_message_read ((const gchar *) data, size,
      "m1", 1, &text);

  g_free (viewer_message_from_data (data, size));
  g_assert ((text != NULL) == (type >= VIEWER_MESSAGE_PING));
  if (type >= VIEWER_MESSAGE_COMMAND) {
    g_autoptr (JsonObject) object = edge_json_parse_object ((guint8 *) text,
        strlen (text), G_MAXSIZE, NULL);
    const gchar *from;

    g_assert (object != NULL);
    g_assert (edge_json_get_string (object, "from", &from) == EDGE_JSON_OK);
    g_assert (g_str_equal (from, "m1"));
  }
  return 0;
}
