/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "ratebucket.h"

#include <gst/check/gstcheck.h>

#define MS G_TIME_SPAN_MILLISECOND

static guint
take_all (RateBucket * bucket, gint64 now)
{
  guint n = 0;

  while (rate_bucket_take (bucket, 2.0, 3.0, now))
    n++;
  return n;
}

GST_START_TEST (test_so_many_at_once_and_so_many_per_second)
{
  RateBucket bucket = { 0 };

  fail_unless_equals_int (take_all (&bucket, 1000 * MS), 3);
  fail_unless_equals_int (take_all (&bucket, 1400 * MS), 0);
  fail_unless_equals_int (take_all (&bucket, 1500 * MS), 1);
  fail_unless_equals_int (take_all (&bucket, 2500 * MS), 2);
  /* Who waits long saves no more than the burst. */
  fail_unless_equals_int (take_all (&bucket, 900000 * MS), 3);
}

GST_END_TEST;

GST_START_TEST (test_tries_in_vain_cost_nothing)
{
  RateBucket bucket = { 0 };
  guint n = 0;

  take_all (&bucket, 1000 * MS);
  for (guint i = 1; i <= 1000; i++)
    n += take_all (&bucket, (1000 + i) * MS);
  /* A thousand steps of 2/1000 may come out a little below 2. */
  fail_unless (n == 1 || n == 2, "%u", n);
}

GST_END_TEST;

GST_START_TEST (test_what_is_told_is_told_again_after_success)
{
  RateBucket bucket = { 0 };

  take_all (&bucket, 1000 * MS);
  bucket.told = TRUE;
  fail_unless (!rate_bucket_take (&bucket, 2.0, 3.0, 1001 * MS));
  fail_unless (bucket.told);
  fail_unless (rate_bucket_take (&bucket, 2.0, 3.0, 3000 * MS));
  fail_unless (!bucket.told);
}

GST_END_TEST;

static Suite *
ratebucket_suite (void)
{
  Suite *suite = suite_create ("ratebucket");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_so_many_at_once_and_so_many_per_second);
  tcase_add_test (test, test_tries_in_vain_cost_nothing);
  tcase_add_test (test, test_what_is_told_is_told_again_after_success);
  return suite;
}

GST_CHECK_MAIN (ratebucket);
