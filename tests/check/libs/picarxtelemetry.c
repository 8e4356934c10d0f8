/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>
#include <math.h>

#include "picarxtelemetry.h"

static PicarxState
make_state (void)
{
  PicarxState state = { 50, 48, -30, 10, -5, g_strdup ("m1"), FALSE, NULL, 7.4,
    31.5, {1034, 0, 4095}
  };

  return state;
}

GST_START_TEST (test_state_as_text)
{
  PicarxState state = make_state ();
  g_autofree gchar *text = picarx_telemetry (&state, NULL, PICARX_REFUSED_NOT);

  fail_unless_equals_string (text, "{\"type\":\"telemetry\",\"left\":50,"
      "\"right\":48,\"steer\":-30,\"pan\":10,\"tilt\":-5,\"driver\":\"m1\","
      "\"estop\":false,\"failsafe\":null,\"battery\":7.4,\"distance\":31.5,"
      "\"grayscale\":[1034,0,4095]}");
  picarx_state_clear (&state);
}

GST_END_TEST;

GST_START_TEST (test_unknown_is_null)
{
  PicarxState state = {.battery = NAN,.distance = NAN,.estop = TRUE,
    .failsafe = "timeout",.grayscale = {-1, -1, -1}
  };
  g_autofree gchar *text = picarx_telemetry (&state, NULL, PICARX_REFUSED_NOT);

  fail_unless_equals_string (text, "{\"type\":\"telemetry\",\"left\":0,"
      "\"right\":0,\"steer\":0,\"pan\":0,\"tilt\":0,\"driver\":null,"
      "\"estop\":true,\"failsafe\":\"timeout\",\"battery\":null,"
      "\"distance\":null,\"grayscale\":null}");
}

GST_END_TEST;

GST_START_TEST (test_answer_repeats_what_was_asked)
{
  PicarxState state = make_state ();
  PicarxTicket ticket = {.from = (gchar *) "m\"1",.id = (gchar *) "\"x\"",
    .has_seq = TRUE,.seq = 7,
    .clamped = PICARX_CLAMPED_SPEED | PICARX_CLAMPED_TILT
  };
  g_autofree gchar *text =
      picarx_telemetry (&state, &ticket, PICARX_REFUSED_ESTOP);

  fail_unless (g_str_has_suffix (text, ",\"id\":\"x\",\"seq\":7,"
          "\"from\":\"m\\\"1\",\"clamped\":[\"speed\",\"tilt\"],"
          "\"refused\":\"estop\"}"), "%s", text);
  picarx_state_clear (&state);
}

GST_END_TEST;

GST_START_TEST (test_a_low_battery_is_told_and_is_a_change)
{
  PicarxState state = make_state ();
  PicarxState before = make_state ();

  state.warning = "low-battery";
  g_autofree gchar *text = picarx_telemetry (&state, NULL, PICARX_REFUSED_NOT);
  fail_unless (g_str_has_suffix (text, ",\"warning\":\"low-battery\"}"), "%s",
      text);
  fail_if (picarx_state_equal (&state, &before));
  picarx_state_clear (&state);
  picarx_state_clear (&before);
}

GST_END_TEST;

GST_START_TEST (test_a_fluttering_battery_is_no_change)
{
  PicarxState one = make_state ();
  PicarxState other = make_state ();

  other.battery = 7.3;
  fail_unless (picarx_state_equal (&one, &other));
  other.tilt = 0;
  fail_if (picarx_state_equal (&one, &other));
  picarx_state_clear (&one);
  picarx_state_clear (&other);
}

GST_END_TEST;

static Suite *
picarxtelemetry_suite (void)
{
  Suite *suite = suite_create ("picarxtelemetry");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_state_as_text);
  tcase_add_test (tc, test_unknown_is_null);
  tcase_add_test (tc, test_answer_repeats_what_was_asked);
  tcase_add_test (tc, test_a_low_battery_is_told_and_is_a_change);
  tcase_add_test (tc, test_a_fluttering_battery_is_no_change);
  return suite;
}

GST_CHECK_MAIN (picarxtelemetry);
