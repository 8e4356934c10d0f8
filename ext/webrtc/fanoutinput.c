/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "fanoutbranch.h"

#include <gst/app/gstappsink.h>

#include "encoderchain.h"

/* Frames further apart than this are an outage. */
#define MAX_PERIOD (10 * G_TIME_SPAN_SECOND)

EdgeFanoutInput *
edge_fanout_input_ref (EdgeFanoutInput * input)
{
  g_atomic_int_inc (&input->refs);
  return input;
}

void
edge_fanout_input_unref (EdgeFanoutInput * input)
{
  if (!g_atomic_int_dec_and_test (&input->refs))
    return;
  gst_clear_caps (&input->caps);
  gst_object_unref (input->pad);
  gst_object_unref (input->sink);
  edge_fanout_unref (input->fanout);
  g_free (input->name);
  g_free (input);
}

/* --- frames in --- */

/* The buffer with its times as running times on the fan-out's clock and base
 * time; takes buffer. NULL without a clock. */
static GstBuffer *
input_restamp (EdgeFanoutInput * input, GstBuffer * buffer,
    const GstSegment * segment)
{
  g_autoptr (GstClock) clock = NULL;
  GstClockTime base_time, own_base = gst_element_get_base_time (input->sink);
  GstClockTime times[2] = { GST_BUFFER_PTS (buffer), GST_BUFFER_DTS (buffer) };
  GstBuffer *copy;

  if (!edge_fanout_get_clock (input->fanout, &clock, &base_time)) {
    gst_buffer_unref (buffer);
    return NULL;
  }
  for (guint i = 0; i < 2; i++) {
    GstClockTime running = segment->format == GST_FORMAT_TIME ?
        gst_segment_to_running_time (segment, GST_FORMAT_TIME, times[i]) :
        GST_CLOCK_TIME_NONE;

    times[i] = GST_CLOCK_TIME_IS_VALID (running)
        && running + own_base >= base_time ?
        running + own_base - base_time : GST_CLOCK_TIME_NONE;
  }
  if (!GST_CLOCK_TIME_IS_VALID (times[0]))
    times[0] = GST_CLOCK_TIME_IS_VALID (times[1]) ? times[1] :
        gst_clock_get_time (clock) - base_time;

  copy = gst_buffer_copy (buffer);
  /* Its memory may be a pool's that wants it back as it was. */
  gst_buffer_add_parent_buffer_meta (copy, buffer);
  gst_buffer_unref (buffer);
  GST_BUFFER_PTS (copy) = times[0];
  GST_BUFFER_DTS (copy) = times[1];
  GST_BUFFER_OFFSET (copy) = GST_BUFFER_OFFSET_NONE;
  GST_BUFFER_OFFSET_END (copy) = GST_BUFFER_OFFSET_NONE;
  return copy;
}

/* Microseconds between frames; 0 if the caps do not tell. */
static gint64
caps_period (const GstCaps * caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  gint numerator, denominator;

  if (gst_structure_get_fraction (structure, "framerate", &numerator,
          &denominator) && numerator > 0)
    return gst_util_uint64_scale_int (G_USEC_PER_SEC, denominator, numerator);
  return 0;
}

/* A frame is here. Frames behind a gap need others that fell into it. */
static void
input_arrived (EdgeFanoutInput * input)
{
  gint64 now = g_get_monotonic_time ();
  gboolean is_back;

  g_mutex_lock (&input->fanout->lock);
  is_back = input->silent;
  input->silent = FALSE;
  if (input->period_unknown && input->arrived != 0)
    input->period = MIN (now - input->arrived, MAX_PERIOD);
  input->arrived = now;
  for (guint i = 0; is_back && i < EDGE_MEDIA_N_CODECS; i++) {
    if (input->branches[i] != NULL)
      edge_fanout_branch_await_key_locked (input->branches[i]);
  }
  g_mutex_unlock (&input->fanout->lock);
  if (is_back)
    edge_fanout_source_changed (input);
}

