/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A broker that ends the connection over a large message: a server of a few
 * lines. MQTT 5.0, 3. */
#include <arpa/inet.h>
#include <gst/check/gstcheck.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mqttpeer.h"

#define LIMIT 100

typedef struct
{
  const gchar *farewell;
  gsize farewell_size;
  int listener;
  guint port;
  GThread *thread;
  /* Read when the thread has ended. */
  guint n_large, n_small;
} Server;

static gboolean
receive (int fd, void *data, gsize size)
{
  return size == 0 || recv (fd, data, size, MSG_WAITALL) == (ssize_t) size;
}

/* The type of the next packet, and its body; 0 at the end. */
static guint8
receive_packet (int fd, guint8 * body, gsize * size)
{
  guint8 type, digit;
  guint shift = 0;

  *size = 0;
  if (!receive (fd, &type, 1))
    return 0;
  do {
    if (!receive (fd, &digit, 1))
      return 0;
    *size |= (gsize) (digit & 0x7f) << shift;
    shift += 7;
  } while (digit & 0x80);
  fail_unless (*size <= 4096);
  return receive (fd, body, *size) ? type : 0;
}

static void
answer (int fd, const gchar * bytes, gsize size)
{
  fail_unless (send (fd, bytes, size, MSG_NOSIGNAL) == (ssize_t) size);
}

/* FALSE: ends the connection. */
static gboolean
take_publish (Server * self, int fd, guint8 type, const guint8 * body,
    gsize size)
{
  gsize at = 2 + (gsize) body[1];

  if (size > LIMIT) {
    self->n_large++;
    answer (fd, self->farewell, self->farewell_size);
    return FALSE;
  }
  self->n_small++;
  const gchar ack[] = { (type & 6) == 2 ? 0x40 : 0x50, 2, (gchar) body[at],
    (gchar) body[at + 1]
  };
  answer (fd, ack, sizeof (ack));
  return TRUE;
}

static void
serve_one (Server * self, int fd)
{
  guint8 body[4096], type;
  gboolean goes_on = TRUE;
  gsize size;

  while (goes_on && (type = receive_packet (fd, body, &size)) != 0) {
    if (type == 0x10) {
      answer (fd, "\x20\x03\x00\x00\x00", 5);
    } else if ((type & 0xf0) == 0x30) {
      goes_on = take_publish (self, fd, type, body, size);
    } else if (type == 0x62) {
      const gchar done[] = { 0x70, 2, (gchar) body[0], (gchar) body[1] };

      answer (fd, done, sizeof (done));
    }
  }
  /* The farewell shall arrive: what is unread at close() would reset it. */
  shutdown (fd, SHUT_WR);
  while (recv (fd, body, sizeof (body), 0) > 0);
}

static gpointer
serve (gpointer user_data)
{
  Server *self = user_data;
  int fd;

  while ((fd = accept (self->listener, NULL, NULL)) >= 0) {
    serve_one (self, fd);
    close (fd);
  }
  return NULL;
}

static void
server_start (Server * self)
{
  struct sockaddr_in address = {.sin_family = AF_INET };
  socklen_t size = sizeof (address);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  fail_unless (bind (self->listener, (struct sockaddr *) &address,
          sizeof (address)) == 0);
  fail_unless (listen (self->listener, 8) == 0);
  getsockname (self->listener, (struct sockaddr *) &address, &size);
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("server", serve, self);
}

static void
server_stop (Server * self)
{
  shutdown (self->listener, SHUT_RDWR);
  g_thread_join (self->thread);
  close (self->listener);
}

static void
expect_warning_of_the_limit (GstBus * bus)
{
  gboolean found = FALSE;

  while (!found) {
    GstMessage *message = gst_bus_timed_pop_filtered (bus, 20 * GST_SECOND,
        GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);
    g_autofree gchar *debug = NULL;

    fail_unless (message != NULL, "no warning of the limit came");
    fail_unless (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING);
    gst_message_parse_warning (message, NULL, &debug);
    found = strstr (debug, "message_size_limit") != NULL;
    gst_message_unref (message);
  }
}

/* DISCONNECT with reason 149; what libmosquitto takes for a broken protocol, as
 * later ones do with a PUBACK of that reason. */
static const struct
{
  const gchar *bytes;
  gsize size;
  const gchar *more;
} rows[] = {
  {"\xe0\x02\x95\x00", 4, "qos=1"},
  {"\xe0\x02\x95\x00", 4, "qos=2"},
  {"\xe0\x02\x95\x00", 4, "qos=2 clean-start=false client-id=kept"},
  {"\x00\x00", 2, "qos=1"},
};

GST_START_TEST (test_gives_up_what_ends_three_connections)
{
  Server server = {.farewell = rows[__i__].bytes,
    .farewell_size = rows[__i__].size
  };
  g_autofree gchar *text = g_strnfill (2 * LIMIT, 'x');

  server_start (&server);
  g_autofree gchar *description = g_strdup_printf ("mqttsink topic=t "
      "protocol-version=5 linger=20000 reconnect-delay-min=1 "
      "reconnect-delay-max=5 host=127.0.0.1 port=%u %s", server.port,
      rows[__i__].more);
  g_autoptr (GstElement) element = gst_parse_launch (description, NULL);
  GstHarness *harness = gst_harness_new_with_element (element, "sink", NULL);
  GstBus *bus = gst_bus_new ();
  gst_element_set_bus (element, bus);
  gst_harness_set_src_caps_str (harness, "text/plain");
  gst_harness_push (harness, gst_buffer_new_memdup ("small", 5));
  gst_harness_push (harness, gst_buffer_new_memdup (text, 2 * LIMIT));
  gst_harness_push (harness, gst_buffer_new_memdup ("small", 5));
  gst_harness_push_event (harness, gst_event_new_eos ());
  expect_warning_of_the_limit (bus);

  g_autoptr (GstStructure) stats = NULL;
  guint64 failed = 0, queued = 1, sent = 0;
  g_object_get (element, "stats", &stats, NULL);
  fail_unless (gst_structure_get (stats, "failed", G_TYPE_UINT64, &failed,
          "queued", G_TYPE_UINT64, &queued, "messages-sent", G_TYPE_UINT64,
          &sent, NULL));
  fail_unless_equals_uint64 (failed, 1);
  fail_unless_equals_uint64 (sent, 2);
  fail_unless_equals_uint64 (queued, 0);
  gst_element_set_bus (element, NULL);
  gst_object_unref (bus);
  gst_harness_teardown (harness);
  server_stop (&server);
  fail_unless_equals_int (server.n_large, 3);
  fail_unless (server.n_small >= 2);
}

GST_END_TEST;

static Suite *
too_large_suite (void)
{
  Suite *suite = suite_create ("mqttsink-toolarge");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_gives_up_what_ends_three_connections, 0,
      G_N_ELEMENTS (rows));
  return suite;
}

GST_CHECK_MAIN (too_large);
