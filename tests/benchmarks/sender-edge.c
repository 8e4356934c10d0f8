/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* sender-edge PORT PICTURES BITRATE: the camera of the benchmarks into a
 * mqttsignalingbin with its defaults, but for the loopback address and room
 * for ten viewers. Ends when stdin does. */
#include <gst/gst.h>
#include <stdio.h>

#include "camera.h"

/* Subscribed to offers, candidates and byes. */
static void
wait_for_broker (GstElement * pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  guint n_subscribed = 0;

  while (n_subscribed < 3) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus,
        10 * GST_SECOND, GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR);

    if (message == NULL || GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
      g_error ("no broker");
    if (gst_message_has_name (message, "mqtt-subscribed"))
      n_subscribed++;
  }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *line = NULL;
  Camera *camera;

  gst_init (&argc, &argv);
  if (argc != 4) {
    g_printerr ("usage: sender-edge PORT PICTURES BITRATE\n");
    return 2;
  }
  line = g_strdup_printf (CAMERA_SOURCE " ! bin.video_0 "
      "mqttsignalingbin name=bin host=127.0.0.1 port=%s device-id=bench "
      "local-addresses=127.0.0.1 video-bitrate=%s max-peers=16", argv[1],
      argv[3]);
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  if (error != NULL)
    g_error ("%s", error->message);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  camera = camera_new (pipeline, argv[2]);
  if (camera == NULL)
    return 1;
  wait_for_broker (pipeline);
  puts ("ready");
  fflush (stdout);
  while (getchar () != EOF);
  camera_free (camera);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return 0;
}