static GstFlowReturn
input_new_sample (GstAppSink * sink, gpointer user_data)
{
  EdgeFanoutInput *input = user_data;
  EdgeFanout *self = input->fanout;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  g_autoptr (GPtrArray) branches = NULL;
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstSegment segment;

  if (sample == NULL)
    return GST_FLOW_EOS;
  input_arrived (input);
  branches = g_ptr_array_new_with_free_func ((GDestroyNotify)
      edge_fanout_branch_unref);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < EDGE_MEDIA_N_CODECS; i++) {
    if (input->branches[i] != NULL)
      g_ptr_array_add (branches, edge_fanout_branch_ref (input->branches[i]));
  }
  g_mutex_unlock (&self->lock);

  if (branches->len > 0 && gst_sample_get_buffer (sample) != NULL) {
    caps = gst_caps_ref (gst_sample_get_caps (sample));
    segment = *gst_sample_get_segment (sample);
    buffer = gst_buffer_ref (gst_sample_get_buffer (sample));
  }
  gst_sample_unref (sample);
  if (buffer != NULL)
    buffer = input_restamp (input, buffer, &segment);
  if (buffer == NULL)
    return GST_FLOW_OK;
  for (guint i = 0; i < branches->len; i++)
    edge_fanout_branch_push (g_ptr_array_index (branches, i), buffer, caps);
  return GST_FLOW_OK;
}

static void
input_set_eos (EdgeFanoutInput * input, gboolean eos)
{
  gboolean changed;

  g_mutex_lock (&input->fanout->lock);
  changed = input->eos != eos;
  input->eos = eos;
  g_mutex_unlock (&input->fanout->lock);
  if (changed)
    edge_fanout_input_changed (input);
}

/* Encoded H.264 is parsed from its first frame on: its parameter sets may come
 * just once. */
static void
input_keep_parser (EdgeFanoutInput * input)
{
  EdgeFanout *self = input->fanout;
  EdgeFanoutBranch *made = NULL;

  g_mutex_lock (&self->lock);
  if (input->branches[EDGE_MEDIA_CODEC_H264] == NULL) {
    input->branches[EDGE_MEDIA_CODEC_H264] =
        edge_fanout_branch_new (input, EDGE_MEDIA_CODEC_H264);
    made = edge_fanout_branch_ref (input->branches[EDGE_MEDIA_CODEC_H264]);
  }
  g_mutex_unlock (&self->lock);
  if (made != NULL) {
    edge_fanout_branch_start (made);
    edge_fanout_branch_unref (made);
  }
}

/* From raw to encoded, from encoded to raw, or pictures of another size, which
 * not every encoder takes while it runs: all begins anew, from a key frame. */
static void
input_restart_branches (EdgeFanoutInput * input)
{
  EdgeFanout *self = input->fanout;

  for (guint i = 0; i < EDGE_MEDIA_N_CODECS; i++) {
    EdgeFanoutBranch *branch;

    g_mutex_lock (&self->lock);
    branch = input->branches[i];
    if (branch != NULL)
      edge_fanout_branch_ref (branch);
    g_mutex_unlock (&self->lock);
    if (branch != NULL) {
      edge_fanout_branch_stop (branch);
      edge_fanout_branch_start (branch);
      edge_fanout_branch_unref (branch);
    }
  }
}

static void
input_set_caps (EdgeFanoutInput * input, GstCaps * caps)
{
  EdgeFanout *self = input->fanout;
  EdgeMediaCodec before = EDGE_MEDIA_N_CODECS, codec = EDGE_MEDIA_N_CODECS;
  gboolean first, changed;

  edge_media_codec_from_caps (caps, &codec);
  g_mutex_lock (&self->lock);
  first = input->caps == NULL;
  edge_media_codec_from_caps (input->caps, &before);
  changed = !first && !gst_caps_is_equal (input->caps, caps);
  gst_caps_replace (&input->caps, caps);
  input->period = caps_period (caps);
  input->period_unknown = input->period == 0;
  g_mutex_unlock (&self->lock);

  if (changed && (before != codec || codec == EDGE_MEDIA_N_CODECS))
    input_restart_branches (input);
  if (codec == EDGE_MEDIA_CODEC_H264)
    input_keep_parser (input);
  edge_fanout_input_changed (input);
}

/* Live input goes on at once; what is not live is taken at the clock's pace. */
static void
input_choose_pace (EdgeFanoutInput * input)
{
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  gboolean live = FALSE;

  if (gst_pad_peer_query (input->pad, query))
    gst_query_parse_latency (query, &live, NULL, NULL);
  g_object_set (input->sink, "sync", !live, NULL);
}

static GstPadProbeReturn
input_event_probe (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  EdgeFanoutInput *input = user_data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      gst_event_parse_caps (event, &caps);
      input_set_caps (input, caps);
      break;
    case GST_EVENT_SEGMENT:
      input_choose_pace (input);
      input_set_eos (input, FALSE);
      break;
    case GST_EVENT_FLUSH_STOP:
      input_set_eos (input, FALSE);
      break;
    case GST_EVENT_EOS:
      input_set_eos (input, TRUE);
      break;
    default:
      break;
  }
  return GST_PAD_PROBE_OK;
}

/* --- inputs --- */

