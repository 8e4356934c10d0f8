/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What waits for the broker while the pipeline is paused. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttpeer.h"

#define N_QUEUED 3
#define N_PAUSES 20

/* A thread that pushes into a sink that cannot send. */
typedef struct
{
  MqttPeer *sink;
  GThread *thread;
  GMutex lock;
  GCond changed;
  gboolean came;                /* to the sink's pad */
} Pusher;

static GstPadProbeReturn
on_data (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Pusher *self = user_data;

  g_mutex_lock (&self->lock);
  self->came = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static gpointer
push_one (gpointer user_data)
{
  return GINT_TO_POINTER (mqtt_peer_push (user_data, "blocked"));
}

static gpointer
push_eos (gpointer user_data)
{
  return GINT_TO_POINTER (gst_harness_push_event (((MqttPeer *)
              user_data)->harness, gst_event_new_eos ()));
}

/* Returns when the thread has come to the sink. */
static void
pusher_begin (Pusher * self, MqttBroker * broker, GThreadFunc push)
{
  memset (self, 0, sizeof (*self));
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->sink = mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1 "
      "queue-full=block max-queue-buffers=3 linger=20000 "
      "reconnect-delay-max=200");
  for (guint i = 0; i < N_QUEUED; i++)
    fail_unless_equals_int (mqtt_peer_push (self->sink, "x"), GST_FLOW_OK);

  GstPad *pad = gst_element_get_static_pad (self->sink->element, "sink");
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      self, NULL);
  gst_object_unref (pad);
  self->thread = g_thread_new ("push", push, self->sink);
  g_mutex_lock (&self->lock);
  while (!self->came)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* The base class keeps a buffer as its last one with the lock held that it
 * also renders with: from then on no change of state comes before render(). */
static gboolean
is_rendering (Pusher * self)
{
  GstSample *sample = NULL;

  g_object_get (self->sink->element, "last-sample", &sample, NULL);
  gboolean rendering = sample != NULL
      && gst_buffer_get_size (gst_sample_get_buffer (sample)) > 1;
  g_clear_pointer (&sample, gst_sample_unref);
  return rendering;
}

static void
pusher_pause (Pusher * self)
{
  for (guint i = 0; i < N_PAUSES; i++) {
    gst_element_set_state (self->sink->element, GST_STATE_PAUSED);
    gst_element_set_state (self->sink->element, GST_STATE_PLAYING);
  }
}

static void
pusher_end (Pusher * self)
{
  mqtt_peer_free (self->sink);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
}

GST_START_TEST (test_a_buffer_that_waits_for_room_outlives_a_pause)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  Pusher pusher;

  pusher_begin (&pusher, broker, push_one);
  while (!is_rendering (&pusher))
    g_thread_yield ();
  pusher_pause (&pusher);
  mqtt_broker_start (broker);
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (pusher.thread)),
      GST_FLOW_OK);
  fail_unless (gst_harness_push_event (pusher.sink->harness,
          gst_event_new_eos ()));
  fail_unless_equals_uint64 (mqtt_peer_stat (pusher.sink, "messages-sent"),
      N_QUEUED + 1);
  pusher_end (&pusher);
}

GST_END_TEST;

GST_START_TEST (test_an_end_that_waits_for_the_broker_outlives_a_pause)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  GstMessage *message;
  Pusher pusher;

  pusher_begin (&pusher, broker, push_eos);
  pusher_pause (&pusher);
  mqtt_broker_start (broker);
  fail_unless (GPOINTER_TO_INT (g_thread_join (pusher.thread)));
  fail_unless_equals_uint64 (mqtt_peer_stat (pusher.sink, "messages-sent"),
      N_QUEUED);
  while ((message = gst_bus_pop_filtered (pusher.sink->bus,
              GST_MESSAGE_WARNING)) != NULL) {
    GError *error = NULL;

    gst_message_parse_warning (message, &error, NULL);
    fail_unless (strstr (error->message, "not confirmed") == NULL, "%s",
        error->message);
    g_error_free (error);
    gst_message_unref (message);
  }
  pusher_end (&pusher);
}

GST_END_TEST;

GST_START_TEST (test_what_waits_in_a_pause_is_let_go_at_the_end)
{
  static const GThreadFunc pushes[] = { push_one, push_eos };
  static const gint good[] = { GST_FLOW_OK, TRUE };
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  Pusher pusher;

  pusher_begin (&pusher, broker, pushes[__i__]);
  gst_element_set_state (pusher.sink->element, GST_STATE_PAUSED);
  gst_element_set_state (pusher.sink->element, GST_STATE_NULL);
  fail_unless (GPOINTER_TO_INT (g_thread_join (pusher.thread)) != good[__i__]);
  pusher_end (&pusher);
}

GST_END_TEST;

static Suite *
mqttsink_pause_suite (void)
{
  Suite *suite = suite_create ("mqttsink-pause");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_a_buffer_that_waits_for_room_outlives_a_pause);
  tcase_add_test (tc, test_an_end_that_waits_for_the_broker_outlives_a_pause);
  tcase_add_loop_test (tc, test_what_waits_in_a_pause_is_let_go_at_the_end, 0,
      2);
  return suite;
}

GST_CHECK_MAIN (mqttsink_pause);
