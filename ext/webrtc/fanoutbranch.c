/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "fanoutbranch.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include "edgeerror.h"
#include "encoderchain.h"

/* Raw pictures that wait for an encoder; older ones are dropped. */
#define MAX_PICTURES 2
/* Raw sound that waits for an encoder, and encoded frames for the parser. */
#define MAX_BUFFERS 50
/* Milliseconds: the pause after a parser's error, and after how long without
 * one the next is told again. */
#define PARSER_PAUSE 1000
#define PARSER_OUTAGE 10000

typedef struct
{
  EdgeFanoutBranch *branch;
  guint serial;
} BranchRun;

struct _EdgeFanoutTap
{
  gint refs;                    /* atomic */
  EdgeFanoutBranch *branch;     /* a reference */
  EdgeFanoutFrame frame;
  gpointer user_data;
  GDestroyNotify destroy;
};

EdgeFanoutBranch *
edge_fanout_branch_ref (EdgeFanoutBranch * branch)
{
  g_atomic_int_inc (&branch->refs);
  return branch;
}

void
edge_fanout_branch_unref (EdgeFanoutBranch * branch)
{
  if (!g_atomic_int_dec_and_test (&branch->refs))
    return;
  g_ptr_array_unref (branch->taps);
  g_free (branch->failure);
  edge_fanout_input_unref (branch->input);
  g_free (branch);
}

static void
tap_unref (gpointer data)
{
  EdgeFanoutTap *tap = data;

  if (!g_atomic_int_dec_and_test (&tap->refs))
    return;
  if (tap->destroy != NULL)
    tap->destroy (tap->user_data);
  edge_fanout_branch_unref (tap->branch);
  g_free (tap);
}

/* --- frames out --- */

static void
deliver (EdgeFanoutBranch * branch, GstBuffer * buffer, GstCaps * caps)
{
  EdgeFanout *self = branch->input->fanout;
  g_autoptr (GPtrArray) taps = g_ptr_array_new_with_free_func (tap_unref);
  g_autofree gchar *failure = NULL;

  g_mutex_lock (&self->lock);
  failure = g_steal_pointer (&branch->failure);
  if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT))
    branch->awaits_key = FALSE;
  branch->key_unit_wanted |= branch->awaits_key;
  for (guint i = 0; i < branch->taps->len && !branch->awaits_key; i++) {
    EdgeFanoutTap *tap = g_ptr_array_index (branch->taps, i);

    g_atomic_int_inc (&tap->refs);
    g_ptr_array_add (taps, tap);
  }
  g_mutex_unlock (&self->lock);

  if (failure != NULL)
    edge_fanout_source_changed (branch->input);
  for (guint i = 0; i < taps->len; i++) {
    EdgeFanoutTap *tap = g_ptr_array_index (taps, i);

    tap->frame (tap, buffer, caps, tap->user_data);
  }
}

/* Encoders shift their time stamps (x264enc by 1000 hours, so that none of
 * decoding is below zero) and the segment with them. */
