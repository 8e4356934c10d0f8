/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "picarxlock.h"

static const gchar locks[] =
    "1: POSIX  ADVISORY  WRITE 11 00:1a:500 0 EOF\n"
    "2: FLOCK  ADVISORY  WRITE 12 00:1a:501 0 EOF\n"
    "2: -> FLOCK  ADVISORY  WRITE 13 00:1a:502 0 EOF\n"
    "3: FLOCK  ADVISORY  WRITE 14 fd:01:503 0 EOF\n"
    "4: FLOCK  ADVISORY  WRITE 15 00:1a:503 0 EOF\n"
    "5: OFDLCK ADVISORY  WRITE -1 00:1a:504 0 EOF\n" "rubbish\n" "6: FLOCK";

GST_START_TEST (test_finds_who_holds_a_lock)
{
  fail_unless_equals_int (picarx_lock_holder (locks, 0, 0x1a, 501), 12);
  fail_unless_equals_int (picarx_lock_holder (locks, 0, 0x1a, 503), 15);
  fail_unless_equals_int (picarx_lock_holder (locks, 0xfd, 1, 503), 14);
}

GST_END_TEST;

GST_START_TEST (test_looks_at_the_inode_where_the_device_has_two_numbers)
{
  fail_unless_equals_int (picarx_lock_holder (locks, 0, 0x33, 501), 12);
}

GST_END_TEST;

GST_START_TEST (test_nobody_holds_it)
{
  fail_unless_equals_int (picarx_lock_holder ("", 0, 0x1a, 501), 0);
  fail_unless_equals_int (picarx_lock_holder (locks, 0, 0x1a, 500), 0);
  fail_unless_equals_int (picarx_lock_holder (locks, 0, 0x1a, 502), 0);
  fail_unless_equals_int (picarx_lock_holder (locks, 0, 0x1a, 504), 0);
}

GST_END_TEST;

static Suite *
picarxlock_suite (void)
{
  Suite *suite = suite_create ("picarxlock");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_finds_who_holds_a_lock);
  tcase_add_test (tc, test_looks_at_the_inode_where_the_device_has_two_numbers);
  tcase_add_test (tc, test_nobody_holds_it);
  return suite;
}

GST_CHECK_MAIN (picarxlock);
