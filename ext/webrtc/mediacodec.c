/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mediacodec.h"

#include <string.h>

/* *INDENT-OFF* */
static const EdgeMediaCodecInfo infos[EDGE_MEDIA_N_CODECS] = {
  [EDGE_MEDIA_CODEC_H264] = { "H264", "video", "video/x-h264",
    "video/x-h264,stream-format=avc,alignment=au", 90000, "rtph264pay",
    "mtu=1200 config-interval=-1 aggregate-mode=zero-latency" },
  [EDGE_MEDIA_CODEC_VP8] = { "VP8", "video", "video/x-vp8",
    "video/x-vp8", 90000, "rtpvp8pay",
    "mtu=1200 picture-id-mode=15-bit" },
  [EDGE_MEDIA_CODEC_OPUS] = { "OPUS", "audio", "audio/x-opus",
    "audio/x-opus,channel-mapping-family=0", 48000, "rtpopuspay",
    "mtu=1200" },
};
/* *INDENT-ON* */

const EdgeMediaCodecInfo *
edge_media_codec_info (EdgeMediaCodec codec)
{
  return &infos[codec];
}

gboolean
edge_media_codec_from_caps (const GstCaps * caps, EdgeMediaCodec * codec)
{
  if (caps == NULL || gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return FALSE;
  const GstStructure *structure = gst_caps_get_structure (caps, 0);

  for (guint i = 0; i < EDGE_MEDIA_N_CODECS; i++) {
    if (gst_structure_has_name (structure, infos[i].caps_name)) {
      *codec = i;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
edge_media_codec_from_name (const gchar * encoding_name, EdgeMediaCodec * codec)
{
  for (guint i = 0; i < EDGE_MEDIA_N_CODECS; i++) {
    if (g_ascii_strcasecmp (encoding_name, infos[i].encoding_name) == 0) {
      *codec = i;
      return TRUE;
    }
  }
  return FALSE;
}

void
edge_media_apply_settings (GObject * object, const gchar * settings)
{
  g_auto (GStrv) pairs = g_strsplit (settings, " ", -1);

  for (guint i = 0; pairs[i] != NULL; i++) {
    gchar *value = strchr (pairs[i], '=');

    if (value == NULL)
      continue;
    *value++ = '\0';
    if (g_object_class_find_property (G_OBJECT_GET_CLASS (object), pairs[i]))
      gst_util_set_object_arg (object, pairs[i], value);
  }
}
