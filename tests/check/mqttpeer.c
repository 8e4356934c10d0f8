/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttpeer.h"

#include <gst/check/gstcheck.h>
#include <string.h>

#define TIMEOUT (20 * GST_SECOND)

MqttPeer *
mqtt_peer_new (MqttBroker * broker, const gchar * description)
{
  MqttPeer *self = g_new0 (MqttPeer, 1);
  GError *error = NULL;

  self->element = gst_parse_launch (description, &error);
  fail_unless (error == NULL, "%s", error != NULL ? error->message : "");
  gst_object_ref_sink (self->element);
  if (broker != NULL)
    g_object_set (self->element, "host", "127.0.0.1",
        "port", mqtt_broker_port (broker), NULL);
  self->bus = gst_bus_new ();
  gst_element_set_bus (self->element, self->bus);
  if (broker == NULL)
    return self;
  gboolean is_source = GST_OBJECT_FLAG_IS_SET (self->element,
      GST_ELEMENT_FLAG_SOURCE);
  self->harness = gst_harness_new_with_element (self->element,
      is_source ? NULL : "sink", is_source ? "src" : NULL);
  return self;
}

MqttPeer *
mqtt_peer_new_playing (MqttBroker * broker, const gchar * description)
{
  MqttPeer *self = mqtt_peer_new (broker, description);

  fail_unless (gst_element_set_state (self->element,
          GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
  if (!GST_OBJECT_FLAG_IS_SET (self->element, GST_ELEMENT_FLAG_SOURCE))
    gst_harness_set_src_caps_str (self->harness, "text/plain");
  return self;
}

void
mqtt_peer_free (MqttPeer * self)
{
  gst_element_set_state (self->element, GST_STATE_NULL);
  g_clear_pointer (&self->harness, gst_harness_teardown);
  gst_element_set_bus (self->element, NULL);
  gst_object_unref (self->bus);
  gst_object_unref (self->element);
  g_free (self);
}

static gchar *
text_of (GstMessage * message)
{
  GError *error = NULL;
  gchar *debug = NULL, *text;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, &debug);
  else
    gst_message_parse_warning (message, &error, &debug);
  text = g_strdup_printf ("%s (%s)", error->message, debug);
  g_clear_error (&error);
  g_free (debug);
  return text;
}

GstStructure *
mqtt_peer_wait (MqttPeer * self, const gchar * name)
{
  GstStructure *found = NULL;

  while (found == NULL) {
    GstMessage *message = gst_bus_timed_pop_filtered (self->bus, TIMEOUT,
        GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR);

    fail_unless (message != NULL, "no message %s came", name);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
      fail ("waiting for %s: %s", name, text_of (message));
    if (gst_message_has_name (message, name))
      found = gst_structure_copy (gst_message_get_structure (message));
    gst_message_unref (message);
  }
  return found;
}

void
mqtt_peer_expect (MqttPeer * self, const gchar * name)
{
  gst_structure_free (mqtt_peer_wait (self, name));
}

static void
wait_trouble (MqttPeer * self, GstMessageType type, GQuark domain, gint code,
    const gchar * text)
{
  GstMessage *message = gst_bus_timed_pop_filtered (self->bus, TIMEOUT, type);
  GError *error = NULL;

  fail_unless (message != NULL, "neither error nor warning came");
  g_autofree gchar *said = text_of (message);
  if (type == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else
    gst_message_parse_warning (message, &error, NULL);
  fail_unless (g_error_matches (error, domain, code), "%s", said);
  fail_unless (strstr (said, text) != NULL, "\"%s\" not in \"%s\"", text, said);
  g_clear_error (&error);
  gst_message_unref (message);
}

void
mqtt_peer_wait_error (MqttPeer * self, GQuark domain, gint code,
    const gchar * text)
{
  wait_trouble (self, GST_MESSAGE_ERROR, domain, code, text);
}

void
mqtt_peer_wait_warning (MqttPeer * self, GQuark domain, gint code,
    const gchar * text)
{
  wait_trouble (self, GST_MESSAGE_WARNING, domain, code, text);
}

GstFlowReturn
mqtt_peer_push (MqttPeer * self, const gchar * text)
{
  return gst_harness_push (self->harness, *text != '\0' ?
      gst_buffer_new_memdup (text, strlen (text)) : gst_buffer_new ());
}

static gchar *
pull (MqttPeer * self, const gchar * wanted)
{
  GstBuffer *buffer = gst_harness_pull (self->harness);
  GstMapInfo map;

  fail_unless (buffer != NULL, "no buffer came, wanted %s", wanted);
  fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READ));
  gchar *text = map.size > 0 ? g_strndup ((const gchar *) map.data, map.size)
      : g_strdup ("");
  fail_unless_equals_uint64 (strlen (text), map.size);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);
  return text;
}

void
mqtt_peer_pull (MqttPeer * self, const gchar * text)
{
  g_autofree gchar *got = pull (self, text);

  fail_unless (g_str_equal (got, text), "got %s, wanted %s", got, text);
}

void
mqtt_peer_pull_after (MqttPeer * self, const gchar * repeated,
    const gchar * text)
{
  g_autofree gchar *got = pull (self, text);

  while (g_str_equal (got, repeated)) {
    g_free (got);
    got = pull (self, text);
  }
  fail_unless (g_str_equal (got, text), "got %s, wanted %s", got, text);
}

guint64
mqtt_peer_stat (MqttPeer * self, const gchar * name)
{
  GstStructure *stats = NULL;
  guint64 value = 0;

  g_object_get (self->element, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, name, &value), "no %s", name);
  gst_structure_free (stats);
  return value;
}
