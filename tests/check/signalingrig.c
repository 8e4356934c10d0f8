/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "signalingrig.h"

#include <gst/app/app.h>
#include <gst/check/gstcheck.h>
#include <string.h>

#define DEADLINE (30 * GST_SECOND)

SignalingRig *
signaling_rig_new_with (MqttBroker * broker, const gchar * properties,
    const gchar * rest)
{
  /* Nobody listens on the discard port. */
  g_autofree gchar *description =
      g_strdup_printf ("mqttsignalingbin name=bin host=127.0.0.1 port=%u "
      "local-addresses=127.0.0.1 %s %s", broker != NULL ?
      mqtt_broker_port (broker) : 9, properties, rest);
  g_autoptr (GError) error = NULL;
  SignalingRig *self = g_new0 (SignalingRig, 1);

  self->pipeline = gst_parse_launch (description, &error);
  fail_unless (error == NULL, "%s", error != NULL ? error->message : "");
  self->bin = gst_bin_get_by_name (GST_BIN (self->pipeline), "bin");
  self->bus = gst_element_get_bus (self->pipeline);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  for (guint i = 0; broker != NULL && i < 3; i++)
    gst_structure_free (signaling_rig_wait (self, "mqtt-subscribed"));
  return self;
}

SignalingRig *
signaling_rig_new (MqttBroker * broker, const gchar * rest)
{
  return signaling_rig_new_with (broker, "", rest);
}

static guint
count_ending (SignalingRig * self)
{
  g_autoptr (GstStructure) stats = NULL;
  guint ending;

  g_object_get (self->bin, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint (stats, "ending", &ending));
  return ending;
}

/* Pipelines of viewers go in the background: at the end of the process, what is
 * left of them would look like a leak. */
void
signaling_rig_wait_ended (SignalingRig * self)
{
  GstClock *clock = gst_system_clock_obtain ();
  GstClockTime deadline = gst_clock_get_time (clock) + DEADLINE;

  while (count_ending (self) > 0) {
    GstClockTime now = gst_clock_get_time (clock);
    GstClockID id = gst_clock_new_single_shot_id (clock,
        now + 10 * GST_MSECOND);

    fail_unless (now < deadline, "a pipeline does not end");
    gst_clock_id_wait (id, NULL);
    gst_clock_id_unref (id);
  }
  gst_object_unref (clock);
}

void
signaling_rig_free (SignalingRig * self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  signaling_rig_wait_ended (self);
  gst_object_unref (self->bus);
  gst_object_unref (self->bin);
  gst_object_unref (self->pipeline);
  g_free (self);
}

static GstMessage *
wait_message (SignalingRig * self, GstMessageType types)
{
  GstMessage *message = gst_bus_timed_pop_filtered (self->bus, DEADLINE,
      types | GST_MESSAGE_ERROR);

  fail_unless (message != NULL, "nothing on the bus");
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    g_autoptr (GError) error = NULL;
    g_autofree gchar *debug = NULL;

    gst_message_parse_error (message, &error, &debug);
    fail ("%s (%s)", error->message, debug);
  }
  return message;
}

void
signaling_rig_wait_eos (SignalingRig * self)
{
  gst_message_unref (wait_message (self, GST_MESSAGE_EOS));
}

GstStructure *
signaling_rig_wait (SignalingRig * self, const gchar * name)
{
  for (;;) {
    g_autoptr (GstMessage) message = wait_message (self, GST_MESSAGE_ELEMENT);

    if (gst_message_has_name (message, name))
      return gst_structure_copy (gst_message_get_structure (message));
  }
}

void
signaling_rig_wait_removed (SignalingRig * self, const gchar * mobile,
    const gchar * reason)
{
  GstStructure *removed = signaling_rig_wait (self, "webrtc-peer-removed");

  fail_unless_equals_string (gst_structure_get_string (removed, "peer"),
      mobile);
  fail_unless_equals_string (gst_structure_get_string (removed, "reason"),
      reason);
  gst_structure_free (removed);
}

guint
signaling_rig_count (SignalingRig * self, const gchar * field)
{
  GstStructure *stats;
  guint value = 0;

  g_object_get (self->bin, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint (stats, field, &value));
  gst_structure_free (stats);
  return value;
}

guint64
signaling_rig_count64 (SignalingRig * self, const gchar * field)
{
  GstStructure *stats;
  guint64 value = 0;

  g_object_get (self->bin, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, field, &value));
  gst_structure_free (stats);
  return value;
}

void
signaling_rig_wait_command (SignalingRig * self, const gchar * text)
{
  g_autoptr (GstElement) sink =
      gst_bin_get_by_name (GST_BIN (self->pipeline), "commands");
  g_autoptr (GstSample) sample =
      gst_app_sink_try_pull_sample (GST_APP_SINK (sink), DEADLINE);
  GstMapInfo map;

  fail_unless (sample != NULL, "no command");
  fail_unless (gst_buffer_map (gst_sample_get_buffer (sample), &map,
          GST_MAP_READ));
  g_autofree gchar *got = g_strndup ((const gchar *) map.data, map.size);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  fail_unless_equals_string (got, text);
}

void
signaling_rig_push_data (SignalingRig * self, const gchar * text)
{
  g_autoptr (GstElement) source =
      gst_bin_get_by_name (GST_BIN (self->pipeline), "data");

  fail_unless_equals_int (gst_app_src_push_buffer (GST_APP_SRC (source),
          gst_buffer_new_memdup (text, strlen (text))), GST_FLOW_OK);
}
