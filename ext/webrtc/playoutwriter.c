/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "playoutwriter.h"

#include <gst/rtp/gstrtpbuffer.h>

#include "playoutdelay.h"

/* The last for which a header of one byte has room (RFC 8285, 4.2). */
#define MAX_SHORT_ID 14

struct _EdgePlayoutWriter
{
  gint refs;                    /* atomic */
  guint id;
  gint delay;                   /* atomic: the extension's bytes */
  gint changed;                 /* atomic: nobody was told yet */

  /* Of the streaming thread; times are monotonic. */
  gint64 eager_until;
  gint64 next;
  GstClockTime frame;           /* PTS of the last packet */
};

EdgePlayoutWriter *
edge_playout_writer_new (guint id)
{
  EdgePlayoutWriter *self = g_new0 (EdgePlayoutWriter, 1);

  self->refs = 1;
  self->id = id;
  self->frame = GST_CLOCK_TIME_NONE;
  edge_playout_writer_set (self, 0, 0);
  return self;
}

EdgePlayoutWriter *
edge_playout_writer_ref (EdgePlayoutWriter * self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
edge_playout_writer_unref (EdgePlayoutWriter * self)
{
  if (g_atomic_int_dec_and_test (&self->refs))
    g_free (self);
}

void
edge_playout_writer_set (EdgePlayoutWriter * self, guint min, guint max)
{
  guint8 bytes[EDGE_PLAYOUT_DELAY_SIZE];

  edge_playout_delay_write (bytes, min, max);
  g_atomic_int_set (&self->delay, (gint) GST_READ_UINT24_BE (bytes));
  g_atomic_int_set (&self->changed, TRUE);
}

/* Whether to tell it with the packets that begin with one of this time. */
static gboolean
is_due (EdgePlayoutWriter * self, GstClockTime frame)
{
  gint64 now = g_get_monotonic_time ();
  gboolean is_first = frame != self->frame;

  self->frame = frame;
  if (g_atomic_int_compare_and_exchange (&self->changed, TRUE, FALSE))
    self->eager_until = now + EDGE_PLAYOUT_EAGER * G_TIME_SPAN_MILLISECOND;
  if (now >= self->eager_until && (now < self->next || !is_first))
    return FALSE;
  self->next = now + EDGE_PLAYOUT_INTERVAL * G_TIME_SPAN_MILLISECOND;
  return TRUE;
}

static void
write_extension (EdgePlayoutWriter * self, GstBuffer * packet)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  guint8 bytes[EDGE_PLAYOUT_DELAY_SIZE];

  GST_WRITE_UINT24_BE (bytes, (guint) g_atomic_int_get (&self->delay));
  if (!gst_rtp_buffer_map (packet, GST_MAP_READWRITE, &rtp))
    return;
  if (self->id <= MAX_SHORT_ID)
    gst_rtp_buffer_add_extension_onebyte_header (&rtp, self->id, bytes,
        sizeof (bytes));
  else
    gst_rtp_buffer_add_extension_twobytes_header (&rtp, 0, self->id, bytes,
        sizeof (bytes));
  gst_rtp_buffer_unmap (&rtp);
}

/* A receiver looks at a frame's first packet. */
static GstPadProbeReturn
on_packets (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  EdgePlayoutWriter *self = user_data;
  GstBufferList *list = NULL;
  GstBuffer *first;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER_LIST) {
    list = GST_PAD_PROBE_INFO_BUFFER_LIST (info);
    if (gst_buffer_list_length (list) == 0)
      return GST_PAD_PROBE_OK;
    first = gst_buffer_list_get (list, 0);
  } else {
    first = GST_PAD_PROBE_INFO_BUFFER (info);
  }
  if (!is_due (self, GST_BUFFER_PTS (first)))
    return GST_PAD_PROBE_OK;
  if (list != NULL) {
    list = gst_buffer_list_make_writable (list);
    GST_PAD_PROBE_INFO_DATA (info) = list;
    first = gst_buffer_list_get_writable (list, 0);
  } else {
    first = gst_buffer_make_writable (first);
    GST_PAD_PROBE_INFO_DATA (info) = first;
  }
  write_extension (self, first);
  return GST_PAD_PROBE_OK;
}

void
edge_playout_writer_watch (EdgePlayoutWriter * self, GstPad * pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packets,
      edge_playout_writer_ref (self),
      (GDestroyNotify) edge_playout_writer_unref);
}
