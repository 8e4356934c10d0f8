/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A password is in no log, message or property, whatever happens to it. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttpeer.h"

#define PASSWORD "S3cr3t-Zebra"

static GMutex log_lock;
static GString *log_text;

static void
collect (GstDebugCategory * category, GstDebugLevel level,
    const gchar * file, const gchar * function, gint line, GObject * object,
    GstDebugMessage * message, gpointer user_data)
{
  /* To print an object may log again: not under the lock. */
  const gchar *text = gst_debug_message_get (message);

  g_mutex_lock (&log_lock);
  g_string_append (log_text, text);
  g_string_append_c (log_text, '\n');
  g_mutex_unlock (&log_lock);
}

static void
begin_log (void)
{
  log_text = g_string_new (NULL);
  gst_debug_remove_log_function (gst_debug_log_default);
  gst_debug_add_log_function (collect, NULL, NULL);
  gst_debug_set_default_threshold (GST_LEVEL_MEMDUMP);
  gst_debug_set_active (TRUE);
}

static void
end_log (void)
{
  gst_debug_set_default_threshold (GST_LEVEL_NONE);
  gst_debug_remove_log_function (collect);
  fail_unless (strstr (log_text->str, "CONNECT") != NULL,
      "the library's log is missing");
  fail_unless (strstr (log_text->str, PASSWORD) == NULL,
      "the password is in the log");
  g_string_free (log_text, TRUE);
}

static void
check_properties (GstElement * element)
{
  guint n;
  g_autofree GParamSpec **specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (element), &n);

  for (guint i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;

    if (!(specs[i]->flags & G_PARAM_READABLE))
      continue;
    g_value_init (&value, specs[i]->value_type);
    g_object_get_property (G_OBJECT (element), specs[i]->name, &value);
    g_autofree gchar *text = g_strdup_value_contents (&value);
    fail_unless (strstr (text, PASSWORD) == NULL, "%s shows it",
        specs[i]->name);
    g_value_unset (&value);
  }
}

static void
check_messages (GstBus * bus)
{
  GstMessage *message;

  while ((message = gst_bus_pop (bus)) != NULL) {
    const GstStructure *structure = gst_message_get_structure (message);
    g_autofree gchar *text =
        structure != NULL ? gst_structure_to_string (structure) : NULL;

    fail_unless (text == NULL || strstr (text, PASSWORD) == NULL, "%s", text);
    gst_message_unref (message);
  }
}

static const gchar *const ways[] = {
  "username=robot password=" PASSWORD,
  "uri=mqtt://robot:" PASSWORD "@127.0.0.1:%u",
};

GST_START_TEST (test_a_refused_password_is_shown_nowhere)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new ("allow_anonymous false\n");
  g_autofree gchar *port = g_strdup_printf ("%u", mqtt_broker_port (broker));
  g_auto (GStrv) parts = g_strsplit (ways[__i__], "%u", 2);
  g_autofree gchar *way = g_strjoinv (port, parts);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t retry-auth=true %s", way);

  g_autoptr (MqttPeer) source = mqtt_peer_new (broker, description);
  begin_log ();
  fail_unless (gst_element_set_state (source->element,
          GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
  mqtt_peer_expect (source, "mqtt-disconnected");
  check_properties (source->element);
  check_messages (source->bus);
  gst_element_set_state (source->element, GST_STATE_NULL);
  check_messages (source->bus);
  end_log ();
}

GST_END_TEST;

static const gchar *const broken[] = {
  "mqttsrc topic=t uri=mqtt://robot:" PASSWORD "@",
  "mqttsrc topic=t uri=nonsense://robot:" PASSWORD "@host",
  "mqttsrc topic=t uri=mqtt://robot:" PASSWORD "@host:99999",
  "mqttsrc topic=t uri=robot:" PASSWORD "@host",
};

GST_START_TEST (test_a_broken_uri_does_not_show_it_either)
{
  g_autoptr (MqttPeer) source = mqtt_peer_new (NULL, broken[__i__]);

  check_properties (source->element);
  fail_unless_equals_int (gst_element_set_state (source->element,
          GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  check_messages (source->bus);
}

GST_END_TEST;

static Suite *
secrets_suite (void)
{
  Suite *suite = suite_create ("mqttsrc-secrets");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_a_broken_uri_does_not_show_it_either, 0,
      G_N_ELEMENTS (broken));
  if (mqtt_broker_is_available ())
    tcase_add_loop_test (tc, test_a_refused_password_is_shown_nowhere, 0,
        G_N_ELEMENTS (ways));
  return suite;
}

GST_CHECK_MAIN (secrets);
