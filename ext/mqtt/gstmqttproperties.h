/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib-object.h>

#include "mqttconnection.h"

G_BEGIN_DECLS

/* The connection's properties, the same in every element of this plugin. An
 * element's own enum goes on after them:
 *
 *   enum { PROP_TOPIC = MQTT_PROP_LAST, PROP_QOS, ... };
 *
 *   gst_edge_mqtt_install_properties (object_class);
 *
 *   in set_property, under the object lock:
 *     if (gst_edge_mqtt_set_property (&self->settings, id, value)) ... done
 *   and in get_property the same with gst_edge_mqtt_get_property().
 *
 * connection-state is answered with the state given; the element calls
 * g_object_notify (self, "connection-state") from its state_changed callback.
 * stats and the element's own properties are the element's. */
enum
{
  MQTT_PROP_0,
  MQTT_PROP_URI,
  MQTT_PROP_HOST,
  MQTT_PROP_PORT,
  MQTT_PROP_CLIENT_ID,
  MQTT_PROP_USERNAME,
  MQTT_PROP_PASSWORD,
  MQTT_PROP_PASSWORD_FILE,
  MQTT_PROP_PROTOCOL_VERSION,
  MQTT_PROP_CLEAN_START,
  MQTT_PROP_SESSION_EXPIRY,
  MQTT_PROP_KEEP_ALIVE,
  MQTT_PROP_TLS,
  MQTT_PROP_CA_FILE,
  MQTT_PROP_CERT_FILE,
  MQTT_PROP_KEY_FILE,
  MQTT_PROP_TLS_INSECURE,
  MQTT_PROP_WILL_TOPIC,
  MQTT_PROP_WILL_PAYLOAD,
  MQTT_PROP_WILL_QOS,
  MQTT_PROP_WILL_RETAIN,
  MQTT_PROP_BIRTH_PAYLOAD,
  MQTT_PROP_CONNECT_TIMEOUT,
  MQTT_PROP_RECONNECT_DELAY_MIN,
  MQTT_PROP_RECONNECT_DELAY_MAX,
  MQTT_PROP_FAIL_FAST,
  MQTT_PROP_RETRY_AUTH,
  MQTT_PROP_NODELAY,
  MQTT_PROP_QUICKACK,
  MQTT_PROP_CONNECTION_STATE,
  MQTT_PROP_LAST,
};

/* with_will: also will-*, birth-payload (an element that writes its own
 * presence leaves them out). */
/* nodelay: the default. An element that only receives sends nothing but its
 * answers, which may wait for the next message and go with it: TCP is told to
 * acknowledge at once (quickack), so that nobody waits for them. */
void     gst_edge_mqtt_install_properties (GObjectClass * klass,
                                           gboolean with_will,
                                           gboolean nodelay);
gboolean gst_edge_mqtt_set_property       (MqttSettings * settings, guint id,
                                           const GValue * value);
gboolean gst_edge_mqtt_get_property       (const MqttSettings * settings,
                                           MqttState state, guint id,
                                           GValue * value);

#define GST_TYPE_EDGE_MQTT_QUEUE_FULL (gst_edge_mqtt_queue_full_get_type ())
GType    gst_edge_mqtt_queue_full_get_type (void);
/* The same without block: a queue towards the pipeline cannot hold the broker
 * up, because an answer to its pings would wait too. */
#define GST_TYPE_EDGE_MQTT_SRC_QUEUE_FULL \
    (gst_edge_mqtt_src_queue_full_get_type ())
GType    gst_edge_mqtt_src_queue_full_get_type (void);

/* Element messages that every element of this plugin posts alike, and the one
 * WARNING per outage; see the elements' documentation for their fields. */
void     gst_edge_mqtt_post_connected      (GstElement * element,
                                            const MqttServerInfo * info);
/* One warning for what the broker will refuse message by message. */
void     gst_edge_mqtt_warn_limits         (GstElement * element,
                                            const MqttServerInfo * info,
                                            guint qos, gboolean retain);
void     gst_edge_mqtt_post_disconnected   (GstElement * element,
                                            const GError * error,
                                            gboolean first, guint retry_in);
void     gst_edge_mqtt_post_subscribed     (GstElement * element,
                                            const gchar * filter,
                                            guint granted);
void     gst_edge_mqtt_post_publish_failed (GstElement * element,
                                            const gchar * topic, guint reason,
                                            const gchar * text);
/* The callback of MqttCallbacks; user_data: the element. */
void     gst_edge_mqtt_post_warning        (const GError * error,
                                            gpointer user_data);
/* At start: the warning that tls-insecure deserves. */
void     gst_edge_mqtt_warn_insecure       (GstElement * element,
                                            const MqttSettings * settings);

/* Drops, told at most once per second. Zero it at start. */
typedef struct
{
  guint64 told;
  gint64 last;                  /* monotonic time of the last message */
} MqttDropReport;

/* total: dropped since start. Not thread-safe: one thread per report. */
void     gst_edge_mqtt_post_dropped        (GstElement * element,
                                            MqttDropReport * report,
                                            guint64 total,
                                            const gchar * cause);

/* stats as a structure, to which the element may add fields of its own; frees
 * last_error. */
GstStructure * gst_edge_mqtt_stats_to_structure (MqttStats * stats);

G_END_DECLS
