/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstpicarxtelemetry.h"

#include <string.h>

GST_DEBUG_CATEGORY_EXTERN (picarxsink_debug);
#define GST_CAT_DEFAULT picarxsink_debug

#define MAX_QUEUE 256

void
gst_picarx_telemetry_init (GstPicarxTelemetry * self, GstElement * element)
{
  self->element = element;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->queue);
}

void
gst_picarx_telemetry_clear (GstPicarxTelemetry * self)
{
  g_queue_clear_full (&self->queue, g_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
}

static void
push_begin (GstPicarxTelemetry * self, GstPad * pad)
{
  g_autofree gchar *id =
      g_strdup_printf ("%s/telemetry/%08x", GST_OBJECT_NAME (self->element),
      g_random_int ());
  GstEvent *event = gst_event_new_stream_start (id);
  GstCaps *caps = gst_caps_new_empty_simple ("application/json");
  GstSegment segment;

  gst_event_set_group_id (event, gst_util_group_id_next ());
  gst_pad_push_event (pad, event);
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_caps_unref (caps);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
}

static GstBuffer *
make_buffer (GstPicarxTelemetry * self, gchar * json, gboolean playing)
{
  GstBuffer *buffer = gst_buffer_new_wrapped (json, strlen (json));
  /* The time of the pipeline stands still in PAUSED. */
  GstClock *clock = playing ? gst_element_get_clock (self->element) : NULL;

  if (clock != NULL) {
    GstClockTime now = gst_clock_get_time (clock);
    GstClockTime base = gst_element_get_base_time (self->element);

    GST_BUFFER_PTS (buffer) = now > base ? now - base : 0;
    gst_object_unref (clock);
  }
  return buffer;
}

static void
push_buffer (GstPicarxTelemetry * self, GstPad * pad, gchar * json,
    gboolean playing)
{
  GstFlowReturn ret = gst_pad_push (pad, make_buffer (self, json, playing));

  /* A pad that nobody linked is no reason to stop a car. */
  if (ret == GST_FLOW_OK || ret == GST_FLOW_NOT_LINKED)
    return;
  GST_DEBUG_OBJECT (pad, "stopping: %s", gst_flow_get_name (ret));
  gst_pad_pause_task (pad);
  if (ret == GST_FLOW_NOT_NEGOTIATED || ret <= GST_FLOW_ERROR) {
    GST_ELEMENT_FLOW_ERROR (self->element, ret);
    gst_pad_push_event (pad, gst_event_new_eos ());
  }
}

static void
loop (gpointer data)
{
  GstPad *pad = data;
  GstPicarxTelemetry *self = gst_pad_get_element_private (pad);

  if (!self->began) {
    self->began = TRUE;
    push_begin (self, pad);
  }

  g_mutex_lock (&self->lock);
  while (!self->flushing && !self->ended && !self->gap_due
      && g_queue_is_empty (&self->queue))
    g_cond_wait (&self->changed, &self->lock);
  gboolean flushing = self->flushing;
  gboolean gap = self->gap_due && !flushing;
  gboolean playing = self->playing;
  self->gap_due = FALSE;
  gchar *json = flushing || gap ? NULL : g_queue_pop_head (&self->queue);
  g_mutex_unlock (&self->lock);

  if (gap) {
    /* Lets a sink behind this pad preroll although no buffer comes before
     * PLAYING. Unlike the events before it, it does not stick to the pad. */
    gst_pad_push_event (pad, gst_event_new_gap (0, GST_CLOCK_TIME_NONE));
    return;
  }
  if (json != NULL) {
    push_buffer (self, pad, json, playing);
    return;
  }
  if (!flushing)
    gst_pad_push_event (pad, gst_event_new_eos ());
  gst_pad_pause_task (pad);
}

static gboolean
activate_mode (GstPad * pad, GstObject * parent, GstPadMode mode,
    gboolean active)
{
  GstPicarxTelemetry *self = gst_pad_get_element_private (pad);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  g_mutex_lock (&self->lock);
  self->flushing = !active;
  self->ended = FALSE;
  self->gap_due = active && gst_pad_is_linked (pad);
  g_queue_clear_full (&self->queue, g_free);
  if (active)
    self->dropped = 0;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  if (!active)
    return gst_pad_stop_task (pad);
  self->began = FALSE;
  return gst_pad_start_task (pad, loop, pad, NULL);
}

static void
on_linked (GstPad * pad, GstPad * peer, GstPicarxTelemetry * self)
{
  g_mutex_lock (&self->lock);
  self->gap_due = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gboolean
handle_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gst_event_unref (event);
  return TRUE;
}

static gboolean
handle_query (GstPad * pad, GstObject * parent, GstQuery * query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_latency (query, TRUE, 0, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static GstIterator *
no_internal_links (GstPad * pad, GstObject * parent)
{
  return NULL;
}

GstPad *
gst_picarx_telemetry_request_pad (GstPicarxTelemetry * self,
    GstPadTemplate * templ)
{
  GstPad *pad = gst_pad_new_from_template (templ, "telemetry");

  g_mutex_lock (&self->lock);
  gboolean taken = self->pad != NULL;
  if (!taken)
    self->pad = gst_object_ref (pad);
  g_mutex_unlock (&self->lock);
  if (taken) {
    gst_object_unref (gst_object_ref_sink (pad));
    return NULL;
  }
  gst_pad_set_element_private (pad, self);
  gst_pad_set_activatemode_function (pad, activate_mode);
  gst_pad_set_event_function (pad, handle_event);
  gst_pad_set_query_function (pad, handle_query);
  gst_pad_set_iterate_internal_links_function (pad, no_internal_links);
  g_signal_connect (pad, "linked", G_CALLBACK (on_linked), self);
  gst_element_add_pad (self->element, pad);
  return pad;
}

void
gst_picarx_telemetry_release_pad (GstPicarxTelemetry * self, GstPad * pad)
{
  g_signal_handlers_disconnect_by_func (pad, on_linked, self);
  gst_pad_set_active (pad, FALSE);
  g_mutex_lock (&self->lock);
  GstPad *mine = g_steal_pointer (&self->pad);
  g_queue_clear_full (&self->queue, g_free);
  g_mutex_unlock (&self->lock);
  gst_element_remove_pad (self->element, pad);
  gst_clear_object (&mine);
}

gboolean
gst_picarx_telemetry_is_linked (GstPicarxTelemetry * self)
{
  g_mutex_lock (&self->lock);
  gboolean linked = self->pad != NULL && gst_pad_is_linked (self->pad);
  g_mutex_unlock (&self->lock);
  return linked;
}

void
gst_picarx_telemetry_push (GstPicarxTelemetry * self, gchar * json,
    gboolean answer)
{
  g_mutex_lock (&self->lock);
  if (self->pad != NULL && (self->playing || answer) && !self->flushing
      && !self->ended)
    g_queue_push_tail (&self->queue, json);
  else
    g_free (json);
  if (self->queue.length > MAX_QUEUE) {
    g_free (g_queue_pop_head (&self->queue));
    self->dropped++;
  }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
gst_picarx_telemetry_set_playing (GstPicarxTelemetry * self, gboolean playing)
{
  g_mutex_lock (&self->lock);
  self->playing = playing;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

guint64
gst_picarx_telemetry_get_dropped (GstPicarxTelemetry * self)
{
  g_mutex_lock (&self->lock);
  guint64 dropped = self->dropped;
  g_mutex_unlock (&self->lock);
  return dropped;
}

void
gst_picarx_telemetry_end (GstPicarxTelemetry * self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}
