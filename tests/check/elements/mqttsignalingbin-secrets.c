/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What no log, message or property may show, whatever is logged. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "signalingrig.h"
#include "signtoken.h"
#include "turnserver.h"

/* Each frame writes a thousand lines. */
#define VIDEO "videotestsrc is-live=true " \
    "! video/x-raw,width=64,height=48,framerate=5/1 " \
    "! bin.video_0 bin.command ! appsink name=commands async=false"
#define MAX_SECRETS 8

/* Lines of the log that have a secret in them, by category. */
typedef struct
{
  GMutex lock;
  gchar *secrets[MAX_SECRETS];
  guint n_secrets;
  guint64 n_lines;
  GHashTable *found;            /* "category: name" -> a line */
} Watch;

static Watch watch;
static const gchar *const names[] = { "key", "token", "TURN password",
  "ice-pwd of the offer", "ice-pwd of the answer"
};

/* To print an object may log again: not under the lock. */
static void
watch_line (GstDebugCategory * category, GstDebugLevel level,
    const gchar * file, const gchar * function, gint line, GObject * object,
    GstDebugMessage * message, gpointer user_data)
{
  const gchar *text = gst_debug_message_get (message);

  g_mutex_lock (&watch.lock);
  watch.n_lines++;
  for (guint i = 0; i < watch.n_secrets; i++) {
    if (watch.secrets[i] != NULL && strstr (text, watch.secrets[i]) != NULL)
      g_hash_table_insert (watch.found,
          g_strdup_printf ("%s: %s", gst_debug_category_get_name (category),
              names[i]), g_strdup (text));
  }
  g_mutex_unlock (&watch.lock);
}

static void
watch_secret (guint i, const gchar * secret)
{
  fail_unless (strlen (secret) >= 8);
  g_mutex_lock (&watch.lock);
  watch.secrets[i] = g_strdup (secret);
  watch.n_secrets = MAX (watch.n_secrets, i + 1);
  g_mutex_unlock (&watch.lock);
}

static void
watch_begin (void)
{
  watch.found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gst_debug_remove_log_function (gst_debug_log_default);
  gst_debug_add_log_function (watch_line, NULL, NULL);
  gst_debug_set_default_threshold (GST_LEVEL_TRACE);
  /* Most lines are of these, and name pointers and times only. */
  gst_debug_set_threshold_from_string ("GST_REFCOUNTING:4,GST_CLOCK:4,"
      "GST_POLL:4,GST_LOCKING:4,GST_SCHEDULING:4", FALSE);
  gst_debug_set_active (TRUE);
}

/* GStreamer's webrtcbin, its ICE agent and its SDP library write the ICE
 * passwords of both sides, which nobody can keep them from: those of one
 * connection, void with it. */
static gboolean
is_stock (const gchar * found)
{
  return strstr (found, "ice-pwd") != NULL
      && !g_str_has_prefix (found, "mqttsignalingbin:")
      && !g_str_has_prefix (found, "mosquitto:");
}

static void
watch_end (void)
{
  GHashTableIter iter;
  gpointer found, line;

  gst_debug_set_default_threshold (GST_LEVEL_NONE);
  gst_debug_remove_log_function (watch_line);
  fail_unless (watch.n_lines > 10000, "only %" G_GUINT64_FORMAT " lines",
      watch.n_lines);
  g_hash_table_iter_init (&iter, watch.found);
  while (g_hash_table_iter_next (&iter, &found, &line)) {
    fail_unless (is_stock (found), "%s: %s", (gchar *) found, (gchar *) line);
    g_print ("GStreamer's own log category %s\n", (gchar *) found);
  }
  g_hash_table_unref (watch.found);
  for (guint i = 0; i < watch.n_secrets; i++)
    g_free (watch.secrets[i]);
}

/* The first a=ice-pwd of an SDP, or of JSON that has one in it. */
static gchar *
find_password (const gchar * sdp)
{
  const gchar *start = strstr (sdp, "a=ice-pwd:");

  fail_unless (start != NULL);
  start += strlen ("a=ice-pwd:");
  return g_strndup (start, strcspn (start, "\r\n\\"));
}

/* What is kept from others is not told on the bus either. */
static void
check_messages (GstBus * bus)
{
  GstMessage *message;

  while ((message = gst_bus_pop (bus)) != NULL) {
    const GstStructure *structure = gst_message_get_structure (message);
    g_autofree gchar *text =
        structure != NULL ? gst_structure_to_string (structure) : NULL;

    for (guint i = 0; i < watch.n_secrets; i++)
      fail_unless (text == NULL || strstr (text, watch.secrets[i]) == NULL,
          "%s", names[i]);
    gst_message_unref (message);
  }
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
    for (guint j = 0; j < watch.n_secrets; j++)
      fail_unless (strstr (text, watch.secrets[j]) == NULL, "%s shows the %s",
          specs[i]->name, names[j]);
    g_value_unset (&value);
  }
}

GST_START_TEST (test_a_session_leaves_no_secret_in_the_log)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *token = sign_viewer_token ("m1", 60, "drive");
  g_autofree gchar *other = sign_viewer_token ("m2", 60, "drive");
  g_autofree gchar *password = NULL;
  g_autofree gchar *reason = NULL;
  SignalingRig *rig;
  WebrtcViewer *viewer;

  rig = signaling_rig_new (broker, VIDEO);
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  viewer = webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  password = find_password (webrtc_viewer_get_offer (viewer));
  watch_begin ();
  watch_secret (0, SIGN_TOKEN_KEY);
  watch_secret (1, strrchr (token, '.') + 1);
  watch_secret (2, TURN_SERVER_PASSWORD);
  watch_secret (3, password);
  g_object_set (rig->bin, "token-key", SIGN_TOKEN_KEY, "turn-servers",
      "turn://me:" TURN_SERVER_PASSWORD "@127.0.0.1:9", NULL);
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < 3; i++)
    gst_structure_free (signaling_rig_wait (rig, "mqtt-subscribed"));
  /* A refusal, a call, a command, a candidate that is none, and the end. */
  webrtc_viewer_set_auth (viewer, other);
  webrtc_viewer_call (viewer);
  reason = webrtc_viewer_wait_error (viewer, 1);
  webrtc_viewer_set_auth (viewer, token);
  webrtc_viewer_call (viewer);
  g_free (password);
  password = find_password (webrtc_viewer_get_answer (viewer));
  watch_secret (4, password);
  webrtc_viewer_wait_packets (viewer, "video", 1);
  webrtc_viewer_send (viewer, "{\"throttle\":1}");
  signaling_rig_wait_command (rig, "{\"throttle\":1,\"from\":\"m1\"}");
  webrtc_viewer_publish (viewer, "candidate", "{\"candidate\":7}");
  check_properties (rig->bin);
  webrtc_viewer_bye (viewer);
  signaling_rig_wait_removed (rig, "m1", "bye");
  check_messages (rig->bus);
  webrtc_viewer_free (viewer);
  signaling_rig_free (rig);
  watch_end ();
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-secrets");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_a_session_leaves_no_secret_in_the_log);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
