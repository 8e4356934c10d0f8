/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "edgeerror.h"
#include "picarxcommand.h"

static const PicarxLimits limits = { 50, 100, 30 };

static gboolean
parse (PicarxCommand * command, const gchar * text, const PicarxLimits * with)
{
  g_autoptr (GError) error = NULL;
  gboolean good = picarx_command_parse (command, (const guint8 *) text,
      strlen (text), with, &error);

  fail_unless (good == (error == NULL));
  fail_unless (good || g_error_matches (error, EDGE_ERROR, EDGE_ERROR_FORMAT));
  fail_unless (command->ticket.from != NULL);
  return good;
}

typedef struct
{
  const gchar *text;
  PicarxAction action;
  gint direction;
  gdouble speed;
  gdouble angle;
  guint clamped;
} Motion;

static const Motion motions[] = {
  {"{\"action\":\"move\",\"dir\":\"forward\",\"speed\":50}",
      PICARX_ACTION_MOVE, 1, 50, 0, 0},
  {"{\"action\":\"move\",\"dir\":\"left\",\"speed\":20.5,\"new\":[{}]}",
      PICARX_ACTION_MOVE, 1, 20.5, -30, 0},
  {"{\"action\":\"move\",\"dir\":\"right\"}",
      PICARX_ACTION_MOVE, 1, 50, 30, 0},
  {"{\"action\":\"move\",\"dir\":\"backward\",\"speed\":100}",
      PICARX_ACTION_MOVE, -1, 100, 0, 0},
  {"{\"action\":\"move\",\"dir\":\"forward\",\"speed\":-50}",
      PICARX_ACTION_MOVE, 1, 0, 0, PICARX_CLAMPED_SPEED},
  {"{\"action\":\"move\",\"dir\":\"forward\",\"speed\":1e300}",
      PICARX_ACTION_MOVE, 1, 100, 0, PICARX_CLAMPED_SPEED},
  {"{\"throttle\":0.4,\"steer\":-0.2}", PICARX_ACTION_MOVE, 1, 40, -6, 0},
  {"{\"throttle\":-0.4}", PICARX_ACTION_MOVE, -1, 40, 0, 0},
  {"{\"throttle\":0.01,\"steer\":1}", PICARX_ACTION_MOVE, 0, 0, 30, 0},
  {"{\"throttle\":0.011,\"steer\":0.99}", PICARX_ACTION_MOVE, 1, 1, 29, 0},
  {"{\"steer\":-7}", PICARX_ACTION_MOVE, 0, 0, -30, PICARX_CLAMPED_STEER},
  {"{\"throttle\":2,\"steer\":0}", PICARX_ACTION_MOVE, 1, 100, 0,
      PICARX_CLAMPED_THROTTLE},
  {"{\"action\":\"stop\"}", PICARX_ACTION_STOP, 0, 0, 0, 0},
  {"{\"action\":\"estop\"}", PICARX_ACTION_ESTOP, 0, 0, 0, 0},
  {"{\"action\":\"clear\"}", PICARX_ACTION_CLEAR, 0, 0, 0, 0},
  {"{\"action\":\"take\"}", PICARX_ACTION_TAKE, 0, 0, 0, 0},
  {"{\"type\":\"telemetry\",\"pan\":10,\"tilt\":5}", PICARX_ACTION_NONE, 0, 0,
      0, 0},
  {" {\"action\":\"release\"}\n", PICARX_ACTION_RELEASE, 0, 0, 0, 0},
};

GST_START_TEST (test_understands_both_dialects)
{
  for (guint i = 0; i < G_N_ELEMENTS (motions); i++) {
    const Motion *expected = &motions[i];
    PicarxCommand command;

    fail_unless (parse (&command, expected->text, &limits), "%s",
        expected->text);
    fail_unless_equals_int (command.action, expected->action);
    fail_unless_equals_int (command.direction, expected->direction);
    fail_unless (command.speed == expected->speed, "%s", expected->text);
    fail_unless (command.angle == expected->angle, "%s", expected->text);
    fail_unless_equals_int (command.ticket.clamped, expected->clamped);
    picarx_command_clear (&command);
  }
}

