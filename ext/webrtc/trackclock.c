/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "trackclock.h"

#include <gst/rtp/gstrtpbuffer.h>

typedef struct
{
  guint rate;
  void (*clock) (const EdgeTrackClock * clock, gpointer user_data);
  gpointer user_data;
  GDestroyNotify destroy;
  gint64 next;                  /* monotonic; of the streaming thread */
} Watch;

static void
watch_free (gpointer data)
{
  Watch *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

static GstBuffer *
get_first_buffer (GstPadProbeInfo * info)
{
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER_LIST) {
    GstBufferList *list = GST_PAD_PROBE_INFO_BUFFER_LIST (info);

    return gst_buffer_list_length (list) > 0 ?
        gst_buffer_list_get (list, 0) : NULL;
  }
  return GST_PAD_PROBE_INFO_BUFFER (info);
}

static gboolean
read_header (EdgeTrackClock * clock, GstBuffer * buffer)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;

  if (!gst_rtp_buffer_map (buffer, GST_MAP_READ, &rtp))
    return FALSE;
  clock->ssrc = gst_rtp_buffer_get_ssrc (&rtp);
  clock->rtp = gst_rtp_buffer_get_timestamp (&rtp);
  gst_rtp_buffer_unmap (&rtp);
  return TRUE;
}

/* What both clocks show at one time. On a busy machine something may come in
 * between the two readings; then they are read again. */
static gdouble
read_clocks (GstClock * clock, GstClockTime * now)
{
  gint64 before = 0, after = 0;

  for (guint i = 0; i < 3; i++) {
    before = g_get_real_time ();
    *now = gst_clock_get_time (clock);
    after = g_get_real_time ();
    if (ABS (after - before) < 100)
      break;
  }
  return (before + after) / 2000.0;
}

/* From the buffer's running time by the pipeline's clock to the time of day. */
static gboolean
read_time (EdgeTrackClock * self, GstPad * pad, GstBuffer * buffer)
{
  g_autoptr (GstEvent) event =
      gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);
  g_autoptr (GstClock) clock =
      element != NULL ? gst_element_get_clock (element) : NULL;
  const GstSegment *segment;
  GstClockTime running;
  GstClockTime now;
  gdouble real;

  if (event == NULL || clock == NULL)
    return FALSE;
  gst_event_parse_segment (event, &segment);
  running = gst_segment_to_running_time (segment, GST_FORMAT_TIME,
      GST_BUFFER_PTS (buffer));
  if (!GST_CLOCK_TIME_IS_VALID (running))
    return FALSE;
  real = read_clocks (clock, &now);
  self->time = real - GST_CLOCK_DIFF (gst_element_get_base_time (element)
      + running, now) / 1000000.0;
  return TRUE;
}

static GstPadProbeReturn
look (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Watch *self = user_data;
  gint64 now = g_get_monotonic_time ();
  EdgeTrackClock clock = {.rate = self->rate };
  GstBuffer *buffer;

  if (now < self->next)
    return GST_PAD_PROBE_OK;
  buffer = get_first_buffer (info);
  if (buffer == NULL || !read_header (&clock, buffer)
      || !read_time (&clock, pad, buffer))
    return GST_PAD_PROBE_OK;
  self->next = now + EDGE_TRACK_CLOCK_INTERVAL * G_TIME_SPAN_MILLISECOND;
  self->clock (&clock, self->user_data);
  return GST_PAD_PROBE_OK;
}

void
edge_track_clock_watch (GstPad * pad, guint rate,
    void (*clock) (const EdgeTrackClock *, gpointer), gpointer user_data,
    GDestroyNotify destroy)
{
  Watch *self = g_new0 (Watch, 1);

  self->rate = rate;
  self->clock = clock;
  self->user_data = user_data;
  self->destroy = destroy;
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST, look, self, watch_free);
}
