/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "encoderchain.h"

#include <gst/video/video.h>
#include <string.h>

#include "edgeerror.h"

/* Encoders for live use. Key frames come on demand only (a viewer who joins or
 * has lost one asks), hence the long distances; those that cannot be asked get
 * a short one. */
typedef struct
{
  const gchar *factory;
  EdgeMediaCodec codec;
  const gchar *converter;       /* before it, for pictures in plain memory */
  const gchar *settings;
  const gchar *bitrate;         /* name of the property for the bitrate ... */
  guint bitrate_unit;           /* ... and bits/s in its unit; 0: in controls */
  const gchar *caps;            /* what it is asked for */
} KnownEncoder;

#define BASELINE "video/x-h264,profile=constrained-baseline"

/* *INDENT-OFF* */
static const KnownEncoder known[] = {
  { "v4l2h264enc", EDGE_MEDIA_CODEC_H264, "videoconvert", "",
    "extra-controls", 0, BASELINE ",level=(string)4" },
  { "nvv4l2h264enc", EDGE_MEDIA_CODEC_H264, "nvvidconv",
    "insert-sps-pps=true maxperf-enable=true control-rate=1 idrinterval=60"
    " preset-level=1", "bitrate", 1, "video/x-h264" },
  { "vah264enc", EDGE_MEDIA_CODEC_H264, "videoconvert",
    "key-int-max=1024 b-frames=0 rate-control=cbr ref-frames=1", "bitrate",
    1000, BASELINE },
  { "nvh264enc", EDGE_MEDIA_CODEC_H264, "videoconvert",
    "zerolatency=true preset=low-latency-hq rc-mode=cbr-ld-hq gop-size=-1",
    "bitrate", 1000, BASELINE },
  { "x264enc", EDGE_MEDIA_CODEC_H264, "videoconvert",
    "tune=zerolatency speed-preset=ultrafast key-int-max=2560 bframes=0"
    " b-adapt=false vbv-buf-capacity=120", "bitrate", 1000, BASELINE },
  { "openh264enc", EDGE_MEDIA_CODEC_H264, "videoconvert",
    "gop-size=2560 rate-control=bitrate complexity=low usage-type=camera"
    " scene-change-detection=false background-detection=false", "bitrate", 1,
    BASELINE },
  { "nvv4l2vp8enc", EDGE_MEDIA_CODEC_VP8, "nvvidconv",
    "maxperf-enable=true control-rate=1 idrinterval=60", "bitrate", 1,
    "video/x-vp8" },
  { "vp8enc", EDGE_MEDIA_CODEC_VP8, "videoconvert",
    "deadline=1 cpu-used=-16 end-usage=cbr keyframe-max-dist=2560"
    " lag-in-frames=0 buffer-initial-size=100 buffer-optimal-size=120"
    " buffer-size=150 max-quantizer=56 error-resilient=default threads=2",
    "target-bitrate", 1, "video/x-vp8" },
  { "opusenc", EDGE_MEDIA_CODEC_OPUS, "audioconvert",
    "audio-type=restricted-lowdelay frame-size=20 inband-fec=true"
    " perfect-timestamp=false", "bitrate", 1, "audio/x-opus" },
};
/* *INDENT-ON* */

typedef struct
{
  const KnownEncoder *encoder;
  guint rank;
  gboolean direct;              /* takes the caps without a converter */
} Candidate;

static gboolean
is_plain_memory (const GstCaps * caps)
{
  GstCapsFeatures *features = gst_caps_get_features (caps, 0);

  return features == NULL || gst_caps_features_is_equal (features,
      GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY);
}

static gint
compare_rank (gconstpointer a, gconstpointer b)
{
  const Candidate *left = a, *right = b;

  return (gint) right->rank - (gint) left->rank;
}

