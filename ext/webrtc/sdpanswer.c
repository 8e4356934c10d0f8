/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "sdpanswer.h"

#include <string.h>

#include "edgeerror.h"

static const EdgeSdpCodec *
find_payload (const EdgeSdpMedia * media, const gchar * digits)
{
  gchar *end;
  guint64 payload = g_ascii_strtoull (digits, &end, 10);

  if (end == digits || (*end != ' ' && *end != '\0'))
    return NULL;
  for (guint i = 0; i < media->n_codecs; i++) {
    if (media->codecs[i].payload == payload)
      return &media->codecs[i];
  }
  return NULL;
}

static void
append_h264 (GString * text, const EdgeSdpCodec * codec)
{
  if (codec->level_asymmetry)
    g_string_append (text, ";level-asymmetry-allowed=1");
  g_string_append_printf (text, ";profile-level-id=%s",
      codec->profile_level_id);
}

/* The fmtp line, when webrtcbin wrote none for an H264 payload. */
static void
append_missing_fmtp (GString * text, const EdgeSdpMedia * media,
    gchar ** lines, const gchar * rtpmap)
{
  const EdgeSdpCodec *codec = find_payload (media, rtpmap);
  g_autofree gchar *prefix = NULL;

  if (codec == NULL || !g_str_equal (codec->name, "H264"))
    return;
  prefix = g_strdup_printf ("a=fmtp:%u ", codec->payload);
  for (; *lines != NULL && **lines != 'm'; lines++) {
    if (g_str_has_prefix (*lines, prefix))
      return;
  }
  g_string_append_printf (text, "%spacketization-mode=%u", prefix,
      codec->packetization_mode);
  append_h264 (text, codec);
  g_string_append (text, "\r\n");
}

static void
append_rtp_line (GString * text, const EdgeSdpMedia * media, gchar ** lines,
    const gchar * line)
{
  g_string_append (text, line);
  if (g_str_has_prefix (line, "a=fmtp:")) {
    const EdgeSdpCodec *codec = find_payload (media, line + strlen ("a=fmtp:"));

    if (codec != NULL && g_str_equal (codec->name, "H264")
        && strstr (line, "profile-level-id") == NULL)
      append_h264 (text, codec);
  }
  g_string_append (text, "\r\n");
  if (g_str_has_prefix (line, "a=rtpmap:"))
    append_missing_fmtp (text, media, lines, line + strlen ("a=rtpmap:"));
}

/* draft-ietf-mmusic-sctp-sdp-10 instead of RFC 8841. lines: the m-line and
 * what follows. */
static void
append_legacy_sctp (GString * text, gchar ** lines)
{
  g_auto (GStrv) parts = g_strsplit (*lines, " ", 3);
  guint64 port = 5000;

  for (gchar ** line = lines + 1; *line != NULL && **line != 'm'; line++) {
    if (g_str_has_prefix (*line, "a=sctp-port:"))
      (void) g_ascii_string_to_unsigned (*line + strlen ("a=sctp-port:"), 10,
          1, 65535, &port, NULL);
  }
  g_string_append_printf (text, "%s %s DTLS/SCTP %" G_GUINT64_FORMAT "\r\n",
      parts[0], parts[1] != NULL ? parts[1] : "9", port);
  for (gchar ** line = lines + 1; *line != NULL && **line != 'm'; line++) {
    if (g_str_has_prefix (*line, "a=sctp-port:"))
      g_string_append_printf (text, "a=sctpmap:%" G_GUINT64_FORMAT
          " webrtc-datachannel 65535\r\n", port);
    else if (**line != '\0')
      g_string_append_printf (text, "%s\r\n", *line);
  }
}

static void
append_session_line (GString * text, const EdgeSdpOffer * offer,
    const gchar * line)
{
  if (g_str_has_prefix (line, "a=group:BUNDLE"))
    g_string_append_printf (text, "a=group:BUNDLE %s\r\n", offer->bundle);
  else
    g_string_append_printf (text, "%s\r\n", line);
}

/* RFC 3264, section 6: port 0, and nothing more to say but the mid. */
static void
append_rejected_line (GString * text, const EdgeSdpMedia * media,
    const gchar * line)
{
  if (*line == 'm') {
    g_auto (GStrv) parts = g_strsplit (line, " ", 3);

    g_string_append_printf (text, "%s 0 %s\r\nc=IN IP4 0.0.0.0\r\n"
        "a=mid:%s\r\na=inactive\r\n", parts[0], parts[1] != NULL
        && parts[2] != NULL ? parts[2] : "UDP/TLS/RTP/SAVPF 0", media->mid);
  } else if (g_str_has_prefix (line, "a=rtpmap:")) {
    g_string_append_printf (text, "%s\r\n", line);
  }
}

gchar *
edge_sdp_answer_for_peer (const gchar * answer, const EdgeSdpOffer * offer,
    GError ** error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree gchar *copy = g_strdup (answer);
  gchar *end = copy;
  gint index = -1;

  /* CRLF or LF: only the first is right, both are read. */
  for (gchar * p = copy; *p != '\0'; p++) {
    if (*p != '\r')
      *end++ = *p;
  }
  *end = '\0';
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);

  for (gchar ** line = lines; *line != NULL; line++) {
    if (**line == '\0')
      continue;
    if (**line == 'm' && ++index >= (gint) offer->n_media)
      break;
    if (index < 0) {
      append_session_line (text, offer, *line);
      continue;
    }
    const EdgeSdpMedia *media = &offer->media[index];
    if (media->rejected)
      append_rejected_line (text, media, *line);
    else if (media->kind != EDGE_SDP_APPLICATION || !offer->legacy_sctp)
      append_rtp_line (text, media, line, *line);
    else if (**line == 'm')
      append_legacy_sctp (text, line);
  }
  if (index + 1 != (gint) offer->n_media) {
    edge_set_error (error, EDGE_ERROR_FAILED,
        "The answer does not fit the viewer's offer.",
        "the offer has %u m-lines", offer->n_media);
    return NULL;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