static GstBuffer *
to_running_time (GstSample * sample)
{
  const GstSegment *segment = gst_sample_get_segment (sample);
  GstBuffer *buffer = gst_buffer_copy (gst_sample_get_buffer (sample));

  GST_BUFFER_PTS (buffer) = gst_segment_to_running_time (segment,
      GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  GST_BUFFER_DTS (buffer) = gst_segment_to_running_time (segment,
      GST_FORMAT_TIME, GST_BUFFER_DTS (buffer));
  return buffer;
}

static GstFlowReturn
branch_new_sample (GstAppSink * sink, gpointer user_data)
{
  EdgeFanoutBranch *branch = user_data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr (GstBuffer) buffer = NULL;

  if (sample == NULL)
    return GST_FLOW_EOS;
  buffer = to_running_time (sample);
  deliver (branch, buffer, gst_sample_get_caps (sample));
  return GST_FLOW_OK;
}

/* --- the pipeline of a branch --- */

static GstElement *
steal_pipeline_locked (EdgeFanoutBranch * branch)
{
  branch->chain = NULL;
  branch->entry = NULL;
  return g_steal_pointer (&branch->pipeline);
}

void
edge_fanout_branch_stop (EdgeFanoutBranch * branch)
{
  EdgeFanout *self = branch->input->fanout;
  GstElement *pipeline;

  g_mutex_lock (&self->lock);
  pipeline = steal_pipeline_locked (branch);
  branch->serial++;
  g_mutex_unlock (&self->lock);
  if (pipeline != NULL)
    edge_pipeline_disposer_take (self->disposer, pipeline, NULL, NULL, NULL);
}

static void
branch_run_free (gpointer data)
{
  BranchRun *run = data;

  edge_fanout_branch_unref (run->branch);
  g_free (run);
}

/* After an error of the pipeline or of its making: whether no frames come now,
 * which is told once. A parser's errors are the input's fault and may pass, so
 * it is tried again, but after a pause. */
static gboolean
branch_is_fatal_locked (EdgeFanoutBranch * branch, gboolean is_last_way)
{
  gint64 now = g_get_monotonic_time ();
  gboolean is_new = branch->retry_time == 0
      || now - branch->retry_time > PARSER_OUTAGE * G_TIME_SPAN_MILLISECOND;

  if (!branch->parses)
    return is_last_way;
  branch->retry_time = now + PARSER_PAUSE * G_TIME_SPAN_MILLISECOND;
  return is_new;
}

/* On a thread of GStreamer's: the pipeline with this serial gave up. */
static void
branch_try_next (GstElement * pipeline, gpointer user_data)
{
  BranchRun *run = user_data;
  EdgeFanout *self = run->branch->input->fanout;
  gboolean current;

  g_mutex_lock (&self->lock);
  current = run->serial == run->branch->serial;
  if (current && !run->branch->parses)
    run->branch->way++;
  g_mutex_unlock (&self->lock);
  if (!current)
    return;
  edge_fanout_branch_stop (run->branch);
  /* A parser: with a frame that comes after the pause. */
  edge_fanout_branch_start (run->branch);
}

static void
branch_handle_error (BranchRun * run, GstMessage * message)
{
  EdgeFanoutBranch *branch = run->branch;
  EdgeFanout *self = branch->input->fanout;
  GstObject *source = GST_MESSAGE_SRC (message);
  g_autoptr (GError) error = NULL;
  gboolean is_first, fatal = FALSE;
  BranchRun *next;

  /* Further ones only tell of the first. */
  g_mutex_lock (&self->lock);
  is_first = run->serial == branch->serial
      && branch->failed_serial != run->serial && GST_IS_ELEMENT (source);
  if (is_first) {
    branch->failed_serial = run->serial;
    fatal = branch_is_fatal_locked (branch, FALSE);
  }
  g_mutex_unlock (&self->lock);
  if (!is_first)
    return;
  gst_message_parse_error (message, &error, NULL);
  edge_fanout_encoder_failed (branch, error, fatal);
  next = g_new (BranchRun, 1);
  next->branch = edge_fanout_branch_ref (branch);
  next->serial = run->serial;
  gst_element_call_async (GST_ELEMENT (source), branch_try_next, next,
      branch_run_free);
}

static GstBusSyncReply
branch_bus_handler (GstBus * bus, GstMessage * message, gpointer user_data)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    branch_handle_error (user_data, message);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static GstAppSrc *
make_entry (GstCaps * caps, guint max_buffers)
{
  GstAppSrc *entry = GST_APP_SRC (gst_element_factory_make ("appsrc", NULL));

  if (entry != NULL)
    g_object_set (entry, "is-live", TRUE, "format", GST_FORMAT_TIME, "caps",
        caps, "max-buffers", (guint64) max_buffers, "max-bytes",
        (guint64) 0, "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, NULL);
  return entry;
}

static GstElement *
make_exit (EdgeFanoutBranch * branch)
{
  GstElement *sink = gst_element_factory_make ("appsink", NULL);
  GstAppSinkCallbacks callbacks = {.new_sample = branch_new_sample };

  if (sink == NULL)
    return NULL;
  g_object_set (sink, "sync", FALSE, "async", FALSE, "max-buffers", 1,
      "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks,
      edge_fanout_branch_ref (branch),
      (GDestroyNotify) edge_fanout_branch_unref);
  return sink;
}

static GstElement *
branch_make_chain (EdgeFanoutBranch * branch, GstCaps * caps, guint way,
    GError ** error)
{
  EdgeFanout *self = branch->input->fanout;
  EdgeMediaCodec codec;
  EdgeFanoutSettings settings;

  g_mutex_lock (&self->lock);
  settings = self->settings;
  g_mutex_unlock (&self->lock);
  if (edge_media_codec_from_caps (caps, &codec))
    return edge_parser_chain_new (error);
  return edge_encoder_chain_new (branch->codec, caps, way,
      g_str_equal (branch->input->media, "video") ? settings.video_bitrate :
      settings.audio_bitrate, error);
}

/* entry, chain and an appsink in a pipeline; NULL if one of them is missing. */
static GstElement *
branch_make_pipeline (EdgeFanoutBranch * branch, GstElement * chain,
    GstAppSrc * entry, guint serial, GError ** error)
{
  EdgeFanout *self = branch->input->fanout;
  GstElement *pipeline, *exit_sink = make_exit (branch);
  g_autoptr (GstClock) clock = NULL;
  g_autoptr (GstBus) bus = NULL;
  GstClockTime base_time;
  BranchRun *run;

  if (chain == NULL || entry == NULL || exit_sink == NULL) {
    if (chain != NULL)
      edge_set_error (error, EDGE_ERROR_MISSING_PLUGIN,
          "An element to send media with is missing.", "no appsrc or appsink");
    gst_clear_object (&chain);
    gst_clear_object (&entry);
    gst_clear_object (&exit_sink);
    return NULL;
  }
  pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  gst_bin_add_many (GST_BIN (pipeline), GST_ELEMENT (entry), chain, exit_sink,
      NULL);
  gst_element_link_many (GST_ELEMENT (entry), chain, exit_sink, NULL);
  if (edge_fanout_get_clock (self, &clock, &base_time)) {
    gst_pipeline_use_clock (GST_PIPELINE (pipeline), clock);
    gst_element_set_base_time (pipeline, base_time);
    gst_element_set_start_time (pipeline, GST_CLOCK_TIME_NONE);
  }
  run = g_new (BranchRun, 1);
  run->branch = edge_fanout_branch_ref (branch);
  run->serial = serial;
  bus = gst_element_get_bus (pipeline);
  gst_bus_set_sync_handler (bus, branch_bus_handler, run, branch_run_free);
  return pipeline;
}

/* Takes a reference on pipeline. Whoever took it from the branch meanwhile may
 * have set it to NULL before it played. */
static void
branch_play (EdgeFanoutBranch * branch, GstElement * pipeline)
{
  EdgeFanout *self = branch->input->fanout;
  gboolean is_stale;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_mutex_lock (&self->lock);
  is_stale = branch->pipeline != pipeline;
  g_mutex_unlock (&self->lock);
  if (is_stale)
    edge_pipeline_disposer_take (self->disposer, pipeline, NULL, NULL, NULL);
  else
    gst_object_unref (pipeline);
}

/* Whether frames are to come from a pipeline that there is not yet. */
static gboolean
branch_lacks_pipeline_locked (EdgeFanoutBranch * branch)
{
  EdgeMediaCodec codec;

  if (branch->input->caps == NULL || branch->pipeline != NULL)
    return FALSE;
  branch->parses = edge_media_codec_from_caps (branch->input->caps, &codec);
  return !branch->parses || (codec == EDGE_MEDIA_CODEC_H264
      && codec == branch->codec
      && g_get_monotonic_time () >= branch->retry_time);
}

/* Begin to encode or parse, if the input needs it. */
void
edge_fanout_branch_start (EdgeFanoutBranch * branch)
{
  EdgeFanout *self = branch->input->fanout;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstElement *chain, *pipeline;
  GstAppSrc *entry;
  guint serial = 0, way = 0;
  gboolean pictures = FALSE, fatal, current;

  g_mutex_lock (&self->lock);
  if (branch_lacks_pipeline_locked (branch)) {
    caps = gst_caps_ref (branch->input->caps);
    serial = ++branch->serial;
    way = branch->way;
    pictures = !branch->parses && branch->codec != EDGE_MEDIA_CODEC_OPUS;
  }
  g_mutex_unlock (&self->lock);
  if (caps == NULL)
    return;

  chain = branch_make_chain (branch, caps, way, &error);
  entry = make_entry (caps, pictures ? MAX_PICTURES : MAX_BUFFERS);
  pipeline = branch_make_pipeline (branch, chain, entry, serial, &error);
  if (pipeline == NULL) {
    g_mutex_lock (&self->lock);
    fatal = branch_is_fatal_locked (branch, TRUE);
    g_mutex_unlock (&self->lock);
    edge_fanout_encoder_failed (branch, error, fatal);
    return;
  }

  g_mutex_lock (&self->lock);
  current = branch->serial == serial;
  if (current) {
    branch->pipeline = gst_object_ref (pipeline);
    branch->chain = chain;
    branch->entry = entry;
    branch->key_unit_time = 0;
  }
  g_mutex_unlock (&self->lock);
  if (current)
    branch_play (branch, pipeline);
  else
    gst_object_unref (pipeline);
}

EdgeFanoutBranch *
edge_fanout_branch_new (EdgeFanoutInput * input, EdgeMediaCodec codec)
{
  EdgeFanoutBranch *branch = g_new0 (EdgeFanoutBranch, 1);

  branch->refs = 1;
  branch->input = edge_fanout_input_ref (input);
  branch->codec = codec;
  branch->taps = g_ptr_array_new_with_free_func (tap_unref);
  return branch;
}

void
edge_fanout_branch_await_key_locked (EdgeFanoutBranch * branch)
{
  branch->awaits_key = branch->key_unit_wanted = TRUE;
  branch->key_unit_time = 0;
}

/* Whether a request for a key frame is due; if so it counts as made. */
static gboolean
branch_take_key_unit_locked (EdgeFanoutBranch * branch)
{
  gint64 now = g_get_monotonic_time ();

  if (!branch->key_unit_wanted
      || (branch->key_unit_time != 0 && now - branch->key_unit_time <
          EDGE_FANOUT_KEY_UNIT_INTERVAL * G_TIME_SPAN_MILLISECOND))
    return FALSE;
  branch->key_unit_wanted = FALSE;
  branch->key_unit_time = now;
  return TRUE;
}

/* One branch's part in a frame that arrived at the input. */
void
edge_fanout_branch_push (EdgeFanoutBranch * branch, GstBuffer * buffer,
    GstCaps * caps)
{
  EdgeFanout *self = branch->input->fanout;
  g_autoptr (GstElement) chain = NULL;
  g_autoptr (GstAppSrc) entry = NULL;
  EdgeMediaCodec codec;
  gboolean key_unit, raw = !edge_media_codec_from_caps (caps, &codec);
  gboolean parse = !raw && codec == EDGE_MEDIA_CODEC_H264;

  if (parse)
    edge_fanout_branch_start (branch);
  g_mutex_lock (&self->lock);
  if (branch->entry != NULL) {
    entry = gst_object_ref (branch->entry);
    chain = gst_object_ref (branch->chain);
  }
  key_unit = branch_take_key_unit_locked (branch);
  g_mutex_unlock (&self->lock);

  if (key_unit && !raw)
    gst_pad_push_event (branch->input->pad,
        gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE,
            0));
  else if (key_unit && chain != NULL)
    edge_encoder_chain_key_unit (chain);

  if (entry != NULL) {
    g_autoptr (GstSample) sample = gst_sample_new (buffer, caps, NULL, NULL);

    gst_app_src_push_sample (entry, sample);
  } else if (!raw && !parse && codec == branch->codec) {
    deliver (branch, buffer, caps);
  }
}

/* --- taps --- */

EdgeFanoutTap *
edge_fanout_tap_new (EdgeFanoutInput * input, EdgeMediaCodec codec,
    EdgeFanoutFrame frame, gpointer user_data, GDestroyNotify destroy)
{
  EdgeFanout *self = input->fanout;
  EdgeFanoutTap *tap;
  gboolean begin;

  if (!edge_fanout_input_gives (input, codec))
    return NULL;
  tap = g_new0 (EdgeFanoutTap, 1);
  tap->refs = 2;                /* the caller's and the branch's */
  tap->frame = frame;
  tap->user_data = user_data;
  tap->destroy = destroy;

  g_mutex_lock (&self->lock);
  if (input->branches[codec] == NULL)
    input->branches[codec] = edge_fanout_branch_new (input, codec);
  tap->branch = edge_fanout_branch_ref (input->branches[codec]);
  begin = tap->branch->pipeline == NULL;
  g_ptr_array_add (tap->branch->taps, tap);
  g_mutex_unlock (&self->lock);

  if (begin)
    edge_fanout_branch_start (tap->branch);
  return tap;
}

void
edge_fanout_tap_free (EdgeFanoutTap * tap)
{
  EdgeFanoutBranch *branch = tap->branch;
  EdgeFanoutInput *input = branch->input;
  EdgeFanout *self = input->fanout;
  EdgeFanoutBranch *unused = NULL;
  EdgeMediaCodec codec;
  guint index;

  g_mutex_lock (&self->lock);
  /* The array's reference is given up below, outside of the lock. */
  if (g_ptr_array_find (branch->taps, tap, &index))
    g_ptr_array_steal_index (branch->taps, index);
  if (branch->taps->len == 0 && input->branches[branch->codec] == branch
      && !edge_media_codec_from_caps (input->caps, &codec))
    unused = g_steal_pointer (&input->branches[branch->codec]);
  g_mutex_unlock (&self->lock);

  if (unused != NULL) {
    edge_fanout_branch_stop (unused);
    edge_fanout_branch_unref (unused);
  }
  tap_unref (tap);
  tap_unref (tap);
}

void
edge_fanout_tap_request_key_unit (EdgeFanoutTap * tap)
{
  EdgeFanout *self = tap->branch->input->fanout;

  g_mutex_lock (&self->lock);
  tap->branch->key_unit_wanted = TRUE;
  g_mutex_unlock (&self->lock);
}
