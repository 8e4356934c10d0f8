/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* mqttelement PORT USER PASSWORD TOPIC QOS COUNT WARMUP FILE: receives with
 * mqttsrc; a message has arrived when its buffer leaves the source pad. */
#include <gst/gst.h>
#include <stdio.h>
#include <stdlib.h>

#include "mqttlatencies.h"

static GstPadProbeReturn
on_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  gboolean last = mqtt_latencies_add (user_data, map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  if (last) {
    g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

    gst_element_post_message (element,
        gst_message_new_application (GST_OBJECT (element),
            gst_structure_new_empty ("done")));
  }
  return GST_PAD_PROBE_DROP;
}

/* FALSE: the end. */
static gboolean
handle (GstMessage * message)
{
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      g_error ("%s", error->message);
      break;
    case GST_MESSAGE_ELEMENT:
      if (gst_message_has_name (message, "mqtt-subscribed")) {
        puts ("ready");
        fflush (stdout);
      }
      break;
    case GST_MESSAGE_APPLICATION:
      return FALSE;
    default:
      break;
  }
  return TRUE;
}

int
main (int argc, char **argv)
{
  MqttLatencies latencies;
  gboolean more = TRUE;

  gst_init (&argc, &argv);
  if (argc != 9)
    return 2;
  mqtt_latencies_init (&latencies, (guint) atoi (argv[6]),
      (guint) atoi (argv[7]));
  g_autoptr (GstElement) pipeline =
      gst_parse_launch ("mqttsrc name=source host=127.0.0.1 ! "
      "fakesink sync=false", NULL);
  g_autoptr (GstElement) source =
      gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_object_set (source, "port", (guint) atoi (argv[1]), "username", argv[2],
      "password", argv[3], "topic", argv[4], "qos", (guint) atoi (argv[5]),
      NULL);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, &latencies,
      NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  while (more) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop (bus, GST_CLOCK_TIME_NONE);

    more = handle (message);
  }
  mqtt_latencies_write (&latencies, argv[8]);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return 0;
}
