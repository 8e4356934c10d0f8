/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "callqueue.h"

#include <gst/check/gstcheck.h>

#define SECOND G_TIME_SPAN_SECOND
#define MAX_OFFER (32 * 1024)

static const guint8 payload[MAX_OFFER + 1];

static gboolean
push (CallQueue * queue, const gchar * mobile, const gchar * what, gsize size,
    gint64 now)
{
  g_autofree gchar *topic = g_strdup_printf ("mobile/%s/webrtc/%s", mobile,
      what);

  return call_queue_push (queue, topic, payload, size, now);
}

/* How many of them wait. */
static guint
empty (CallQueue * queue)
{
  Call *call;
  guint n = 0;

  for (; (call = call_queue_pop (queue)) != NULL; n++)
    call_free (call);
  return n;
}

GST_START_TEST (test_what_gets_in_comes_out_in_order)
{
  g_autoptr (CallQueue) queue = call_queue_new ();
  static const gchar *const whats[] = { "bye", "offer", "candidate", "bye" };

  for (guint i = 0; i < G_N_ELEMENTS (whats); i++)
    fail_unless (push (queue, "m1", whats[i], 100 + i, SECOND));
  for (guint i = 0; i < G_N_ELEMENTS (whats); i++) {
    g_autoptr (Call) call = call_queue_pop (queue);

    fail_unless (g_str_has_suffix (call->topic, whats[i]));
    fail_unless_equals_int (call->size, 100 + i);
    fail_unless_equals_int (g_bytes_get_size (call->data), 100 + i);
  }
  fail_unless (call_queue_pop (queue) == NULL);
  fail_if (call_queue_push (queue, "mobile/m1/x", payload, 1, SECOND));
}

GST_END_TEST;

GST_START_TEST (test_what_is_too_large_is_told_and_not_kept)
{
  g_autoptr (CallQueue) queue = call_queue_new ();
  g_autoptr (Call) call = NULL;

  fail_unless (push (queue, "m1", "offer", MAX_OFFER + 1, SECOND));
  call = call_queue_pop (queue);
  fail_unless (call->data == NULL);
  fail_unless_equals_int (call->size, MAX_OFFER + 1);
}

GST_END_TEST;

GST_START_TEST (test_one_mobile_does_not_spend_what_others_have)
{
  g_autoptr (CallQueue) queue = call_queue_new ();
  guint64 limited, dropped;
  guint n = 0;

  for (guint i = 0; i < 10000; i++) {
    n += push (queue, "m1", "offer", MAX_OFFER, SECOND);
    empty (queue);
  }
  fail_unless_equals_int (n, 12);
  call_queue_count (queue, &limited, &dropped);
  fail_unless_equals_uint64 (limited, 10000 - 12);
  fail_unless_equals_uint64 (dropped, 0);
  for (guint i = 0; i < 12; i++)
    fail_unless (push (queue, "m2", "offer", MAX_OFFER, SECOND));
  /* He does not take part in what he says otherwise. */
  fail_unless (push (queue, "m1", "bye", 10, SECOND));
  fail_unless (push (queue, "m1", "candidate", 200, SECOND));
  fail_unless (push (queue, "m1", "offer", 6000, 3 * SECOND));
}

GST_END_TEST;

/* Ids are easily invented. */
GST_START_TEST (test_all_together_cost_a_megabyte_per_second_at_most)
{
  g_autoptr (CallQueue) queue = call_queue_new ();
  guint n = 0;

  for (guint i = 0; i < 5000; i++) {
    g_autofree gchar *mobile = g_strdup_printf ("x%u", i);

    n += push (queue, mobile, "offer", MAX_OFFER, SECOND);
    empty (queue);
  }
  fail_unless_equals_int (n, 32);
  n = 0;
  for (guint i = 0; i < 5000; i++) {
    g_autofree gchar *mobile = g_strdup_printf ("y%u", i);

    n += push (queue, mobile, "offer", 1, 2 * SECOND);
    empty (queue);
  }
  fail_unless_equals_int (n, 4096);
  /* Offers do not keep candidates and farewells out. */
  fail_unless (push (queue, "m1", "candidate", 200, 2 * SECOND));
  fail_unless (push (queue, "m1", "bye", 10, 2 * SECOND));
}

GST_END_TEST;

GST_START_TEST (test_few_offers_wait)
{
  g_autoptr (CallQueue) queue = call_queue_new ();
  guint64 limited, dropped;

  for (guint i = 0; i < 100; i++) {
    g_autofree gchar *mobile = g_strdup_printf ("x%u", i);

    fail_unless (push (queue, mobile, "offer", 6000, SECOND) == (i < 64));
  }
  call_queue_count (queue, &limited, &dropped);
  fail_unless_equals_uint64 (limited, 0);
  fail_unless_equals_uint64 (dropped, 100 - 64);
  fail_unless (push (queue, "m1", "bye", 10, SECOND));
  fail_unless_equals_int (empty (queue), 65);
}

GST_END_TEST;

static Suite *
callqueue_suite (void)
{
  Suite *suite = suite_create ("callqueue");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_what_gets_in_comes_out_in_order);
  tcase_add_test (test, test_what_is_too_large_is_told_and_not_kept);
  tcase_add_test (test, test_one_mobile_does_not_spend_what_others_have);
  tcase_add_test (test, test_all_together_cost_a_megabyte_per_second_at_most);
  tcase_add_test (test, test_few_offers_wait);
  return suite;
}

GST_CHECK_MAIN (callqueue);
