/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peertrack.h"

#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include "edgeerror.h"

/* Frames on their way to the network: two seconds of pictures at 30 frames/s,
 * 1.2 s of sound. */
#define MAX_BUFFERS 60

/* What a streaming thread sees of a track; outlives it while that thread is in
 * the callback. */
typedef struct
{
  gint refs;                    /* atomic */
  GstAppSrc *entry;             /* a reference */
  gboolean video;
  gint open;                    /* atomic: the connection stands */

  GMutex lock;                  /* protects the following */
  gboolean wants_key;
  guint64 frames;
  guint64 dropped;
} Feed;

typedef struct
{
  void (*key_unit) (gpointer user_data);
  gpointer user_data;
  GDestroyNotify destroy;
} KeyUnitRelay;

struct _EdgePeerTrack
{
  EdgeFanoutInput *input;
  EdgeMediaCodec codec;
  guint mline_index;
  guint32 ssrc;
  GstPad *pad;                  /* of webrtcbin */
  Feed *feed;                   /* NULL until start */
  EdgeFanoutTap *tap;
};

static Feed *
feed_ref (Feed * feed)
{
  g_atomic_int_inc (&feed->refs);
  return feed;
}

static void
feed_unref (gpointer data)
{
  Feed *feed = data;

  if (!g_atomic_int_dec_and_test (&feed->refs))
    return;
  gst_object_unref (feed->entry);
  g_mutex_clear (&feed->lock);
  g_free (feed);
}

/* Whether the frame may go on; TRUE in lost if a key frame must be asked for. */
static gboolean
feed_admits (Feed * feed, GstBuffer * buffer, gboolean * lost)
{
  gboolean full =
      gst_app_src_get_current_level_buffers (feed->entry) >= MAX_BUFFERS;
  gboolean key = !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  gboolean admitted;

  g_mutex_lock (&feed->lock);
  if (feed->video && full)
    feed->wants_key = TRUE;
  else if (key)
    feed->wants_key = FALSE;
  admitted = !feed->wants_key && !full;
  *lost = feed->wants_key;
  if (admitted)
    feed->frames++;
  else
    feed->dropped++;
  g_mutex_unlock (&feed->lock);
  return admitted;
}

static void
feed_take_frame (EdgeFanoutTap * tap, GstBuffer * buffer, GstCaps * caps,
    gpointer user_data)
{
  Feed *feed = user_data;
  gboolean lost;

  if (!g_atomic_int_get (&feed->open))
    return;
  if (feed_admits (feed, buffer, &lost)) {
    g_autoptr (GstSample) sample = gst_sample_new (buffer, caps, NULL, NULL);

    gst_app_src_push_sample (feed->entry, sample);
  } else if (lost) {
    edge_fanout_tap_request_key_unit (tap);
  }
}

EdgePeerTrack *
edge_peer_track_new (EdgeFanoutInput * input, EdgeMediaCodec codec,
    guint mline_index, guint32 ssrc, GstPad * pad)
{
  EdgePeerTrack *self = g_new0 (EdgePeerTrack, 1);

  self->input = edge_fanout_input_ref (input);
  self->codec = codec;
  self->mline_index = mline_index;
  self->ssrc = ssrc;
  self->pad = gst_object_ref (pad);
  return self;
}

void
edge_peer_track_free (EdgePeerTrack * self)
{
  g_clear_pointer (&self->tap, edge_fanout_tap_free);
  g_clear_pointer (&self->feed, feed_unref);
  edge_fanout_input_unref (self->input);
  gst_object_unref (self->pad);
  g_free (self);
}

guint
edge_peer_track_mline (EdgePeerTrack * self)
{
  return self->mline_index;
}

EdgeMediaCodec
edge_peer_track_codec (EdgePeerTrack * self)
{
  return self->codec;
}

static void
key_unit_relay_free (gpointer data)
{
  KeyUnitRelay *relay = data;

  if (relay->destroy != NULL)
    relay->destroy (relay->user_data);
  g_free (relay);
}

/* PLI and FIR arrive here as a request to go upstream; it goes no further. */
static GstPadProbeReturn
key_unit_probe (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  KeyUnitRelay *relay = user_data;

  if (!gst_video_event_is_force_key_unit (GST_PAD_PROBE_INFO_EVENT (info)))
    return GST_PAD_PROBE_OK;
  relay->key_unit (relay->user_data);
  return GST_PAD_PROBE_DROP;
}

