/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Every element goes through all states, 20 times over, with nobody to talk
 * to: it must neither fail nor wait. EDGE_ELEMENTS is the list. */
#include <gst/check/gstcheck.h>

#include "elements.h"

#define ROUNDS 20
/* A state change may take 200 ms; slow machines get five times that. */
#define LIMIT (5 * 200 * G_TIME_SPAN_MILLISECOND)

static gchar **names;

static const GstState path[] = {
  GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_PAUSED,
  GST_STATE_PLAYING, GST_STATE_PAUSED, GST_STATE_READY, GST_STATE_PAUSED,
  GST_STATE_READY, GST_STATE_NULL,
};

static void
change_state (GstElement * element, GstState state)
{
  gint64 begin = g_get_monotonic_time ();
  GstStateChangeReturn result = gst_element_set_state (element, state);
  gint64 took = g_get_monotonic_time () - begin;

  fail_unless (result != GST_STATE_CHANGE_FAILURE, "%s does not reach %s",
      GST_OBJECT_NAME (element), gst_element_state_get_name (state));
  fail_unless (took < LIMIT, "%s took %" G_GINT64_FORMAT " us to %s",
      GST_OBJECT_NAME (element), took, gst_element_state_get_name (state));
}

GST_START_TEST (test_goes_through_all_states_20_times)
{
  GstElement *element = make_element (names[__i__]);

  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (path); i++)
      change_state (element, path[i]);
  ASSERT_OBJECT_REFCOUNT (element, names[__i__], 1);
  gst_object_unref (element);
}

GST_END_TEST;

GST_START_TEST (test_goes_from_playing_straight_to_null)
{
  GstElement *element = make_element (names[__i__]);

  for (guint round = 0; round < ROUNDS; round++) {
    change_state (element, GST_STATE_PLAYING);
    change_state (element, GST_STATE_NULL);
  }
  gst_object_unref (element);
}

GST_END_TEST;

GST_START_TEST (test_is_made_and_dropped_without_a_state)
{
  gst_object_unref (make_element (names[__i__]));
}

GST_END_TEST;

static Suite *
states_suite (void)
{
  Suite *suite = suite_create ("states");
  TCase *tc = tcase_create ("general");

  names = g_strsplit (g_getenv ("EDGE_ELEMENTS"), ",", -1);
  gint n = (gint) g_strv_length (names);
  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_goes_through_all_states_20_times, 0, n);
  tcase_add_loop_test (tc, test_goes_from_playing_straight_to_null, 0, n);
  tcase_add_loop_test (tc, test_is_made_and_dropped_without_a_state, 0, n);
  return suite;
}

GST_CHECK_MAIN (states);
