/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "sdpcodec.h"

#include <string.h>

#define MAX_FMTP 1024
#define MAX_PARAMETER 32

typedef struct
{
  const gchar *name;            /* as in RTP caps */
  const gchar *sdp_name;        /* as peers write it */
  EdgeSdpKind kind;
  guint clock_rate;             /* 0 = any */
  guint channels;
  /* Parameters of a=fmtp that webrtcbin may see; numbers, all of them. What
   * only describes the offerer's own sending stays out: webrtcbin would make
   * it a demand on our payloader. So do profile-level-id and
   * level-asymmetry-allowed: GStreamer 1.22 makes a profile of them that
   * payloaders then refuse. */
  const gchar *parameters[4];
} CodecInfo;

/* *INDENT-OFF* */
static const CodecInfo codec_infos[] = {
  { "H264", "H264", EDGE_SDP_VIDEO, 90000, 0, { "packetization-mode" } },
  { "VP8", "VP8", EDGE_SDP_VIDEO, 90000, 0, { NULL } },
  { "VP9", "VP9", EDGE_SDP_VIDEO, 90000, 0, { "profile-id" } },
  { "H265", "H265", EDGE_SDP_VIDEO, 90000, 0, { NULL } },
  { "AV1", "AV1", EDGE_SDP_VIDEO, 90000, 0, { "profile" } },
  { "RTX", "rtx", EDGE_SDP_VIDEO, 90000, 0, { "apt" } },
  { "RED", "red", EDGE_SDP_VIDEO, 90000, 0, { NULL } },
  { "ULPFEC", "ulpfec", EDGE_SDP_VIDEO, 90000, 0, { NULL } },
  { "OPUS", "opus", EDGE_SDP_AUDIO, 48000, 2, { "minptime", "useinbandfec" } },
  { "PCMU", "PCMU", EDGE_SDP_AUDIO, 8000, 1, { NULL } },
  { "PCMA", "PCMA", EDGE_SDP_AUDIO, 8000, 1, { NULL } },
  { "G722", "G722", EDGE_SDP_AUDIO, 8000, 1, { NULL } },
  { "RTX", "rtx", EDGE_SDP_AUDIO, 48000, 0, { "apt" } },
};

/* RFC 3551, section 6 */
static const struct { guint payload; const gchar *rtpmap; } static_payloads[] = {
  { 0, "PCMU/8000" },
  { 8, "PCMA/8000" },
  { 9, "G722/8000" },
};

static const struct
{
  EdgeSdpFeedback flag;
  const gchar *value;
  const gchar *caps_field;
} feedbacks[] = {
  { EDGE_SDP_FEEDBACK_NACK, "nack", "rtcp-fb-nack" },
  { EDGE_SDP_FEEDBACK_NACK_PLI, "nack pli", "rtcp-fb-nack-pli" },
  { EDGE_SDP_FEEDBACK_CCM_FIR, "ccm fir", "rtcp-fb-ccm-fir" },
  { EDGE_SDP_FEEDBACK_GOOG_REMB, "goog-remb", "rtcp-fb-goog-remb" },
  { EDGE_SDP_FEEDBACK_TRANSPORT_CC, "transport-cc", "rtcp-fb-transport-cc" },
};
/* *INDENT-ON* */

void
edge_sdp_codec_clear (EdgeSdpCodec * self)
{
  g_clear_pointer (&self->fmtp, g_free);
}

static const CodecInfo *
find_info (const EdgeSdpCodec * codec, EdgeSdpKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (codec_infos); i++) {
    if (codec_infos[i].kind == kind
        && g_ascii_strcasecmp (codec_infos[i].name, codec->name) == 0)
      return &codec_infos[i];
  }
  return NULL;
}

static EdgeSdpKind
get_kind (const EdgeSdpCodec * codec)
{
  return codec->clock_rate == 90000 ? EDGE_SDP_VIDEO : EDGE_SDP_AUDIO;
}

