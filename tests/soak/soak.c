/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* soak ROBOT: an hour of churn around one long-lived process. Viewers come and
 * go in every way, the broker dies and freezes, commands arrive over both
 * ways, elements connect and part, the pipeline goes through its states. In
 * the end the process holds what it held before: threads, descriptors,
 * memory. */
#include <gst/check/gstcheck.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "edgejson.h"
#include "meter.h"
#include "mqttconnection.h"
#include "robotprocess.h"
#include "signtoken.h"
#include "webrtcviewer.h"

#define DEFAULT_SECONDS 3600
#define SAMPLE_EVERY 10
/* Those of about half an hour. */
#define LEAST_SAMPLES 100
/* MiB in an hour. Above the noise of an allocator with an arena for each of
 * many threads, and below what 1000 viewers that each leave 10 KiB make. */
#define MOST_RSS 8.0
#define MOST_HEAP 2.0
#define PATIENCE (120 * G_TIME_SPAN_SECOND)

#define STATION "host=127.0.0.1 port=%u reconnect-delay-min=100 " \
    "reconnect-delay-max=500"

typedef struct
{
  guint viewers, byes, vanished, calls_again, refused, rounds, commands;
  guint restarts, freezes, cycles, others, overstayed;
} Counts;

typedef struct
{
  MqttBroker *broker;
  RobotProcess robot;
  MqttConnection *station;      /* of the one who sends commands by MQTT */
  GRand *random;
  Counts counts;
  GArray *samples;              /* MeterSample */
  gint64 begin;
  gdouble seconds, sampled, told;

  GMutex lock;                  /* protects the following */
  GCond changed;
  guint n_online;
  gchar *answered;              /* id of the last command that was answered */
} Soak;

static const gchar *robot_program;

static gdouble
elapsed (Soak * soak)
{
  return (g_get_monotonic_time () - soak->begin) / (gdouble) G_TIME_SPAN_SECOND;
}

/* --- what the station sees --- */

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Soak *soak = user_data;
  g_autoptr (JsonObject) object =
      edge_json_parse_object (message->data, message->size, 65536, NULL);
  const gchar *text;

  fail_unless (object != NULL);
  g_mutex_lock (&soak->lock);
  if (edge_json_get_string (object, "status", &text) == EDGE_JSON_OK) {
    if (strcmp (text, "online") == 0)
      soak->n_online++;
  } else if (edge_json_get_string (object, "id", &text) == EDGE_JSON_OK) {
    g_free (soak->answered);
    soak->answered = g_strdup (text);
  }
  g_cond_broadcast (&soak->changed);
  g_mutex_unlock (&soak->lock);
}

static void
start_station (Soak * soak)
{
  static const MqttCallbacks callbacks = {.message = on_message };
  MqttSettings settings;

  mqtt_settings_init (&settings);
  g_free (settings.host);
  settings.host = g_strdup ("127.0.0.1");
  settings.port = mqtt_broker_port (soak->broker);
  settings.client_id = g_strdup ("station");
  settings.reconnect_delay_min = 100;
  settings.reconnect_delay_max = 500;
  soak->station = mqtt_connection_new (&callbacks, soak, NULL);
  mqtt_connection_subscribe (soak->station, "device/+/webrtc/status", 1,
      MQTT_SUBSCRIBE_DEFAULT, NULL);
  mqtt_connection_subscribe (soak->station, "picarx/telemetry", 1,
      MQTT_SUBSCRIBE_DEFAULT, NULL);
  fail_unless (mqtt_connection_start (soak->station, &settings, NULL));
  mqtt_settings_clear (&settings);
}

static void
publish (Soak * soak, const gchar * topic, const gchar * text)
{
  MqttMessage message = {.topic = topic,.data = (const guint8 *) text,
    .size = strlen (text),.qos = 0
  };

  mqtt_connection_publish (soak->station, &message, MQTT_QUEUE_FULL_DROP_OLD);
}

/* A command goes through mqttsrc and picarxsink, its answer through mqttsink;
 * while one of them has no connection, it is sent again. */
static void
command (Soak * soak)
{
  g_autofree gchar *id = g_strdup_printf ("c%u", ++soak->counts.commands);
  g_autofree gchar *text = g_strdup_printf ("{\"action\":\"move\","
      "\"dir\":\"forward\",\"speed\":%d,\"from\":\"station\",\"id\":\"%s\"}",
      g_rand_int_range (soak->random, 0, 100), id);
  gint64 until = g_get_monotonic_time () + PATIENCE;
  gboolean answered = FALSE;

  while (!answered) {
    fail_unless (g_get_monotonic_time () < until, "no answer to %s", id);
    publish (soak, "picarx/cmd", text);
    gint64 again = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
    g_mutex_lock (&soak->lock);
    while (!(answered = g_strcmp0 (soak->answered, id) == 0)
        && g_cond_wait_until (&soak->changed, &soak->lock, again));
    g_mutex_unlock (&soak->lock);
  }
}

