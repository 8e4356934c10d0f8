/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignalingsettings.h"

#include <glib/gstdio.h>
#include <gst/check/gstcheck.h>
#include <string.h>
#include <unistd.h>

#include "edgeerror.h"

static void
init (MqttSignalingSettings * settings)
{
  memset (settings, 0, sizeof (*settings));
  mqtt_settings_init (&settings->mqtt);
  settings->device_id = g_strdup ("d");
  settings->video_codecs = g_strsplit ("VP8", ",", -1);
}

/* Resolves and clears; the error, which must not hold a secret, is cleared. */
static gboolean
resolve (MqttSignalingSettings * settings, gint code)
{
  g_autoptr (GError) error = NULL;
  gboolean taken = mqtt_signaling_settings_resolve (settings, &error);

  mqtt_signaling_settings_clear (settings);
  fail_unless (taken == (error == NULL));
  if (error != NULL) {
    fail_unless (g_error_matches (error, EDGE_ERROR, code), "%s",
        error->message);
    fail_unless (strstr (error->message, "geheim") == NULL);
  }
  return taken;
}

GST_START_TEST (test_lists_are_split_at_commas_and_lines)
{
  static const struct
  {
    const gchar *text;
    const gchar *words;
  } cases[] = {
    {"a", "a"},
    {" a ,b,, c\t", "a|b|c"},
    {"a\r\nb\n\nc\n", "a|b|c"},
  };

  fail_unless (mqtt_signaling_split_list (NULL) == NULL);
  fail_unless (mqtt_signaling_split_list (" ,\n") == NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) words = mqtt_signaling_split_list (cases[i].text);
    g_autofree gchar *joined = g_strjoinv ("|", words);

    fail_unless_equals_string (joined, cases[i].words);
  }
}

GST_END_TEST;

GST_START_TEST (test_what_cannot_work_is_refused)
{
  static const struct
  {
    const gchar *device, *codecs, *stun, *turn, *addresses;
    gboolean taken;
  } cases[] = {
    {"d", "VP8", NULL, NULL, NULL, TRUE},
    {"d", "h264,VP8", NULL, NULL, NULL, TRUE},
    {"a/b", "VP8", NULL, NULL, NULL, FALSE},
    {"", "VP8", NULL, NULL, NULL, FALSE},
    {NULL, "VP8", NULL, NULL, NULL, FALSE},
    {"d", NULL, NULL, NULL, NULL, FALSE},
    {"d", "VP8,MPEG", NULL, NULL, NULL, FALSE},
    {"d", "VP8", "stun://stun.example.com:3478", NULL, NULL, TRUE},
    {"d", "VP8", "stun://[::1]", NULL, NULL, TRUE},
    {"d", "VP8", "stun.example.com:3478", NULL, NULL, FALSE},
    {"d", "VP8", "stun://", NULL, NULL, FALSE},
    {"d", "VP8", "stun://host:99999", NULL, NULL, FALSE},
    {"d", "VP8", "turn://host", NULL, NULL, FALSE},
    {"d", "VP8", NULL, "turn://me:geheim@turn.example.com:3478", NULL, TRUE},
    {"d", "VP8", NULL, "turn://me:gehei%2Cm@10.0.0.1?transport=tcp", NULL,
        TRUE},
    {"d", "VP8", NULL, "turn://me:geheim@h,turn://me:geheim@[::1]:1", NULL,
        TRUE},
    {"d", "VP8", NULL, "turn://me:geheim@h?transport=smoke", NULL, FALSE},
    {"d", "VP8", NULL, "turn://me:geheim@h?x=udp", NULL, FALSE},
    {"d", "VP8", NULL, "turn://me:geheim@h,turns://me:geheim@h", NULL, FALSE},
    {"d", "VP8", NULL, "turn://turn.example.com:3478", NULL, FALSE},
    {"d", "VP8", NULL, "turn://geheim@h", NULL, FALSE},
    {"d", "VP8", NULL, "turn://:geheim@h", NULL, FALSE},
    {"d", "VP8", NULL, "turn://me:geheim@", NULL, FALSE},
    {"d", "VP8", NULL, "me:geheim@h", NULL, FALSE},
    {"d", "VP8", NULL, NULL, "127.0.0.1,::1", TRUE},
    {"d", "VP8", NULL, NULL, "127.0.0.1,localhost", FALSE},
    {"d", "VP8", NULL, NULL, "127.0.0.1:80", FALSE},
    {"d", "VP8", NULL, NULL, "192.168.1.300", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    MqttSignalingSettings settings = {
      .device_id = g_strdup (cases[i].device),
      .video_codecs = mqtt_signaling_split_list (cases[i].codecs),
      .stun_server = g_strdup (cases[i].stun),
      .turn_servers = mqtt_signaling_split_list (cases[i].turn),
      .local_addresses = mqtt_signaling_split_list (cases[i].addresses),
    };

    mqtt_settings_init (&settings.mqtt);
    fail_unless (resolve (&settings, EDGE_ERROR_SETTINGS) == cases[i].taken,
        "case %u", i);
  }
}

GST_END_TEST;

GST_START_TEST (test_turn_servers_come_from_a_file)
{
  static const struct
  {
    const gchar *text;
    gboolean taken;
  } cases[] = {
    {"turn://me:geheim@h\nturn://me:geheim@i:5\n", TRUE},
    {"turn://me:geheim@h\nturn://me\n", FALSE},
    {"\n", FALSE},
    {"", FALSE},
  };
  g_autofree gchar *path = NULL;
  gint fd = g_file_open_tmp ("edge-turn-XXXXXX", &path, NULL);
  MqttSignalingSettings settings;

  fail_unless (fd >= 0);
  close (fd);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    fail_unless (g_file_set_contents (path, cases[i].text, -1, NULL));
    init (&settings);
    settings.turn_servers = g_strsplit ("turn://unused", ",", -1);
    settings.turn_servers_file = g_strdup (path);
    fail_unless (resolve (&settings, EDGE_ERROR_SETTINGS) == cases[i].taken,
        "case %u", i);
  }
  init (&settings);
  settings.turn_servers_file = g_strdup (path);
  g_unlink (path);
  fail_if (resolve (&settings, EDGE_ERROR_OPEN_READ));
}