gboolean
edge_sdp_codec_init (EdgeSdpCodec * self, EdgeSdpKind kind, guint payload,
    const gchar * rtpmap)
{
  for (guint i = 0; rtpmap == NULL && i < G_N_ELEMENTS (static_payloads); i++) {
    if (static_payloads[i].payload == payload)
      rtpmap = static_payloads[i].rtpmap;
  }
  if (rtpmap == NULL)
    return FALSE;

  /* <encoding name>/<clock rate>[/<channels>] */
  g_auto (GStrv) parts = g_strsplit (rtpmap, "/", 4);
  guint n_parts = g_strv_length (parts);
  guint64 rate = 0, channels = 1;
  if (n_parts < 2 || n_parts > 3
      || !g_ascii_string_to_unsigned (parts[1], 10, 1, 1000000, &rate, NULL)
      || (n_parts == 3 && !g_ascii_string_to_unsigned (parts[2], 10, 1, 255,
              &channels, NULL)))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (codec_infos); i++) {
    const CodecInfo *info = &codec_infos[i];

    if (info->kind != kind || info->clock_rate != rate
        || g_ascii_strcasecmp (info->sdp_name, parts[0]) != 0
        || (info->channels != 0 && info->channels != channels))
      continue;
    memset (self, 0, sizeof *self);
    self->payload = payload;
    self->name = info->name;
    self->clock_rate = info->clock_rate;
    self->channels = info->channels;
    self->apt = EDGE_SDP_NO_PAYLOAD;
    self->rtx_payload = EDGE_SDP_NO_PAYLOAD;
    /* RFC 6184, section 8.1: what holds if the offer does not say. */
    if (g_str_equal (info->name, "H264"))
      g_strlcpy (self->profile_level_id, "420010",
          sizeof self->profile_level_id);
    return TRUE;
  }
  return FALSE;
}

/* The value of a parameter of a=fmtp ("a=1; b=2"), or NULL. */
static gchar *
find_parameter (const gchar * fmtp, const gchar * name)
{
  gsize length = strlen (name);

  for (const gchar * p = fmtp; p != NULL; p = strchr (p, ';')) {
    while (*p == ';' || *p == ' ')
      p++;
    if (g_ascii_strncasecmp (p, name, length) == 0 && p[length] == '=') {
      gchar *value = g_strndup (p + length + 1,
          strcspn (p + length + 1, ";"));

      return g_strstrip (value);
    }
  }
  return NULL;
}

static gboolean
find_number (const gchar * fmtp, const gchar * name, guint64 max,
    guint64 * value)
{
  g_autofree gchar *text = find_parameter (fmtp, name);

  return text != NULL
      && g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL);
}

static gboolean
read_h264 (EdgeSdpCodec * self)
{
  g_autofree gchar *mode = find_parameter (self->fmtp, "packetization-mode");
  g_autofree gchar *profile = find_parameter (self->fmtp, "profile-level-id");
  guint64 number = 0;

  /* 2 is interleaved, which no browser speaks. */
  if (mode != NULL
      && !g_ascii_string_to_unsigned (mode, 10, 0, 1, &number, NULL))
    return FALSE;
  self->packetization_mode = (guint) number;

  if (profile != NULL) {
    if (strlen (profile) != 6 || strspn (profile,
            "0123456789abcdefABCDEF") != 6)
      return FALSE;
    for (guint i = 0; i < 6; i++)
      self->profile_level_id[i] = g_ascii_tolower (profile[i]);
  }
  self->level_asymmetry = find_number (self->fmtp, "level-asymmetry-allowed",
      1, &number) && number == 1;
  return TRUE;
}

gboolean
edge_sdp_codec_set_fmtp (EdgeSdpCodec * self, const gchar * fmtp)
{
  guint64 number;

  if (strlen (fmtp) > MAX_FMTP || self->fmtp != NULL)
    return FALSE;
  self->fmtp = g_strdup (fmtp);
  if (g_str_equal (self->name, "H264"))
    return read_h264 (self);
  if (g_str_equal (self->name, "RTX") && find_number (fmtp, "apt", 127,
          &number))
    self->apt = (gint) number;
  return TRUE;
}

void
edge_sdp_codec_add_feedback (EdgeSdpCodec * self, const gchar * value)
{
  for (guint i = 0; i < G_N_ELEMENTS (feedbacks); i++) {
    if (g_str_equal (feedbacks[i].value, value))
      self->feedback |= feedbacks[i].flag;
  }
}

