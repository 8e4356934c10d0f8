/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxrig.h"

#define OLD "\"refused\":\"age\""
/* Milliseconds; what is fresh has that much slack. */
#define MAX_AGE 10000
#define HOUR 3600000

/* command, sent so long ago, is answered by what has this text in it. */
static void
expect (PicarxRig * rig, const gchar * command, gint64 age, const gchar * text)
{
  g_autofree gchar *start = g_strndup (command, strlen (command) - 1);
  g_autofree gchar *json = g_strdup_printf ("%s,\"at\":%" G_GINT64_FORMAT "}",
      start, g_get_real_time () / 1000 - age);

  picarx_rig_expect (rig, json, text);
}

static guint64
count_late (PicarxRig * rig)
{
  GstStructure *stats;
  guint64 n = G_MAXUINT64;

  g_object_get (rig->sink, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "late", &n);
  gst_structure_free (stats);
  return n;
}

GST_START_TEST (test_refuses_motion_that_is_old_or_of_the_future)
{
  static const gchar *const commands[] = { "{\"throttle\":0.5}",
    "{\"action\":\"move\",\"dir\":\"left\"}", "{\"pan\":10}",
    "{\"action\":\"servo\",\"tilt\":5}"
  };
  PicarxRig *rig = picarx_rig_new ("max-age=10000 command-timeout=0");

  g_free (picarx_rig_ask (rig, "{\"action\":\"clear\"}"));
  g_free (picarx_rig_written (rig));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    expect (rig, commands[i], MAX_AGE + 1, OLD);
    expect (rig, commands[i], HOUR, OLD);
    expect (rig, commands[i], -HOUR, OLD);
  }
  picarx_rig_expect (rig, "{\"throttle\":0.5,\"at\":-1e308}", OLD);
  picarx_rig_expect (rig, "{\"throttle\":0.5,\"at\":1e308}", OLD);
  g_autofree gchar *written = picarx_rig_written (rig);
  fail_unless_equals_string (written, "");
  fail_unless_equals_uint64 (count_late (rig), 14);

  expect (rig, commands[0], 0, "\"left\":50");
  expect (rig, commands[2], MAX_AGE / 2, "\"pan\":10");
  expect (rig, commands[2], -MAX_AGE / 2, "!refused");
  picarx_rig_expect (rig, "{\"throttle\":0.4}", "\"left\":40");
  picarx_rig_expect (rig, "{\"throttle\":0.5,\"at\":null}", "\"left\":50");
  picarx_rig_expect (rig, "{\"throttle\":0.6,\"at\":\"now\"}",
      "\"refused\":\"input\"");
  fail_unless_equals_uint64 (count_late (rig), 14);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_stops_are_obeyed_whatever_their_age)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  picarx_rig_expect (rig, "{\"throttle\":0.5}", "\"left\":50");
  expect (rig, "{\"action\":\"stop\"}", HOUR, "\"left\":0");
  picarx_rig_expect (rig, "{\"throttle\":0.5}", "\"left\":50");
  expect (rig, "{\"throttle\":0}", HOUR, "\"left\":0");
  picarx_rig_expect (rig, "{\"throttle\":0.5}", "\"left\":50");
  expect (rig, "{\"action\":\"estop\"}", HOUR, "\"estop\":true");
  expect (rig, "{\"action\":\"clear\"}", HOUR, "!refused");
  /* An old one is not the neutral command that frees the wheels. */
  expect (rig, "{\"throttle\":0}", HOUR, OLD);
  picarx_rig_expect (rig, "{\"throttle\":0.5}", "\"refused\":\"estop\"");
  expect (rig, "{\"action\":\"take\",\"from\":\"b\"}", HOUR,
      "\"driver\":\"b\"");
  expect (rig, "{\"action\":\"release\",\"from\":\"b\"}", HOUR,
      "\"driver\":null");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_age_need_not_count)
{
  PicarxRig *rig = picarx_rig_new ("max-age=0");

  expect (rig, "{\"throttle\":0.5}", HOUR, "\"left\":50");
  expect (rig, "{\"throttle\":0.4}", -HOUR, "\"left\":40");
  fail_unless_equals_uint64 (count_late (rig), 0);
  picarx_rig_free (rig);
}

GST_END_TEST;

static Suite *
picarxsink_age_suite (void)
{
  Suite *suite = suite_create ("picarxsink-age");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_refuses_motion_that_is_old_or_of_the_future);
  tcase_add_test (tc, test_stops_are_obeyed_whatever_their_age);
  tcase_add_test (tc, test_age_need_not_count);
  return suite;
}

GST_CHECK_MAIN (picarxsink_age);
