/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "edgeerror.h"
#include "mqttsignaling.h"

static gboolean
parse (MqttSignalingMessage * message, const gchar * topic, const gchar * text)
{
  g_autoptr (GError) error = NULL;
  gboolean done = mqtt_signaling_parse (message, topic,
      (const guint8 *) text, strlen (text), &error);

  fail_unless (done == (error == NULL));
  fail_unless (done || g_error_matches (error, EDGE_ERROR, EDGE_ERROR_FORMAT));
  if (!done)
    mqtt_signaling_message_clear (message);
  return done;
}

GST_START_TEST (test_reads_the_messages_of_the_document)
{
  MqttSignalingMessage message;

  fail_unless (parse (&message, "mobile/m1/webrtc/offer",
          "{\"sdp\":\"v=0\",\"type\":\"offer\"}"));
  fail_unless (message.type == MQTT_SIGNALING_OFFER);
  fail_unless_equals_string (message.mobile, "m1");
  fail_unless_equals_string (message.sdp, "v=0");
  fail_unless (message.session == NULL && message.to == NULL);
  mqtt_signaling_message_clear (&message);

  fail_unless (parse (&message, "mobile/m1/webrtc/candidate",
          "{\"type\":\"candidate\",\"candidate\":"
          "\"candidate:1 1 udp 1 192.0.2.1 9 typ host\",\"sdpMid\":\"0\","
          "\"sdpMLineIndex\":0,\"session\":\"s\",\"deviceId\":\"d\"}"));
  fail_unless (message.type == MQTT_SIGNALING_CANDIDATE);
  fail_unless_equals_string (message.candidate.candidate,
      "candidate:1 1 udp 1 192.0.2.1 9 typ host");
  fail_unless_equals_string (message.session, "s");
  fail_unless_equals_string (message.to, "d");
  mqtt_signaling_message_clear (&message);

  fail_unless (parse (&message, "mobile/m1/webrtc/bye", ""));
  fail_unless (message.type == MQTT_SIGNALING_BYE);
  mqtt_signaling_message_clear (&message);
  fail_unless (parse (&message, "mobile/m\xc3\xa9/webrtc/bye",
          "{\"session\":1764000000000,\"to\":\"d1\"}"));
  fail_unless_equals_string (message.mobile, "m\xc3\xa9");
  fail_unless_equals_string (message.session, "1764000000000");
  mqtt_signaling_message_clear (&message);
}

GST_END_TEST;

/* *INDENT-OFF* */
static const struct { const gchar *topic, *text; gboolean taken; } messages[] = {
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\"}", TRUE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":{\"type\":\"offer\",\"sdp\":\"v=0\"}}", TRUE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\",\"session\":null,\"to\":null,\"extra\":[1]}", TRUE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\",\"session\":\"\"}", TRUE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"\"}", FALSE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":7}", FALSE },
  { "mobile/m1/webrtc/offer", "{}", FALSE },
  { "mobile/m1/webrtc/offer", "", FALSE },
  { "mobile/m1/webrtc/offer", "[]", FALSE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\",\"type\":\"answer\"}", FALSE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\",\"type\":1}", FALSE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\",\"session\":{}}", FALSE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\",\"session\":\"a\\u0007\"}", FALSE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\",\"to\":\"a/b\"}", FALSE },
  { "mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\",\"deviceId\":\"#\"}", FALSE },
  { "mobile/m1/webrtc/candidate", "{}", TRUE },
  { "mobile/m1/webrtc/candidate", "{\"candidate\":\"x\"}", FALSE },
  { "mobile/m1/webrtc/bye", "{\"type\":\"bye\"}", TRUE },
  { "mobile/m1/webrtc/bye", "{\"type\":\"offer\"}", FALSE },
  { "mobile//webrtc/bye", "", FALSE },
  { "mobile/m1/webrtc/answer", "{}", FALSE },
  { "mobile/m1/webrtc/", "", FALSE },
  { "mobile/m1/webrtc", "", FALSE },
  { "mobile/m1/bye", "", FALSE },
  { "mobile/m1/x/webrtc/bye", "", FALSE },
  { "mobile/m1/webrtc/bye/x", "", FALSE },
  { "mobile/", "", FALSE },
  { "", "", FALSE },
  { "device/m1/webrtc/bye", "", FALSE },
  { "mobile/+/webrtc/bye", "", FALSE },
  { "mobile/a\x01/webrtc/bye", "", FALSE },
  { "mobile/a\xff/webrtc/bye", "", FALSE },
};
/* *INDENT-ON* */

GST_START_TEST (test_takes_usable_messages_only)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++) {
    MqttSignalingMessage message;
    gboolean taken = parse (&message, messages[i].topic, messages[i].text);

    fail_unless (taken == messages[i].taken, "%s %s", messages[i].topic,
        messages[i].text);
    if (taken)
      mqtt_signaling_message_clear (&message);
  }
}

GST_END_TEST;

GST_START_TEST (test_takes_no_more_than_a_browser_needs)
{
  static const struct
  {
    const gchar *topic;
    const gchar *text;
    gsize max;
  } cases[] = {
    {"mobile/m1/webrtc/offer", "{\"sdp\":\"v=0\"}", 32768},
    {"mobile/m1/webrtc/candidate", "{\"candidate\":\"\"}", 4096},
    {"mobile/m1/webrtc/bye", "{}", 4096},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *spaces = g_strnfill (cases[i].max, ' ');
    g_autofree gchar *text = g_strconcat (cases[i].text, spaces, NULL);
    MqttSignalingMessage message;

    fail_if (parse (&message, cases[i].topic, text));
    text[cases[i].max] = '\0';
    fail_unless (parse (&message, cases[i].topic, text));
    mqtt_signaling_message_clear (&message);
  }
}

