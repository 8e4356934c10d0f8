/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "edgebackoff.h"

GST_START_TEST (test_doubles_up_to_the_maximum)
{
  EdgeBackoff backoff;
  static const guint middle[] = { 100, 200, 400, 800, 1000, 1000 };

  edge_backoff_init (&backoff, 100, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (middle); i++)
    fail_unless_equals_int (edge_backoff_next (&backoff, 0.5), middle[i]);
  edge_backoff_reset (&backoff);
  fail_unless_equals_int (edge_backoff_next (&backoff, 0.5), 100);
}

GST_END_TEST;

GST_START_TEST (test_varies_by_a_fifth_and_never_exceeds_the_maximum)
{
  EdgeBackoff backoff;

  edge_backoff_init (&backoff, 100, 1000);
  fail_unless_equals_int (edge_backoff_next (&backoff, 0.0), 80);
  edge_backoff_reset (&backoff);
  fail_unless_equals_int (edge_backoff_next (&backoff, 1.0), 120);
  for (guint i = 0; i < 40; i++)
    fail_unless (edge_backoff_next (&backoff, 1.0) <= 1000);
}

GST_END_TEST;

GST_START_TEST (test_survives_senseless_settings)
{
  EdgeBackoff backoff;

  edge_backoff_init (&backoff, 0, 0);
  fail_unless_equals_int (edge_backoff_next (&backoff, 0.0), 1);
  edge_backoff_init (&backoff, G_MAXUINT, 5);
  for (guint i = 0; i < 10; i++)
    fail_unless (edge_backoff_next (&backoff, 1.0) > 0);
}

GST_END_TEST;

static Suite *
edgebackoff_suite (void)
{
  Suite *suite = suite_create ("edgebackoff");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_doubles_up_to_the_maximum);
  tcase_add_test (tc, test_varies_by_a_fifth_and_never_exceeds_the_maximum);
  tcase_add_test (tc, test_survives_senseless_settings);
  return suite;
}

GST_CHECK_MAIN (edgebackoff);