void
edge_sdp_codec_append_lines (const EdgeSdpCodec * self, GString * text)
{
  const CodecInfo *info = find_info (self, get_kind (self));
  const gchar *separator = "";
  g_autoptr (GString) fmtp = g_string_new (NULL);

  g_return_if_fail (info != NULL);
  g_string_append_printf (text, "a=rtpmap:%u %s/%u", self->payload,
      info->sdp_name, self->clock_rate);
  if (self->channels > 1)
    g_string_append_printf (text, "/%u", self->channels);
  g_string_append (text, "\r\n");
  for (guint i = 0; i < G_N_ELEMENTS (feedbacks); i++) {
    if (self->feedback & feedbacks[i].flag)
      g_string_append_printf (text, "a=rtcp-fb:%u %s\r\n", self->payload,
          feedbacks[i].value);
  }
  for (guint i = 0; self->fmtp != NULL && info->parameters[i] != NULL; i++) {
    guint64 value;

    if (!find_number (self->fmtp, info->parameters[i], G_MAXUINT32, &value))
      continue;
    g_string_append_printf (fmtp, "%s%s=%" G_GUINT64_FORMAT, separator,
        info->parameters[i], value);
    separator = ";";
  }
  if (fmtp->len > 0)
    g_string_append_printf (text, "a=fmtp:%u %s\r\n", self->payload, fmtp->str);
}

/* Lower is better. Payloaders fragment and our encoders make constrained
 * baseline, which every decoder of a higher profile reads as well. */
static guint
rate_h264 (const EdgeSdpCodec * codec)
{
  static const gchar *const profiles[] = { "42e0", "42", "4d", "64" };
  guint rating = 0;

  while (rating < G_N_ELEMENTS (profiles)
      && !g_str_has_prefix (codec->profile_level_id, profiles[rating]))
    rating++;
  return rating;
}

static const EdgeSdpCodec *
choose_named (const EdgeSdpCodec * codecs, guint n_codecs, const gchar * name,
    guint packetization_mode)
{
  const EdgeSdpCodec *best = NULL;
  gboolean is_h264 = g_ascii_strcasecmp (name, "H264") == 0;

  for (guint i = 0; i < n_codecs; i++) {
    const EdgeSdpCodec *codec = &codecs[i];

    if (g_ascii_strcasecmp (codec->name, name) != 0)
      continue;
    if (!is_h264)
      return codec;
    if (codec->packetization_mode == packetization_mode
        && (best == NULL || rate_h264 (codec) < rate_h264 (best)))
      best = codec;
  }
  return best;
}

const EdgeSdpCodec *
edge_sdp_codec_choose (const EdgeSdpCodec * codecs, guint n_codecs,
    const gchar * const *names)
{
  const EdgeSdpCodec *codec = NULL;

  for (guint i = 0; codec == NULL && names[i] != NULL; i++)
    codec = choose_named (codecs, n_codecs, names[i], 1);
  /* rtph264pay fragments whatever the mode is. Decoders cope, so this comes
   * last, but before no picture at all. */
  for (guint i = 0; codec == NULL && names[i] != NULL; i++)
    codec = choose_named (codecs, n_codecs, names[i], 0);
  return codec;
}

static void
set_extension (GstCaps * caps, guint id, const gchar * uri)
{
  gchar field[sizeof "extmap-255"];

  if (id == 0 || id > 255)
    return;
  g_snprintf (field, sizeof field, "extmap-%u", id);
  gst_caps_set_simple (caps, field, G_TYPE_STRING, uri, NULL);
}

GstCaps *
edge_sdp_codec_to_caps (const EdgeSdpCodec * self, EdgeSdpKind kind,
    guint32 ssrc, const EdgeSdpExtensions * extensions)
{
  GstCaps *caps = gst_caps_new_simple ("application/x-rtp",
      "media", G_TYPE_STRING, kind == EDGE_SDP_VIDEO ? "video" : "audio",
      "payload", G_TYPE_INT, (gint) self->payload,
      "clock-rate", G_TYPE_INT, (gint) self->clock_rate,
      "encoding-name", G_TYPE_STRING, self->name,
      "ssrc", G_TYPE_UINT, ssrc, NULL);

  if (g_str_equal (self->name, "H264"))
    gst_caps_set_simple (caps, "packetization-mode", G_TYPE_STRING,
        self->packetization_mode == 1 ? "1" : "0", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (feedbacks); i++) {
    if (self->feedback & feedbacks[i].flag)
      gst_caps_set_simple (caps, feedbacks[i].caps_field, G_TYPE_BOOLEAN, TRUE,
          NULL);
  }
  set_extension (caps, extensions->twcc, EDGE_SDP_TWCC_URI);
  set_extension (caps, extensions->playout_delay, EDGE_SDP_PLAYOUT_DELAY_URI);
  return caps;
}
