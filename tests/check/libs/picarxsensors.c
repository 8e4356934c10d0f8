/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>
#include <math.h>

#include "picarxsensors.h"

GST_START_TEST (test_a_battery_is_low_once_per_fall)
{
  static const struct
  {
    gdouble volts;
    gboolean changed;
    gboolean low;
  } table[] = {
    {7.4, FALSE, FALSE},
    {6.6, FALSE, FALSE},
    {6.5, TRUE, TRUE},
    {6.4, FALSE, TRUE},
    {6.8, FALSE, TRUE},
    {6.5, FALSE, TRUE},
    {NAN, FALSE, TRUE},
    {7.0, TRUE, FALSE},
    {6.7, FALSE, FALSE},
    {5.9, TRUE, TRUE},
  };
  PicarxSensors sensors;

  picarx_sensors_init (&sensors, 6.6);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    fail_unless_equals_int (picarx_sensors_battery (&sensors, table[i].volts),
        table[i].changed);
    fail_unless_equals_int (sensors.low, table[i].low);
  }
}

GST_END_TEST;

GST_START_TEST (test_without_a_limit_no_battery_is_low)
{
  PicarxSensors sensors;

  picarx_sensors_init (&sensors, 0);
  fail_if (picarx_sensors_battery (&sensors, 0));
  fail_if (picarx_sensors_battery (&sensors, 5));
  fail_if (sensors.low);
}

GST_END_TEST;

GST_START_TEST (test_all_is_unknown_at_first)
{
  PicarxSensors sensors;

  picarx_sensors_init (&sensors, 6.6);
  fail_unless (isnan (sensors.battery) && isnan (sensors.distance));
  for (guint i = 0; i < PICARX_N_GRAYSCALE; i++)
    fail_unless_equals_int (sensors.grayscale[i], -1);
}

GST_END_TEST;

static Suite *
picarxsensors_suite (void)
{
  Suite *suite = suite_create ("picarxsensors");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_a_battery_is_low_once_per_fall);
  tcase_add_test (tc, test_without_a_limit_no_battery_is_low);
  tcase_add_test (tc, test_all_is_unknown_at_first);
  return suite;
}

GST_CHECK_MAIN (picarxsensors);
