/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What libmosquitto tells us and what we give it. Everything here runs on the
 * thread of whoever serves the socket: the connection's, or a guest's in its
 * place, one at a time. */
#include "mqttconnection-private.h"

#include <mqtt_protocol.h>
#include <string.h>

#include "edgeerror.h"
#include "mqttreason.h"

GST_DEBUG_CATEGORY (mqtt_library_debug);
#define GST_CAT_DEFAULT mqtt_library_debug

void
mqtt_handlers_set_state (MqttConnection * self, MqttState state)
{
  g_mutex_lock (&self->lock);
  gboolean differs = self->state != state;
  self->state = state;
  g_mutex_unlock (&self->lock);
  if (differs && self->callbacks.state_changed != NULL)
    self->callbacks.state_changed (state, self->user_data);
}

/* The first error of an attempt is the one that explains it. */
void
mqtt_handlers_take_error (MqttConnection * self, GError * error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* ---- what libmosquitto calls, always on the thread that serves ---- */

static void
on_log (struct mosquitto *mosq, void *user_data, int level, const char *text)
{
  MqttConnection *self = user_data;
  GstDebugLevel ours = GST_LEVEL_DEBUG;

  if (level & MOSQ_LOG_ERR)
    ours = GST_LEVEL_WARNING;   /* it is retried or reported by us */
  else if (level & (MOSQ_LOG_WARNING | MOSQ_LOG_NOTICE))
    ours = GST_LEVEL_INFO;
  GST_CAT_LEVEL_LOG (mqtt_library_debug, ours, self->object, "%s", text);

  /* The library tells nobody else about its pings and the DUP flag. */
  const char *what = strncmp (text, "Client ", 7) == 0
      && strncmp (text + 7, self->settings.client_id, self->id_length) == 0 ?
      text + 7 + self->id_length : "";
  if (strncmp (what, " received PUBLISH (d", 20) == 0) {
    self->duplicate = what[20] == '1';
  } else if (strcmp (what, " sending PINGREQ") == 0) {
    self->ping_sent = g_get_monotonic_time ();
  } else if (strcmp (what, " received PINGRESP") == 0 && self->ping_sent != 0) {
    g_mutex_lock (&self->lock);
    self->stats.rtt = (guint64) (g_get_monotonic_time () - self->ping_sent);
    g_mutex_unlock (&self->lock);
    self->ping_sent = 0;
  }
}

void
mqtt_handlers_publish_presence (MqttConnection * self, const gchar * payload)
{
  const MqttSettings *settings = &self->settings;

  mosquitto_publish (self->mosq, NULL, settings->will_topic,
      (int) strlen (payload), payload, (int) settings->will_qos,
      settings->will_retain);
}

gboolean
mqtt_handlers_has_birth (MqttConnection * self)
{
  return self->settings.birth_payload != NULL
      && *self->settings.birth_payload != '\0';
}

static void
read_server_info (MqttConnection * self, int flags,
    const mosquitto_property * properties, MqttServerInfo * info)
{
  uint32_t max_packet_size = 0;
  uint8_t max_qos = 2, retain_available = 1;

  mosquitto_property_read_int32 (properties, MQTT_PROP_MAXIMUM_PACKET_SIZE,
      &max_packet_size, false);
  mosquitto_property_read_byte (properties, MQTT_PROP_MAXIMUM_QOS, &max_qos,
      false);
  mosquitto_property_read_byte (properties, MQTT_PROP_RETAIN_AVAILABLE,
      &retain_available, false);
  info->session_present = (flags & 1) != 0;
  info->protocol = self->protocol;
  info->max_packet_size = max_packet_size;
  info->max_qos = max_qos;
  info->retain_available = self->retain_available = retain_available != 0;
}

static void
on_refused (MqttConnection * self, guint reason)
{
  MqttReasonKind kind;
  GError *error = mqtt_connack_to_error (reason, self->broker,
      self->settings.client_id, &kind);

  mqtt_handlers_take_error (self, error);
  switch (kind) {
    case MQTT_REASON_PROTOCOL:
      self->try_older = self->settings.protocol == MQTT_PROTOCOL_AUTO
          && self->protocol == MQTT_PROTOCOL_5;
      self->fatal = !self->try_older;
      break;
    case MQTT_REASON_AUTH:
      self->fatal = !self->settings.retry_auth;
      break;
    case MQTT_REASON_FATAL:
      self->fatal = TRUE;
      break;
    case MQTT_REASON_RETRY:
    default:
      break;
  }
}

static void
on_connect (struct mosquitto *mosq, void *user_data, int reason, int flags,
    const mosquitto_property * properties)
{
  MqttConnection *self = user_data;
  MqttServerInfo info;

  if (reason != 0) {
    on_refused (self, (guint) reason);
    return;
  }
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->subscriptions->len; i++)
    ((MqttSubscription *) self->subscriptions->pdata[i])->sent = FALSE;
  if (self->ever_connected)
    self->stats.reconnects++;
  self->lendable = TRUE;
  g_mutex_unlock (&self->lock);
  self->connected = self->pump_wanted = TRUE;
  self->protocol_known = TRUE;
  self->ever_connected = TRUE;
  self->in_outage = FALSE;
  self->connected_since = g_get_monotonic_time ();
  if (mqtt_handlers_has_birth (self))
    mqtt_handlers_publish_presence (self, self->settings.birth_payload);

  read_server_info (self, flags, properties, &info);
  GST_CAT_INFO_OBJECT (mqtt_library_debug, self->object, "connected to %s",
      self->broker);
  mqtt_handlers_set_state (self, MQTT_STATE_CONNECTED);
  if (self->callbacks.connected != NULL)
    self->callbacks.connected (&info, self->user_data);
  mqtt_tls_forget_errors (&self->tls);
}