static guint
count_online (Soak * soak)
{
  g_mutex_lock (&soak->lock);
  guint n = soak->n_online;
  g_mutex_unlock (&soak->lock);
  return n;
}

static void
wait_online (Soak * soak, guint before)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  g_mutex_lock (&soak->lock);
  while (soak->n_online <= before)
    fail_unless (g_cond_wait_until (&soak->changed, &soak->lock, until),
        "the robot does not come online");
  g_mutex_unlock (&soak->lock);
}

/* --- what is done to it --- */

static void
give_token (WebrtcViewer * viewer, const gchar * mobile, gint expires_in)
{
  g_autofree gchar *token = sign_viewer_token (mobile, expires_in, "drive");

  webrtc_viewer_set_auth (viewer, token);
}

static WebrtcViewer *
join_for (Soak * soak, gint seconds)
{
  g_autofree gchar *mobile = g_strdup_printf ("m%u", ++soak->counts.viewers);
  WebrtcViewer *viewer = webrtc_viewer_new (soak->broker, mobile,
      g_rand_boolean (soak->random) ? "H264" : "VP8",
      g_rand_boolean (soak->random));

  give_token (viewer, mobile, seconds);
  webrtc_viewer_call (viewer);
  return viewer;
}

static WebrtcViewer *
join (Soak * soak)
{
  return join_for (soak, 3600);
}

static void
drive (WebrtcViewer * viewer)
{
  webrtc_viewer_wait_packets (viewer, "video", 5);
  webrtc_viewer_send (viewer, "{\"action\":\"take\"}");
  webrtc_viewer_send (viewer,
      "{\"action\":\"move\",\"dir\":\"left\",\"speed\":30,\"id\":\"mine\"}");
  webrtc_viewer_wait_message (viewer, "\"mine\"");
  webrtc_viewer_send (viewer, "{\"type\":\"ping\",\"t\":1}");
  webrtc_viewer_wait_message (viewer, "pong");
}

static void
leave (Soak * soak, WebrtcViewer * viewer)
{
  switch (g_rand_int_range (soak->random, 0, 3)) {
    case 0:
      webrtc_viewer_bye (viewer);
      soak->counts.byes++;
      break;
    case 1:
      webrtc_viewer_vanish (viewer);
      soak->counts.vanished++;
      break;
    default:
      /* Closes its channels. */
      break;
  }
  webrtc_viewer_free (viewer);
}

static void
come_and_go (Soak * soak)
{
  WebrtcViewer *viewers[3];
  guint n = (guint) g_rand_int_range (soak->random, 1, 4);

  for (guint i = 0; i < n; i++)
    viewers[i] = join (soak);
  for (guint i = 0; i < n; i++)
    drive (viewers[i]);
  for (guint i = 0; i < n; i++)
    leave (soak, viewers[i]);
}

/* His token ends while he watches. */
static void
overstay (Soak * soak)
{
  WebrtcViewer *viewer = join_for (soak, 8);

  webrtc_viewer_wait_message (viewer, "\"reason\":\"expired\"");
  webrtc_viewer_free (viewer);
  soak->counts.overstayed++;
}

static void
send_commands (Soak * soak)
{
  for (guint i = 0; i < 20; i++)
    command (soak);
}

static void
send_nonsense (Soak * soak)
{
  g_autofree gchar *mobile = g_strdup_printf ("x%u", ++soak->counts.refused);
  g_autofree gchar *topic = g_strdup_printf ("mobile/%s/webrtc/offer", mobile);
  WebrtcViewer *forger;

  publish (soak, topic, "{");
  publish (soak, topic, "{\"type\":\"offer\",\"sdp\":\"v=0\"}");
  publish (soak, "picarx/cmd", "{\"action\":\"fly\"}");
  publish (soak, "picarx/cmd", "[[[[");
  forger = webrtc_viewer_new (soak->broker, mobile, "VP8", FALSE);
  webrtc_viewer_call (forger);
  g_free (webrtc_viewer_wait_error (forger, 1));
  give_token (forger, mobile, 3600);
  webrtc_viewer_forge_offer (forger);
  webrtc_viewer_call (forger);
  webrtc_viewer_wait_answer (forger, 1);
  webrtc_viewer_free (forger);
}

