/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "datachannels.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

/* A channel that has data to send first closes later, or never. */
#define CLOSE_TIMEOUT (1 * G_TIME_SPAN_SECOND)

typedef struct
{
  GMutex lock;
  GCond cond;
} Wait;

static void
wait_clear (Wait * wait)
{
  g_cond_clear (&wait->cond);
  g_mutex_clear (&wait->lock);
}

static void
wait_unref (Wait * wait)
{
  g_atomic_rc_box_release_full (wait, (GDestroyNotify) wait_clear);
}

static void
wait_unref_closure (gpointer wait, GClosure * closure)
{
  wait_unref (wait);
}

static void
on_pad_removed (GstElement * sctpenc, GstPad * pad, Wait * wait)
{
  g_mutex_lock (&wait->lock);
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->lock);
}

static guint
count_sink_pads (GstElement * element)
{
  guint n;

  GST_OBJECT_LOCK (element);
  n = element->numsinkpads;
  GST_OBJECT_UNLOCK (element);
  return n;
}

static GstElement *
find_sctpenc (GstBin * pipeline)
{
  GstIterator *iterator = gst_bin_iterate_all_by_element_factory_name (pipeline,
      "sctpenc");
  GValue value = G_VALUE_INIT;
  GstElement *found = NULL;

  if (gst_iterator_next (iterator, &value) == GST_ITERATOR_OK) {
    found = g_value_dup_object (&value);
    g_value_unset (&value);
  }
  gst_iterator_free (iterator);
  return found;
}

/* One that is not open yet cannot be closed. FALSE: there is none to wait for. */
static gboolean
close_open_ones (GPtrArray * channels)
{
  gboolean any = FALSE;

  for (guint i = 0; i < channels->len; i++) {
    GstWebRTCDataChannelState state;

    g_object_get (channels->pdata[i], "ready-state", &state, NULL);
    if (state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN)
      g_signal_emit_by_name (channels->pdata[i], "close");
    any |= state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN
        || state == GST_WEBRTC_DATA_CHANNEL_STATE_CLOSING;
  }
  return any;
}

void
edge_data_channels_close (GstBin * pipeline, GPtrArray * channels)
{
  g_autoptr (GstElement) sctpenc = NULL;
  gint64 deadline = g_get_monotonic_time () + CLOSE_TIMEOUT;
  Wait *wait;                   /* the handler may outlive its connection */
  gulong handler;

  if (channels->len == 0)
    return;
  sctpenc = find_sctpenc (pipeline);
  if (sctpenc == NULL)
    return;
  wait = g_atomic_rc_box_new0 (Wait);
  g_mutex_init (&wait->lock);
  g_cond_init (&wait->cond);
  handler = g_signal_connect_data (sctpenc, "pad-removed",
      G_CALLBACK (on_pad_removed), g_atomic_rc_box_acquire (wait),
      wait_unref_closure, 0);
  /* sctpenc has a sink pad for each channel that is open. */
  gboolean any = close_open_ones (channels);
  g_mutex_lock (&wait->lock);
  while (any && count_sink_pads (sctpenc) > 0
      && g_cond_wait_until (&wait->cond, &wait->lock, deadline));
  g_mutex_unlock (&wait->lock);

  g_signal_handler_disconnect (sctpenc, handler);
  wait_unref (wait);
}
