/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttreason.h"

#include <mosquitto.h>

#include "edgeerror.h"

typedef struct
{
  guint reason;
  MqttReasonKind kind;
  EdgeError code;
  const gchar *text;            /* completes "The MQTT broker B ..." */
} Row;

/* MQTT 3.1.1, table 3.1, and MQTT 5.0, 3.2.2.2. What is not here is retried. */
/* *INDENT-OFF* */
static const Row rows[] = {
  {1, MQTT_REASON_PROTOCOL, EDGE_ERROR_SETTINGS, "does not speak this version of MQTT"},
  {2, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "refused the client id"},
  {3, MQTT_REASON_RETRY, EDGE_ERROR_OPEN_READ_WRITE, "is not available"},
  {4, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED, "refused the user name or password"},
  {5, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED, "refused the user name or password"},
  {132, MQTT_REASON_PROTOCOL, EDGE_ERROR_SETTINGS, "does not speak this version of MQTT"},
  {133, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "refused the client id"},
  {134, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED, "refused the user name or password"},
  {135, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED, "refused the user name or password"},
  {138, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED, "has banned this client"},
  {140, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED, "wants another way to log in"},
  {144, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "refused the topic of the last will"},
  {149, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "refused the last will as too large"},
  {153, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "refused the payload of the last will"},
  {154, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "keeps no retained messages, as will-retain asks"},
  {155, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "does not support will-qos"},
  {156, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "asks to use another server"},
  {157, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS, "has moved to another server"},
};
/* *INDENT-ON* */

GError *
mqtt_connack_to_error (guint reason, const gchar * broker,
    const gchar * client_id, MqttReasonKind * kind)
{
  static const Row other = { 0, MQTT_REASON_RETRY,
    EDGE_ERROR_OPEN_READ_WRITE, "refused the connection"
  };
  const Row *row = &other;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].reason == reason)
      row = &rows[i];
  g_autofree gchar *sentence =
      g_strdup_printf ("The MQTT broker %s %s.", broker, row->text);
  *kind = row->kind;
  return edge_error_new (row->code, sentence, "%s: %s (%u), client id %s",
      broker, reason < 128 ? mosquitto_connack_string ((int) reason) :
      mosquitto_reason_string ((int) reason), reason, client_id);
}

GError *
mqtt_disconnect_to_error (gint reason, gint errnum, const gchar * broker,
    const gchar * client_id)
{
  g_autofree gchar *sentence = NULL;

  if (reason == 142) {          /* MQTT 5.0, 3.14.2.1: session taken over */
    sentence = g_strdup_printf ("Another client took over our id at the MQTT "
        "broker %s.", broker);
    return edge_error_new (EDGE_ERROR_BUSY, sentence,
        "%s: client id %s is used twice; set client-id", broker, client_id);
  }
  sentence = g_strdup_printf ("Lost the MQTT broker %s.", broker);
  return edge_error_new (EDGE_ERROR_READ, sentence, "%s: %s", broker,
      reason >= 128 ? mosquitto_reason_string (reason)
      : reason == MOSQ_ERR_ERRNO && errnum != 0 ? g_strerror (errnum)
      : reason == MOSQ_ERR_SUCCESS ? "closed by the broker"
      : mosquitto_strerror (reason));
}
