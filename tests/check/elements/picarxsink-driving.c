/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxrig.h"

#include <glib/gstdio.h>
#include <math.h>

#define STOP "2D 0000; 2C 0000; 2D 0000; 2C 0000"
#define FORWARD(who) "{\"action\":\"move\",\"dir\":\"forward\"," who "}"
#define A "\"from\":\"a\""
#define B "\"from\":\"b\""
#define ACTION(action, who) "{\"action\":\"" action "\"," who "}"

GST_START_TEST (test_answers_tell_what_the_car_does)
{
  PicarxRig *rig = picarx_rig_new ("");

  picarx_rig_expect (rig, "{\"action\":\"move\",\"dir\":\"right\","
      "\"speed\":100,\"from\":\"m1\",\"seq\":7}",
      "{\"type\":\"telemetry\",\"left\":70,\"right\":100,\"steer\":30,"
      "\"pan\":0,\"tilt\":0,\"driver\":\"m1\",\"estop\":false,"
      "\"failsafe\":null,\"battery\":7.4,\"distance\":null,"
      "\"grayscale\":null,\"id\":1," "\"seq\":7,\"from\":\"m1\"}");
  picarx_rig_expect (rig, "{\"pan\":100,\"tilt\":-5,\"from\":\"m1\"}",
      "\"pan\":90,\"tilt\":-5,");
  picarx_rig_expect (rig, "{\"pan\":100,\"from\":\"m1\"}",
      "\"clamped\":[\"pan\"]}");
  picarx_rig_expect (rig, "{\"throttle\":-0.5,\"from\":\"m1\"}",
      "\"left\":-50,\"right\":-50,");
  picarx_rig_expect (rig, "{\"pan\":0}", "\"refused\":\"driver\"");
  picarx_rig_expect (rig, "{\"action\":\"stop\"}", "\"left\":0,\"right\":0,");
  picarx_rig_expect (rig, "{\"action\":\"release\",\"from\":\"m1\"}",
      "\"driver\":null,");
  picarx_rig_expect (rig, "{\"action\":\"take\"}", "\"driver\":\"\",");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_one_drives_and_the_other_stops_him)
{
  PicarxRig *rig = picarx_rig_new ("driver-timeout=0 command-timeout=0");

  picarx_rig_expect (rig, FORWARD (A), "\"driver\":\"a\"");
  g_free (picarx_rig_written (rig));
  picarx_rig_expect (rig, FORWARD (B), "\"refused\":\"driver\"");
  g_autofree gchar *nothing = picarx_rig_written (rig);
  fail_unless_equals_string (nothing, "");
  picarx_rig_expect (rig, ACTION ("stop", B), "!refused");
  g_autofree gchar *stop = picarx_rig_written (rig);
  fail_unless_equals_string (stop, "22 0133; " STOP);
  picarx_rig_expect (rig, FORWARD (A), "\"left\":50");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_taking_and_releasing_the_wheel_stops_the_car)
{
  PicarxRig *rig = picarx_rig_new ("driver-timeout=0 command-timeout=0");

  g_free (picarx_rig_ask (rig, FORWARD (A)));
  g_free (picarx_rig_written (rig));
  picarx_rig_expect (rig, ACTION ("take", B), "\"driver\":\"b\"");
  g_autofree gchar *taken = picarx_rig_written (rig);
  fail_unless_equals_string (taken, STOP);
  picarx_rig_expect (rig, FORWARD (A), "\"refused\":\"driver\"");
  g_free (picarx_rig_ask (rig, FORWARD (B)));
  g_free (picarx_rig_written (rig));
  picarx_rig_expect (rig, ACTION ("release", B), "\"driver\":null");
  g_autofree gchar *released = picarx_rig_written (rig);
  fail_unless_equals_string (released, STOP);
  picarx_rig_free (rig);

  rig = picarx_rig_new ("driver-timeout=0 command-timeout=0 take-over=false");
  g_free (picarx_rig_ask (rig, FORWARD (A)));
  picarx_rig_expect (rig, ACTION ("take", B), "\"refused\":\"driver\"");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_estop_latches_until_clear_and_neutral)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  g_free (picarx_rig_ask (rig, FORWARD (A)));
  picarx_rig_expect (rig, ACTION ("estop", B), "\"left\":0,");
  picarx_rig_expect (rig, FORWARD (A), "\"refused\":\"estop\"");
  picarx_rig_expect (rig, ACTION ("stop", A), "\"estop\":true");
  picarx_rig_expect (rig, ACTION ("clear", B), "\"estop\":true");
  picarx_rig_expect (rig, FORWARD (A), "\"refused\":\"estop\"");
  picarx_rig_expect (rig, ACTION ("stop", A), "\"estop\":false");
  picarx_rig_expect (rig, FORWARD (A), "\"left\":50");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_repeated_and_late_commands_are_dropped)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  picarx_rig_expect (rig, FORWARD (A ",\"seq\":10"), "!refused");
  g_free (picarx_rig_ask (rig, ACTION ("stop", A ",\"seq\":11")));
  picarx_rig_expect (rig, FORWARD (A ",\"seq\":10"), "\"refused\":\"seq\"");
  picarx_rig_expect (rig, FORWARD (A ",\"seq\":11"), "\"refused\":\"seq\"");
  picarx_rig_expect (rig, FORWARD (A ",\"seq\":12"), "\"left\":50");
  picarx_rig_expect (rig, ACTION ("stop", A ",\"seq\":1"), "\"left\":0");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_what_would_change_nothing_is_not_written)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  g_free (picarx_rig_ask (rig, FORWARD (A)));
  g_free (picarx_rig_written (rig));
  g_free (picarx_rig_ask (rig, FORWARD (A)));
  g_autofree gchar *again = picarx_rig_written (rig);
  fail_unless_equals_string (again, "");
  g_free (picarx_rig_ask (rig, ACTION ("stop", A)));
  g_free (picarx_rig_written (rig));
  g_free (picarx_rig_ask (rig, ACTION ("stop", A)));
  g_autofree gchar *stop = picarx_rig_written (rig);
  fail_unless_equals_string (stop, "22 0133; " STOP);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_limits_change_while_playing)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  g_object_set (rig->sink, "max-speed", 20, "turn-angle", 10, NULL);
  picarx_rig_expect (rig, "{\"action\":\"move\",\"dir\":\"left\","
      "\"speed\":90}", "\"clamped\":[\"speed\"]");
  picarx_rig_expect (rig, "{\"action\":\"move\",\"dir\":\"left\","
      "\"speed\":90}", "\"left\":20,\"right\":18,\"steer\":-10");
  g_object_set (rig->sink, "default-speed", 10, "stop-straightens", FALSE,
      NULL);
  picarx_rig_expect (rig, FORWARD (A), "\"refused\":\"driver\"");
  g_free (picarx_rig_written (rig));
  g_free (picarx_rig_ask (rig, "{\"action\":\"stop\"}"));
  g_autofree gchar *stop = picarx_rig_written (rig);
  fail_unless_equals_string (stop, STOP);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_calibrated_car)
{
  g_autofree gchar *file = NULL;
  gint fd = g_file_open_tmp ("picarx-XXXXXX.conf", &file, NULL);

  fail_unless (fd >= 0 && g_close (fd, NULL));
  fail_unless (g_file_set_contents (file, "picarx_dir_servo = 5.2\n\n"
          "picarx_cam_pan_servo = -3.6\n\npicarx_cam_tilt_servo = 2.0\n\n"
          "picarx_dir_motor = [1, -1]\n\n", -1, NULL));
  g_autofree gchar *properties =
      g_strdup_printf ("command-timeout=0 calibration-file=%s", file);
  PicarxRig *rig = picarx_rig_new (properties);

  g_free (picarx_rig_hear (rig));
  g_autofree gchar *start = picarx_rig_written (rig);
  fail_unless (g_str_has_suffix (start,
          "22 013E; 20 012A; 21 0137; 47 0FFF; 43 0009"), "%s", start);
  picarx_rig_expect (rig, "{\"throttle\":0.5,\"steer\":-1}",
      "\"left\":50,\"right\":34,\"steer\":-30");
  g_autofree gchar *left = picarx_rig_written (rig);
  fail_unless_equals_string (left, "22 00FA; G23=0; 2D 0BFF; G24=0; 2C 0AB7");
  picarx_rig_expect (rig, "{\"throttle\":0.5,\"pan\":45,\"tilt\":20}",
      "\"pan\":45,\"tilt\":20");
  g_autofree gchar *camera = picarx_rig_written (rig);
  fail_unless_equals_string (camera,
      "22 013E; G23=0; 2D 0BFF; G24=0; 2C 0BFF; 20 00C4; 21 010A");
  picarx_rig_expect (rig, "{\"throttle\":-0.5}", "\"left\":-50,\"right\":-50");
  g_autofree gchar *back = picarx_rig_written (rig);
  fail_unless_equals_string (back, "22 013E; G23=1; 2D 0BFF; G24=1; 2C 0BFF");
  picarx_rig_free (rig);
  g_unlink (file);
}

