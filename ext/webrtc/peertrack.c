/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peertrack.h"

#include <gst/app/gstappsrc.h>
#include <gst/rtp/gstrtphdrext.h>
#include <gst/video/video.h>

#include "edgeerror.h"
#include "playoutwriter.h"
#include "sdpcodec.h"

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
  GstCaps *caps;                /* of the last frame, or NULL */
} Feed;

/* Of the track and two probes: it holds no reference on their elements. */
typedef struct
{
  EdgePeerTrackCallbacks callbacks;
  gpointer user_data;
  GDestroyNotify destroy;

  GMutex lock;                  /* protects the following */
  EdgeTrackClock clock;         /* rate 0: none yet */
} Relay;

struct _EdgePeerTrack
{
  EdgeFanoutInput *input;
  EdgeMediaCodec codec;
  guint mline_index;
  guint32 ssrc;
  GstPad *pad;                  /* of webrtcbin */
  EdgePlayoutWriter *playout;   /* NULL: the peer does not take it */
  Feed *feed;                   /* NULL until start */
  Relay *relay;                 /* NULL until start */
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
  gst_clear_caps (&feed->caps);
  g_mutex_clear (&feed->lock);
  g_free (feed);
}

static void
relay_clear (gpointer data)
{
  Relay *relay = data;

  if (relay->destroy != NULL)
    relay->destroy (relay->user_data);
  g_mutex_clear (&relay->lock);
}

static void
relay_unref (gpointer relay)
{
  g_atomic_rc_box_release_full (relay, relay_clear);
}

/* Whether the frame may go on; TRUE in lost if a key frame must be asked for,
 * in differs if caps are others than before. */
static gboolean
feed_admits (Feed * feed, GstBuffer * buffer, GstCaps * caps, gboolean * lost,
    gboolean * differs)
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
  *differs = admitted && gst_caps_replace (&feed->caps, caps);
  g_mutex_unlock (&feed->lock);
  return admitted;
}

static void
feed_take_frame (EdgeFanoutTap * tap, GstBuffer * buffer, GstCaps * caps,
    gpointer user_data)
{
  Feed *feed = user_data;
  gboolean lost, differs;

  if (!g_atomic_int_get (&feed->open))
    return;
  if (feed_admits (feed, buffer, caps, &lost, &differs)) {
    /* It would compare them field by field. */
    if (differs)
      gst_app_src_set_caps (feed->entry, caps);
    gst_app_src_push_buffer (feed->entry, gst_buffer_ref (buffer));
  } else if (lost) {
    edge_fanout_tap_request_key_unit (tap);
  }
}

EdgePeerTrack *
edge_peer_track_new (EdgeFanoutInput * input, EdgeMediaCodec codec,
    guint mline_index, guint32 ssrc, guint playout_id, GstPad * pad)
{
  EdgePeerTrack *self = g_new0 (EdgePeerTrack, 1);

  self->input = edge_fanout_input_ref (input);
  self->codec = codec;
  self->mline_index = mline_index;
  self->ssrc = ssrc;
  self->pad = gst_object_ref (pad);
  if (playout_id != 0)
    self->playout = edge_playout_writer_new (playout_id);
  return self;
}

void
edge_peer_track_free (EdgePeerTrack * self)
{
  g_clear_pointer (&self->tap, edge_fanout_tap_free);
  g_clear_pointer (&self->feed, feed_unref);
  g_clear_pointer (&self->relay, relay_unref);
  edge_fanout_input_unref (self->input);
  gst_object_unref (self->pad);
  g_clear_pointer (&self->playout, edge_playout_writer_unref);
  g_free (self);
}

guint
edge_peer_track_mline (EdgePeerTrack * self)
{
  return self->mline_index;
}

const gchar *
edge_peer_track_input (EdgePeerTrack * self)
{
  return edge_fanout_input_name (self->input);
}

EdgeMediaCodec
edge_peer_track_codec (EdgePeerTrack * self)
{
  return self->codec;
}

/* PLI and FIR arrive here as a request to go upstream; it goes no further. */
static GstPadProbeReturn
key_unit_probe (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Relay *relay = user_data;

  if (!gst_video_event_is_force_key_unit (GST_PAD_PROBE_INFO_EVENT (info)))
    return GST_PAD_PROBE_OK;
  relay->callbacks.key_unit (relay->user_data);
  return GST_PAD_PROBE_DROP;
}

static void
on_clock (const EdgeTrackClock * clock, gpointer user_data)
{
  Relay *relay = user_data;

  g_mutex_lock (&relay->lock);
  relay->clock = *clock;
  g_mutex_unlock (&relay->lock);
  relay->callbacks.clock (relay->user_data);
}