/* Of equal rank, the order of the table (hardware first) holds: stable sort. */
static GArray *
list_candidates (EdgeMediaCodec codec, const GstCaps * raw_caps)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  gboolean plain = is_plain_memory (raw_caps);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    if (known[i].codec != codec)
      continue;
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (known[i].factory);
    if (factory == NULL)
      continue;
    Candidate candidate = { &known[i],
      gst_plugin_feature_get_rank (GST_PLUGIN_FEATURE (factory)),
      !plain && gst_element_factory_can_sink_any_caps (factory, raw_caps)
    };
    g_autoptr (GstElementFactory) converter = plain ?
        gst_element_factory_find (known[i].converter) : NULL;
    if (candidate.rank > GST_RANK_NONE
        && (candidate.direct || converter != NULL))
      g_array_append_val (candidates, candidate);
  }
  g_array_sort (candidates, compare_rank);
  return candidates;
}

guint
edge_encoder_chain_count (EdgeMediaCodec codec, const GstCaps * raw_caps)
{
  g_autoptr (GArray) candidates = list_candidates (codec, raw_caps);

  return candidates->len;
}

/* Append a new element to chain; tail is the one before it, or NULL. */
static GstElement *
append (GstElement * chain, GstElement * tail, const gchar * factory,
    const gchar * name, GError ** error)
{
  GstElement *element = gst_element_factory_make (factory, name);

  if (element == NULL) {
    edge_set_error (error, EDGE_ERROR_MISSING_PLUGIN,
        "A GStreamer element for live encoding is missing.",
        "no element \"%s\"", factory);
    return NULL;
  }
  gst_bin_add (GST_BIN (chain), element);
  if (tail != NULL && !gst_element_link (tail, element)) {
    edge_set_error (error, EDGE_ERROR_NEGOTIATION,
        "The elements for live encoding do not fit together.",
        "%s does not link to %s", GST_OBJECT_NAME (tail), factory);
    return NULL;
  }
  return element;
}

static GstElement *
append_filter (GstElement * chain, GstElement * tail, const gchar * caps_text,
    GError ** error)
{
  GstElement *filter = append (chain, tail, "capsfilter", NULL, error);
  g_autoptr (GstCaps) caps = gst_caps_from_string (caps_text);

  if (filter != NULL)
    g_object_set (filter, "caps", caps, NULL);
  return filter;
}

static GstElement *
append_h264_parser (GstElement * chain, GstElement * tail, GError ** error)
{
  GstElement *parser = append (chain, tail, "h264parse", NULL, error);

  if (parser == NULL)
    return NULL;
  g_object_set (parser, "config-interval", -1, NULL);
  return append_filter (chain, parser,
      edge_media_codec_info (EDGE_MEDIA_CODEC_H264)->frame_caps, error);
}

static void
add_ghost_pads (GstElement * chain, GstElement * head, GstElement * tail)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (head, "sink");
  g_autoptr (GstPad) src = gst_element_get_static_pad (tail, "src");

  gst_element_add_pad (chain, gst_ghost_pad_new ("sink", sink));
  gst_element_add_pad (chain, gst_ghost_pad_new ("src", src));
}

/* Settings that a V4L2 encoder takes as controls of the driver. GStreamer 1.22
 * does not forward requests for key frames to it: a key frame each second at
 * 30 frames/s, and edge_encoder_chain_key_unit(). */
static void
set_controls (GstElement * encoder, guint bitrate)
{
  g_autofree gchar *text =
      g_strdup_printf ("controls,video_bitrate=(int)%u,"
      "repeat_sequence_header=(int)1,h264_i_frame_period=(int)30",
      MIN (bitrate, G_MAXINT));
  g_autoptr (GstStructure) controls = gst_structure_from_string (text, NULL);

  g_object_set (encoder, "extra-controls", controls, NULL);
}