GST_END_TEST;

GST_START_TEST (test_action_signals)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");
  gboolean done = FALSE;

  g_signal_emit_by_name (rig->sink, "move", "backward", 50.0, &done);
  fail_unless (done);
  g_free (picarx_rig_hear_of (rig, "\"left\":-50,\"right\":-50"));
  g_signal_emit_by_name (rig->sink, "servo", 45.0, -90.0, &done);
  fail_unless (done);
  g_free (picarx_rig_hear_of (rig, "\"pan\":45,\"tilt\":-35"));
  g_signal_emit_by_name (rig->sink, "move", "up", 50.0, &done);
  fail_if (done);
  g_signal_emit_by_name (rig->sink, "servo", NAN, 0.0, &done);
  fail_if (done);
  g_signal_emit_by_name (rig->sink, "stop", &done);
  fail_unless (done);
  g_free (picarx_rig_hear_of (rig, "\"left\":0,\"right\":0"));
  gst_element_set_state (rig->sink, GST_STATE_NULL);
  g_signal_emit_by_name (rig->sink, "stop", &done);
  fail_if (done);
  picarx_rig_free (rig);
}

GST_END_TEST;

static Suite *
picarxsink_driving_suite (void)
{
  Suite *suite = suite_create ("picarxsink-driving");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_answers_tell_what_the_car_does);
  tcase_add_test (tc, test_one_drives_and_the_other_stops_him);
  tcase_add_test (tc, test_taking_and_releasing_the_wheel_stops_the_car);
  tcase_add_test (tc, test_estop_latches_until_clear_and_neutral);
  tcase_add_test (tc, test_repeated_and_late_commands_are_dropped);
  tcase_add_test (tc, test_what_would_change_nothing_is_not_written);
  tcase_add_test (tc, test_limits_change_while_playing);
  tcase_add_test (tc, test_calibrated_car);
  tcase_add_test (tc, test_action_signals);
  return suite;
}

GST_CHECK_MAIN (picarxsink_driving);