const gchar *
edge_fanout_input_name (EdgeFanoutInput * input)
{
  return input->name;
}

const gchar *
edge_fanout_input_media (EdgeFanoutInput * input)
{
  return input->media;
}

gboolean
edge_fanout_input_is_lost (EdgeFanoutInput * input, gchar ** message)
{
  const gchar *failure = NULL;
  guint n_branches = 0, n_failed = 0;
  gboolean lost;

  g_mutex_lock (&input->fanout->lock);
  for (guint i = 0; i < EDGE_MEDIA_N_CODECS; i++) {
    EdgeFanoutBranch *branch = input->branches[i];

    if (branch == NULL)
      continue;
    n_branches++;
    if (branch->failure != NULL) {
      n_failed++;
      failure = branch->failure;
    }
  }
  lost = input->silent || (n_failed > 0 && n_failed == n_branches);
  *message = lost && !input->silent ? g_strdup (failure) : NULL;
  g_mutex_unlock (&input->fanout->lock);
  return lost;
}

/* Whether it has just become silent. */
gboolean
edge_fanout_input_check_silence_locked (EdgeFanoutInput * input, gint64 now)
{
  gint64 limit = MAX (EDGE_FANOUT_SILENCE * G_TIME_SPAN_MILLISECOND,
      3 * input->period);

  if (input->arrived == 0 || input->silent || now - input->arrived < limit)
    return FALSE;
  input->silent = TRUE;
  return TRUE;
}

GstElement *
edge_fanout_input_element (EdgeFanoutInput * input)
{
  return input->sink;
}

gboolean
edge_fanout_input_is_eos (EdgeFanoutInput * input)
{
  gboolean eos;

  g_mutex_lock (&input->fanout->lock);
  eos = input->eos;
  g_mutex_unlock (&input->fanout->lock);
  return eos;
}

static GstCaps *
input_get_caps (EdgeFanoutInput * input)
{
  GstCaps *caps;

  g_mutex_lock (&input->fanout->lock);
  caps = input->caps != NULL ? gst_caps_ref (input->caps) : NULL;
  g_mutex_unlock (&input->fanout->lock);
  return caps;
}

gboolean
edge_fanout_input_is_known (EdgeFanoutInput * input)
{
  g_autoptr (GstCaps) caps = input_get_caps (input);

  return caps != NULL;
}

gboolean
edge_fanout_input_gives (EdgeFanoutInput * input, EdgeMediaCodec codec)
{
  g_autoptr (GstCaps) caps = input_get_caps (input);
  EdgeMediaCodec encoded;

  if (caps == NULL
      || !g_str_equal (edge_media_codec_info (codec)->media, input->media))
    return FALSE;
  if (edge_media_codec_from_caps (caps, &encoded))
    return encoded == codec;
  return edge_encoder_chain_count (codec, caps) > 0;
}

EdgeFanoutInput *
edge_fanout_input_new (EdgeFanout * fanout, const gchar * name,
    const gchar * media)
{
  GstElement *sink = gst_element_factory_make ("appsink", name);
  GstAppSinkCallbacks callbacks = {.new_sample = input_new_sample };
  EdgeFanoutInput *input;

  if (sink == NULL)
    return NULL;
  input = g_new0 (EdgeFanoutInput, 1);
  input->refs = 1;
  input->fanout = edge_fanout_ref (fanout);
  input->name = g_strdup (name);
  input->media = g_intern_string (media);
  input->sink = gst_object_ref_sink (sink);
  input->pad = gst_element_get_static_pad (sink, "sink");
  g_object_set (sink, "async", FALSE, "max-buffers", 1, "enable-last-sample",
      FALSE, "qos", FALSE, "processing-deadline", (guint64) 0, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, input, NULL);
  gst_pad_add_probe (input->pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM
      | GST_PAD_PROBE_TYPE_EVENT_FLUSH, input_event_probe, input, NULL);
  return input;
}

/* Ends what runs behind input, and forgets its format. */
void
edge_fanout_input_stop (EdgeFanoutInput * input)
{
  EdgeFanout *self = input->fanout;

  for (guint i = 0; i < EDGE_MEDIA_N_CODECS; i++) {
    EdgeFanoutBranch *branch;

    g_mutex_lock (&self->lock);
    branch = g_steal_pointer (&input->branches[i]);
    gst_clear_caps (&input->caps);
    input->eos = input->silent = FALSE;
    input->arrived = 0;
    g_mutex_unlock (&self->lock);
    if (branch != NULL) {
      edge_fanout_branch_stop (branch);
      edge_fanout_branch_unref (branch);
    }
  }
}