GST_END_TEST;

GST_START_TEST (test_camera_moves_only_what_is_named)
{
  PicarxCommand command;

  fail_unless (parse (&command, "{\"pan\":10,\"tilt\":-5}", &limits));
  fail_unless (command.action == PICARX_ACTION_SERVO);
  fail_unless (command.has_pan && command.pan == 10);
  fail_unless (command.has_tilt && command.tilt == -5);
  picarx_command_clear (&command);
  fail_unless (parse (&command, "{\"action\":\"servo\",\"tilt\":-90}",
          &limits));
  fail_if (command.has_pan);
  fail_unless (command.has_tilt && command.tilt == -35);
  fail_unless_equals_int (command.ticket.clamped, PICARX_CLAMPED_TILT);
  picarx_command_clear (&command);
  fail_unless (parse (&command, "{\"throttle\":0.5,\"pan\":99}", &limits));
  fail_unless (command.action == PICARX_ACTION_MOVE && command.has_pan);
  fail_unless_equals_int (command.ticket.clamped, PICARX_CLAMPED_PAN);
  picarx_command_clear (&command);
}

GST_END_TEST;

GST_START_TEST (test_speed_and_angle_obey_the_limits)
{
  static const PicarxLimits slow = { 60, 30, 10 };
  PicarxCommand command;

  fail_unless (parse (&command, "{\"action\":\"move\",\"dir\":\"left\"}",
          &slow));
  fail_unless (command.speed == 30 && command.angle == -10);
  fail_unless_equals_int (command.ticket.clamped, 0);
  picarx_command_clear (&command);
  fail_unless (parse (&command, "{\"throttle\":-0.5,\"steer\":1}", &slow));
  fail_unless (command.speed == 30 && command.angle == 10);
  fail_unless_equals_int (command.ticket.clamped, PICARX_CLAMPED_THROTTLE);
  picarx_command_clear (&command);
}

GST_END_TEST;

GST_START_TEST (test_reads_who_which_and_when)
{
  PicarxCommand command;

  fail_unless (parse (&command, "{\"action\":\"take\",\"from\":\"m1\","
          "\"seq\":1763724000123,\"id\":\"a\\\"b\"}", &limits));
  fail_unless_equals_string (command.ticket.from, "m1");
  fail_unless (command.ticket.has_seq);
  fail_unless_equals_int64 (command.ticket.seq,
      G_GINT64_CONSTANT (1763724000123));
  fail_unless_equals_string (command.ticket.id, "\"a\\\"b\"");
  picarx_command_clear (&command);
  fail_unless (parse (&command, "{\"action\":\"take\",\"id\":7}", &limits));
  fail_unless_equals_string (command.ticket.from, "");
  fail_if (command.ticket.has_seq);
  fail_unless_equals_string (command.ticket.id, "7");
  picarx_command_clear (&command);
}

GST_END_TEST;

#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const gchar *const bad[] = {
  "", " ", "{", "}", "{}", "[]", "null", "true", "7", "\"stop\"", "stop",
  "{} {}", "{\"action\":\"stop\"}{", "{\"action\":\"stop\",}",
  "{\"action\":\"st\xffop\"}", "{\"action\":\"STOP\"}",
  "{\"action\":\"stop\\u0000\"}", "{\"action\":[\"stop\"]}",
  "{\"action\":7}", "{\"action\":\"\"}", "{\"action\":\"move\"}",
  "{\"action\":\"move\",\"dir\":\"up\"}",
  "{\"action\":\"move\",\"dir\":7}",
  "{\"action\":\"move\",\"dir\":\"left\",\"speed\":\"50\"}",
  "{\"action\":\"move\",\"dir\":\"left\",\"speed\":true}",
  "{\"action\":\"move\",\"dir\":\"left\",\"speed\":NaN}",
  "{\"action\":\"move\",\"dir\":\"left\",\"speed\":1e999}",
  "{\"action\":\"move\",\"dir\":\"left\",\"speed\":[50]}",
  "{\"throttle\":\"1\"}", "{\"throttle\":{}}", "{\"steer\":[]}",
  "{\"throttle\":1,\"pan\":\"x\"}", "{\"throttle\":-1e999}",
  "{\"action\":\"servo\"}", "{\"pan\":null}", "{\"pan\":\"10\"}",
  "{\"tilt\":false}", "{\"type\":\"ping\"}", "{\"speed\":50}",
  "{\"throttle\":1,\"seq\":1.5}", "{\"throttle\":1,\"seq\":\"1\"}",
  "{\"throttle\":1,\"at\":\"1\"}", "{\"throttle\":1,\"at\":1e999}",
  "{\"throttle\":1,\"seq\":9223372036854775808}",
  "{\"throttle\":1,\"seq\":-9223372036854775809}",
  "{\"throttle\":1,\"seq\":18446744073709551616}",
  "{\"throttle\":1,\"id\":9223372036854775808}",
  "{\"throttle\":1,\"seq\":1e30}", "{\"throttle\":1,\"from\":7}",
  "{\"throttle\":1,\"from\":\"" X64 "x\"}", "{\"throttle\":1,\"id\":{}}",
  "{\"throttle\":1,\"id\":\"" X64 X64 "x\"}",
  "{\"a\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]],\"action\":\"take\"}",
};

