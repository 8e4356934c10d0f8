/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A broker that takes its time: what is given to the library follows what the
 * broker has confirmed, or read. The broker is the test itself, which reads
 * and writes each packet. */
#include <arpa/inet.h>
#include <gst/check/gstcheck.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "mqttpeer.h"

#define TEXT(bytes) bytes, sizeof (bytes) - 1
#define WINDOW 20

typedef struct
{
  int listener, fd;
  guint port;
} Broker;

static void
broker_open (Broker * self)
{
  struct sockaddr_in address = {.sin_family = AF_INET };
  socklen_t size = sizeof (address);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->fd = -1;
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  fail_unless (bind (self->listener, (struct sockaddr *) &address,
          sizeof (address)) == 0);
  fail_unless (listen (self->listener, 8) == 0);
  getsockname (self->listener, (struct sockaddr *) &address, &size);
  self->port = ntohs (address.sin_port);
}

static void
broker_close (Broker * self)
{
  close (self->fd);
  close (self->listener);
}

static void
receive (Broker * self, guint8 * data, gsize size)
{
  while (size > 0) {
    ssize_t n = recv (self->fd, data, size, 0);

    fail_unless (n > 0, "the client sent nothing more");
    data += n;
    size -= (gsize) n;
  }
}

/* The next packet without its fixed header (MQTT 5.0, 2.1); its first byte. */
static guint8
read_packet (Broker * self, GByteArray * body)
{
  guint8 first, byte;
  guint size = 0, shift = 0;

  receive (self, &first, 1);
  do {
    receive (self, &byte, 1);
    size |= (guint) (byte & 0x7f) << shift;
    shift += 7;
  } while (byte & 0x80);
  g_byte_array_set_size (body, size);
  receive (self, body->data, size);
  return first;
}

static void
answer (Broker * self, const gchar * bytes, gsize size)
{
  fail_unless (send (self->fd, bytes, size, MSG_NOSIGNAL) == (ssize_t) size);
}

/* Lets the client in with this CONNACK. */
static void
broker_accept (Broker * self, const gchar * connack, gsize size)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  struct timeval patience = {.tv_sec = 20 };

  self->fd = accept (self->listener, NULL, NULL);
  fail_unless (self->fd >= 0);
  setsockopt (self->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof (patience));
  fail_unless_equals_int (read_packet (self, body), 0x10);
  answer (self, connack, size);
}

/* Reads a PUBLISH of QoS 1 on topic "t"; its packet identifier. */
static guint
read_publish (Broker * self)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  fail_unless_equals_int (read_packet (self, body), 0x32);
  fail_unless (body->len > 5 && memcmp (body->data, "\0\1t", 3) == 0);
  return (guint) body->data[3] << 8 | body->data[4];
}

static void
acknowledge (Broker * self, guint id)
{
  const gchar puback[] = { 0x40, 2, (gchar) (id >> 8), (gchar) id };

  answer (self, puback, sizeof (puback));
}

/* Nothing is on its way now; what would come in error may still come later,
 * and is then found by the next read. */
static gboolean
is_silent (Broker * self)
{
  gchar byte;

  return recv (self->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0;
}

static MqttPeer *
play (Broker * broker, const gchar * more)
{
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink topic=t host=127.0.0.1 port=%u %s",
      broker->port, more);
  MqttPeer *peer = mqtt_peer_new (NULL, description);

  peer->harness = gst_harness_new_with_element (peer->element, "sink", NULL);
  gst_harness_set_src_caps_str (peer->harness, "text/plain");
  return peer;
}

static const struct
{
  const gchar *settings, *connack;
  gsize size;
  guint window;
} rows[] = {
  {"protocol-version=3.1.1", TEXT ("\x20\x02\x00\x00"), WINDOW},
  {"protocol-version=5", TEXT ("\x20\x03\x00\x00\x00"), WINDOW},
  /* Receive Maximum 5, MQTT 5.0, 3.2.2.3.3. */
  {"protocol-version=5", TEXT ("\x20\x06\x00\x00\x03\x21\x00\x05"), 5},
};

GST_START_TEST (test_sends_no_more_than_is_confirmed)
{
  g_autofree gchar *settings = g_strconcat (rows[__i__].settings,
      " qos=1 linger=20000 queue-full=drop-new max-queue-buffers=30", NULL);
  guint window = rows[__i__].window, ids[31];
  Broker broker;

  broker_open (&broker);
  MqttPeer *sink = play (&broker, settings);
  broker_accept (&broker, rows[__i__].connack, rows[__i__].size);
  for (guint i = 0; i < 31; i++)
    mqtt_peer_push (sink, "x");
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "dropped"), 1);
  for (guint i = 0; i < window; i++)
    ids[i] = read_publish (&broker);
  fail_unless (is_silent (&broker));
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 0);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "queued"), 30);

  /* One is confirmed: the next is sent, and there is room for another. */
  acknowledge (&broker, ids[0]);
  ids[window] = read_publish (&broker);
  while (mqtt_peer_stat (sink, "queued") > 29)
    g_thread_yield ();
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 1);
  mqtt_peer_push (sink, "x");
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "dropped"), 1);

  for (guint i = 1; i < G_N_ELEMENTS (ids); i++) {
    acknowledge (&broker, ids[i]);
    if (i + window < G_N_ELEMENTS (ids))
      ids[i + window] = read_publish (&broker);
  }
  fail_unless (gst_harness_push_event (sink->harness, gst_event_new_eos ()));
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 31);
  mqtt_peer_free (sink);
  broker_close (&broker);
}

GST_END_TEST;

/* One who reads a little at a time gets all of it, and the pipeline waits. */
#define N_BUFFERS 40
#define SIZE 100000

