/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "rhythm.h"

#include <gst/check/gstcheck.h>

#define MS G_TIME_SPAN_MILLISECOND

/* Heard each interval ms from begin to end (ms). */
static void
hear (EdgeRhythm * rhythm, gint64 begin, gint64 end, gint64 interval)
{
  for (gint64 now = begin; now <= end; now += interval)
    edge_rhythm_hear (rhythm, now * MS);
}

GST_START_TEST (test_who_reports_each_second_is_steady_after_10_seconds)
{
  EdgeRhythm rhythm;

  edge_rhythm_start (&rhythm, 0);
  fail_if (edge_rhythm_is_steady (&rhythm));
  hear (&rhythm, 1000, 9000, 1000);
  fail_if (edge_rhythm_is_steady (&rhythm));
  hear (&rhythm, 10000, 10000, 1000);
  fail_unless (edge_rhythm_is_steady (&rhythm));
}

GST_END_TEST;

GST_START_TEST (test_who_reports_each_5_seconds_is_never_steady)
{
  EdgeRhythm rhythm;

  edge_rhythm_start (&rhythm, 0);
  /* Asks for key frames at the start. */
  hear (&rhythm, 100, 3000, 500);
  hear (&rhythm, 5000, 100000, 5000);
  fail_if (edge_rhythm_is_steady (&rhythm));
}

GST_END_TEST;

GST_START_TEST (test_one_long_pause_is_remembered_for_10_seconds)
{
  EdgeRhythm rhythm;

  edge_rhythm_start (&rhythm, 0);
  hear (&rhythm, 500, 60000, 500);
  fail_unless (edge_rhythm_is_steady (&rhythm));
  hear (&rhythm, 63000, 72000, 500);
  fail_if (edge_rhythm_is_steady (&rhythm));
  hear (&rhythm, 72500, 73000, 500);
  fail_unless (edge_rhythm_is_steady (&rhythm));
}

GST_END_TEST;

static Suite *
rhythm_suite (void)
{
  Suite *suite = suite_create ("rhythm");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test,
      test_who_reports_each_second_is_steady_after_10_seconds);
  tcase_add_test (test, test_who_reports_each_5_seconds_is_never_steady);
  tcase_add_test (test, test_one_long_pause_is_remembered_for_10_seconds);
  return suite;
}

GST_CHECK_MAIN (rhythm);
