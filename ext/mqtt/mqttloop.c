/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* The thread of a connection: looks the name up, connects, serves the socket
 * with a poll of its own (libmosquitto's loop uses select, its thread connects
 * blockingly and never comes back from a refused first connect), backs off. */
#include "mqttconnection-private.h"

#include <errno.h>
#include <mqtt_protocol.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "edgeerror.h"
#include "mqttaddress.h"
#include "mqttreason.h"
#include "mqtttopic.h"

/* At stop: this long for what is queued and the goodbye. A far broker confirms
 * after a round trip, and only then takes more than its window: with half of
 * this, 20 of 40 messages of QoS 1 were lost at 70 ms. */
#define FAREWELL 100
/* From one connection that lives shorter to the next the pause grows, so that
 * two clients with one id do not throw each other out ten times a second. */
#define STABLE (2 * G_TIME_SPAN_SECOND)
/* libmosquitto's timers want to be looked at this often, in milliseconds. */
#define MISC_INTERVAL 1000
/* The smallest that libmosquitto takes, in seconds. */
#define MIN_KEEP_ALIVE 5
/* What MQTT 5 lets us ask of the broker, above max_message_size: it keeps
 * larger packets back without a word, so that we cannot count them. Far away,
 * but memory on a small machine is finite: libmosquitto takes whatever length
 * a packet claims, twice with its payload. An honest broker obeys; from another
 * one, and with 3.1.1, only MQTT's own 256 MiB protect. */
#define UNCOUNTED_ABOVE (16 * 1024 * 1024)
#define MAX_PACKETS 64
/* So many connections one message may end. */
#define MAX_BLAME 3

#define GST_CAT_DEFAULT mqtt_library_debug

static gint64
now (void)
{
  return g_get_monotonic_time ();
}

/* Milliseconds until deadline for poll(), rounded up. */
static gint
remaining (gint64 deadline)
{
  gint64 left = deadline - now ();

  return left <= 0 ? 0 : (gint) MIN ((left + 999) / 1000, G_MAXINT);
}

static gboolean
is_stopping (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  gboolean stopping = self->stopping;
  g_mutex_unlock (&self->lock);
  return stopping;
}

static void
clear_wake (MqttConnection * self)
{
  guint64 count;

  g_mutex_lock (&self->lock);
  self->woken = FALSE;
  self->leaving = self->stopping;
  self->pump_wanted = TRUE;
  if (read (self->wake_fd, &count, sizeof (count)) < 0 && errno != EAGAIN)
    GST_CAT_WARNING_OBJECT (mqtt_library_debug, self->object, "eventfd: %s",
        g_strerror (errno));
  g_mutex_unlock (&self->lock);
}

/* ---- one attempt ---- */

static gboolean
is_handshaking (MqttConnection * self)
{
  SSL *ssl = self->ssl_context != NULL ? mosquitto_ssl_get (self->mosq) : NULL;

  return ssl != NULL && !SSL_is_init_finished (ssl);
}

/* Bytes that OpenSSL has already taken from the socket: no poll tells of them,
 * and the library stops reading at the first EAGAIN, be it an older one. */
static gboolean
has_unread_bytes (MqttConnection * self)
{
  SSL *ssl = self->ssl_context != NULL ? mosquitto_ssl_get (self->mosq) : NULL;

  return ssl != NULL && SSL_pending (ssl) > 0;
}

static gshort
wanted_events (MqttConnection * self)
{
  if (!self->tcp_up)
    return POLLOUT;
  /* The library's own wish stays set during a handshake and would spin. */
  if (is_handshaking (self))
    return SSL_want_write (mosquitto_ssl_get (self->mosq)) ? POLLOUT : POLLIN;
  return POLLIN | (mosquitto_want_write (self->mosq) ? POLLOUT : 0);
}