GST_START_TEST (test_refuses_what_is_no_command)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    PicarxCommand command;

    fail_if (parse (&command, bad[i], &limits), "taken: %s", bad[i]);
    picarx_command_clear (&command);
  }
}

GST_END_TEST;

GST_START_TEST (test_every_cut_and_every_flip_is_survived)
{
  static const gchar text[] = "{\"action\":\"move\",\"dir\":\"left\","
      "\"speed\":50,\"from\":\"m1\",\"seq\":7,\"id\":\"x\"}";
  guint8 data[sizeof text];

  for (gsize i = 0; i < sizeof text; i++) {
    PicarxCommand command;

    picarx_command_parse (&command, (const guint8 *) text, i, &limits, NULL);
    picarx_command_clear (&command);
    for (guint c = 0; c < 256; c++) {
      memcpy (data, text, sizeof text);
      data[i] = c;
      picarx_command_parse (&command, data, sizeof text - 1, &limits, NULL);
      fail_unless (command.speed >= 0 && command.speed <= 100);
      picarx_command_clear (&command);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_refuses_more_than_4096_bytes)
{
  g_autofree gchar *padding = g_strnfill (4096, ' ');
  g_autofree gchar *text = g_strconcat ("{\"action\":\"stop\"}", padding, NULL);
  PicarxCommand command;

  fail_if (parse (&command, text, &limits));
  picarx_command_clear (&command);
  text[4096] = '\0';
  fail_unless (parse (&command, text, &limits));
  picarx_command_clear (&command);
}

GST_END_TEST;

GST_START_TEST (test_a_stop_is_obeyed_whoever_botched_the_rest)
{
  PicarxCommand command;

  fail_unless (parse (&command, "{\"action\":\"stop\",\"from\":7,"
          "\"seq\":\"x\",\"id\":[]}", &limits));
  fail_unless (command.action == PICARX_ACTION_STOP);
  picarx_command_clear (&command);
  fail_unless (parse (&command, "{\"action\":\"estop\",\"seq\":0.5}", &limits));
  fail_unless (command.action == PICARX_ACTION_ESTOP);
  picarx_command_clear (&command);
}

GST_END_TEST;

static Suite *
picarxcommand_suite (void)
{
  Suite *suite = suite_create ("picarxcommand");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_understands_both_dialects);
  tcase_add_test (tc, test_camera_moves_only_what_is_named);
  tcase_add_test (tc, test_speed_and_angle_obey_the_limits);
  tcase_add_test (tc, test_reads_who_which_and_when);
  tcase_add_test (tc, test_refuses_what_is_no_command);
  tcase_add_test (tc, test_every_cut_and_every_flip_is_survived);
  tcase_add_test (tc, test_refuses_more_than_4096_bytes);
  tcase_add_test (tc, test_a_stop_is_obeyed_whoever_botched_the_rest);
  return suite;
}

GST_CHECK_MAIN (picarxcommand);