static GstElement *
make_entry (EdgePeerTrack * self)
{
  GstElement *entry = gst_element_factory_make ("appsrc", NULL);

  if (entry != NULL)
    g_object_set (entry, "is-live", TRUE, "format", GST_FORMAT_TIME,
        "max-buffers", (guint64) MAX_BUFFERS, "max-bytes", (guint64) 0,
        "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, NULL);
  return entry;
}

static GstElement *
make_payloader (EdgePeerTrack * self)
{
  const EdgeMediaCodecInfo *info = edge_media_codec_info (self->codec);
  GstElement *payloader = gst_element_factory_make (info->payloader, NULL);

  if (payloader != NULL) {
    edge_media_apply_settings (G_OBJECT (payloader), info->payloader_settings);
    g_object_set (payloader, "ssrc", self->ssrc, NULL);
  }
  return payloader;
}

static gboolean
link_elements (EdgePeerTrack * self, GstElement * entry, GstElement * payloader)
{
  g_autoptr (GstPad) out = gst_element_get_static_pad (payloader, "src");

  return gst_element_link (entry, payloader)
      && gst_pad_link (out, self->pad) == GST_PAD_LINK_OK;
}

static void
set_format_error (EdgePeerTrack * self, GError ** error)
{
  edge_set_error (error, EDGE_ERROR_CODEC,
      "The input's format changed during the call.", "%s no longer gives %s",
      edge_fanout_input_name (self->input),
      edge_media_codec_info (self->codec)->encoding_name);
}

gboolean
edge_peer_track_check (EdgePeerTrack * self, GError ** error)
{
  if (!edge_fanout_input_is_known (self->input)
      || edge_fanout_input_gives (self->input, self->codec))
    return TRUE;
  set_format_error (self, error);
  return FALSE;
}

gboolean
edge_peer_track_start (EdgePeerTrack * self, GstBin * pipeline,
    void (*key_unit) (gpointer), gpointer user_data, GDestroyNotify destroy,
    GError ** error)
{
  GstElement *entry = make_entry (self), *payloader = make_payloader (self);
  KeyUnitRelay *relay = g_new (KeyUnitRelay, 1);
  g_autoptr (GstPad) src = NULL;

  relay->key_unit = key_unit;
  relay->user_data = user_data;
  relay->destroy = destroy;
  if (entry == NULL || payloader == NULL) {
    gst_clear_object (&entry);
    gst_clear_object (&payloader);
    key_unit_relay_free (relay);
    edge_set_error (error, EDGE_ERROR_MISSING_PLUGIN,
        "An element to send media with is missing.", "no appsrc or %s",
        edge_media_codec_info (self->codec)->payloader);
    return FALSE;
  }
  src = gst_element_get_static_pad (entry, "src");
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, key_unit_probe,
      relay, key_unit_relay_free);
  gst_bin_add_many (pipeline, entry, payloader, NULL);
  if (!link_elements (self, entry, payloader)) {
    edge_set_error (error, EDGE_ERROR_NEGOTIATION,
        "Media could not be joined to the connection.", "m-line %u, %s",
        self->mline_index, edge_media_codec_info (self->codec)->encoding_name);
    return FALSE;
  }
  self->feed = g_new0 (Feed, 1);
  self->feed->refs = 1;
  self->feed->entry = GST_APP_SRC (gst_object_ref (entry));
  self->feed->video = g_str_equal (edge_fanout_input_media (self->input),
      "video");
  self->feed->wants_key = self->feed->video;
  g_mutex_init (&self->feed->lock);
  gst_element_sync_state_with_parent (payloader);
  gst_element_sync_state_with_parent (entry);
  self->tap = edge_fanout_tap_new (self->input, self->codec, feed_take_frame,
      feed_ref (self->feed), feed_unref);
  if (self->tap == NULL) {
    feed_unref (self->feed);
    set_format_error (self, error);
    return FALSE;
  }
  return TRUE;
}

gboolean
edge_peer_track_is_started (EdgePeerTrack * self)
{
  return self->tap != NULL;
}

void
edge_peer_track_open (EdgePeerTrack * self)
{
  if (self->feed == NULL
      || !g_atomic_int_compare_and_exchange (&self->feed->open, FALSE, TRUE))
    return;
  edge_peer_track_request_key_unit (self);
}

void
edge_peer_track_request_key_unit (EdgePeerTrack * self)
{
  if (self->tap != NULL)
    edge_fanout_tap_request_key_unit (self->tap);
}

void
edge_peer_track_count (EdgePeerTrack * self, guint64 * frames,
    guint64 * dropped)
{
  *frames = *dropped = 0;
  if (self->feed == NULL)
    return;
  g_mutex_lock (&self->feed->lock);
  *frames = self->feed->frames;
  *dropped = self->feed->dropped;
  g_mutex_unlock (&self->feed->lock);
}
