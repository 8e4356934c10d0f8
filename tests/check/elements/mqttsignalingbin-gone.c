/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A viewer whose process is killed: he is gone within five seconds, and so is
 * all that was there for him. */
#include <dirent.h>
#include <gst/check/gstcheck.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signalingrig.h"

#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 "

/* Returns when he watches. */
static GPid
start_viewer (MqttBroker * broker)
{
  g_autofree gchar *port = g_strdup_printf ("%u", mqtt_broker_port (broker));
  const gchar *argv[] = { PROCESS, "127.0.0.1", port, "127.0.0.1", NULL };
  GPid pid;
  gint out;
  char line[100];
  gboolean watching = FALSE;

  fail_unless (g_spawn_async_with_pipes (NULL, (gchar **) argv, NULL,
          G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL, NULL));
  FILE *said = fdopen (out, "r");
  while (!watching && fgets (line, sizeof line, said) != NULL)
    watching = strcmp (line, "watching\n") == 0;
  fclose (said);
  fail_unless (watching, "the viewer ended");
  return pid;
}

static guint
count_files (void)
{
  DIR *dir = opendir ("/proc/self/fd");
  guint n = 0;

  while (readdir (dir) != NULL)
    n++;
  closedir (dir);
  return n;
}

/* Returns milliseconds. */
static guint
kill_one (MqttBroker * broker, SignalingRig * rig)
{
  GPid pid = start_viewer (broker);
  gint64 before;

  fail_unless_equals_int (signaling_rig_count (rig, "encoders"), 1);
  before = g_get_monotonic_time ();
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  signaling_rig_wait_removed (rig, "process", "lost");
  return (g_get_monotonic_time () - before) / G_TIME_SPAN_MILLISECOND;
}

GST_START_TEST (test_a_killed_viewer_is_gone_within_5_seconds)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  guint files, took;

  kill_one (broker, rig);
  signaling_rig_wait_ended (rig);
  files = count_files ();
  took = kill_one (broker, rig);
  GST_INFO ("gone after %u ms", took);
  /* Promised are 5 s. */
  fail_unless (took < 5 * 5000, "%u ms", took);
  signaling_rig_wait_ended (rig);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 0);
  fail_unless_equals_int (signaling_rig_count (rig, "encoders"), 0);
  fail_unless (count_files () <= files, "%u files, then %u", files,
      count_files ());
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-gone");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_a_killed_viewer_is_gone_within_5_seconds);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
