/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A robot car with a live picture inside an application of one's own. car.py is
 * the same in Python, README.md says how to try both. */
#include <glib-unix.h>
#include <gst/app/app.h>
#include <string.h>

/* Commands come from the viewers and by MQTT. Telemetry goes out by MQTT and to
 * the application, which passes it on to the viewers. */
static const gchar description[] =
    "mqttsignalingbin name=bin device-id=picarx "
    "videotestsrc is-live=true pattern=ball "
    "  ! video/x-raw,format=I420,width=640,height=480,framerate=30/1 "
    "  ! timeoverlay ! queue ! bin.video_0 "
    "bin.command ! queue ! commands. "
    "mqttsrc name=in topic=picarx/cmd caps=application/json ! queue ! commands. "
    "funnel name=commands ! picarxsink name=car i2c-device=simulated "
    "  telemetry-interval=1000 "
    "car.telemetry ! tee name=telemetry "
    "telemetry. ! queue ! mqttsink name=out topic=picarx/telemetry "
    "telemetry. ! queue ! appsink name=heard async=false sync=false "
    "  emit-signals=true max-buffers=16 drop=true "
    "appsrc name=own caps=application/json is-live=true format=time "
    "  do-timestamp=true ! queue ! bin.data";

static GstElement *pipeline;
static GMainLoop *loop;
static gboolean ending;
static int exit_code;

/* What a user chose becomes a property, never a part of the description: there
 * a space or an exclamation mark would mean something. */
static void
set (const gchar * name, const gchar * property, const gchar * value)
{
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (pipeline), name);

  if (value != NULL)
    g_object_set (element, property, value, NULL);
}

/* Called in a thread of the pipeline's whenever the car has done something. */
static GstFlowReturn
on_telemetry (GstAppSink * heard, GstAppSrc * own)
{
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (heard);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  GstMapInfo json;

  if (buffer != NULL && gst_buffer_map (buffer, &json, GST_MAP_READ)) {
    g_print ("car: %.*s\n", (int) json.size, (const gchar *) json.data);
    gst_buffer_unmap (buffer, &json);
    gst_app_src_push_buffer (own, gst_buffer_copy (buffer));
  }
  return GST_FLOW_OK;
}

/* Something of the application's own, each second, for all viewers. */
static gboolean
on_second (gpointer own)
{
  gchar *json = g_strdup_printf ("{\"type\":\"clock\",\"time\":%"
      G_GINT64_FORMAT "}", g_get_real_time () / 1000);

  gst_app_src_push_buffer (own, gst_buffer_new_wrapped (json, strlen (json)));
  return G_SOURCE_CONTINUE;
}

/* An error ends the pipeline. A warning does not: mqtt-disconnected, too, only
 * says why there is no broker now, and that it is tried again. */
static void
on_message (GstBus * bus, GstMessage * message)
{
  const GstStructure *said = gst_message_get_structure (message);
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
    g_main_loop_quit (loop);
  } else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_printerr ("%s: %s\n", GST_MESSAGE_SRC_NAME (message), error->message);
    exit_code = 1;
    g_main_loop_quit (loop);
  } else if (gst_message_has_name (message, "mqtt-disconnected")) {
    g_printerr ("%s: %s\n", GST_MESSAGE_SRC_NAME (message),
        gst_structure_get_string (said, "reason"));
  } else if (gst_message_has_name (message, "webrtc-peer-added")) {
    g_print ("%s watches\n", gst_structure_get_string (said, "peer"));
  } else if (gst_message_has_name (message, "webrtc-peer-removed")) {
    g_print ("%s left: %s\n", gst_structure_get_string (said, "peer"),
        gst_structure_get_string (said, "reason"));
  }
}

/* EOS goes through the pipeline: the car stops, the broker hears that it is
 * offline. Whoever presses Ctrl-C again does not want to wait for that. */
static gboolean
on_interrupt (gpointer unused)
{
  if (ending || !gst_element_send_event (pipeline, gst_event_new_eos ()))
    g_main_loop_quit (loop);
  ending = TRUE;
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  const gchar *clients[] = { "bin", "in", "out" };
  g_autoptr (GError) error = NULL;

  gst_init (&argc, &argv);
  pipeline = gst_parse_launch_full (description, NULL,
      GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (pipeline == NULL) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++) {
    set (clients[i], "uri", g_getenv ("BROKER"));
    set (clients[i], "password-file", g_getenv ("PASSWORD_FILE"));
  }
  set ("bin", "local-addresses", g_getenv ("ADDRESS"));
  set ("car", "i2c-device", g_getenv ("CAR"));

  g_autoptr (GstElement) heard =
      gst_bin_get_by_name (GST_BIN (pipeline), "heard");
  g_autoptr (GstElement) own = gst_bin_get_by_name (GST_BIN (pipeline), "own");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  loop = g_main_loop_new (NULL, FALSE);
  gst_bus_add_signal_watch (bus);
  g_signal_connect (bus, "message", G_CALLBACK (on_message), NULL);
  g_signal_connect (heard, "new-sample", G_CALLBACK (on_telemetry), own);
  g_timeout_add_seconds (1, on_second, own);
  g_unix_signal_add (SIGINT, on_interrupt, NULL);
  g_unix_signal_add (SIGTERM, on_interrupt, NULL);

  /* If this fails, an error message on the bus says why. */
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_main_loop_run (loop);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_bus_remove_signal_watch (bus);
  gst_object_unref (pipeline);
  g_main_loop_unref (loop);
  return exit_code;
}
