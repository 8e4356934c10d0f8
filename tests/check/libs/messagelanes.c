/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "messagelanes.h"

#include <gst/check/gstcheck.h>
#include <string.h>

#define CONTROL EDGE_MESSAGE_LANE_CONTROL
#define MOTION EDGE_MESSAGE_LANE_MOTION

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EdgeMessageLanes, edge_message_lanes_free);

static guint
push (EdgeMessageLanes * lanes, EdgeMessageLane lane, const gchar * text,
    gboolean urgent)
{
  return edge_message_lanes_push (lanes, lane, g_strdup (text), strlen (text),
      urgent);
}

static void
expect (EdgeMessageLanes * lanes, const gchar * wanted)
{
  g_autofree gchar *text = NULL;
  gsize size;

  if (wanted == NULL) {
    fail_if (edge_message_lanes_pop (lanes, &text, &size));
    return;
  }
  fail_unless (edge_message_lanes_pop (lanes, &text, &size));
  fail_unless_equals_string (text, wanted);
  fail_unless_equals_int (size, strlen (wanted));
}

GST_START_TEST (test_control_goes_first_and_in_order)
{
  g_autoptr (EdgeMessageLanes) lanes = edge_message_lanes_new ();

  push (lanes, MOTION, "move 1", FALSE);
  push (lanes, CONTROL, "take", FALSE);
  push (lanes, MOTION, "move 2", FALSE);
  push (lanes, CONTROL, "clear", FALSE);
  expect (lanes, "take");
  expect (lanes, "clear");
  expect (lanes, "move 1");
  expect (lanes, "move 2");
  expect (lanes, NULL);
}

GST_END_TEST;

GST_START_TEST (test_a_stop_outdates_the_motion_before_it)
{
  g_autoptr (EdgeMessageLanes) lanes = edge_message_lanes_new ();

  for (guint i = 0; i < 10; i++)
    fail_unless_equals_int (push (lanes, MOTION, "old move", FALSE), 0);
  push (lanes, CONTROL, "clear", FALSE);
  fail_unless_equals_int (push (lanes, CONTROL, "stop", TRUE), 0);
  push (lanes, MOTION, "new move", FALSE);
  expect (lanes, "clear");
  expect (lanes, "stop");
  expect (lanes, "new move");
  expect (lanes, NULL);
}

GST_END_TEST;

GST_START_TEST (test_a_stop_on_the_motion_lane_is_kept)
{
  g_autoptr (EdgeMessageLanes) lanes = edge_message_lanes_new ();

  push (lanes, MOTION, "stop", TRUE);
  for (guint i = 0; i < 2 * EDGE_MESSAGE_LANES_MAX_MOTION; i++)
    push (lanes, MOTION, "move", FALSE);
  push (lanes, MOTION, "estop", TRUE);
  expect (lanes, "stop");
  expect (lanes, "estop");
  expect (lanes, NULL);
}

GST_END_TEST;

GST_START_TEST (test_of_motion_the_newest_is_kept)
{
  g_autoptr (EdgeMessageLanes) lanes = edge_message_lanes_new ();
  guint lost = 0;

  for (guint i = 0; i < EDGE_MESSAGE_LANES_MAX_MOTION + 5; i++) {
    g_autofree gchar *text = g_strdup_printf ("move %u", i);

    lost += push (lanes, MOTION, text, FALSE);
  }
  fail_unless_equals_int (lost, 5);
  expect (lanes, "move 5");
}

GST_END_TEST;

GST_START_TEST (test_a_stop_gets_through_a_flood)
{
  g_autoptr (EdgeMessageLanes) lanes = edge_message_lanes_new ();
  guint lost = 0;

  for (guint i = 0; i < EDGE_MESSAGE_LANES_MAX_CONTROL + 5; i++)
    lost += push (lanes, CONTROL, "x", FALSE);
  fail_unless_equals_int (lost, 5);
  fail_unless_equals_int (push (lanes, CONTROL, "stop", TRUE), 0);
  for (guint i = 0; i < EDGE_MESSAGE_LANES_MAX_CONTROL; i++)
    expect (lanes, "x");
  expect (lanes, "stop");
  for (guint i = 0; i < EDGE_MESSAGE_LANES_MAX_URGENT + 5; i++)
    lost += push (lanes, CONTROL, "stop", TRUE);
  fail_unless_equals_int (lost, 10);
}

GST_END_TEST;

static Suite *
messagelanes_suite (void)
{
  Suite *suite = suite_create ("messagelanes");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_control_goes_first_and_in_order);
  tcase_add_test (test, test_a_stop_outdates_the_motion_before_it);
  tcase_add_test (test, test_a_stop_on_the_motion_lane_is_kept);
  tcase_add_test (test, test_of_motion_the_newest_is_kept);
  tcase_add_test (test, test_a_stop_gets_through_a_flood);
  return suite;
}

GST_CHECK_MAIN (messagelanes);
