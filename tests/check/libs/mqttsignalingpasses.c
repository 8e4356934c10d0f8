/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignalingpasses.h"

#include <gst/check/gstcheck.h>
#include <string.h>

#include "signtoken.h"

#define KEY SIGN_TOKEN_KEY
#define SECOND G_TIME_SPAN_SECOND
/* The wall clock at the first call; the other one is at 0. */
#define REAL (100000 * SECOND)

/* A token of m1's that ends at second 100000 + life. */
static gchar *
make_token (gint life)
{
  g_autofree gchar *claims =
      g_strdup_printf ("{\"sub\":\"m1\",\"exp\":%d}", 100000 + life);

  return sign_token (SIGN_TOKEN_HEADER, claims, KEY);
}

static gboolean
check (MqttSignalingPasses * passes, const gchar * token, gint64 real,
    gint64 monotonic, MqttSignalingPass * pass)
{
  return mqtt_signaling_passes_check (passes, token, "m1", real, monotonic,
      pass, NULL);
}

static MqttSignalingPasses *
new_passes (void)
{
  return mqtt_signaling_passes_new ((const guint8 *) KEY, strlen (KEY), "d");
}

GST_START_TEST (test_without_a_key_everybody_drives_for_ever)
{
  MqttSignalingPasses *passes = mqtt_signaling_passes_new (NULL, 0, "d");
  MqttSignalingPass pass;

  fail_unless (check (passes, NULL, REAL, 0, &pass));
  fail_unless_equals_int (pass.pass.role, VIEWER_ROLE_DRIVE);
  fail_unless (!mqtt_signaling_pass_is_over (&pass, G_MAXINT64, G_MAXINT64));
  mqtt_signaling_passes_free (passes);
}

GST_END_TEST;

GST_START_TEST (test_a_pass_ends_by_either_clock)
{
  MqttSignalingPasses *passes = new_passes ();
  g_autofree gchar *token = make_token (10);
  MqttSignalingPass pass;

  fail_unless (check (passes, token, REAL, 0, &pass));
  fail_unless (!mqtt_signaling_pass_is_over (&pass, REAL + 9 * SECOND,
          9 * SECOND));
  /* Set back, it lives no longer; set forward, it does not outlive its date. */
  fail_unless (mqtt_signaling_pass_is_over (&pass, REAL - 3600 * SECOND,
          10 * SECOND));
  fail_unless (!mqtt_signaling_pass_is_over (&pass, REAL - 3600 * SECOND,
          9 * SECOND));
  fail_unless (mqtt_signaling_pass_is_over (&pass, REAL + 10 * SECOND, SECOND));
  mqtt_signaling_passes_free (passes);
}

GST_END_TEST;

GST_START_TEST (test_a_new_call_with_the_same_token_gets_no_more_time)
{
  MqttSignalingPasses *passes = new_passes ();
  g_autofree gchar *token = make_token (10);
  g_autofree gchar *longer = make_token (20);
  MqttSignalingPass pass;

  fail_unless (check (passes, token, REAL, 0, &pass));
  /* Five seconds later, the clock is set back by an hour. */
  fail_unless (check (passes, token, REAL - 3600 * SECOND, 5 * SECOND, &pass));
  fail_unless_equals_int64 (pass.deadline, 10 * SECOND);
  fail_unless (!check (passes, token, REAL - 3600 * SECOND, 10 * SECOND,
          &pass));
  fail_unless (check (passes, longer, REAL + 5 * SECOND, 11 * SECOND, &pass));
  fail_unless_equals_int64 (pass.deadline, 26 * SECOND);
  /* Set right again, the clock shortens it. */
  fail_unless (check (passes, longer, REAL + 12 * SECOND, 12 * SECOND, &pass));
  fail_unless_equals_int64 (pass.deadline, 20 * SECOND);
  mqtt_signaling_passes_free (passes);
}

GST_END_TEST;

GST_START_TEST (test_many_tokens_do_not_push_out_one_that_ends_later)
{
  MqttSignalingPasses *passes = new_passes ();
  g_autofree gchar *last = make_token (5000);
  MqttSignalingPass pass;

  fail_unless (check (passes, last, REAL, 0, &pass));
  for (gint i = 0; i < 2000; i++) {
    g_autofree gchar *token = make_token (10 + i);

    fail_unless (check (passes, token, REAL, 0, &pass));
  }
  fail_unless (check (passes, last, REAL - 3600 * SECOND, 0, &pass));
  fail_unless_equals_int64 (pass.deadline, 5000 * SECOND);
  mqtt_signaling_passes_free (passes);
}

GST_END_TEST;

static Suite *
mqttsignalingpasses_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingpasses");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_without_a_key_everybody_drives_for_ever);
  tcase_add_test (test, test_a_pass_ends_by_either_clock);
  tcase_add_test (test, test_a_new_call_with_the_same_token_gets_no_more_time);
  tcase_add_test (test, test_many_tokens_do_not_push_out_one_that_ends_later);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingpasses);