static void
fail_to_connect (MqttConnection * self, const gchar * why)
{
  g_autofree gchar *sentence =
      g_strdup_printf ("Could not reach the MQTT broker %s.", self->broker);

  mqtt_handlers_take_error (self, edge_error_new (EDGE_ERROR_OPEN_READ_WRITE,
          sentence, "%s: %s", self->broker, why));
}

static void
fail_tls (MqttConnection * self)
{
  g_autofree gchar *sentence = NULL;

  if (self->tls.verify_error == X509_V_OK) {
    sentence = g_strdup_printf ("Could not agree on TLS with the MQTT broker "
        "%s.", self->broker);
    mqtt_handlers_take_error (self, edge_error_new (EDGE_ERROR_OPEN_READ_WRITE,
            sentence, "%s: see the debug category mosquitto", self->broker));
    return;
  }
  sentence = g_strdup_printf ("The certificate of the MQTT broker %s is not "
      "one to trust.", self->broker);
  mqtt_handlers_take_error (self, edge_error_new (EDGE_ERROR_NOT_AUTHORIZED,
          sentence, "%s: %s; ca-file: %s", self->broker,
          X509_verify_cert_error_string (self->tls.verify_error),
          self->settings.ca_file != NULL ? self->settings.ca_file : "system"));
  self->fatal = !self->settings.retry_auth;
}

static void
fail_lost (MqttConnection * self, int rc, int errnum)
{
  if (rc == MOSQ_ERR_TLS || self->tls.verify_error != X509_V_OK) {
    fail_tls (self);
  } else if (!self->connected) {
    fail_to_connect (self, rc == MOSQ_ERR_ERRNO ? g_strerror (errnum)
        : rc == MOSQ_ERR_SUCCESS ? "closed" : mosquitto_strerror (rc));
  } else if (self->n_short_lives >= 2 && self->lost_reason < 128) {
    /* A 3.1.1 broker, and mosquitto 2.0, says nothing to whom it throws out
     * because his id came again. */
    g_autofree gchar *sentence = g_strdup_printf ("The MQTT broker %s closes "
        "each connection soon.", self->broker);
    mqtt_handlers_take_error (self, edge_error_new (EDGE_ERROR_BUSY, sentence,
            "%s: %u times; is client id %s used twice?", self->broker,
            self->n_short_lives + 1, self->settings.client_id));
  } else {
    mqtt_handlers_take_error (self,
        mqtt_disconnect_to_error (self->lost_reason !=
            0 ? self->lost_reason : rc, errnum, self->broker,
            self->settings.client_id));
  }
}

/* A handshake that the other side has left: OpenSSL says SYSCALL, which this
 * libmosquitto takes for "try again". */
