/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* soak-robot PIPELINE OTHER: the process that must not grow. It plays PIPELINE,
 * whose mqttsignalingbin is named bin, and does what it is told, a word a line:
 *   cycle  sets PIPELINE to NULL and to PLAYING again
 *   other  builds OTHER, plays it until two elements of it told that they are
 *          connected, and takes it apart
 *   state  tells viewers, pipelines of viewers that still end, bytes of heap
 * A line is the answer. It ends with its input, or with an error. */
#include <gst/gst.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  GMainLoop *loop;
  GstElement *pipeline;
  GstElement *bin;
  const gchar *other;
  gint result;
} Robot;

static void
answer (const gchar * text)
{
  printf ("%s\n", text);
  fflush (stdout);
}

static void
tell_error (GstMessage * message)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  g_printerr ("robot: %s (%s)\n", error->message, debug);
}

static gboolean
on_bus_message (GstBus * bus, GstMessage * message, gpointer user_data)
{
  Robot *robot = user_data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    tell_error (message);
    robot->result = 1;
    g_main_loop_quit (robot->loop);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
wait_connected (GstBus * bus, guint n)
{
  while (n > 0) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
        GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR);

    if (message == NULL)
      return FALSE;
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
      tell_error (message);
      return FALSE;
    }
    if (gst_message_has_name (message, "mqtt-connected"))
      n--;
  }
  return TRUE;
}

static void
play_other (Robot * robot)
{
  g_autoptr (GstElement) other =
      gst_object_ref_sink (gst_parse_launch (robot->other, NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (other);

  gst_element_set_state (other, GST_STATE_PLAYING);
  gboolean good = wait_connected (bus, 2);
  gst_element_set_state (other, GST_STATE_NULL);
  answer (good ? "good" : "bad");
}

static void
tell_state (Robot * robot)
{
  g_autoptr (GstStructure) stats = NULL;
  guint peers, ending = 0;

  g_object_get (robot->bin, "peers", &peers, "stats", &stats, NULL);
  gst_structure_get_uint (stats, "ending", &ending);
  struct mallinfo2 heap = mallinfo2 ();
  g_autofree gchar *text = g_strdup_printf ("%u %u %" G_GSIZE_FORMAT, peers,
      ending, heap.uordblks + heap.hblkhd);
  answer (text);
}

static gboolean
on_input (GIOChannel * input, GIOCondition condition, gpointer user_data)
{
  Robot *robot = user_data;
  g_autofree gchar *line = NULL;

  if (g_io_channel_read_line (input, &line, NULL, NULL, NULL)
      != G_IO_STATUS_NORMAL) {
    g_main_loop_quit (robot->loop);
    return G_SOURCE_REMOVE;
  }
  g_strchomp (line);
  if (strcmp (line, "cycle") == 0) {
    gst_element_set_state (robot->pipeline, GST_STATE_NULL);
    gst_element_set_state (robot->pipeline, GST_STATE_PLAYING);
    answer ("good");
  } else if (strcmp (line, "other") == 0) {
    play_other (robot);
  } else {
    tell_state (robot);
  }
  return G_SOURCE_CONTINUE;
}

/* From command over the car to data the graph is a loop, and meant to be one;
 * GStreamer says so at each change of state. */
static void
on_warning (const gchar * domain, GLogLevelFlags level, const gchar * text,
    gpointer user_data)
{
  if (!g_str_has_prefix (text, "loop detected in the graph"))
    g_log_default_handler (domain, level, text, user_data);
}

int
main (int argc, char **argv)
{
  Robot robot = { 0 };
  g_autoptr (GError) error = NULL;

  gst_init (NULL, NULL);
  g_log_set_handler ("GStreamer", G_LOG_LEVEL_WARNING, on_warning, NULL);
  g_return_val_if_fail (argc == 3, 2);
  robot.pipeline = gst_parse_launch (argv[1], &error);
  if (error != NULL) {
    g_printerr ("robot: %s\n", error->message);
    return 2;
  }
  robot.other = argv[2];
  robot.bin = gst_bin_get_by_name (GST_BIN (robot.pipeline), "bin");
  robot.loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GstBus) bus = gst_element_get_bus (robot.pipeline);
  gst_bus_add_watch (bus, on_bus_message, &robot);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, on_input, &robot);

  gst_element_set_state (robot.pipeline, GST_STATE_PLAYING);
  g_main_loop_run (robot.loop);
  gst_element_set_state (robot.pipeline, GST_STATE_NULL);
  gst_bus_remove_watch (bus);
  gst_object_unref (robot.bin);
  gst_object_unref (robot.pipeline);
  g_main_loop_unref (robot.loop);
  return robot.result;
}