static void
on_disconnect (struct mosquitto *mosq, void *user_data, int reason,
    const mosquitto_property * properties)
{
  MqttConnection *self = user_data;

  /* After what the broker said comes what the socket says. */
  if (self->lost_reason == 0)
    self->lost_reason = reason;
}

static void
on_message (struct mosquitto *mosq, void *user_data,
    const struct mosquitto_message *message,
    const mosquitto_property * properties)
{
  MqttConnection *self = user_data;
  MqttMessage ours = {
    .topic = message->topic,
    .data = message->payload,
    .size = (gsize) message->payloadlen,
    .qos = (guint) message->qos,
    .retain = message->retain,
    /* With QoS 2 the log line belongs to another step. */
    .duplicate = message->qos < 2 && self->duplicate,
  };
  gboolean oversized = self->settings.max_message_size > 0
      && ours.size > self->settings.max_message_size;

  /* The library passes a topic with a wildcard on. */
  if (ours.topic == NULL || !g_utf8_validate (ours.topic, -1, NULL)
      || mosquitto_pub_topic_check (ours.topic) != MOSQ_ERR_SUCCESS)
    return;
  g_mutex_lock (&self->lock);
  if (oversized) {
    self->stats.oversized++;
  } else {
    self->stats.messages_in++;
    self->stats.bytes_in += ours.size;
  }
  g_mutex_unlock (&self->lock);
  if (oversized) {
    GST_CAT_INFO_OBJECT (mqtt_library_debug, self->object,
        "dropped a message of %" G_GSIZE_FORMAT " bytes, max-message-size is "
        "%u", ours.size, self->settings.max_message_size);
    return;
  }
  if (self->callbacks.message == NULL)
    return;
  mqtt_message_take_properties (&ours, properties);
  self->callbacks.message (&ours, self->user_data);
  mqtt_message_clear_properties (&ours);
  /* There may be another to read. */
  mqtt_tls_forget_errors (&self->tls);
}

