/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Promised times, five times over: leaving within 200 ms whatever the network
 * does, and a queue that stays bounded while the broker does not read. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gst/check/gstcheck.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mqttpeer.h"

#define SLACK 5
#define LEAVE (200 * G_TIME_SPAN_MILLISECOND)

static void
leave_in_time (MqttPeer * peer)
{
  gint64 start = g_get_monotonic_time ();

  fail_unless_equals_int (gst_element_set_state (peer->element,
          GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
  gint64 taken = g_get_monotonic_time () - start;
  fail_unless (taken < SLACK * LEAVE, "took %" G_GINT64_FORMAT " us", taken);
}

/* A port of 127.0.0.1 that answers nobody: its queue of one is full. */
typedef struct
{
  int listener, fillers[8];
  guint port;
} BlackHole;

static void
black_hole_open (BlackHole * self)
{
  struct sockaddr_in address = {.sin_family = AF_INET };
  socklen_t size = sizeof (address);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  fail_unless (bind (self->listener, (struct sockaddr *) &address,
          sizeof (address)) == 0);
  fail_unless (listen (self->listener, 0) == 0);
  getsockname (self->listener, (struct sockaddr *) &address, &size);
  self->port = ntohs (address.sin_port);
  for (guint i = 0; i < G_N_ELEMENTS (self->fillers); i++) {
    self->fillers[i] =
        socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    fail_unless (connect (self->fillers[i], (struct sockaddr *) &address,
            sizeof (address)) == 0 || errno == EINPROGRESS);
  }
}

static void
black_hole_close (BlackHole * self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->fillers); i++)
    close (self->fillers[i]);
  close (self->listener);
}

static MqttPeer *
play (const gchar * element, const gchar * settings, const gchar * host,
    guint port)
{
  g_autofree gchar *description =
      g_strdup_printf ("%s topic=t host=%s port=%u %s", element, host, port,
      settings);
  MqttPeer *peer = mqtt_peer_new (NULL, description);

  fail_unless (gst_element_set_state (peer->element,
          GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
  return peer;
}

static const gchar *elements[] = { "mqttsrc", "mqttsink" };

GST_START_TEST (test_leaves_a_broker_that_answers_nobody)
{
  BlackHole hole;

  black_hole_open (&hole);
  g_autoptr (MqttPeer) peer =
      play (elements[__i__], "connect-timeout=100", "127.0.0.1", hole.port);
  mqtt_peer_wait_warning (peer, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "connect-timeout");
  leave_in_time (peer);
  g_object_set (peer->element, "connect-timeout", 60000, NULL);
  fail_unless (gst_element_set_state (peer->element,
          GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
  leave_in_time (peer);
  black_hole_close (&hole);
}

GST_END_TEST;

GST_START_TEST (test_leaves_while_a_name_is_looked_up)
{
  g_autoptr (MqttPeer) peer =
      play (elements[__i__], "", "no-such-broker.invalid", 1883);

  leave_in_time (peer);
}

GST_END_TEST;

GST_START_TEST (test_leaves_a_frozen_broker_before_the_connack)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);

  mqtt_broker_freeze (broker);
  g_autoptr (MqttPeer) peer = play (elements[__i__], "connect-timeout=100",
      "127.0.0.1", mqtt_broker_port (broker));
  mqtt_peer_wait_warning (peer, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "connect-timeout");
  leave_in_time (peer);
}

GST_END_TEST;

static gsize
resident_bytes (void)
{
  g_autofree gchar *text = NULL;
  gulong pages = 0;

  fail_unless (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  fail_unless (sscanf (text, "%*u %lu", &pages) == 1);
  return pages * (gsize) sysconf (_SC_PAGESIZE);
}

GST_START_TEST (test_stays_bounded_while_the_broker_does_not_read)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink topic=t qos=%d max-queue-bytes=1000000",
      __i__);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, description);
  static guint8 data[100000];

  mqtt_peer_expect (sink, "mqtt-connected");
  mqtt_broker_freeze (broker);
  gsize before = resident_bytes ();
  for (guint i = 0; i < 2000; i++)
    fail_unless_equals_int (gst_harness_push (sink->harness,
            gst_buffer_new_memdup (data, sizeof (data))), GST_FLOW_OK);
  fail_unless (mqtt_peer_stat (sink, "queued-bytes") <= 1000000);
  fail_unless (mqtt_peer_stat (sink, "dropped") > 1500);
  /* Sanitizers keep freed memory for a while. */
#ifndef __SANITIZE_ADDRESS__
  gsize after = resident_bytes ();
  fail_unless (after < before + 40 * 1000 * 1000, "from %" G_GSIZE_FORMAT
      " to %" G_GSIZE_FORMAT, before, after);
#else
  (void) before;
#endif
  leave_in_time (sink);
}

GST_END_TEST;

GST_START_TEST (test_source_leaves_a_frozen_broker)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");

  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_broker_freeze (broker);
  leave_in_time (source);
}

GST_END_TEST;

static gpointer
push_until_refused (gpointer user_data)
{
  MqttPeer *sink = user_data;
  GstFlowReturn result;

  while ((result = mqtt_peer_push (sink, "x")) == GST_FLOW_OK);
  return GINT_TO_POINTER (result);
}

GST_START_TEST (test_leaves_a_frozen_broker_that_a_buffer_waits_for)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 queue-full=block max-queue-buffers=3");

  mqtt_peer_expect (sink, "mqtt-connected");
  mqtt_broker_freeze (broker);
  GThread *thread = g_thread_new ("push", push_until_refused, sink);
  while (mqtt_peer_stat (sink, "queued") < 3)
    g_thread_yield ();
  leave_in_time (sink);
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_FLUSHING);
}

GST_END_TEST;

GST_START_TEST (test_leaves_in_a_flood)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=# max-queue-buffers=10");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=0 queue-full=block");

  mqtt_peer_expect (source, "mqtt-subscribed");
  GThread *thread = g_thread_new ("push", push_until_refused, sink);
  while (mqtt_peer_stat (source, "messages-received") < 1000)
    g_thread_yield ();
  leave_in_time (source);
  leave_in_time (sink);
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_FLUSHING);
}

GST_END_TEST;

static Suite *
leave_suite (void)
{
  Suite *suite = suite_create ("mqttsink-leave");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_leaves_a_broker_that_answers_nobody, 0, 2);
  tcase_add_loop_test (tc, test_leaves_while_a_name_is_looked_up, 0, 2);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_loop_test (tc, test_leaves_a_frozen_broker_before_the_connack, 0,
      2);
  tcase_add_loop_test (tc, test_stays_bounded_while_the_broker_does_not_read,
      0, 3);
  tcase_add_test (tc, test_source_leaves_a_frozen_broker);
  tcase_add_test (tc, test_leaves_a_frozen_broker_that_a_buffer_waits_for);
  tcase_add_test (tc, test_leaves_in_a_flood);
  return suite;
}

GST_CHECK_MAIN (leave);