static void
restart_broker (Soak * soak)
{
  WebrtcViewer *viewer = join (soak);

  drive (viewer);
  guint before = count_online (soak);
  mqtt_broker_kill (soak->broker);
  /* What goes from viewer to viewer needs no broker. */
  webrtc_viewer_wait_packets (viewer, "video", 5);
  mqtt_broker_start (soak->broker);
  wait_online (soak, before);
  command (soak);
  webrtc_viewer_wait_packets (viewer, "video", 5);
  leave (soak, viewer);
  soak->counts.restarts++;
}

static void
freeze_broker (Soak * soak)
{
  WebrtcViewer *viewer = join (soak);

  drive (viewer);
  mqtt_broker_freeze (soak->broker);
  webrtc_viewer_wait_packets (viewer, "video", 30);
  mqtt_broker_thaw (soak->broker);
  command (soak);
  leave (soak, viewer);
  soak->counts.freezes++;
}

static void
cycle_states (Soak * soak)
{
  WebrtcViewer *viewer = join (soak);
  guint before = count_online (soak);

  if (g_rand_boolean (soak->random))
    drive (viewer);
  robot_process_cycle (&soak->robot);
  wait_online (soak, before);
  command (soak);
  leave (soak, viewer);
  soak->counts.cycles++;
}

static void
play_other (Soak * soak)
{
  for (guint i = 0; i < 3; i++)
    robot_process_other (&soak->robot);
  soak->counts.others += 3;
}

/* The rarer, the further behind. */
static void (*const actions[]) (Soak * soak) = {
  come_and_go, come_and_go, come_and_go, overstay, send_commands, play_other,
  send_nonsense, cycle_states, freeze_broker, restart_broker,
};

/* --- what it holds --- */

static void
pause_ms (guint time)
{
  /* There is no event for "it holds nothing more". */
  poll (NULL, 0, (int) time);
}

/* Until nobody is left. */
static void
wait_idle (Soak * soak, RobotState * state)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  for (;;) {
    robot_process_get_state (&soak->robot, state);
    if (state->peers == 0 && state->ending == 0)
      return;
    fail_unless (g_get_monotonic_time () < until,
        "%u viewers and %u pipelines stay", state->peers, state->ending);
    pause_ms (100);
  }
}

/* GLib keeps threads that have nothing to do for 15 seconds: the numbers count
 * when they stay the same for 20. */
static void
read_at_rest (Soak * soak, MeterSample * rest)
{
  RobotState state;
  gint64 until = g_get_monotonic_time () + PATIENCE;
  guint same = 0;

  wait_idle (soak, &state);
  meter_read (soak->robot.pid, rest);
  while (same < 20) {
    MeterSample now = { 0 };

    fail_unless (g_get_monotonic_time () < until, "it does not come to rest");
    pause_ms (1000);
    meter_read (soak->robot.pid, &now);
    same = now.threads == rest->threads && now.fds == rest->fds ? same + 1 : 0;
    *rest = now;
  }
}

static void
take_sample (Soak * soak)
{
  MeterSample sample = {.time = elapsed (soak) };
  RobotState state;

  if (sample.time - soak->sampled < SAMPLE_EVERY)
    return;
  soak->sampled = sample.time;
  wait_idle (soak, &state);
  meter_read (soak->robot.pid, &sample);
  sample.heap = state.heap / 1048576.0;
  g_array_append_val (soak->samples, sample);
  if (sample.time - soak->told < 60)
    return;
  soak->told = sample.time;
  g_print ("%5.0f s: %5.1f MiB, %5.2f MiB of heap, %u threads, %u descriptors; "
      "%u viewers, %u commands\n", sample.time, sample.rss, sample.heap,
      sample.threads, sample.fds, soak->counts.viewers, soak->counts.commands);
}

static void
tell_counts (const Counts * counts)
{
  g_print ("%u rounds; %u viewers (%u said goodbye, %u vanished, others closed "
      "their channels, %u overstayed); %u forged and malformed offers refused;\n"
      "%u commands over MQTT answered; broker killed %u times, frozen %u "
      "times; robot's states cycled %u times; another pipeline with mqttsrc and "
      "mqttsink built and taken apart %u times\n", counts->rounds,
      counts->viewers, counts->byes, counts->vanished, counts->overstayed,
      counts->refused,
      counts->commands, counts->restarts, counts->freezes, counts->cycles,
      counts->others);
}

/* Within minutes the allocator still takes what it will keep: then the numbers
 * are only told. */
static void
judge (GArray * samples, const gchar * name, gsize offset, gdouble most)
{
  gdouble error;
  gdouble slope = meter_slope (samples, offset, &error);

  g_print ("%s: %+.2f MiB/h, give or take %.2f (%u samples; at most %.0f)\n",
      name, slope, 2 * error, samples->len, most);
  if (samples->len < LEAST_SAMPLES) {
    g_print ("%s: not judged, the time was too short\n", name);
    return;
  }
  fail_unless (2 * error <= most, "%s goes up and down too much to tell", name);
  fail_unless (slope - 2 * error <= most, "%s grows", name);
}

