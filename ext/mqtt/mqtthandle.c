/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* The library's handle: what it is told before it connects. */
#include "mqttconnection-private.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "edgeerror.h"

/* Of MQTT 5's QoS 2 messages half received (QoS 1 is settled at once): with
 * libmosquitto's default of 20, mosquitto 2.0 sends up to twice as many after
 * it could not write for a while, and the library closes the connection. */
#define RECEIVE_MAXIMUM 1000

static struct mosquitto *
new_bare (MqttConnection * self)
{
  static GMutex signal_lock;
  struct sigaction before;

  /* mosquitto_new() makes the whole process ignore SIGPIPE; our thread blocks
   * it instead. */
  g_mutex_lock (&signal_lock);
  sigaction (SIGPIPE, NULL, &before);
  struct mosquitto *mosq = mosquitto_new (self->settings.client_id,
      self->settings.clean_start || self->session_given_up, self);
  sigaction (SIGPIPE, &before, NULL);
  g_mutex_unlock (&signal_lock);
  return mosq;
}

struct mosquitto *
mqtt_handle_new (MqttConnection * self)
{
  const MqttSettings *settings = &self->settings;
  struct mosquitto *mosq = new_bare (self);

  if (mosq == NULL)
    return NULL;
  if (settings->username != NULL && *settings->username != '\0')
    mosquitto_username_pw_set (mosq, settings->username, settings->password);
  if (settings->will_topic != NULL && *settings->will_topic != '\0') {
    const gchar *payload =
        settings->will_payload != NULL ? settings->will_payload : "";
    mosquitto_will_set (mosq, settings->will_topic, (int) strlen (payload),
        payload, (int) settings->will_qos, settings->will_retain);
  }
  mosquitto_int_option (mosq, MOSQ_OPT_TCP_NODELAY, settings->nodelay);
  mosquitto_int_option (mosq, MOSQ_OPT_RECEIVE_MAXIMUM, RECEIVE_MAXIMUM);
  if (self->ssl_context != NULL) {
    mosquitto_int_option (mosq, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0);
    mosquitto_void_option (mosq, MOSQ_OPT_SSL_CTX, self->ssl_context);
  }
  /* It queues what it has to say, and we write it at our time. */
  mosquitto_threaded_set (mosq, true);
  mqtt_handlers_install (mosq);
  return mosq;
}

static gboolean
prepare_tls (MqttConnection * self, GError ** error)
{
  if (!self->settings.tls)
    return TRUE;
  self->tls.host = g_strdup (self->settings.host);
  self->tls.is_address = g_hostname_is_ip_address (self->settings.host);
  self->ssl_context = mqtt_tls_context_new (&self->tls, &self->settings, error);
  return self->ssl_context != NULL;
}

gboolean
mqtt_handle_prepare (MqttConnection * self, GError ** error)
{
  static gsize library;
  const MqttSettings *settings = &self->settings;

  if (g_once_init_enter (&library)) {
    GST_DEBUG_CATEGORY_INIT (mqtt_library_debug, "mosquitto", 0,
        "libmosquitto");
    mosquitto_lib_init ();
    g_once_init_leave (&library, 1);
  }
  if (!prepare_tls (self, error)) {
    mqtt_handle_cleanup (self);
    return FALSE;
  }
  self->session_given_up = FALSE;
  self->mosq = mqtt_handle_new (self);
  if (self->mosq == NULL) {
    edge_set_error (error, EDGE_ERROR_LIBRARY, "Could not start libmosquitto.",
        "mosquitto_new: %s", g_strerror (errno));
    mqtt_handle_cleanup (self);
    return FALSE;
  }
  edge_backoff_init (&self->backoff, settings->reconnect_delay_min,
      settings->reconnect_delay_max);
  self->short_lives = self->backoff;
  self->protocol = settings->protocol == MQTT_PROTOCOL_AUTO ?
      MQTT_PROTOCOL_5 : settings->protocol;
  self->protocol_known = self->ever_connected = self->in_outage = FALSE;
  self->n_short_lives = 0;
  self->expired_told = 0;
  return TRUE;
}

void
mqtt_handle_cleanup (MqttConnection * self)
{
  g_clear_pointer (&self->mosq, mosquitto_destroy);
  g_clear_pointer (&self->ssl_context, SSL_CTX_free);
  g_clear_pointer (&self->tls.host, g_free);
  g_clear_error (&self->error);
}
