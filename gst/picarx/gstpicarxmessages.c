/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstpicarxmessages.h"

#include "edgeerror.h"

GST_DEBUG_CATEGORY_EXTERN (picarxsink_debug);
#define GST_CAT_DEFAULT picarxsink_debug

static void
post (gpointer element, GstStructure * structure)
{
  gst_element_post_message (element, gst_message_new_element (element,
          structure));
}

void
gst_picarx_post_error (const GError * error, gpointer element)
{
  edge_post_error (element, error);
}

/* name: of the message; field: of what tells whether it is well. */
static void
post_outage (gpointer element, const gchar * name, const gchar * field,
    gboolean well, guint64 milliseconds)
{
  post (element, gst_structure_new (name, field, G_TYPE_BOOLEAN, well,
          "outage", G_TYPE_UINT64, milliseconds, NULL));
}

void
gst_picarx_post_lost (const GError * error, gpointer element)
{
  edge_post_warning (element, error);
  post_outage (element, "picarx-device", "obeys", FALSE, 0);
}

void
gst_picarx_post_back (guint64 milliseconds, gpointer element)
{
  GST_INFO_OBJECT (element, "the controller obeys again, after %"
      G_GUINT64_FORMAT " ms", milliseconds);
  post_outage (element, "picarx-device", "obeys", TRUE, milliseconds);
}

void
gst_picarx_post_unguarded (const GError * error, gpointer element)
{
  edge_post_warning (element, error);
}

void
gst_picarx_post_guard_lost (const GError * error, gpointer element)
{
  edge_post_warning (element, error);
  post_outage (element, "picarx-guard", "there", FALSE, 0);
}

void
gst_picarx_post_guard_back (guint64 milliseconds, gpointer element)
{
  GST_INFO_OBJECT (element, "there is a guard again, after %"
      G_GUINT64_FORMAT " ms", milliseconds);
  post_outage (element, "picarx-guard", "there", TRUE, milliseconds);
}

void
gst_picarx_post_failsafe (const gchar * reason, gint64 age, gpointer element)
{
  GST_WARNING_OBJECT (element, "%s: stopped, %" G_GINT64_FORMAT
      " ms after the last motion command", reason, age / 1000);
  post (element, gst_structure_new ("picarx-failsafe", "reason", G_TYPE_STRING,
          reason, "age", G_TYPE_UINT, (guint) (age / 1000), NULL));
}

void
gst_picarx_post_battery (gdouble volts, gboolean low, gdouble limit,
    gpointer element)
{
  post (element, gst_structure_new ("picarx-battery", "voltage", G_TYPE_DOUBLE,
          volts, "low", G_TYPE_BOOLEAN, low, NULL));
  if (!low)
    return;
  g_autofree gchar *sentence =
      g_strdup_printf ("The battery has %.1f V; the motors will not move below "
      "%.1f V: charge it.", volts, limit);
  g_autoptr (GError) error = edge_error_new (EDGE_ERROR_FAILED, sentence,
      "low-battery is %.2f V", limit);
  edge_post_warning (element, error);
}

void
gst_picarx_post_released (gpointer element)
{
  GST_INFO_OBJECT (element, "the car is stopped and released, late");
  post (element, gst_structure_new_empty ("picarx-released"));
}