static gpointer
push_all (gpointer user_data)
{
  MqttPeer *sink = user_data;

  for (guint i = 0; i < N_BUFFERS; i++)
    fail_unless_equals_int (gst_harness_push (sink->harness,
            gst_buffer_new_wrapped (g_malloc0 (SIZE), SIZE)), GST_FLOW_OK);
  fail_unless (gst_harness_push_event (sink->harness, gst_event_new_eos ()));
  return NULL;
}

GST_START_TEST (test_a_slow_reader_gets_everything)
{
  static guint8 data[1000];
  Broker broker;

  broker_open (&broker);
  MqttPeer *sink = play (&broker, "protocol-version=3.1.1 qos=0 "
      "queue-full=block max-queue-bytes=300000 linger=20000");
  broker_accept (&broker, TEXT ("\x20\x02\x00\x00"));
  GThread *thread = g_thread_new ("push", push_all, sink);
  for (guint i = 0; i < N_BUFFERS * SIZE / sizeof (data); i++) {
    receive (&broker, data, sizeof (data));
    fail_unless (mqtt_peer_stat (sink, "queued-bytes") <= 300000);
  }
  /* Each with a head of 4 bytes and a topic of 3. */
  receive (&broker, data, N_BUFFERS * 7);
  g_thread_join (thread);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), N_BUFFERS);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "dropped"), 0);
  mqtt_peer_free (sink);
  broker_close (&broker);
}

GST_END_TEST;

/* MQTT 5.0, 3.3.2.3.3: property 2, four bytes of seconds. */
GST_START_TEST (test_says_how_long_a_message_may_wait)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  Broker broker;

  broker_open (&broker);
  MqttPeer *sink = play (&broker, "protocol-version=5 qos=1 "
      "message-expiry=3599001 content-type=x");
  broker_accept (&broker, TEXT ("\x20\x03\x00\x00\x00"));
  mqtt_peer_push (sink, "x");
  fail_unless_equals_int (read_packet (&broker, body), 0x32);
  fail_unless (body->len > 10 && body->data[5] == 5 + 4 && body->data[6] == 2);
  guint32 seconds = (guint32) body->data[7] << 24
      | (guint32) body->data[8] << 16 | (guint32) body->data[9] << 8
      | body->data[10];
  fail_unless (seconds <= 3600 && seconds > 3580, "%u", seconds);
  mqtt_peer_free (sink);
  broker_close (&broker);
}

GST_END_TEST;

/* It was given to the library, which would send it again at any age. The pause
 * before the next attempt is longer than it may wait. */
GST_START_TEST (test_what_was_not_confirmed_may_expire)
{
  g_autofree gchar *settings = g_strdup_printf ("qos=1 message-expiry=1000 "
      "reconnect-delay-min=1500 reconnect-delay-max=1500 linger=20000 "
      "protocol-version=%s", __i__ == 0 ? "3.1.1" : "5");
  const gchar *connack = __i__ == 0 ? "\x20\x02\x00\x00" :
      "\x20\x03\x00\x00\x00";
  gsize size = __i__ == 0 ? 4 : 5;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  Broker broker;

  broker_open (&broker);
  MqttPeer *sink = play (&broker, settings);
  broker_accept (&broker, connack, size);
  mqtt_peer_push (sink, "stale");
  fail_unless_equals_int (read_packet (&broker, body), 0x32);
  close (broker.fd);
  broker_accept (&broker, connack, size);
  g_object_set (sink->element, "message-expiry", 0, NULL);
  mqtt_peer_push (sink, "fresh");
  fail_unless_equals_int (read_packet (&broker, body), 0x32);
  fail_unless (memcmp (body->data + body->len - 5, "fresh", 5) == 0);
  acknowledge (&broker, (guint) body->data[3] << 8 | body->data[4]);
  fail_unless (gst_harness_push_event (sink->harness, gst_event_new_eos ()));
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "expired"), 1);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 1);
  mqtt_peer_free (sink);
  broker_close (&broker);
}

GST_END_TEST;

/* With a session that lasts, its packet identifier has to stay. */
GST_START_TEST (test_exactly_once_goes_on_where_it_was)
{
  g_autoptr (GByteArray) before = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  Broker broker;

  broker_open (&broker);
  MqttPeer *sink = play (&broker,
      "qos=2 message-expiry=60000 clean-start=false "
      "client-id=keeper protocol-version=3.1.1 reconnect-delay-min=10");
  broker_accept (&broker, TEXT ("\x20\x02\x00\x00"));
  mqtt_peer_push (sink, "y");
  fail_unless_equals_int (read_packet (&broker, before), 0x34);
  close (broker.fd);
  broker_accept (&broker, TEXT ("\x20\x02\x01\x00"));
  /* DUP, MQTT 3.1.1, 3.3.1.1. */
  fail_unless_equals_int (read_packet (&broker, again), 0x3c);
  fail_unless (before->len == again->len
      && memcmp (before->data, again->data, before->len) == 0);
  mqtt_peer_free (sink);
  broker_close (&broker);
}

GST_END_TEST;

static Suite *
credit_suite (void)
{
  Suite *suite = suite_create ("mqttsink-credit");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_sends_no_more_than_is_confirmed, 0,
      G_N_ELEMENTS (rows));
  tcase_add_test (tc, test_a_slow_reader_gets_everything);
  tcase_add_test (tc, test_says_how_long_a_message_may_wait);
  tcase_add_loop_test (tc, test_what_was_not_confirmed_may_expire, 0, 2);
  tcase_add_test (tc, test_exactly_once_goes_on_where_it_was);
  return suite;
}

GST_CHECK_MAIN (credit);
