/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Messages that mqttsrc, mqttsink and mqttsignalingbin post alike. */
#include "edgeerror.h"
#include "gstmqttproperties.h"

static void
post (GstElement * element, GstStructure * structure)
{
  gst_element_post_message (element,
      gst_message_new_element (GST_OBJECT (element), structure));
}

void
gst_edge_mqtt_post_connected (GstElement * element, const MqttServerInfo * info)
{
  post (element, gst_structure_new ("mqtt-connected",
          "session-present", G_TYPE_BOOLEAN, info->session_present,
          "protocol", G_TYPE_STRING,
          info->protocol == MQTT_PROTOCOL_5 ? "5" : "3.1.1",
          "max-packet-size", G_TYPE_UINT, info->max_packet_size,
          "max-qos", G_TYPE_UINT, info->max_qos,
          "retain-available", G_TYPE_BOOLEAN, info->retain_available, NULL));
}

void
gst_edge_mqtt_warn_limits (GstElement * element, const MqttServerInfo * info,
    guint qos, gboolean retain)
{
  if (qos <= info->max_qos && (!retain || info->retain_available))
    return;
  g_autoptr (GError) error = edge_error_new (EDGE_ERROR_SETTINGS,
      "The MQTT broker does not take messages of this kind.",
      "wanted: QoS %u, retain %d; taken: QoS up to %u, retain %d", qos, retain,
      info->max_qos, info->retain_available);
  edge_post_warning (element, error);
}

void
gst_edge_mqtt_post_disconnected (GstElement * element, const GError * error,
    gboolean first, guint retry_in)
{
  g_autofree gchar *sentence = edge_error_sentence (error);

  if (first)
    edge_post_warning (element, error);
  post (element, gst_structure_new ("mqtt-disconnected",
          "reason", G_TYPE_STRING, sentence,
          "retry-in", G_TYPE_UINT, retry_in, NULL));
}

void
gst_edge_mqtt_post_subscribed (GstElement * element, const gchar * filter,
    guint granted)
{
  post (element, gst_structure_new ("mqtt-subscribed",
          "topic", G_TYPE_STRING, filter,
          "granted", G_TYPE_UINT, granted, NULL));
  if (granted < 128)
    return;

  g_autofree gchar *sentence = g_strdup_printf
      ("The MQTT broker refused the subscription to %s.", filter);
  g_autoptr (GError) error = edge_error_new (EDGE_ERROR_NOT_AUTHORIZED,
      sentence, "SUBACK reason code %u (%s)", granted,
      mosquitto_reason_string ((int) granted));
  edge_post_warning (element, error);
}

void
gst_edge_mqtt_post_publish_failed (GstElement * element, const gchar * topic,
    guint reason, const gchar * text)
{
  post (element, gst_structure_new ("mqtt-publish-failed",
          "topic", G_TYPE_STRING, topic,
          "reason", G_TYPE_UINT, reason, "text", G_TYPE_STRING, text, NULL));
}

void
gst_edge_mqtt_post_warning (const GError * error, gpointer user_data)
{
  edge_post_warning (user_data, error);
}

void
gst_edge_mqtt_warn_insecure (GstElement * element,
    const MqttSettings * settings)
{
  if (!settings->tls || !settings->tls_insecure)
    return;
  g_autoptr (GError) error = edge_error_new (EDGE_ERROR_SETTINGS,
      "The certificate of the MQTT broker is not checked.",
      "tls-insecure is set for %s", settings->host);
  edge_post_warning (element, error);
}

void
gst_edge_mqtt_post_dropped (GstElement * element, MqttDropReport * report,
    guint64 total, const gchar * cause)
{
  if (total == report->told)
    return;
  gint64 now = g_get_monotonic_time ();
  if (report->last != 0 && now - report->last < G_TIME_SPAN_SECOND)
    return;
  post (element, gst_structure_new ("mqtt-dropped",
          "count", G_TYPE_UINT64, total - report->told,
          "total", G_TYPE_UINT64, total, "cause", G_TYPE_STRING, cause, NULL));
  report->told = total;
  report->last = now;
}

GstStructure *
gst_edge_mqtt_stats_to_structure (MqttStats * stats)
{
  GstStructure *structure = gst_structure_new ("application/x-mqtt-stats",
      "connected", G_TYPE_BOOLEAN, stats->connected,
      "reconnects", G_TYPE_UINT64, stats->reconnects,
      "messages-received", G_TYPE_UINT64, stats->messages_in,
      "bytes-received", G_TYPE_UINT64, stats->bytes_in,
      "messages-sent", G_TYPE_UINT64, stats->messages_out,
      "bytes-sent", G_TYPE_UINT64, stats->bytes_out,
      "dropped", G_TYPE_UINT64, stats->dropped,
      "expired", G_TYPE_UINT64, stats->expired,
      "oversized", G_TYPE_UINT64, stats->oversized,
      "failed", G_TYPE_UINT64, stats->failed,
      "queued", G_TYPE_UINT64, stats->queued,
      "queued-bytes", G_TYPE_UINT64, stats->queued_bytes,
      "rtt", G_TYPE_UINT64, stats->rtt,
      "last-error", G_TYPE_STRING, stats->last_error, NULL);

  g_clear_pointer (&stats->last_error, g_free);
  return structure;
}