static gboolean
peer_has_closed (int fd)
{
  gchar byte;
  ssize_t n = recv (fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

  return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

/* FALSE: the connection is over and self->error says why. */
static gboolean
is_alive (MqttConnection * self, int rc, int errnum)
{
  if (rc == MOSQ_ERR_SUCCESS && mosquitto_socket (self->mosq) >= 0)
    return TRUE;
  fail_lost (self, rc, errnum);
  return FALSE;
}

static gboolean
has_tcp (MqttConnection * self, int fd)
{
  int errnum = 0;
  socklen_t size = sizeof (errnum);

  if (self->tcp_up)
    return TRUE;
  getsockopt (fd, SOL_SOCKET, SO_ERROR, &errnum, &size);
  if (errnum != 0)
    fail_to_connect (self, g_strerror (errnum));
  else
    self->tcp_up = TRUE;
  return self->tcp_up;
}

/* What the library wants to say; as above. */
static gboolean
write_socket (MqttConnection * self)
{
  if (!self->tcp_up || is_handshaking (self)
      || !mosquitto_want_write (self->mosq))
    return TRUE;
  sigset_t before;
  /* With TLS the guest has done so for as long as it is here. */
  gboolean plain = self->ssl_context == NULL;
  if (plain)
    mqtt_assist_block_sigpipe (&before);
  mqtt_tls_forget_errors (&self->tls);
  errno = 0;
  /* One turn writes all that is queued; each further one only locks. */
  int rc = mosquitto_loop_write (self->mosq, 1);
  gboolean alive = is_alive (self, rc, errno);
  if (plain)
    mqtt_assist_restore_sigpipe (&before, !alive);
  return alive;
}

/* After poll() told of events; as above. */
static gboolean
read_socket (MqttConnection * self, int fd, gshort events)
{
  int rc = MOSQ_ERR_SUCCESS;

  if (!has_tcp (self, fd))
    return FALSE;
  mqtt_tls_forget_errors (&self->tls);
  errno = 0;
  if (is_handshaking (self) || events & (POLLIN | POLLHUP | POLLERR))
    rc = mosquitto_loop_read (self->mosq, MAX_PACKETS);
  int errnum = errno;
  self->ack_due = self->settings.quickack && self->settings.socket_path == NULL;
  if (!is_alive (self, rc, errnum))
    return FALSE;
  if (is_handshaking (self) && events & (POLLIN | POLLHUP | POLLERR)
      && peer_has_closed (fd)) {
    fail_lost (self, rc, errnum);
    return FALSE;
  }
  return TRUE;
}

/* Sends what is queued, then takes leave; nothing of it waits for long. */
static void
farewell (MqttConnection * self)
{
  gint64 deadline = now () + FAREWELL * G_TIME_SPAN_MILLISECOND;
  gboolean said = FALSE;
  int fd;

  while ((fd = mosquitto_socket (self->mosq)) >= 0) {
    g_mutex_lock (&self->lock);
    guint left = mqtt_queue_length (&self->queue);
    g_mutex_unlock (&self->lock);
    if (!said && (left == 0 || now () >= deadline)) {
      if (mqtt_handlers_has_birth (self))
        mqtt_handlers_publish_presence (self,
            self->settings.will_payload !=
            NULL ? self->settings.will_payload : "");
      mosquitto_disconnect (self->mosq);
      said = TRUE;
    }
    struct pollfd poll_fd = { fd, wanted_events (self), 0 };
    if (poll (&poll_fd, 1, said ? MIN (remaining (deadline), 50)
            : remaining (deadline)) <= 0 && said)
      break;
    if (mosquitto_socket (self->mosq) < 0
        || (poll_fd.revents != 0 && !read_socket (self, fd, poll_fd.revents))
        || !write_socket (self))
      break;
    if (!said)
      mqtt_handlers_pump (self);
    else if (now () >= deadline)
      break;
  }
}

/* The library would send what is in flight with QoS 1 and 2 again however old
 * it has become, and nothing of it can be taken back one by one. So it gets a
 * new handle, and what was in flight waits with us again, where it may expire.
 * A session that the broker keeps would be mixed up by that: messages of QoS 2
 * half sent or half received belong to its packet identifiers. */
static gboolean
forget_in_flight (MqttConnection * self)
{
  gboolean exactly_once;

  g_mutex_lock (&self->lock);
  gboolean ages = mqtt_queue_ages_in_flight (&self->queue, &exactly_once);
  gboolean receives = self->subscriptions->len > 0;
  g_mutex_unlock (&self->lock);
  if (!ages || (!self->settings.clean_start && (exactly_once || receives)))
    return FALSE;
  struct mosquitto *fresh = mqtt_handle_new (self);
  if (fresh == NULL)
    return FALSE;
  mosquitto_destroy (self->mosq);
  self->mosq = fresh;
  return TRUE;
}

static void
tell_too_large (MqttConnection * self, const gchar * topic, gsize size)
{
  g_autofree gchar *shown = mqtt_topic_show (topic);
  g_autofree gchar *sentence = g_strdup_printf ("The MQTT broker %s does not "
      "take messages as large as %" G_GSIZE_FORMAT " bytes.", self->broker,
      size);
  g_autoptr (GError) error = edge_error_new (EDGE_ERROR_SETTINGS, sentence,
      "dropped a message on \"%s\" that ended %d connections; raise the "
      "broker's limit (mosquitto: message_size_limit) or send less", shown,
      MAX_BLAME);

  if (self->callbacks.publish_failed != NULL)
    self->callbacks.publish_failed (topic, MQTT_RC_PACKET_TOO_LARGE,
        mosquitto_reason_string (MQTT_RC_PACKET_TOO_LARGE), self->user_data);
  if (self->callbacks.warning != NULL)
    self->callbacks.warning (error, self->user_data);
}

/* What ends each connection, the library would send on the next for ever:
 * mosquitto answers a message above its message_size_limit with reason code
 * 149, be it in a DISCONNECT or in a PUBACK, where libmosquitto after 2.0.11
 * takes it for an error of the protocol. TRUE: the largest in flight was given
 * up, and the library's handle is a new one. */
static gboolean
give_up_too_large (MqttConnection * self)
{
  g_autofree gchar *topic = NULL;
  gboolean exactly_once;
  gsize size = 0;
  guint times = 0;

  if (!self->connected || (self->lost_reason != MQTT_RC_PACKET_TOO_LARGE
          && self->lost_reason != MOSQ_ERR_PROTOCOL))
    return FALSE;
  g_mutex_lock (&self->lock);
  MqttQueueEntry *entry = mqtt_queue_blame (&self->queue, &times);
  if (times >= MAX_BLAME) {
    const MqttMessage *message = mqtt_stored_message_get (entry->message);
    topic = g_strdup (message->topic);
    size = message->size;
    mqtt_queue_ages_in_flight (&self->queue, &exactly_once);
    /* See forget_in_flight(). */
    self->session_given_up |= exactly_once || self->subscriptions->len > 0;
    mqtt_queue_remove (&self->queue, entry);
    self->stats.failed++;
    g_cond_broadcast (&self->changed);
  }
  g_mutex_unlock (&self->lock);
  if (topic == NULL)
    return FALSE;
  struct mosquitto *fresh = mqtt_handle_new (self);
  if (fresh != NULL) {
    mosquitto_destroy (self->mosq);
    self->mosq = fresh;
  }
  tell_too_large (self, topic, size);
  return fresh != NULL;
}

/* Forgets the socket. */
static void
abandon (MqttConnection * self)
{
  gboolean all = !is_stopping (self) && give_up_too_large (self);
  int fd = mosquitto_socket (self->mosq);

  if (fd >= 0) {
    shutdown (fd, SHUT_RDWR);
    mosquitto_loop_read (self->mosq, 1);
  }
  self->connected = FALSE;
  if (!all && !is_stopping (self))
    all = forget_in_flight (self);
  g_mutex_lock (&self->lock);
  mqtt_queue_lost (&self->queue, all);
  g_mutex_unlock (&self->lock);
}

static gboolean
begin (MqttConnection * self, const gchar * address)
{
  const MqttSettings *settings = &self->settings;
  mosquitto_property *properties = NULL;
  guint keep_alive = (settings->keep_alive + 999) / 1000;

  if (keep_alive > 0)
    keep_alive = CLAMP (keep_alive, MIN_KEEP_ALIVE, G_MAXUINT16);
  mosquitto_int_option (self->mosq, MOSQ_OPT_PROTOCOL_VERSION,
      self->protocol == MQTT_PROTOCOL_5 ? MQTT_PROTOCOL_V5
      : MQTT_PROTOCOL_V311);
  if (self->protocol == MQTT_PROTOCOL_5) {
    if (settings->session_expiry > 0)
      mosquitto_property_add_int32 (&properties,
          MQTT_PROP_SESSION_EXPIRY_INTERVAL,
          (settings->session_expiry + 999) / 1000);
    if (settings->max_message_size > 0
        && settings->max_message_size < MQTT_MAX_PAYLOAD - UNCOUNTED_ABOVE)
      mosquitto_property_add_int32 (&properties,
          MQTT_PROP_MAXIMUM_PACKET_SIZE,
          settings->max_message_size + UNCOUNTED_ABOVE);
  }
  /* There is no asynchronous connect with properties; but each connect uses
   * those of the last call with properties, also when that refused its port. */
  mosquitto_connect_bind_v5 (self->mosq, address, -1, (int) keep_alive, NULL,
      properties);
  mosquitto_property_free_all (&properties);

  errno = 0;
  int rc = mosquitto_connect_async (self->mosq, address,
      settings->socket_path != NULL ? 0 : (int) settings->port,
      (int) keep_alive);
  if (rc == MOSQ_ERR_SUCCESS || rc == MOSQ_ERR_CONN_PENDING)
    return TRUE;
  fail_lost (self, rc, errno);
  return FALSE;
}

gboolean
mqtt_loop_step (MqttConnection * self, gint64 deadline)
{
  int fd = mosquitto_socket (self->mosq);
  gint timeout = MISC_INTERVAL;

  if (fd < 0) {
    fail_lost (self, MOSQ_ERR_SUCCESS, 0);
    return FALSE;
  }
  /* Here and not at the end: what came goes to who waits for it before it is
   * confirmed. */
  gboolean answers = self->settings.nodelay
      && mosquitto_want_write (self->mosq);
  if (!write_socket (self))
    return FALSE;
  if (self->ack_due && !answers) {
    int on = 1;

    /* An answer carries it with it, unless it waits for the next message. */
    setsockopt (fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof (on));
  }
  self->ack_due = FALSE;
  struct pollfd fds[2] = {
    {self->wake_fd, POLLIN, 0},
    {fd, wanted_events (self), 0},
  };
  if (deadline != 0)
    timeout = MIN (timeout, remaining (deadline));
  gboolean unread = has_unread_bytes (self);
  /* What was just sent made room for more. */
  if (unread || (self->connected && self->pump_wanted))
    timeout = 0;
  if (poll (fds, 2, timeout) < 0 && errno != EINTR) {
    fail_to_connect (self, g_strerror (errno));
    return FALSE;
  }
  if (unread)
    fds[1].revents |= POLLIN;
  if (fds[0].revents != 0)
    clear_wake (self);
  if (fds[1].revents != 0 && !read_socket (self, fd, fds[1].revents))
    return FALSE;
  gint64 time = now ();
  if (self->connected && time >= self->next_misc) {
    self->next_misc = time + MISC_INTERVAL * G_TIME_SPAN_MILLISECOND;
    mqtt_handlers_run_timers (self);
  }
  if (self->connected && self->pump_wanted)
    mqtt_handlers_pump (self);
  return TRUE;
}

/* One address, until it fails or the connection is over. */
static void
try_address (MqttConnection * self, const gchar * address)
{
  gint64 deadline = self->settings.connect_timeout > 0 ? now () +
      (gint64) self->settings.connect_timeout * G_TIME_SPAN_MILLISECOND : 0;

  g_clear_error (&self->error);
  self->tcp_up = self->connected = self->fatal = self->try_older = FALSE;
  self->tls.verify_error = X509_V_OK;
  self->lost_reason = 0;
  self->ping_sent = 0;
  self->next_misc = 0;
  self->leaving = self->ack_due = FALSE;
  if (!begin (self, address))
    return;

  while (self->error == NULL) {
    if (self->connected) {
      deadline = 0;
      mqtt_assist_lend (self);
    }
    if (is_stopping (self)) {
      if (self->connected && self->error == NULL)
        farewell (self);
      return;
    }
    if (deadline != 0 && now () >= deadline)
      fail_to_connect (self, "no answer within connect-timeout");
    else if (self->error == NULL)
      mqtt_loop_step (self, deadline);
  }
}

/* ---- the thread ---- */

static void
wait_for_retry (MqttConnection * self, guint delay)
{
  gint64 deadline = now () + (gint64) delay * G_TIME_SPAN_MILLISECOND;
  gint left;

  while (!is_stopping (self) && (left = remaining (deadline)) > 0) {
    struct pollfd poll_fd = { self->wake_fd, POLLIN, 0 };

    if (poll (&poll_fd, 1, left) > 0)
      clear_wake (self);
  }
}

/* A session that the broker has kept begins with what waits there for us. */
static gboolean
may_connect (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  gboolean may = self->settings.clean_start || self->receiving
      || self->stopping;
  g_mutex_unlock (&self->lock);
  return may;
}

static void
wait_for_receiver (MqttConnection * self)
{
  while (!may_connect (self)) {
    struct pollfd poll_fd = { self->wake_fd, POLLIN, 0 };

    if (poll (&poll_fd, 1, -1) > 0)
      clear_wake (self);
  }
}

static void
try_all_addresses (MqttConnection * self)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) addresses = mqtt_address_lookup (&self->settings,
      self->cancellable, &error);
  gboolean was_connected = FALSE;

  if (addresses == NULL) {
    g_clear_error (&self->error);
    self->fatal = self->try_older = FALSE;
    mqtt_handlers_take_error (self, g_steal_pointer (&error));
    return;
  }
  for (gchar ** address = addresses; *address != NULL && !was_connected
      && !is_stopping (self); address++) {
    try_address (self, *address);
    was_connected = self->connected;
    mqtt_assist_withdraw (self);
    abandon (self);
    if (self->fatal || self->try_older)
      return;
  }
}

