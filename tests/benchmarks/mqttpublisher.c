/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* mqttpublisher PORT USER PASSWORD TOPIC,TOPIC.. QOS COUNT INTERVAL_US:
 * publishes COUNT messages of 48 bytes, one per interval and with the time of
 * its publishing, on each topic in turn. The same for every contestant. */
#include <mosquitto.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "mqttlatencies.h"

#define SIZE 48

typedef struct
{
  gboolean connected;
  guint n_done;
} State;

static void
on_connect (struct mosquitto *mosq, void *user_data, int reason)
{
  if (reason != 0)
    g_error ("%s", mosquitto_connack_string (reason));
  ((State *) user_data)->connected = TRUE;
}

static void
on_publish (struct mosquitto *mosq, void *user_data, int mid)
{
  ((State *) user_data)->n_done++;
}

static void
check (int rc)
{
  if (rc != MOSQ_ERR_SUCCESS)
    g_error ("%s", mosquitto_strerror (rc));
}

static void
start_timer (int fd, glong interval)
{
  struct itimerspec every = { {interval / 1000000, interval % 1000000 * 1000},
  {0, 1}
  };

  timerfd_settime (fd, 0, &every, NULL);
}

int
main (int argc, char **argv)
{
  State state = { FALSE, 0 };
  gboolean started = FALSE;

  if (argc != 8)
    return 2;
  int qos = atoi (argv[5]);
  g_auto (GStrv) topics = g_strsplit (argv[4], ",", -1);
  guint n_topics = g_strv_length (topics);
  guint count = (guint) atoi (argv[6]), n = 0;
  mosquitto_lib_init ();
  struct mosquitto *mosq = mosquitto_new (NULL, true, &state);
  mosquitto_connect_callback_set (mosq, on_connect);
  mosquitto_publish_callback_set (mosq, on_publish);
  mosquitto_int_option (mosq, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_username_pw_set (mosq, argv[2], argv[3]);
  check (mosquitto_connect (mosq, "127.0.0.1", atoi (argv[1]), 60));
  struct pollfd fds[] = {
    {timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC), POLLIN, 0},
    {mosquitto_socket (mosq), POLLIN, 0},
  };

  while (state.n_done < count) {
    guint64 ticks;

    if (state.connected && !started) {
      start_timer (fds[0].fd, atol (argv[7]));
      started = TRUE;
    }
    fds[1].events = POLLIN | (mosquitto_want_write (mosq) ? POLLOUT : 0);
    poll (fds, 2, 1000);
    if (fds[0].revents && read (fds[0].fd, &ticks, sizeof (ticks)) > 0
        && n < count) {
      guint8 payload[SIZE] = { 0, };
      gint64 now = mqtt_latencies_now ();

      memcpy (payload, &now, sizeof (now));
      check (mosquitto_publish (mosq, NULL, topics[n % n_topics], SIZE,
              payload, qos, false));
      n++;
    }
    if (fds[1].revents & POLLIN)
      check (mosquitto_loop_read (mosq, 64));
    if (mosquitto_want_write (mosq))
      check (mosquitto_loop_write (mosq, 64));
    check (mosquitto_loop_misc (mosq));
  }
  mosquitto_disconnect (mosq);
  mosquitto_destroy (mosq);
  return 0;
}