GST_END_TEST;

GST_START_TEST (test_a_token_key_is_long_or_refused)
{
  static const struct
  {
    const gchar *key;
    gsize size;                 /* 0: refused */
  } cases[] = {
    {"geheim-7890123456789012345678901", 32},
    {"geheim-7890123456789012345678901\n", 33},
    {"geheim-789012345678901234567890", 0},
    {"", 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    MqttSignalingSettings settings;

    init (&settings);
    settings.token_key = g_strdup (cases[i].key);
    if (cases[i].size > 0) {
      fail_unless (mqtt_signaling_settings_resolve (&settings, NULL));
      fail_unless_equals_int (settings.key_size, cases[i].size);
      fail_unless_equals_int (memcmp (settings.key, cases[i].key,
              settings.key_size), 0);
      mqtt_signaling_settings_clear (&settings);
    } else {
      fail_if (resolve (&settings, EDGE_ERROR_SETTINGS));
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_a_token_key_comes_from_a_file)
{
  static const struct
  {
    const gchar *text;
    gssize size;
    gsize key_size;             /* 0: refused */
  } cases[] = {
    {"geheim-7890123456789012345678901", 32, 32},
    {"geheim-7890123456789012345678901\n", 33, 32},
    {"geheim-7890123456789012345678901\r\n", 34, 32},
    {"geheim-7890123456789012345678901\n\n", 34, 33},
    {"geheim-\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7\r", 32, 0},
    {"geheim-\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7\0\1\n", 34, 33},
    {"geheim\n", 7, 0},
    {"", 0, 0},
  };
  g_autofree gchar *path = NULL;
  gint fd = g_file_open_tmp ("edge-key-XXXXXX", &path, NULL);
  MqttSignalingSettings settings;

  fail_unless (fd >= 0);
  close (fd);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    fail_unless (g_file_set_contents (path, cases[i].text, cases[i].size,
            NULL));
    init (&settings);
    settings.token_key = g_strdup ("unused");
    settings.token_key_file = g_strdup (path);
    if (cases[i].key_size > 0) {
      fail_unless (mqtt_signaling_settings_resolve (&settings, NULL));
      fail_unless_equals_int (settings.key_size, cases[i].key_size);
      mqtt_signaling_settings_clear (&settings);
    } else {
      fail_if (resolve (&settings, EDGE_ERROR_SETTINGS), "case %u", i);
    }
  }
  init (&settings);
  settings.token_key_file = g_strdup (path);
  g_unlink (path);
  fail_if (resolve (&settings, EDGE_ERROR_OPEN_READ));
  /* Nor is an empty name none. */
  init (&settings);
  settings.token_key_file = g_strdup ("");
  fail_if (resolve (&settings, EDGE_ERROR_OPEN_READ));
}

GST_END_TEST;

static Suite *
mqttsignalingsettings_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingsettings");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_lists_are_split_at_commas_and_lines);
  tcase_add_test (test, test_what_cannot_work_is_refused);
  tcase_add_test (test, test_turn_servers_come_from_a_file);
  tcase_add_test (test, test_a_token_key_is_long_or_refused);
  tcase_add_test (test, test_a_token_key_comes_from_a_file);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingsettings);