static void
on_subscribe (struct mosquitto *mosq, void *user_data, int mid, int n_granted,
    const int *granted, const mosquitto_property * properties)
{
  MqttConnection *self = user_data;
  g_autofree gchar *filter = NULL;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->subscriptions->len && filter == NULL; i++) {
    MqttSubscription *subscription = self->subscriptions->pdata[i];
    if (subscription->sent && subscription->mid == mid)
      filter = g_strdup (subscription->filter);
  }
  g_mutex_unlock (&self->lock);
  if (filter != NULL && self->callbacks.subscribed != NULL)
    self->callbacks.subscribed (filter,
        n_granted > 0 ? (guint) granted[0] & 0xff : 128, self->user_data);
  mqtt_tls_forget_errors (&self->tls);
}

static void
on_publish (struct mosquitto *mosq, void *user_data, int mid, int reason,
    const mosquitto_property * properties)
{
  MqttConnection *self = user_data;
  g_autofree gchar *topic = NULL;
  gsize size = 0;

  g_mutex_lock (&self->lock);
  if (reason >= 128)
    topic = mqtt_queue_topic_of (&self->queue, mid);
  gboolean ours = mqtt_queue_settle (&self->queue, mid, &size);
  guint left = mqtt_queue_length (&self->queue);
  if (ours && reason >= 128) {
    self->stats.failed++;
  } else if (ours) {
    self->stats.messages_out++;
    self->stats.bytes_out += size;
  }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  self->pump_wanted = TRUE;
  if (!ours)
    return;
  if (reason >= 128 && self->callbacks.publish_failed != NULL)
    self->callbacks.publish_failed (topic, (guint) reason,
        mosquitto_reason_string (reason), self->user_data);
  if (self->callbacks.published != NULL)
    self->callbacks.published (left, self->user_data);
  mqtt_tls_forget_errors (&self->tls);
}

/* ---- handing over ---- */

/* The next filter that this connection has not asked for, now marked so. */
static MqttSubscription *
take_subscription (MqttConnection * self)
{
  MqttSubscription *found = NULL;

  g_mutex_lock (&self->lock);
  guint n = self->receiving ? self->subscriptions->len : 0;
  for (guint i = 0; i < n && found == NULL; i++) {
    MqttSubscription *subscription = self->subscriptions->pdata[i];

    if (!subscription->sent)
      found = subscription;
  }
  if (found != NULL) {
    found->sent = TRUE;
    found->mid = 0;
  }
  g_mutex_unlock (&self->lock);
  return found;
}

static void
send_subscriptions (MqttConnection * self)
{
  MqttSubscription *subscription;

  while ((subscription = take_subscription (self)) != NULL) {
    int options = 0, mid = 0;

    /* MQTT 5.0, 3.8.3.1: no-local on a shared subscription is an error. */
    if (subscription->flags & MQTT_SUBSCRIBE_NO_LOCAL
        && !g_str_has_prefix (subscription->filter, "$share/"))
      options |= MQTT_SUB_OPT_NO_LOCAL;
    if (subscription->flags & MQTT_SUBSCRIBE_NO_RETAINED)
      options |= MQTT_SUB_OPT_SEND_RETAIN_NEVER;
    mosquitto_subscribe_v5 (self->mosq, &mid, subscription->filter,
        (int) subscription->qos,
        self->protocol == MQTT_PROTOCOL_5 ? options : 0, NULL);
    g_mutex_lock (&self->lock);
    subscription->mid = mid;
    g_mutex_unlock (&self->lock);
  }
}