/* All but the playout delay, which is ours to write, and not into each packet:
 * of what is added here, each packet is built anew. */
static GstRTPHeaderExtension *
on_request_extension (GstElement * payloader, guint id, const gchar * uri,
    gpointer user_data)
{
  GstRTPHeaderExtension *extension =
      g_strcmp0 (uri, EDGE_SDP_PLAYOUT_DELAY_URI) == 0 ? NULL :
      gst_rtp_header_extension_create_from_uri (uri);

  if (extension != NULL)
    gst_rtp_header_extension_set_id (extension, id);
  return extension;
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
    g_object_set (payloader, "ssrc", self->ssrc, "auto-header-extension", FALSE,
        NULL);
    g_signal_connect (payloader, "request-extension",
        G_CALLBACK (on_request_extension), NULL);
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

static Feed *
feed_new (EdgePeerTrack * self, GstElement * entry)
{
  Feed *feed = g_new0 (Feed, 1);

  feed->refs = 1;
  feed->entry = GST_APP_SRC (gst_object_ref (entry));
  feed->video = g_str_equal (edge_fanout_input_media (self->input), "video");
  feed->wants_key = feed->video;
  g_mutex_init (&feed->lock);
  return feed;
}

static void
add_probes (EdgePeerTrack * self, GstElement * entry, GstElement * payloader,
    Relay * relay)
{
  g_autoptr (GstPad) in = gst_element_get_static_pad (entry, "src");
  g_autoptr (GstPad) out = gst_element_get_static_pad (payloader, "src");

  gst_pad_add_probe (in, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, key_unit_probe,
      g_atomic_rc_box_acquire (relay), relay_unref);
  if (self->feed->video)
    edge_track_clock_watch (out,
        edge_media_codec_info (self->codec)->clock_rate, on_clock,
        g_atomic_rc_box_acquire (relay), relay_unref);
  if (self->playout != NULL)
    edge_playout_writer_watch (self->playout, out);
}

/* Takes user_data. FALSE if an element is missing. */
static gboolean
make_elements (EdgePeerTrack * self, GstElement ** entry,
    GstElement ** payloader, const EdgePeerTrackCallbacks * callbacks,
    gpointer user_data, GDestroyNotify destroy)
{
  Relay *relay;

  *entry = make_entry (self);
  *payloader = make_payloader (self);
  if (*entry == NULL || *payloader == NULL) {
    gst_clear_object (entry);
    gst_clear_object (payloader);
    if (destroy != NULL)
      destroy (user_data);
    return FALSE;
  }
  self->feed = feed_new (self, *entry);
  relay = g_atomic_rc_box_new0 (Relay);
  g_mutex_init (&relay->lock);
  relay->callbacks = *callbacks;
  relay->user_data = user_data;
  relay->destroy = destroy;
  self->relay = relay;
  add_probes (self, *entry, *payloader, relay);
  return TRUE;
}

gboolean
edge_peer_track_start (EdgePeerTrack * self, GstBin * pipeline,
    const EdgePeerTrackCallbacks * callbacks, gpointer user_data,
    GDestroyNotify destroy, GError ** error)
{
  GstElement *entry, *payloader;

  if (!make_elements (self, &entry, &payloader, callbacks, user_data, destroy)) {
    edge_set_error (error, EDGE_ERROR_MISSING_PLUGIN,
        "An element to send media with is missing.", "no appsrc or %s",
        edge_media_codec_info (self->codec)->payloader);
    return FALSE;
  }
  gst_bin_add_many (pipeline, entry, payloader, NULL);
  if (!link_elements (self, entry, payloader)) {
    edge_set_error (error, EDGE_ERROR_NEGOTIATION,
        "Media could not be joined to the connection.", "m-line %u, %s",
        self->mline_index, edge_media_codec_info (self->codec)->encoding_name);
    return FALSE;
  }
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

gboolean
edge_peer_track_get_clock (EdgePeerTrack * self, EdgeTrackClock * clock)
{
  if (self->relay == NULL)
    return FALSE;
  g_mutex_lock (&self->relay->lock);
  *clock = self->relay->clock;
  g_mutex_unlock (&self->relay->lock);
  return clock->rate != 0;
}

gboolean
edge_peer_track_set_playout (EdgePeerTrack * self, guint min, guint max)
{
  if (self->playout == NULL)
    return FALSE;
  edge_playout_writer_set (self->playout, min, max);
  return TRUE;
}
