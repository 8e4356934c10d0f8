/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Brokers that are old, odd or hostile: a server of a few lines. */
#include <arpa/inet.h>
#include <gst/check/gstcheck.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mqttpeer.h"

#define TEXT(bytes) bytes, sizeof (bytes) - 1

typedef struct
{
  const gchar *bytes;
  gsize size;
} Answer;

/* Answers each CONNECT of MQTT 5 and 3.1.1 with these bytes and hangs up,
 * unless it is told to stay. */
typedef struct
{
  Answer to_5, to_3_1_1;
  gboolean stays;
  int listener;
  guint port;
  GThread *thread;
} Server;

static void
serve_one (Server * self, int fd)
{
  gchar packet[256];
  ssize_t size = recv (fd, packet, sizeof (packet), 0);
  const gchar *name =
      size > 0 ? memmem (packet, (gsize) size, "MQTT", 4) : NULL;

  /* MQTT 5.0, 3.1.2.2: the version follows the name. */
  if (name != NULL && name + 4 < packet + size) {
    Answer *answer = name[4] == 5 ? &self->to_5 : &self->to_3_1_1;

    if (answer->size > 0)
      fail_unless (send (fd, answer->bytes, answer->size,
              MSG_NOSIGNAL) == (ssize_t) answer->size);
    /* Until the client leaves. */
    while (self->stays && name[4] != 5
        && recv (fd, packet, sizeof (packet), 0) > 0);
  }
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

static MqttPeer *
play (Server * server, const gchar * more)
{
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t host=127.0.0.1 port=%u "
      "reconnect-delay-min=1 reconnect-delay-max=5 %s", server->port, more);
  MqttPeer *peer = mqtt_peer_new (NULL, description);

  fail_unless (gst_element_set_state (peer->element,
          GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
  return peer;
}

/* MQTT 3.1.1, 3.2; the second is MQTT 5.0, 3.2.2.2, with no properties. */
static const Answer old_brokers[] = {
  {TEXT ("\x20\x02\x00\x01")},
  {TEXT ("\x20\x03\x00\x84\x00")},
  {NULL, 0},                    /* hangs up on what it does not know */
};

GST_START_TEST (test_falls_back_to_the_older_protocol)
{
  Server server = {.to_5 = old_brokers[__i__],.stays = TRUE,
    .to_3_1_1 = {TEXT ("\x20\x02\x00\x00")}
  };

  server_start (&server);
  MqttPeer *source = play (&server, "");
  g_autoptr (GstStructure) connected =
      mqtt_peer_wait (source, "mqtt-connected");
  fail_unless_equals_string (gst_structure_get_string (connected, "protocol"),
      "3.1.1");
  mqtt_peer_free (source);
  server_stop (&server);
}

GST_END_TEST;

GST_START_TEST (test_does_not_fall_back_when_told_the_version)
{
  Server server = {.to_5 = old_brokers[1] };

  server_start (&server);
  MqttPeer *source = play (&server, "protocol-version=5");
  mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_SETTINGS, "does not speak this version");
  mqtt_peer_free (source);
  server_stop (&server);
}

GST_END_TEST;

static const Answer hostile[] = {
  {TEXT ("\xff\xff\xff\xff\xff\xff\xff\xff")},
  {TEXT ("HTTP/1.1 400 Bad Request\r\n\r\n")},
  /* A length that does not end, one that never comes, a cut CONNACK. */
  {TEXT ("\x20\x80\x80\x80\x80\x80\x01")},
  {TEXT ("\x20\xff\xff\xff\x7f\x00\x00")},
  {TEXT ("\x20\x02\x00")},
  /* PUBLISH before CONNACK; after it with a topic that is no UTF-8, that holds
   * a wildcard, that is longer than the packet, that is empty. */
  {TEXT ("\x30\x04\x00\x01tx")},
  {TEXT ("\x20\x02\x00\x00\x30\x05\x00\x02\xff\xfex")},
  {TEXT ("\x20\x02\x00\x00\x30\x04\x00\x01#x")},
  {TEXT ("\x20\x02\x00\x00\x30\x04\xff\xfftx")},
  {TEXT ("\x20\x02\x00\x00\x30\x03\x00\x00x")},
  /* A SUBACK for nothing, without reason codes. */
  {TEXT ("\x20\x02\x00\x00\x90\x02\x00\x01")},
  {TEXT ("\x20\x02\x00\x00\x90\x03\x12\x34\x80")},
  /* A PUBACK for nothing, a PUBREL for nothing, a packet of no known type. */
  {TEXT ("\x20\x02\x00\x00\x40\x02\x12\x34\x62\x02\x12\x34")},
  {TEXT ("\x20\x02\x00\x00\x00\x00")},
};

GST_START_TEST (test_survives_whatever_the_broker_sends)
{
  Server server = {.to_5 = hostile[__i__],.to_3_1_1 = hostile[__i__] };

  server_start (&server);
  MqttPeer *source = play (&server, __i__ % 2 ? "protocol-version=3.1.1" : "");
  for (guint i = 0; i < 3; i++)
    mqtt_peer_expect (source, "mqtt-disconnected");
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "messages-received"), 0);
  mqtt_peer_free (source);
  server_stop (&server);
}

GST_END_TEST;

/* MQTT 5.0, 3.14.2.1: session taken over. */
GST_START_TEST (test_says_who_took_its_place)
{
  Server server = {.to_5 = {TEXT ("\x20\x03\x00\x00\x00\xe0\x01\x8e")}
  };

  server_start (&server);
  MqttPeer *source = play (&server, "client-id=twin");
  mqtt_peer_wait_warning (source, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY,
      "client id twin is used twice");
  mqtt_peer_free (source);
  server_stop (&server);
}

GST_END_TEST;

static gboolean
is_busy (GstMessage * message)
{
  GError *error = NULL;

  gst_message_parse_warning (message, &error, NULL);
  gboolean busy =
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY);
  g_error_free (error);
  return busy;
}

/* mosquitto 2.0.11 throws out without a word, later ones say why. */
GST_START_TEST (test_suspects_a_twin_when_every_connection_ends_soon)
{
  static const gchar *description = "mqttsrc topic=t client-id=twin "
      "reconnect-delay-min=10 reconnect-delay-max=20";
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) one = mqtt_peer_new_playing (broker, description);
  g_autoptr (MqttPeer) two = mqtt_peer_new_playing (broker, description);
  gboolean busy = FALSE;

  while (!busy) {
    GstMessage *message = gst_bus_timed_pop_filtered (one->bus,
        20 * GST_SECOND, GST_MESSAGE_WARNING);

    fail_unless (message != NULL);
    busy = is_busy (message);
    gst_message_unref (message);
  }
  /* The other one is thrown out, too. */
  for (guint i = 0; i < 2; i++)
    mqtt_peer_expect (two, "mqtt-connected");
}

GST_END_TEST;

static Suite *
hostile_suite (void)
{
  Suite *suite = suite_create ("mqttsrc-hostile");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_falls_back_to_the_older_protocol, 0,
      G_N_ELEMENTS (old_brokers));
  tcase_add_test (tc, test_does_not_fall_back_when_told_the_version);
  tcase_add_loop_test (tc, test_survives_whatever_the_broker_sends, 0,
      G_N_ELEMENTS (hostile));
  tcase_add_test (tc, test_says_who_took_its_place);
  if (mqtt_broker_is_available ())
    tcase_add_test (tc, test_suspects_a_twin_when_every_connection_ends_soon);
  return suite;
}

GST_CHECK_MAIN (hostile);
