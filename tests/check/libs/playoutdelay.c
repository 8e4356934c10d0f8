/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "playoutdelay.h"

/* *INDENT-OFF* */
static const struct { guint min, max; guint8 bytes[3]; guint read_min, read_max; } rows[] = {
  { 0, 0, { 0x00, 0x00, 0x00 }, 0, 0 },
  { 0, 10000, { 0x00, 0x03, 0xe8 }, 0, 10000 },
  { 10, 20, { 0x00, 0x10, 0x02 }, 10, 20 },
  { 19, 29, { 0x00, 0x10, 0x02 }, 10, 20 },
  { 40950, 40950, { 0xff, 0xff, 0xff }, 40950, 40950 },
  { 99999, 99999, { 0xff, 0xff, 0xff }, 40950, 40950 },
  { 300, 0, { 0x01, 0xe0, 0x1e }, 300, 300 },
  { 2560, 40000, { 0x10, 0x0f, 0xa0 }, 2560, 40000 },
};
/* *INDENT-ON* */

GST_START_TEST (test_writes_and_reads_12_bits_each)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint8 bytes[EDGE_PLAYOUT_DELAY_SIZE];
    guint min, max;

    edge_playout_delay_write (bytes, rows[i].min, rows[i].max);
    fail_unless (memcmp (bytes, rows[i].bytes, sizeof bytes) == 0, "%u", i);
    fail_unless (edge_playout_delay_read (bytes, sizeof bytes, &min, &max));
    fail_unless_equals_int (min, rows[i].read_min);
    fail_unless_equals_int (max, rows[i].read_max);
  }
}

GST_END_TEST;

GST_START_TEST (test_reads_nothing_else)
{
  static const guint8 reversed[] = { 0x01, 0xe0, 0x00, 0x00 };
  guint min, max;

  fail_if (edge_playout_delay_read (reversed, 3, &min, &max));
  fail_if (edge_playout_delay_read (reversed, 2, &min, &max));
  fail_if (edge_playout_delay_read (reversed, 4, &min, &max));
}

GST_END_TEST;

static Suite *
playoutdelay_suite (void)
{
  Suite *suite = suite_create ("playoutdelay");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_writes_and_reads_12_bits_each);
  tcase_add_test (tc, test_reads_nothing_else);
  return suite;
}

GST_CHECK_MAIN (playoutdelay);
