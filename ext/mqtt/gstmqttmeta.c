/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstmqttmeta.h"

/* Of what every message has; looked up once, not for each. */
static GQuark topic_quark, qos_quark, retain_quark, duplicate_quark;

void
gst_edge_mqtt_meta_register (void)
{
  static gsize registered;
  /* No tags: what becomes of the payload changes nothing in the meta. */
  static const gchar *tags[] = { NULL };

  if (g_once_init_enter (&registered)) {
    topic_quark = g_quark_from_static_string ("topic");
    qos_quark = g_quark_from_static_string ("qos");
    retain_quark = g_quark_from_static_string ("retain");
    duplicate_quark = g_quark_from_static_string ("duplicate");
    if (gst_meta_get_info (GST_EDGE_MQTT_META) == NULL)
      gst_meta_register_custom (GST_EDGE_MQTT_META, tags, NULL, NULL, NULL);
    g_once_init_leave (&registered, 1);
  }
}

static void
set_string (GstStructure * structure, const gchar * name, const gchar * value)
{
  if (value != NULL)
    gst_structure_set (structure, name, G_TYPE_STRING, value, NULL);
}

void
gst_edge_mqtt_meta_add (GstBuffer * buffer, const MqttMessage * message)
{
  GstCustomMeta *meta = gst_buffer_add_custom_meta (buffer, GST_EDGE_MQTT_META);
  GstStructure *structure = gst_custom_meta_get_structure (meta);

  gst_structure_id_set (structure,
      topic_quark, G_TYPE_STRING, message->topic,
      qos_quark, G_TYPE_UINT, message->qos,
      retain_quark, G_TYPE_BOOLEAN, message->retain,
      duplicate_quark, G_TYPE_BOOLEAN, message->duplicate, NULL);
  set_string (structure, "content-type", message->content_type);
  set_string (structure, "response-topic", message->response_topic);
  if (message->correlation_data != NULL)
    gst_structure_set (structure, "correlation-data", G_TYPE_BYTES,
        message->correlation_data, NULL);
  if (message->user_properties != NULL)
    gst_structure_set (structure, "user-properties", G_TYPE_STRV,
        message->user_properties, NULL);
}

static gpointer
get_boxed (GstStructure * structure, const gchar * name, GType type)
{
  const GValue *value = gst_structure_get_value (structure, name);

  return value != NULL && G_VALUE_HOLDS (value, type) ?
      g_value_get_boxed (value) : NULL;
}

gboolean
gst_edge_mqtt_meta_read (GstBuffer * buffer, MqttMessage * message)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, GST_EDGE_MQTT_META);

  if (meta == NULL)
    return FALSE;
  GstStructure *structure = gst_custom_meta_get_structure (meta);
  message->topic = gst_structure_get_string (structure, "topic");
  message->content_type = gst_structure_get_string (structure, "content-type");
  message->response_topic =
      gst_structure_get_string (structure, "response-topic");
  message->correlation_data =
      get_boxed (structure, "correlation-data", G_TYPE_BYTES);
  message->user_properties =
      get_boxed (structure, "user-properties", G_TYPE_STRV);
  return TRUE;
}

gchar **
gst_edge_mqtt_pairs_of (const GstStructure * structure)
{
  gint n = structure != NULL ? gst_structure_n_fields (structure) : 0;

  if (n == 0)
    return NULL;
  gchar **pairs = g_new0 (gchar *, 2 * n + 1);
  for (gint i = 0; i < n; i++) {
    const gchar *name = gst_structure_nth_field_name (structure, (guint) i);
    const GValue *value = gst_structure_get_value (structure, name);

    pairs[2 * i] = g_strdup (name);
    pairs[2 * i + 1] = G_VALUE_HOLDS_STRING (value) ?
        g_value_dup_string (value) : gst_value_serialize (value);
    if (pairs[2 * i + 1] == NULL)
      pairs[2 * i + 1] = g_strdup ("");
  }
  return pairs;
}