static void
end_fatally (MqttConnection * self)
{
  g_mutex_lock (&self->lock);
  self->dead = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  mqtt_handlers_set_state (self, MQTT_STATE_REFUSED);
  if (self->callbacks.fatal != NULL)
    self->callbacks.fatal (self->error, self->user_data);
}

static void
choose_protocol (MqttConnection * self)
{
  /* Some old brokers hang up on MQTT 5 without a word. */
  gboolean unsure = self->settings.protocol == MQTT_PROTOCOL_AUTO
      && !self->protocol_known && self->tcp_up;

  if (self->try_older || unsure)
    self->protocol = self->protocol == MQTT_PROTOCOL_5 ?
        MQTT_PROTOCOL_3_1_1 : MQTT_PROTOCOL_5;
}

/* A broker that let us in is back: no more of the pauses that grew while it was
 * away. Only from one short life to the next they grow on. */
static guint
next_delay (MqttConnection * self)
{
  gdouble fraction = g_random_double ();

  if (self->connected_since == 0)
    return edge_backoff_next (&self->backoff, fraction);
  if (now () - self->connected_since > STABLE) {
    edge_backoff_reset (&self->short_lives);
    self->n_short_lives = 0;
  } else {
    self->n_short_lives++;
  }
  guint delay = edge_backoff_next (&self->short_lives, fraction);
  self->backoff = self->short_lives;
  return delay;
}

gpointer
mqtt_loop_run (MqttConnection * self)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);

  wait_for_receiver (self);
  while (!is_stopping (self)) {
    mqtt_handlers_set_state (self, MQTT_STATE_CONNECTING);
    self->connected_since = 0;
    try_all_addresses (self);
    if (is_stopping (self))
      break;

    g_mutex_lock (&self->lock);
    g_free (self->stats.last_error);
    self->stats.last_error = edge_error_sentence (self->error);
    g_mutex_unlock (&self->lock);
    if (self->settings.fail_fast && !self->ever_connected && !self->try_older)
      self->fatal = TRUE;
    if (self->fatal) {
      end_fatally (self);
      break;
    }
    choose_protocol (self);
    if (self->try_older)
      continue;
    guint delay = next_delay (self);
    gboolean first = !self->in_outage;
    self->in_outage = TRUE;
    mqtt_handlers_set_state (self, MQTT_STATE_DISCONNECTED);
    if (self->callbacks.disconnected != NULL)
      self->callbacks.disconnected (self->error, first, delay, self->user_data);
    wait_for_retry (self, delay);
  }
  mqtt_handle_cleanup (self);
  return NULL;
}
