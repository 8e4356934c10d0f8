/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "edgeerror.h"
#include "mqttsettings.h"

static const struct
{
  const gchar *uri, *host, *topic, *username, *password, *shown;
  guint port;
  gboolean tls;
} uris[] = {
  {"mqtt://broker", "broker", NULL, NULL, NULL, "mqtt://broker", 1883, FALSE},
  {"mqtts://broker", "broker", NULL, NULL, NULL, "mqtts://broker", 8883, TRUE},
  {"MQTT://broker:1/a/b", "broker", "a/b", NULL, NULL, "MQTT://broker:1/a/b",
      1, FALSE},
  {"mqtt://u:p%40q@broker/", "broker", NULL, "u", "p@q", "mqtt://u@broker/",
      1883, FALSE},
  {"mqtt://u@[::1]:2", "::1", NULL, "u", NULL, "mqtt://u@[::1]:2", 2, FALSE},
  {"mqtt://b/a%23", "b", "a#", NULL, NULL, "mqtt://b/a%23", 1883, FALSE},
};

GST_START_TEST (test_takes_a_uri_apart)
{
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++) {
    g_autofree gchar *shown = mqtt_settings_show_uri (uris[i].uri);
    MqttSettings settings;
    GError *error = NULL;

    mqtt_settings_init (&settings);
    settings.uri = g_strdup (uris[i].uri);
    fail_unless (mqtt_settings_resolve (&settings, &error), "%s", uris[i].uri);
    fail_unless_equals_string (settings.host, uris[i].host);
    fail_unless_equals_string (settings.uri_topic, uris[i].topic);
    fail_unless_equals_string (settings.username, uris[i].username);
    fail_unless_equals_string (settings.password, uris[i].password);
    fail_unless_equals_int (settings.port, uris[i].port);
    fail_unless_equals_int (settings.tls, uris[i].tls);
    fail_unless_equals_string (shown, uris[i].shown);
    mqtt_settings_clear (&settings);
  }
}

GST_END_TEST;

static const gchar *const bad_uris[] = {
  "http://broker", "mqtt://", "mqtt:", "broker", "mqtt://b:99999",
  "mqtt+unix:", "mqtt://b:x", "ws://broker", "mqtt://[::1"
};

GST_START_TEST (test_refuses_what_is_no_uri_of_a_broker)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_uris); i++) {
    g_autoptr (GError) error = NULL;
    MqttSettings settings;

    mqtt_settings_init (&settings);
    settings.uri = g_strdup (bad_uris[i]);
    fail_if (mqtt_settings_resolve (&settings, &error), "%s", bad_uris[i]);
    fail_unless (g_error_matches (error, EDGE_ERROR, EDGE_ERROR_SETTINGS));
    mqtt_settings_clear (&settings);
  }
}

GST_END_TEST;

GST_START_TEST (test_each_start_without_a_name_makes_a_new_one)
{
  MqttSettings one, two;

  mqtt_settings_init (&one);
  mqtt_settings_copy (&two, &one);
  fail_unless (mqtt_settings_resolve (&one, NULL));
  fail_unless (mqtt_settings_resolve (&two, NULL));
  fail_unless (g_str_has_prefix (one.client_id, "edge-"));
  fail_unless (g_strcmp0 (one.client_id, two.client_id) != 0);
  /* Another container may have this host name, process id and count. */
  const gchar *random_one = strrchr (one.client_id, '-') + 1;
  const gchar *random_two = strrchr (two.client_id, '-') + 1;
  fail_unless_equals_int (strspn (random_one, "0123456789abcdef"), 8);
  fail_unless_equals_int (strlen (random_one), 8);
  fail_unless (strcmp (random_one, random_two) != 0);
  mqtt_settings_clear (&one);
  mqtt_settings_clear (&two);
}

GST_END_TEST;

GST_START_TEST (test_names_the_broker)
{
  static const gchar *const hosts[][2] = {
    {"broker", "broker:1883"}, {"::1", "[::1]:1883"},
    {"[::1]", "[::1]:1883"}, {"[fe80::1%lo]", "[fe80::1%lo]:1883"}
  };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    MqttSettings settings;

    mqtt_settings_init (&settings);
    g_free (settings.host);
    settings.host = g_strdup (hosts[i][0]);
    fail_unless (mqtt_settings_resolve (&settings, NULL));
    g_autofree gchar *name = mqtt_settings_broker (&settings);
    fail_unless_equals_string (name, hosts[i][1]);
    mqtt_settings_clear (&settings);
  }
}

GST_END_TEST;

static Suite *
mqttsettings_suite (void)
{
  Suite *suite = suite_create ("mqttsettings");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_takes_a_uri_apart);
  tcase_add_test (tc, test_refuses_what_is_no_uri_of_a_broker);
  tcase_add_test (tc, test_each_start_without_a_name_makes_a_new_one);
  tcase_add_test (tc, test_names_the_broker);
  return suite;
}

GST_CHECK_MAIN (mqttsettings);
