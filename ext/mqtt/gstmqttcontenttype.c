/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A content type is a stranger's: it selects from what the user has listed and
 * never becomes a name or a field itself. */
#include "gstmqttcontenttype.h"

#include <string.h>

static gboolean
is_of_type (const GstStructure * structure, const gchar * type, gsize length)
{
  const gchar *name = gst_structure_get_name (structure);

  return strlen (name) == length && g_ascii_strncasecmp (name, type,
      length) == 0;
}

GstCaps *
gst_edge_mqtt_content_type_choose (GstCaps * choices,
    const gchar * content_type)
{
  gsize length = content_type != NULL ? strcspn (content_type, "; \t") : 0;

  for (guint i = 0; i < gst_caps_get_size (choices); i++)
    if (content_type == NULL
        || is_of_type (gst_caps_get_structure (choices, i), content_type,
            length))
      return gst_caps_fixate (gst_caps_copy_nth (choices, i));
  return NULL;
}
