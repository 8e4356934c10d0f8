/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The codecs that a browser must have (RFC 7742 section 5, RFC 7874 section 3)
 * and what GStreamer calls their parts. */
typedef enum
{
  EDGE_MEDIA_CODEC_H264,
  EDGE_MEDIA_CODEC_VP8,
  EDGE_MEDIA_CODEC_OPUS,
  EDGE_MEDIA_N_CODECS,
} EdgeMediaCodec;

typedef struct
{
  const gchar *encoding_name;   /* as in a=rtpmap, upper case */
  const gchar *media;           /* "video" or "audio" */
  const gchar *caps_name;       /* of encoded frames */
  const gchar *frame_caps;      /* encoded frames as they are handed to peers */
  guint clock_rate;
  const gchar *payloader;       /* element factory */
  const gchar *payloader_settings;      /* name=value, separated by spaces */
} EdgeMediaCodecInfo;

const EdgeMediaCodecInfo * edge_media_codec_info      (EdgeMediaCodec codec);

/* FALSE if the caps are no encoded frames of a codec that we know. */
gboolean                   edge_media_codec_from_caps (const GstCaps * caps,
                                                       EdgeMediaCodec * codec);
gboolean                   edge_media_codec_from_name (const gchar * encoding_name,
                                                       EdgeMediaCodec * codec);

/* Set "name=value name=value" on object; names that it lacks are left out. */
void                       edge_media_apply_settings  (GObject * object,
                                                       const gchar * settings);

G_END_DECLS
