/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* mqttbare PORT USER PASSWORD TOPIC QOS COUNT WARMUP FILE: receives with
 * libmosquitto and nothing else, in a loop of the kind that mqttsrc has, but
 * without its thread. */
#include <mosquitto.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "mqttlatencies.h"

typedef struct
{
  MqttLatencies latencies;
  const gchar *topic;
  int qos;
  gboolean done;
} State;

static void
on_connect (struct mosquitto *mosq, void *user_data, int reason)
{
  State *state = user_data;

  if (reason != 0)
    g_error ("%s", mosquitto_connack_string (reason));
  mosquitto_subscribe (mosq, NULL, state->topic, state->qos);
}

static void
on_subscribe (struct mosquitto *mosq, void *user_data, int mid, int n,
    const int *granted)
{
  puts ("ready");
  fflush (stdout);
}

static void
on_message (struct mosquitto *mosq, void *user_data,
    const struct mosquitto_message *message)
{
  State *state = user_data;

  if (mqtt_latencies_add (&state->latencies, message->payload,
          (gsize) message->payloadlen))
    state->done = TRUE;
}

int
main (int argc, char **argv)
{
  State state = {.done = FALSE };
  int on = 1;

  if (argc != 9)
    return 2;
  state.topic = argv[4];
  state.qos = atoi (argv[5]);
  mqtt_latencies_init (&state.latencies, (guint) atoi (argv[6]),
      (guint) atoi (argv[7]));
  mosquitto_lib_init ();
  struct mosquitto *mosq = mosquitto_new (NULL, true, &state);
  mosquitto_connect_callback_set (mosq, on_connect);
  mosquitto_subscribe_callback_set (mosq, on_subscribe);
  mosquitto_message_callback_set (mosq, on_message);
  mosquitto_int_option (mosq, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_username_pw_set (mosq, argv[2], argv[3]);
  if (mosquitto_connect (mosq, "127.0.0.1", atoi (argv[1]), 60) != 0)
    g_error ("no broker");

  while (!state.done) {
    struct pollfd fd = { mosquitto_socket (mosq), POLLIN, 0 };

    if (mosquitto_want_write (mosq))
      fd.events |= POLLOUT;
    poll (&fd, 1, 1000);
    if (fd.revents & POLLIN && mosquitto_loop_read (mosq, 64) != 0)
      g_error ("lost the broker");
    setsockopt (fd.fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof (on));
    if (mosquitto_want_write (mosq))
      mosquitto_loop_write (mosq, 64);
    mosquitto_loop_misc (mosq);
  }
  mqtt_latencies_write (&state.latencies, argv[8]);
  mosquitto_disconnect (mosq);
  mosquitto_destroy (mosq);
  return 0;
}