/* --- the hour --- */

static gdouble
get_number (const gchar * variable, gdouble otherwise)
{
  const gchar *text = g_getenv (variable);

  return text != NULL ? g_ascii_strtod (text, NULL) : otherwise;
}

static void
start (Soak * soak)
{
  soak->broker = mqtt_broker_new (NULL);
  g_autofree gchar *mqtt =
      g_strdup_printf (STATION, mqtt_broker_port (soak->broker));
  g_autofree gchar *pipeline = g_strdup_printf ("mqttsignalingbin name=bin %s "
      "local-addresses=127.0.0.1 max-peers=32 token-key=" SIGN_TOKEN_KEY " "
      "videotestsrc is-live=true ! video/x-raw,width=160,height=120,"
      "framerate=15/1 ! bin.video_0 "
      "audiotestsrc is-live=true ! bin.audio_0 "
      "bin.command ! queue ! f. "
      "mqttsrc %s topic=picarx/cmd caps=application/json ! queue ! f. "
      "funnel name=f ! picarxsink name=car i2c-device=trace:/dev/null "
      "car.telemetry ! tee name=t t. ! queue ! bin.data "
      "t. ! queue ! mqttsink %s topic=picarx/telemetry", mqtt, mqtt, mqtt);
  g_autofree gchar *other =
      g_strdup_printf ("mqttsrc %s topic=other ! fakesink "
      "audiotestsrc is-live=true ! mqttsink %s topic=other", mqtt, mqtt);

  start_station (soak);
  robot_process_start (&soak->robot, robot_program, pipeline, other);
  wait_online (soak, 0);
}

static void
finish (Soak * soak)
{
  robot_process_end (&soak->robot);
  mqtt_connection_stop (soak->station);
  mqtt_connection_unref (soak->station);
  mqtt_broker_free (soak->broker);
  g_array_unref (soak->samples);
  g_rand_free (soak->random);
  g_free (soak->answered);
  g_mutex_clear (&soak->lock);
  g_cond_clear (&soak->changed);
}

static void
churn (Soak * soak)
{
  soak->begin = g_get_monotonic_time ();
  while (elapsed (soak) < soak->seconds) {
    actions[g_rand_int_range (soak->random, 0, G_N_ELEMENTS (actions))] (soak);
    soak->counts.rounds++;
    take_sample (soak);
  }
}

GST_START_TEST (test_an_hour_leaves_no_trace)
{
  Soak soak = {.samples = g_array_new (FALSE, FALSE, sizeof (MeterSample)) };
  guint seed = (guint) get_number ("EDGE_SOAK_SEED",
      (gdouble) (g_get_real_time () / G_USEC_PER_SEC));
  MeterSample before = { 0 }, after = { 0 };

  g_mutex_init (&soak.lock);
  g_cond_init (&soak.changed);
  soak.random = g_rand_new_with_seed (seed);
  soak.seconds = get_number ("EDGE_SOAK_SECONDS", DEFAULT_SECONDS);
  start (&soak);
  /* All that is made once, by whatever. */
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    actions[i] (&soak);
  read_at_rest (&soak, &before);
  g_print
      ("soak: %.0f s, EDGE_SOAK_SEED=%u; at the start %.1f MiB, %u threads, "
      "%u descriptors\n", soak.seconds, seed, before.rss, before.threads,
      before.fds);
  churn (&soak);
  read_at_rest (&soak, &after);
  tell_counts (&soak.counts);
  g_print ("at the end %.1f MiB, %u threads, %u descriptors\n", after.rss,
      after.threads, after.fds);
  /* The allocator needs its time: the first quarter does not count. */
  g_array_remove_range (soak.samples, 0, soak.samples->len / 4);
  judge (soak.samples, "memory", G_STRUCT_OFFSET (MeterSample, rss), MOST_RSS);
  judge (soak.samples, "heap", G_STRUCT_OFFSET (MeterSample, heap), MOST_HEAP);
  fail_unless_equals_int (after.threads, before.threads);
  fail_unless_equals_int (after.fds, before.fds);
  finish (&soak);
}

GST_END_TEST;

static Suite *
soak_suite (void)
{
  Suite *suite = suite_create ("soak");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_set_timeout (test, 0);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_an_hour_leaves_no_trace);
  return suite;
}

int
main (int argc, char **argv)
{
  gst_check_init (&argc, &argv);
  robot_program = argv[1];
  return gst_check_run_suite (soak_suite (), "soak", __FILE__);
}