static int
send_message (MqttConnection * self, MqttQueueEntry * entry)
{
  const MqttMessage *message = mqtt_stored_message_get (entry->message);
  MqttMessage aged = *message;
  mosquitto_property *properties = NULL;
  int rc = MOSQ_ERR_SUCCESS;

  /* The broker would close the connection (MQTT 5.0, 3.2.2.3.5), and the
   * library send it again on the next. */
  if (message->retain && !self->retain_available)
    return MOSQ_ERR_NOT_SUPPORTED;
  /* What it has waited here it may not wait there. */
  if (entry->deadline != 0)
    aged.expiry = (guint) MAX (1, (entry->deadline - g_get_monotonic_time ())
        / G_TIME_SPAN_MILLISECOND);
  if (self->protocol == MQTT_PROTOCOL_5)
    rc = mqtt_message_to_properties (&aged, &properties);
  /* entry->mid is set before on_publish may come, which is from in here. */
  if (rc == MOSQ_ERR_SUCCESS)
    rc = mosquitto_publish_v5 (self->mosq, &entry->mid, message->topic,
        (int) message->size, message->data, (int) message->qos,
        message->retain, properties);
  mosquitto_property_free_all (&properties);
  return rc;
}

/* Also those that a full queue has dropped meanwhile. */
static void
tell_expired (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  guint64 total = self->stats.expired;
  g_mutex_unlock (&self->lock);
  if (total == self->expired_told)
    return;
  self->expired_told = total;
  if (self->callbacks.expired != NULL)
    self->callbacks.expired (total, self->user_data);
}

void
mqtt_handlers_pump (MqttConnection * self)
{
  self->pump_wanted = FALSE;
  send_subscriptions (self);
  while (mosquitto_socket (self->mosq) >= 0) {
    g_mutex_lock (&self->lock);
    guint expired =
        mqtt_queue_drop_expired (&self->queue, g_get_monotonic_time ());
    self->stats.expired += expired;
    if (expired > 0)
      g_cond_broadcast (&self->changed);
    MqttQueueEntry *entry = mqtt_queue_take (&self->queue);
    g_autofree gchar *topic = entry != NULL ?
        g_strdup (mqtt_stored_message_get (entry->message)->topic) : NULL;
    g_mutex_unlock (&self->lock);
    tell_expired (self);
    if (entry == NULL)
      return;

    int rc = send_message (self, entry);
    /* Lost under way: with QoS 1 and 2 the library keeps it and sends it after
     * the reconnect, with QoS 0 mqtt_queue_lost() takes it back. */
    if (rc == MOSQ_ERR_SUCCESS || rc == MOSQ_ERR_NO_CONN
        || rc == MOSQ_ERR_CONN_LOST || rc == MOSQ_ERR_ERRNO)
      continue;
    g_mutex_lock (&self->lock);
    mqtt_queue_remove (&self->queue, entry);
    self->stats.failed++;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
    if (self->callbacks.publish_failed != NULL)
      self->callbacks.publish_failed (topic, 0, mosquitto_strerror (rc),
          self->user_data);
  }
}

/* The library writes each line of its log for us alone, which takes longer than
 * all else it does with a small message. Only who looks at the log needs that,
 * and we for the time of a ping and for the DUP flag, which comes with a kept
 * session only (MQTT 3.1.1, 4.4). */
void
mqtt_handlers_run_timers (MqttConnection * self)
{
  mosquitto_log_callback_set (self->mosq, on_log);
  mqtt_tls_forget_errors (&self->tls);
  mosquitto_loop_misc (self->mosq);
  if (self->ping_sent == 0 && self->settings.clean_start
      && gst_debug_category_get_threshold (mqtt_library_debug) <
      GST_LEVEL_WARNING)
    mosquitto_log_callback_set (self->mosq, NULL);
}

void
mqtt_handlers_install (struct mosquitto *mosq)
{
  mosquitto_log_callback_set (mosq, on_log);
  mosquitto_connect_v5_callback_set (mosq, on_connect);
  mosquitto_disconnect_v5_callback_set (mosq, on_disconnect);
  mosquitto_message_v5_callback_set (mosq, on_message);
  mosquitto_subscribe_v5_callback_set (mosq, on_subscribe);
  mosquitto_publish_v5_callback_set (mosq, on_publish);
}
