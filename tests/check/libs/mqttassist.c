/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A guest at the socket: its thread belongs to others, before and after. */
#include <gst/check/gstcheck.h>
#include <openssl/err.h>
#include <signal.h>
#include <string.h>

#include "mqttbroker.h"
#include "mqttconnection.h"

#define TIMEOUT (20 * G_TIME_SPAN_SECOND)
#define LARGE (1024 * 1024)

typedef struct
{
  MqttConnection *connection;
  GThread *guest;
  /* Protected by lock. */
  GMutex lock;
  GCond changed;
  gboolean connected, subscribed, asked, called, back;
  guint n_messages, n_lost, n_here;
} Fixture;

static void
set (Fixture * self, gboolean * flag)
{
  g_mutex_lock (&self->lock);
  *flag = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
wait_for (Fixture * self, const gboolean * flag)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT;

  g_mutex_lock (&self->lock);
  while (!*flag)
    fail_unless (g_cond_wait_until (&self->changed, &self->lock, deadline));
  g_mutex_unlock (&self->lock);
}

static void
leave_an_error (void)
{
  ERR_raise (ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
}

static void
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  Fixture *self = user_data;

  set (self, &self->subscribed);
}

static void
on_disconnected (const GError * error, gboolean first, guint retry_in,
    gpointer user_data)
{
  Fixture *self = user_data;

  g_mutex_lock (&self->lock);
  self->n_lost++;
  g_mutex_unlock (&self->lock);
}

/* As a bus handler may: it calls OpenSSL and forgets the error. */
static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Fixture *self = user_data;

  g_mutex_lock (&self->lock);
  self->n_messages++;
  if (self->guest == g_thread_self ())
    self->n_here++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  leave_an_error ();
  if (self->guest == g_thread_self ())
    pthread_kill (pthread_self (), SIGPIPE);
}

static void
fixture_init (Fixture * self, const MqttCallbacks * callbacks)
{
  memset (self, 0, sizeof (*self));
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->guest = g_thread_self ();
  self->connection = mqtt_connection_new (callbacks, self, NULL);
}

static void
fixture_clear (Fixture * self)
{
  mqtt_connection_unref (self->connection);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
}

static void
start (Fixture * self, MqttBroker * broker, gboolean tls)
{
  MqttSettings settings;

  mqtt_settings_init (&settings);
  g_free (settings.host);
  settings.host = g_strdup ("127.0.0.1");
  settings.port = mqtt_broker_port (broker);
  settings.tls = tls;
  if (tls)
    settings.ca_file = g_strdup_printf ("%s/server.pem",
        mqtt_broker_folder (broker));
  fail_unless (mqtt_connection_start (self->connection, &settings, NULL));
  mqtt_settings_clear (&settings);
}

static gboolean
has_message (gpointer user_data)
{
  Fixture *self = user_data;

  g_mutex_lock (&self->lock);
  gboolean has = self->n_messages > 0;
  g_mutex_unlock (&self->lock);
  return has;
}

/* How many of the message were received by the guest. */
static guint
send_and_receive (Fixture * self, const guint8 * data)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT;
  MqttMessage message = {.topic = "t",.data = data,.size = LARGE,.qos = 1 };

  g_mutex_lock (&self->lock);
  self->n_messages = self->n_here = 0;
  g_mutex_unlock (&self->lock);
  fail_unless_equals_int (mqtt_connection_publish (self->connection, &message,
          MQTT_QUEUE_FULL_ERROR), MQTT_PUBLISH_QUEUED);
  fail_unless (mqtt_connection_assist (self->connection, has_message, self,
          deadline));
  fail_unless (has_message (self), "the message was lost");
  return self->n_here;
}

static gboolean
is_blocked (int number)
{
  sigset_t now;

  pthread_sigmask (SIG_SETMASK, NULL, &now);
  return sigismember (&now, number);
}

