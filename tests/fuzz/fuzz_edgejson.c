/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgejson.h"
#include "fuzz.h"

/* What was read can be written, and read again as the same. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  g_autoptr (JsonObject) object = edge_json_parse_object (data, size, 65536,
      NULL);
  const gchar *text;
  gdouble number;
  gint64 integer;

  if (object == NULL)
    return 0;
  (void) edge_json_get_double (object, "a", &number);
  (void) edge_json_get_int64 (object, "a", &integer);
  (void) edge_json_get_string (object, "a", &text);

  g_autofree gchar *once = edge_json_to_string (object);
  g_autoptr (JsonObject) again = edge_json_parse_object ((guint8 *) once,
      strlen (once), G_MAXSIZE, NULL);
  g_assert (again != NULL);
  g_autofree gchar *twice = edge_json_to_string (again);
  g_assert (g_str_equal (once, twice));
  return 0;
}
