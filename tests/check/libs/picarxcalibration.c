/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <glib/gstdio.h>
#include <gst/check/gstcheck.h>

#include "edgeerror.h"
#include "picarxcalibration.h"

GST_START_TEST (test_reads_what_the_calibration_program_writes)
{
  PicarxCalibration trim;

  picarx_calibration_init (&trim);
  fail_unless_equals_int (picarx_calibration_parse (&trim,
          "# robot_hat config and calibration value of robot\n\n"
          "picarx_dir_servo = 5.2\n\npicarx_cam_pan_servo = -3.6\n\n"
          "picarx_cam_tilt_servo = 2.0\n\npicarx_dir_motor = [1, -1]\n\n"
          "line_reference = [1000, 1000, 1000]\n\n"), 0);
  fail_unless (trim.steer == 5.2 && trim.pan == -3.6 && trim.tilt == 2.0);
  fail_unless (trim.left == 1 && trim.right == -1);
}

GST_END_TEST;

GST_START_TEST (test_reads_the_last_line_and_the_last_of_several)
{
  PicarxCalibration trim;

  picarx_calibration_init (&trim);
  fail_unless_equals_int (picarx_calibration_parse (&trim,
          "picarx_dir_servo=1\npicarx_dir_servo\npicarx_dir_servo = 4"), 0);
  fail_unless (trim.steer == 4);
}

GST_END_TEST;

GST_START_TEST (test_leaves_out_what_is_no_number)
{
  static const gchar *const bad[] = {
    "picarx_dir_servo = eight", "picarx_dir_servo = 8 # c",
    "picarx_dir_servo =", "picarx_dir_servo = nan", "picarx_dir_servo = inf",
    "picarx_dir_servo = 1000", "picarx_dir_motor = [1, 2]",
    "picarx_dir_motor = 1", "picarx_dir_motor = [1, -1, 1]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    PicarxCalibration trim;

    picarx_calibration_init (&trim);
    fail_unless_equals_int (picarx_calibration_parse (&trim, bad[i]), 1);
    fail_unless (trim.steer == 0 && trim.left == 1 && trim.right == 1);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_file_need_not_be_there)
{
  PicarxCalibration trim;
  g_autoptr (GError) error = NULL;
  gboolean found = TRUE;
  guint faults;

  picarx_calibration_init (&trim);
  fail_unless (picarx_calibration_load (&trim, "/nowhere/at-all", &found,
          &faults, &error));
  fail_if (found);
  fail_if (picarx_calibration_load (&trim, "/", &found, &faults, &error));
  fail_unless (g_error_matches (error, EDGE_ERROR, EDGE_ERROR_OPEN_READ));
}

GST_END_TEST;

static Suite *
picarxcalibration_suite (void)
{
  Suite *suite = suite_create ("picarxcalibration");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_reads_what_the_calibration_program_writes);
  tcase_add_test (tc, test_reads_the_last_line_and_the_last_of_several);
  tcase_add_test (tc, test_leaves_out_what_is_no_number);
  tcase_add_test (tc, test_a_file_need_not_be_there);
  return suite;
}

GST_CHECK_MAIN (picarxcalibration);