/* SSL_get_error() takes whatever lies in the thread's queue for its own, and
 * SSL_shutdown() and renewed keys write at any time. */
GST_START_TEST (test_others_errors_and_signals_do_not_end_a_secure_connection)
{
  static const MqttCallbacks callbacks = {
    .disconnected = on_disconnected,
    .message = on_message,
    .subscribed = on_subscribed,
  };
  g_autoptr (MqttBroker) broker =
      mqtt_broker_new_stopped ("listener %p 127.0.0.1\nkeyfile %d/server.key\n"
      "certfile %d/server.pem\n");
  g_autofree guint8 *data = g_malloc0 (LARGE);
  Fixture self;

  mqtt_broker_make_certificate (broker, "server", "IP:127.0.0.1");
  mqtt_broker_start (broker);
  signal (SIGPIPE, SIG_DFL);
  fixture_init (&self, &callbacks);
  fail_unless (mqtt_connection_subscribe (self.connection, "t", 1,
          MQTT_SUBSCRIBE_DEFAULT, NULL));
  start (&self, broker, TRUE);
  wait_for (&self, &self.subscribed);
  /* Not each is the guest's: this thread may be away for long. */
  for (guint n_here = 0; n_here < 10;) {
    leave_an_error ();
    n_here += send_and_receive (&self, data);
    fail_unless (self.n_here == 0 || ERR_peek_error () == 0,
        "left for the next");
    fail_if (is_blocked (SIGPIPE));
  }
  fail_unless_equals_int (self.n_lost, 0);
  ERR_clear_error ();
  fixture_clear (&self);
}

GST_END_TEST;

static gboolean
is_called (gpointer user_data)
{
  Fixture *self = user_data;

  g_mutex_lock (&self->lock);
  self->asked = TRUE;
  g_cond_broadcast (&self->changed);
  gboolean called = self->called;
  g_mutex_unlock (&self->lock);
  return called;
}

/* As an application that flushes the source in a bus handler, and waits. */
static void
call_away (const MqttServerInfo * info, gpointer user_data)
{
  Fixture *self = user_data;

  set (self, &self->connected);
  wait_for (self, &self->asked);
  set (self, &self->called);
  mqtt_connection_wake (self->connection);
  wait_for (self, &self->back);
}

GST_START_TEST (test_a_waiting_guest_is_called_away_from_a_callback)
{
  static const MqttCallbacks callbacks = {.connected = call_away };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  Fixture self;

  fixture_init (&self, &callbacks);
  start (&self, broker, FALSE);
  wait_for (&self, &self.connected);
  mqtt_connection_assist (self.connection, is_called, &self, 0);
  set (&self, &self.back);
  fixture_clear (&self);
}

GST_END_TEST;

/* The same for the time that it has. */
static void
be_busy (const MqttServerInfo * info, gpointer user_data)
{
  Fixture *self = user_data;

  set (self, &self->connected);
  wait_for (self, &self->back);
}

GST_START_TEST (test_a_waiting_guest_keeps_its_deadline)
{
  static const MqttCallbacks callbacks = {.connected = be_busy };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  Fixture self;

  fixture_init (&self, &callbacks);
  start (&self, broker, FALSE);
  wait_for (&self, &self.connected);
  fail_if (mqtt_connection_assist (self.connection, is_called, &self,
          g_get_monotonic_time () + 10 * G_TIME_SPAN_MILLISECOND));
  set (&self, &self.back);
  fixture_clear (&self);
}

GST_END_TEST;

static Suite *
mqttassist_suite (void)
{
  Suite *suite = suite_create ("mqttassist");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_a_waiting_guest_is_called_away_from_a_callback);
  tcase_add_test (tc, test_a_waiting_guest_keeps_its_deadline);
  if (!mqtt_broker_can_make_certificates ())
    return suite;
  tcase_add_test (tc,
      test_others_errors_and_signals_do_not_end_a_secure_connection);
  return suite;
}

GST_CHECK_MAIN (mqttassist);
