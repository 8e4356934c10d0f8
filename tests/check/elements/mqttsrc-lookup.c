/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A name server that does not answer: getaddrinfo() cannot be cancelled, so
 * the thread that a change of state waits for must never be in it. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <gst/check/gstcheck.h>
#include <netdb.h>
#include <string.h>
#include <sys/prctl.h>

#include "mqttpeer.h"

#define DEAF "deaf.invalid"
#define SLACK 5
#define SEEN_BY_ALL __attribute__ ((visibility ("default")))
#define LEAVE (200 * G_TIME_SPAN_MILLISECOND)

static GMutex lock;
static GCond changed;
static guint n_held;            /* threads that ask for DEAF */
static gboolean released;
static guint n_names;           /* asked for by a connection's thread */

static gboolean
is_name (const char *node)
{
  guint8 address[16];

  return node != NULL && inet_pton (AF_INET, node, address) != 1
      && inet_pton (AF_INET6, node, address) != 1;
}

/* In place of the C library's, for everything in this process. */
SEEN_BY_ALL int
getaddrinfo (const char *node, const char *service,
    const struct addrinfo *hints, struct addrinfo **found)
{
  int (*real) (const char *, const char *, const struct addrinfo *,
      struct addrinfo **);
  char thread[16] = "";
  gboolean deaf = g_strcmp0 (node, DEAF) == 0;

  prctl (PR_GET_NAME, thread);
  g_mutex_lock (&lock);
  if (is_name (node) && strcmp (thread, "mqtt") == 0)
    n_names++;
  if (deaf) {
    n_held++;
    g_cond_broadcast (&changed);
    while (!released)
      g_cond_wait (&changed, &lock);
    n_held--;
    g_cond_broadcast (&changed);
  }
  g_mutex_unlock (&lock);
  if (deaf)
    return EAI_AGAIN;
  *(void **) &real = dlsym (RTLD_NEXT, "getaddrinfo");
  return real (node, service, hints, found);
}

static const gchar *elements[] = { "mqttsrc", "mqttsink" };

GST_START_TEST (test_leaves_a_name_server_that_does_not_answer)
{
  g_autofree gchar *description =
      g_strdup_printf ("%s topic=t host=" DEAF, elements[__i__]);
  g_autoptr (MqttPeer) peer = mqtt_peer_new (NULL, description);

  released = FALSE;
  for (guint i = 0; i < 2; i++) {
    fail_unless (gst_element_set_state (peer->element,
            GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
    g_mutex_lock (&lock);
    while (n_held == i)
      g_cond_wait (&changed, &lock);
    g_mutex_unlock (&lock);
    gint64 start = g_get_monotonic_time ();
    fail_unless_equals_int (gst_element_set_state (peer->element,
            GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
    gint64 taken = g_get_monotonic_time () - start;
    fail_unless (taken < SLACK * LEAVE, "took %" G_GINT64_FORMAT " us", taken);
  }
  g_mutex_lock (&lock);
  fail_unless_equals_int (n_held, 2);
  fail_unless_equals_int (n_names, 0);
  released = TRUE;
  g_cond_broadcast (&changed);
  while (n_held > 0)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

GST_END_TEST;

GST_START_TEST (test_looks_names_up_elsewhere)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("%s topic=t uri=mqtt://localhost:%u", elements[__i__],
      mqtt_broker_port (broker));
  g_autoptr (MqttPeer) peer = mqtt_peer_new_playing (broker, description);

  mqtt_peer_expect (peer, "mqtt-connected");
  g_mutex_lock (&lock);
  fail_unless_equals_int (n_names, 0);
  g_mutex_unlock (&lock);
}

GST_END_TEST;

static Suite *
lookup_suite (void)
{
  Suite *suite = suite_create ("mqttsrc-lookup");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_leaves_a_name_server_that_does_not_answer, 0,
      G_N_ELEMENTS (elements));
  if (mqtt_broker_is_available ())
    tcase_add_loop_test (tc, test_looks_names_up_elsewhere, 0,
        G_N_ELEMENTS (elements));
  return suite;
}

GST_CHECK_MAIN (lookup);