GST_END_TEST;

GST_START_TEST (test_ids_have_64_characters_at_most)
{
  g_autoptr (GString) id = g_string_new (NULL);

  for (guint i = 0; i < MQTT_SIGNALING_MAX_ID; i++)
    g_string_append (id, "\xc3\xa9");
  fail_unless (mqtt_signaling_check_id (id->str));
  g_string_append_c (id, 'x');
  fail_if (mqtt_signaling_check_id (id->str));
  fail_if (mqtt_signaling_check_id (""));
  fail_if (mqtt_signaling_check_id ("a+"));
  fail_if (mqtt_signaling_check_id ("a#"));
  fail_if (mqtt_signaling_check_id ("a/b"));
  fail_if (mqtt_signaling_check_id ("a\nb"));
  fail_if (mqtt_signaling_check_id ("a\xc2\x85"));
  fail_if (mqtt_signaling_check_id ("a\xc3"));
  fail_if (mqtt_signaling_check_id ("a\xe2\x80\xae" "b"));      /* U+202E */
  fail_if (mqtt_signaling_check_id ("a\xe2\x80\x8b" "b"));      /* U+200B */
  fail_if (mqtt_signaling_check_id ("a\xe2\x80\xa8" "b"));      /* U+2028 */
  fail_unless (mqtt_signaling_check_id ("mobile_1:a@b.c"));
  fail_unless (mqtt_signaling_check_id ("robot-1.lab_2"));
}

GST_END_TEST;

GST_START_TEST (test_a_refused_message_still_tells_whom_to_answer)
{
  static const gchar text[] = "{\"session\":\"s1\",\"sdp\":7}";
  MqttSignalingMessage message;

  fail_if (mqtt_signaling_parse (&message, "mobile/m1/webrtc/offer",
          (const guint8 *) text, strlen (text), NULL));
  fail_unless (message.type == MQTT_SIGNALING_OFFER);
  fail_unless_equals_string (message.mobile, "m1");
  fail_unless_equals_string (message.session, "s1");
  mqtt_signaling_message_clear (&message);
  fail_if (mqtt_signaling_parse (&message, "mobile/a/b",
          (const guint8 *) text, strlen (text), NULL));
  fail_unless (message.mobile == NULL);
  mqtt_signaling_message_clear (&message);
}

GST_END_TEST;

static void
check_text (gchar * text, const gchar * wanted)
{
  fail_unless_equals_string (text, wanted);
  g_free (text);
}

GST_START_TEST (test_writes_what_old_and_new_viewers_read)
{
  static const gchar *const codecs[] = { "H264", "OPUS", NULL };
  static const gchar *const video[] = { "video_0", NULL };
  MqttSignalingAddress address = { "d1", "m1", "s\"1" };

  check_text (mqtt_signaling_answer (&address, "v=0\r\n"),
      "{\"type\":\"answer\",\"to\":\"m1\",\"from\":\"d1\","
      "\"session\":\"s\\\"1\",\"sdp\":\"v=0\\r\\n\"}");
  address.session = NULL;
  check_text (mqtt_signaling_candidate (&address, "candidate:1", "v", 2),
      "{\"type\":\"candidate\",\"to\":\"m1\",\"from\":\"d1\","
      "\"candidate\":\"candidate:1\",\"sdpMid\":\"v\",\"sdpMLineIndex\":2}");
  check_text (mqtt_signaling_error (&address, "no-codec", "No."),
      "{\"type\":\"error\",\"to\":\"m1\",\"from\":\"d1\","
      "\"reason\":\"no-codec\",\"message\":\"No.\"}");
  check_text (mqtt_signaling_status_online ("d1", 2, codecs, video, NULL),
      "{\"status\":\"online\",\"device\":\"d1\",\"peers\":2,"
      "\"codecs\":[\"H264\",\"OPUS\"],\"video\":[\"video_0\"],\"audio\":[]}");
  check_text (mqtt_signaling_status_offline ("d1"),
      "{\"status\":\"offline\",\"device\":\"d1\"}");
  check_text (mqtt_signaling_topic (MQTT_SIGNALING_TOPIC_ANSWER, "d1"),
      "device/d1/webrtc/answer");
  check_text (mqtt_signaling_topic (MQTT_SIGNALING_TOPIC_CANDIDATE, "d1"),
      "device/d1/webrtc/candidate");
  check_text (mqtt_signaling_topic (MQTT_SIGNALING_TOPIC_ERROR, "d1"),
      "device/d1/webrtc/error");
  check_text (mqtt_signaling_topic (MQTT_SIGNALING_TOPIC_STATUS, "d1"),
      "device/d1/webrtc/status");
  fail_unless_equals_string (mqtt_signaling_filters ()[2],
      "mobile/+/webrtc/bye");
}

GST_END_TEST;

static Suite *
mqttsignaling_suite (void)
{
  Suite *suite = suite_create ("mqttsignaling");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_reads_the_messages_of_the_document);
  tcase_add_test (tc, test_takes_usable_messages_only);
  tcase_add_test (tc, test_takes_no_more_than_a_browser_needs);
  tcase_add_test (tc, test_ids_have_64_characters_at_most);
  tcase_add_test (tc, test_a_refused_message_still_tells_whom_to_answer);
  tcase_add_test (tc, test_writes_what_old_and_new_viewers_read);
  return suite;
}

GST_CHECK_MAIN (mqttsignaling);