static void
set_bitrate (GstElement * encoder, const KnownEncoder * row, guint bitrate)
{
  g_autofree gchar *value = NULL;

  if (row->bitrate_unit == 0) {
    set_controls (encoder, bitrate);
    return;
  }
  value = g_strdup_printf ("%u", MAX (bitrate / row->bitrate_unit, 1));
  gst_util_set_object_arg (G_OBJECT (encoder), row->bitrate, value);
}

static GstElement *
build_chain (GstElement * chain, const Candidate * candidate, guint bitrate,
    GError ** error)
{
  const KnownEncoder *row = candidate->encoder;
  GstElement *head = NULL, *tail = NULL, *encoder;

  if (!candidate->direct) {
    head = tail = append (chain, NULL, row->converter, NULL, error);
    if (tail == NULL)
      return NULL;
  }
  if (row->codec == EDGE_MEDIA_CODEC_OPUS) {
    tail = append (chain, tail, "audioresample", NULL, error);
    if (tail == NULL)
      return NULL;
    tail = append_filter (chain, tail,
        "audio/x-raw,rate=48000,channels=[1,2]", error);
    if (tail == NULL)
      return NULL;
  }
  encoder = append (chain, tail, row->factory, "encoder", error);
  if (encoder == NULL)
    return NULL;
  edge_media_apply_settings (G_OBJECT (encoder), row->settings);
  set_bitrate (encoder, row, bitrate);
  if (head == NULL)
    head = encoder;
  tail = append_filter (chain, encoder, row->caps, error);
  if (tail != NULL && row->codec == EDGE_MEDIA_CODEC_H264)
    tail = append_h264_parser (chain, tail, error);
  if (tail == NULL)
    return NULL;
  add_ghost_pads (chain, head, tail);
  return chain;
}

GstElement *
edge_encoder_chain_new (EdgeMediaCodec codec, const GstCaps * raw_caps,
    guint way, guint bitrate, GError ** error)
{
  g_autoptr (GArray) candidates = list_candidates (codec, raw_caps);
  GstElement *chain;

  if (way >= candidates->len) {
    g_autofree gchar *text = gst_caps_to_string (raw_caps);

    edge_set_error (error, EDGE_ERROR_MISSING_PLUGIN,
        "No encoder on this machine makes what a viewer needs.",
        "%s from %s: %u encoders known, none works",
        edge_media_codec_info (codec)->encoding_name, text, candidates->len);
    return NULL;
  }
  chain = gst_bin_new (NULL);
  if (build_chain (chain, &g_array_index (candidates, Candidate, way), bitrate,
          error) == NULL) {
    gst_object_unref (gst_object_ref_sink (chain));
    return NULL;
  }
  return chain;
}

GstElement *
edge_parser_chain_new (GError ** error)
{
  GstElement *chain = gst_bin_new (NULL);
  GstElement *head = append (chain, NULL, "h264parse", NULL, error);
  GstElement *tail = NULL;

  if (head != NULL) {
    g_object_set (head, "config-interval", -1, NULL);
    tail = append_filter (chain, head,
        edge_media_codec_info (EDGE_MEDIA_CODEC_H264)->frame_caps, error);
  }
  if (tail == NULL) {
    gst_object_unref (gst_object_ref_sink (chain));
    return NULL;
  }
  add_ghost_pads (chain, head, tail);
  return chain;
}

void
edge_encoder_chain_key_unit (GstElement * chain)
{
  g_autoptr (GstElement) encoder =
      gst_bin_get_by_name (GST_BIN (chain), "encoder");
  GstElementFactory *factory;

  if (encoder == NULL)
    return;
  factory = gst_element_get_factory (encoder);
  if (g_str_equal (GST_OBJECT_NAME (factory), "v4l2h264enc")) {
    g_autoptr (GstStructure) controls =
        gst_structure_from_string ("controls,force_key_frame=(int)1", NULL);

    /* Applied at once while the device is open. */
    g_object_set (encoder, "extra-controls", controls, NULL);
  }
  gst_element_send_event (encoder,
      gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE,
          0));
}
