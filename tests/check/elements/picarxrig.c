/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxrig.h"

#include <glib/gstdio.h>
#include <stdio.h>

PicarxRig *
picarx_rig_new_for (const gchar * device, const gchar * properties)
{
  PicarxRig *rig = g_new0 (PicarxRig, 1);
  g_autofree gchar *line = NULL;

  rig->folder = g_dir_make_tmp ("picarx-XXXXXX", NULL);
  rig->trace = g_build_filename (rig->folder, "trace", NULL);
  if (device == NULL)
    rig->device = g_strdup_printf ("trace:%s", rig->trace);
  else
    rig->device = g_strdup (device);
  line = g_strdup_printf ("picarxsink name=car %s i2c-device=%s %s",
      strstr (properties, "calibration-file") == NULL ?
      "calibration-file=/nowhere" : "", rig->device, properties);
  rig->sink = gst_parse_launch (line, NULL);
  fail_unless (rig->sink != NULL);
  gst_object_ref_sink (rig->sink);
  rig->bus = gst_bus_new ();
  gst_element_set_bus (rig->sink, rig->bus);

  /* Both pads are linked before it plays, or the first telemetry is lost. */
  rig->harness = gst_harness_new_with_element (rig->sink, "sink", "telemetry");
  gst_harness_set_src_caps_str (rig->harness, "application/json");
  return rig;
}

PicarxRig *
picarx_rig_new (const gchar * properties)
{
  return picarx_rig_new_for (NULL, properties);
}

/* Protects gone; changed is signalled when an element is. */
static GMutex lock;
static GCond changed;

static void
on_gone (gpointer data, GObject * object)
{
  gboolean *gone = data;

  g_mutex_lock (&lock);
  *gone = TRUE;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

/* A thread that is late may be the last to let go of the element. */
void
picarx_rig_free (PicarxRig * rig)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (rig->sink), on_gone, &gone);
  gst_element_set_state (rig->sink, GST_STATE_NULL);
  gst_harness_teardown (rig->harness);
  gst_element_set_bus (rig->sink, NULL);
  gst_object_unref (rig->bus);
  gst_object_unref (rig->sink);
  g_mutex_lock (&lock);
  while (!gone && g_cond_wait_until (&changed, &lock, end));
  fail_unless (gone, "somebody still has the element");
  g_mutex_unlock (&lock);
  g_unlink (rig->trace);
  g_rmdir (rig->folder);
  g_free (rig->trace);
  g_free (rig->device);
  g_free (rig->folder);
  g_free (rig);
}

void
picarx_rig_push (PicarxRig * rig, const gchar * json)
{
  GstBuffer *buffer = json[0] != '\0'
      ? gst_buffer_new_memdup (json, strlen (json)) : gst_buffer_new ();

  fail_unless_equals_int (gst_harness_push (rig->harness, buffer), GST_FLOW_OK);
}

gchar *
picarx_rig_hear (PicarxRig * rig)
{
  GstBuffer *buffer = gst_harness_pull (rig->harness);
  gchar *json;

  fail_unless (buffer != NULL, "no telemetry");
  json = g_malloc0 (gst_buffer_get_size (buffer) + 1);
  gst_buffer_extract (buffer, 0, json, gst_buffer_get_size (buffer));
  gst_buffer_unref (buffer);
  return json;
}

gchar *
picarx_rig_hear_of (PicarxRig * rig, const gchar * text)
{
  for (;;) {
    gchar *json = picarx_rig_hear (rig);

    if (strstr (json, text) != NULL)
      return json;
    g_free (json);
  }
}

gchar *
picarx_rig_ask (PicarxRig * rig, const gchar * json)
{
  g_autofree gchar *id = g_strdup_printf (",\"id\":%u", ++rig->sent);
  g_autofree gchar *start = g_strndup (json, strlen (json) - 1);
  g_autofree gchar *command = g_strconcat (start, id, "}", NULL);

  picarx_rig_push (rig, command);
  for (;;) {
    gchar *answer = picarx_rig_hear (rig);
    const gchar *found = strstr (answer, id);

    if (found != NULL && !g_ascii_isdigit (found[strlen (id)]))
      return answer;
    g_free (answer);
  }
}

void
picarx_rig_expect (PicarxRig * rig, const gchar * json, const gchar * text)
{
  g_autofree gchar *answer = picarx_rig_ask (rig, json);

  if (text[0] == '!')
    fail_unless (strstr (answer, text + 1) == NULL, "%s: %s", json, answer);
  else
    fail_unless (strstr (answer, text) != NULL, "%s: %s lacks %s", json,
        answer, text);
}

gchar *
picarx_rig_written (PicarxRig * rig)
{
  GString *written = g_string_new (NULL);
  g_autofree gchar *text = NULL;
  gsize size;

  fail_unless (g_file_get_contents (rig->trace, &text, &size, NULL));
  g_auto (GStrv) lines = g_strsplit (text + rig->read, "\n", -1);
  rig->read = size;
  for (guint i = 0; lines[i] != NULL; i++) {
    guint number, high, low;
    gchar *what = strchr (lines[i], ' ');

    if (what == NULL)
      continue;
    if (written->len > 0)
      g_string_append (written, "; ");
    if (sscanf (what, " I2C 14 %X %X %X", &number, &high, &low) == 3)
      g_string_append_printf (written, "%02X %02X%02X", number, high, low);
    else if (sscanf (what, " GPIO %u %u", &number, &low) == 2)
      g_string_append_printf (written, "G%u=%u", number, low);
    else
      fail ("not a trace line: %s", lines[i]);
  }
  return g_string_free (written, FALSE);
}

gint64
picarx_rig_when (PicarxRig * rig, const gchar * text)
{
  g_autofree gchar *trace = NULL;

  fail_unless (g_file_get_contents (rig->trace, &trace, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (trace, "\n", -1);
  for (guint i = g_strv_length (lines); i-- > 0;)
    if (strstr (lines[i], text) != NULL)
      return (gint64) (g_ascii_strtod (lines[i], NULL) * G_USEC_PER_SEC);
  return 0;
}

GstMessage *
picarx_rig_wait_for (PicarxRig * rig, GstMessageType type)
{
  return gst_bus_timed_pop_filtered (rig->bus, 10 * GST_SECOND, type);
}
