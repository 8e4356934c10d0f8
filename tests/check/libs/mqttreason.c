/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>
#include <mosquitto.h>
#include <string.h>

#include "edgeerror.h"
#include "mqttreason.h"

static const struct
{
  guint reason;
  MqttReasonKind kind;
  EdgeError code;
} connacks[] = {
  {1, MQTT_REASON_PROTOCOL, EDGE_ERROR_SETTINGS},
  {3, MQTT_REASON_RETRY, EDGE_ERROR_OPEN_READ_WRITE},
  {4, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED},
  {5, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED},
  {132, MQTT_REASON_PROTOCOL, EDGE_ERROR_SETTINGS},
  {133, MQTT_REASON_FATAL, EDGE_ERROR_SETTINGS},
  {135, MQTT_REASON_AUTH, EDGE_ERROR_NOT_AUTHORIZED},
  {137, MQTT_REASON_RETRY, EDGE_ERROR_OPEN_READ_WRITE},
  {254, MQTT_REASON_RETRY, EDGE_ERROR_OPEN_READ_WRITE},
};

GST_START_TEST (test_tells_a_refusal_that_stays_from_one_that_passes)
{
  for (guint i = 0; i < G_N_ELEMENTS (connacks); i++) {
    MqttReasonKind kind;
    g_autoptr (GError) error =
        mqtt_connack_to_error (connacks[i].reason, "host:1", "me", &kind);
    g_autofree gchar *sentence = edge_error_sentence (error);

    fail_unless (g_error_matches (error, EDGE_ERROR, connacks[i].code));
    fail_unless_equals_int (kind, connacks[i].kind);
    fail_unless (strstr (sentence, "host:1") != NULL
        && g_str_has_suffix (sentence, "."), "%s", sentence);
  }
}

GST_END_TEST;

GST_START_TEST (test_names_the_client_that_is_there_twice)
{
  g_autoptr (GError) error = mqtt_disconnect_to_error (142, 0, "host:1", "me");

  fail_unless (g_error_matches (error, EDGE_ERROR, EDGE_ERROR_BUSY));
  fail_unless (strstr (error->message, "me is used twice") != NULL);
}

GST_END_TEST;

GST_START_TEST (test_says_how_a_connection_was_lost)
{
  g_autoptr (GError) closed =
      mqtt_disconnect_to_error (MOSQ_ERR_CONN_LOST, 0, "host:1", "me");
  g_autoptr (GError) reset =
      mqtt_disconnect_to_error (MOSQ_ERR_ERRNO, 104, "host:1", "me");

  fail_unless (g_error_matches (closed, EDGE_ERROR, EDGE_ERROR_READ));
  fail_unless (strstr (reset->message, "reset") != NULL);
}

GST_END_TEST;

static Suite *
mqttreason_suite (void)
{
  Suite *suite = suite_create ("mqttreason");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_tells_a_refusal_that_stays_from_one_that_passes);
  tcase_add_test (tc, test_names_the_client_that_is_there_twice);
  tcase_add_test (tc, test_says_how_a_connection_was_lost);
  return suite;
}

GST_CHECK_MAIN (mqttreason);
