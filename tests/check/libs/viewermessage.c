/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "viewermessage.h"

#include <gst/check/gstcheck.h>
#include <string.h>

GST_START_TEST (test_each_message_is_known_for_what_it_is)
{
  static const struct
  {
    const gchar *in;
    ViewerMessageType type;
    const gchar *out;
  } cases[] = {
    {"", VIEWER_MESSAGE_MALFORMED, NULL},
    {"[1]", VIEWER_MESSAGE_MALFORMED, NULL},
    {"{\"a\":1} x", VIEWER_MESSAGE_MALFORMED, NULL},
    {"{\"type\":\"ping\",\"t\":1.5}", VIEWER_MESSAGE_PING,
        "{\"type\":\"pong\",\"t\":1.5,\"time\":42}"},
    {"{\"type\":\"ping\"}", VIEWER_MESSAGE_PING,
        "{\"type\":\"pong\",\"time\":42}"},
    {"{\"type\":\"ping\",\"t\":\"x\"}", VIEWER_MESSAGE_PING,
        "{\"type\":\"pong\",\"time\":42}"},
    {"{\"type\":\"other\"}", VIEWER_MESSAGE_FOR_US, NULL},
    {"{\"set\":{}}", VIEWER_MESSAGE_FOR_US, NULL},
    {"{\"view\":1,\"action\":\"stop\"}", VIEWER_MESSAGE_FOR_US, NULL},
    {"{\"set\":\"playout\",\"value\":\"quick\"}", VIEWER_MESSAGE_QUICK, NULL},
    {"{\"set\":\"playout\",\"value\":\"smooth\"}", VIEWER_MESSAGE_SMOOTH, NULL},
    {"{\"set\":\"playout\",\"value\":\"slow\"}", VIEWER_MESSAGE_FOR_US, NULL},
    {"{\"set\":\"playout\"}", VIEWER_MESSAGE_FOR_US, NULL},
    {"{\"set\":\"other\",\"value\":\"quick\"}", VIEWER_MESSAGE_FOR_US, NULL},
    {"{\"pan\":5}", VIEWER_MESSAGE_COMMAND, "{\"pan\":5,\"from\":\"m1\"}"},
    {"{\"action\":\"move\"}", VIEWER_MESSAGE_MOTION,
        "{\"action\":\"move\",\"from\":\"m1\"}"},
    {"{\"action\":\"servo\"}", VIEWER_MESSAGE_COMMAND,
        "{\"action\":\"servo\",\"from\":\"m1\"}"},
    {"{\"action\":\"release\"}", VIEWER_MESSAGE_RELEASE,
        "{\"action\":\"release\",\"from\":\"m1\"}"},
    {"{\"action\":5,\"throttle\":1}", VIEWER_MESSAGE_COMMAND,
        "{\"action\":5,\"throttle\":1,\"from\":\"m1\"}"},
    {"{\"throttle\":0.5}", VIEWER_MESSAGE_MOTION,
        "{\"throttle\":0.5,\"from\":\"m1\"}"},
    {"{\"from\":\"m2\",\"action\":\"take\"}", VIEWER_MESSAGE_COMMAND,
        "{\"from\":\"m1\",\"action\":\"take\"}"},
    {"{\"action\":\"stop\"}", VIEWER_MESSAGE_STOP,
        "{\"action\":\"stop\",\"from\":\"m1\"}"},
    {"{\"action\":\"estop\"}", VIEWER_MESSAGE_ESTOP,
        "{\"action\":\"estop\",\"from\":\"m1\"}"},
    {"{\"action\":5}", VIEWER_MESSAGE_COMMAND,
        "{\"action\":5,\"from\":\"m1\"}"},
    {"{\"action\":\"stop\",\"seq\":1e999}", VIEWER_MESSAGE_STOP,
        "{\"action\":\"stop\",\"seq\":\"1e999\",\"from\":\"m1\"}"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *out = NULL;

    fail_unless_equals_int (viewer_message_read (cases[i].in,
            strlen (cases[i].in), "m1", 42, &out), cases[i].type);
    fail_unless_equals_string (out, cases[i].out);
    fail_unless_equals_int (viewer_message_ends_motion (cases[i].in,
            strlen (cases[i].in)), cases[i].type >= VIEWER_MESSAGE_RELEASE);
  }
}

GST_END_TEST;

GST_START_TEST (test_long_messages_are_malformed)
{
  g_autofree gchar *filler = g_strnfill (VIEWER_MESSAGE_MAX_SIZE, 'x');
  g_autofree gchar *text = g_strdup_printf ("{\"a\":\"%s\"}", filler);
  g_autofree gchar *out = NULL;

  fail_unless_equals_int (viewer_message_read (text, strlen (text), "m1", 0,
          &out), VIEWER_MESSAGE_MALFORMED);
}

GST_END_TEST;

GST_START_TEST (test_data_always_has_a_type)
{
  static const struct
  {
    const gchar *in;
    const gchar *out;
  } cases[] = {
    {"{\"type\": \"telemetry\"}", "{\"type\": \"telemetry\"}"},
    {"{\"x\":1}", "{\"x\":1,\"type\":\"data\"}"},
    {"5", NULL},
    {"", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *out =
        viewer_message_from_data ((const guint8 *) cases[i].in,
        strlen (cases[i].in));

    fail_unless_equals_string (out, cases[i].out);
  }
}

GST_END_TEST;

GST_START_TEST (test_ids_are_quoted)
{
  static const ViewerPass watch = { VIEWER_ROLE_WATCH, 5000 };
  static const ViewerPass drive = { VIEWER_ROLE_DRIVE, 0 };
  g_autofree gchar *hello = viewer_message_hello ("a\"b", "d", &drive);
  g_autofree gchar *short_hello = viewer_message_hello ("m", "d", &watch);
  g_autofree gchar *release = viewer_message_release ("a\"b");

  fail_unless_equals_string (hello,
      "{\"type\":\"hello\",\"you\":\"a\\\"b\",\"device\":\"d\",\"role\":\"drive\"}");
  fail_unless_equals_string (short_hello,
      "{\"type\":\"hello\",\"you\":\"m\",\"device\":\"d\",\"role\":\"watch\","
      "\"expires\":5000}");
  fail_unless_equals_string (release,
      "{\"action\":\"release\",\"from\":\"a\\\"b\"}");
}

GST_END_TEST;

GST_START_TEST (test_the_path_is_told)
{
  EdgeIcePath path = { "relay", "srflx", "udp", (gchar *) "192.0.2.1",
    (gchar *) "eth0"
  };
  g_autofree gchar *text = viewer_message_path (&path);

  fail_unless_equals_string (text,
      "{\"type\":\"path\",\"local\":\"relay\",\"remote\":\"srflx\","
      "\"protocol\":\"udp\",\"address\":\"192.0.2.1\",\"interface\":\"eth0\"}");
}

GST_END_TEST;

static Suite *
viewermessage_suite (void)
{
  Suite *suite = suite_create ("viewermessage");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_each_message_is_known_for_what_it_is);
  tcase_add_test (test, test_long_messages_are_malformed);
  tcase_add_test (test, test_data_always_has_a_type);
  tcase_add_test (test, test_ids_are_quoted);
  tcase_add_test (test, test_the_path_is_told);
  return suite;
}

GST_CHECK_MAIN (viewermessage);
