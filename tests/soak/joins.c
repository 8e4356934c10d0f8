/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* joins ROBOT: viewers who come and go, one after the other, 1000 of them or
 * as many as EDGE_SOAK_JOINS says. The process that they watch holds in the end
 * what it held before. */
#include <gst/check/gstcheck.h>
#include <poll.h>
#include <stdlib.h>

#include "meter.h"
#include "robotprocess.h"
#include "webrtcviewer.h"

#define DEFAULT_JOINS 1000
#define PATIENCE (120 * G_TIME_SPAN_SECOND)
/* What is made once, and what an allocator with an arena for each of many
 * threads needs until it knows them all. */
#define WARM_UP 40
/* KiB that a viewer may leave in the heap: 0.7 were measured. What counts is what
 * is in use. Resident memory goes on growing for hundreds of viewers, with two
 * arenas as with many (by 5 MiB over 300), and malloc_trim() gives it all back
 * (42.7 MiB, then 32.7; in use 2.7): it is the allocator's. */
#define MOST_HEAP 4.0
/* The same of one who hangs up while he connects. */
#define MOST_HEAP_EARLY 4.0

static const gchar *robot_program;

typedef struct
{
  MqttBroker *broker;
  RobotProcess robot;
  guint n_viewers;
} Joins;

static void
pause_ms (guint time)
{
  /* There is no event for "it holds nothing more". */
  poll (NULL, 0, (int) time);
}

static void
wait_for_peers (Joins * self, guint n, RobotState * state)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  for (;;) {
    robot_process_get_state (&self->robot, state);
    if (state->peers == n && state->ending == 0)
      return;
    fail_unless (g_get_monotonic_time () < until,
        "%u viewers and %u pipelines stay", state->peers, state->ending);
    pause_ms (10);
  }
}

/* GLib keeps threads that have nothing to do for 15 seconds: the numbers count
 * when they stay the same for 20. */
static void
read_at_rest (Joins * self, MeterSample * rest)
{
  RobotState state;
  gint64 until = g_get_monotonic_time () + PATIENCE;
  guint same = 0;

  wait_for_peers (self, 0, &state);
  meter_read (self->robot.pid, rest);
  while (same < 20) {
    MeterSample now = { 0 };

    fail_unless (g_get_monotonic_time () < until, "it does not come to rest");
    pause_ms (1000);
    meter_read (self->robot.pid, &now);
    same = now.threads == rest->threads && now.fds == rest->fds ? same + 1 : 0;
    *rest = now;
  }
  robot_process_get_state (&self->robot, &state);
  rest->heap = state.heap / 1048576.0;
}

static void
join (Joins * self, gboolean early)
{
  g_autofree gchar *mobile = g_strdup_printf ("m%u", self->n_viewers++);
  g_autoptr (WebrtcViewer) viewer = webrtc_viewer_new (self->broker, mobile,
      self->n_viewers % 2 ? "H264" : "VP8", FALSE);
  RobotState state;

  webrtc_viewer_call (viewer);
  if (early) {
    webrtc_viewer_wait_answer (viewer, 1);
  } else {
    webrtc_viewer_wait_packets (viewer, "video", 1);
    webrtc_viewer_wait_message (viewer, "hello");
  }
  webrtc_viewer_bye (viewer);
  wait_for_peers (self, 0, &state);
}

static void
check (gboolean early, guint n, gdouble most)
{
  Joins joins = {.broker = mqtt_broker_new (NULL) };
  g_autofree gchar *pipeline = g_strdup_printf ("mqttsignalingbin name=bin "
      "host=127.0.0.1 port=%u local-addresses=127.0.0.1 "
      "videotestsrc is-live=true ! video/x-raw,width=160,height=120,"
      "framerate=15/1 ! bin.video_0", mqtt_broker_port (joins.broker));
  MeterSample before = { 0 }, after = { 0 };
  gdouble each;

  robot_process_start (&joins.robot, robot_program, pipeline, "fakesrc");
  for (guint i = 0; i < WARM_UP; i++)
    join (&joins, early);
  read_at_rest (&joins, &before);
  for (guint i = 0; i < n; i++)
    join (&joins, early);
  read_at_rest (&joins, &after);
  each = (after.heap - before.heap) * 1024 / n;
  g_print ("%u viewers%s: threads %u, then %u; descriptors %u, then %u; "
      "%.1f MiB, then %.1f; %.1f KiB of heap for each\n", n,
      early ? " who hang up while they connect" : "", before.threads,
      after.threads, before.fds, after.fds, before.rss, after.rss, each);
  fail_unless_equals_int (after.threads, before.threads);
  fail_unless_equals_int (after.fds, before.fds);
  fail_unless (each <= most);
  robot_process_end (&joins.robot);
  mqtt_broker_free (joins.broker);
}

static guint
get_joins (void)
{
  const gchar *text = g_getenv ("EDGE_SOAK_JOINS");

  return text != NULL ? (guint) atoi (text) : DEFAULT_JOINS;
}

GST_START_TEST (test_viewers_leave_no_trace)
{
  check (FALSE, get_joins (), MOST_HEAP);
}

GST_END_TEST;

GST_START_TEST (test_who_hangs_up_at_once_leaves_no_trace)
{
  check (TRUE, get_joins () / 4, MOST_HEAP_EARLY);
}

GST_END_TEST;

static Suite *
joins_suite (void)
{
  Suite *suite = suite_create ("joins");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_set_timeout (test, 0);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_viewers_leave_no_trace);
  tcase_add_test (test, test_who_hangs_up_at_once_leaves_no_trace);
  return suite;
}

int
main (int argc, char **argv)
{
  gst_check_init (&argc, &argv);
  robot_program = argv[1];
  return gst_check_run_suite (joins_suite (), "joins", __FILE__);
}
