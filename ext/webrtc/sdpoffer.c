/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "sdpoffer.h"

#include <string.h>

#include "edgeerror.h"
#include "sdpsection.h"

#define NOT_USABLE "The viewer's offer is not usable."
#define REFUSE(error, ...) \
    (edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE, __VA_ARGS__), FALSE)

#define MAX_LINES 8192

typedef struct
{
  EdgeSdpOffer *offer;
  SdpSection session;
  SdpSection sections[EDGE_SDP_MAX_MEDIA];
  guint tag;                    /* the m-line whose transport is used */
} Parser;

static const gchar *const kinds[] = { "video", "audio", "application" };

void
edge_sdp_offer_free (EdgeSdpOffer * self)
{
  for (guint i = 0; i < self->n_media; i++) {
    EdgeSdpMedia *media = &self->media[i];

    for (guint j = 0; j < media->n_codecs; j++)
      edge_sdp_codec_clear (&media->codecs[j]);
    g_free (media->codecs);
    g_free (media->mid);
  }
  g_free (self->session_id);
  g_free (self->fingerprint_algorithm);
  g_free (self->fingerprint);
  g_free (self->ice_ufrag);
  g_free (self->bundle);
  g_free (self->text);
  g_free (self);
}

/* "<payload> <rest>": the rest, and the payload or -1 for "*". */
static const gchar *
split_payload (const gchar * value, gint * payload)
{
  gchar *end;

  if (g_str_has_prefix (value, "* ")) {
    *payload = -1;
    return value + 2;
  }
  if (!g_ascii_isdigit (*value))
    return NULL;
  guint64 number = g_ascii_strtoull (value, &end, 10);
  if (*end != ' ' || number > 127)
    return NULL;
  *payload = (gint) number;
  return end + 1;
}

/* a=fmtp and a=rtcp-fb lines, once all codecs are known. */
static gboolean
read_codec_lines (EdgeSdpMedia * media, gchar ** lines)
{
  for (; *lines != NULL && **lines != 'm'; lines++) {
    gboolean is_fmtp = g_str_has_prefix (*lines, "a=fmtp:");
    gint payload;

    if (!is_fmtp && !g_str_has_prefix (*lines, "a=rtcp-fb:"))
      continue;
    const gchar *rest = split_payload (strchr (*lines, ':') + 1, &payload);
    if (rest == NULL)
      return FALSE;
    for (guint i = 0; i < media->n_codecs; i++) {
      EdgeSdpCodec *codec = &media->codecs[i];

      if (payload >= 0 && codec->payload != (guint) payload)
        continue;
      if (!is_fmtp) {
        edge_sdp_codec_add_feedback (codec, rest);
      } else if (!edge_sdp_codec_set_fmtp (codec, rest)) {
        /* one codec less, not one offer less */
        edge_sdp_codec_clear (codec);
        memmove (codec, codec + 1, (--media->n_codecs - i) * sizeof *codec);
        break;
      }
    }
  }
  return TRUE;
}

/* Tell each codec its RTX payload; an RTX without one is no use. */
static void
link_rtx (EdgeSdpMedia * media)
{
  gboolean used[128];
  guint n_kept = 0;

  for (guint i = 0; i < media->n_codecs; i++) {
    EdgeSdpCodec *rtx = &media->codecs[i];

    used[i] = !g_str_equal (rtx->name, "RTX");
    for (guint j = 0; !used[i] && j < media->n_codecs; j++) {
      EdgeSdpCodec *codec = &media->codecs[j];

      if (rtx->apt == (gint) codec->payload && !g_str_equal (codec->name,
              "RTX") && codec->rtx_payload == EDGE_SDP_NO_PAYLOAD) {
        codec->rtx_payload = (gint) rtx->payload;
        used[i] = TRUE;
      }
    }
  }
  for (guint i = 0; i < media->n_codecs; i++) {
    if (used[i])
      media->codecs[n_kept++] = media->codecs[i];
    else
      edge_sdp_codec_clear (&media->codecs[i]);
  }
  media->n_codecs = n_kept;
}

static gboolean
read_rtp (EdgeSdpMedia * media, gchar ** formats, gchar ** lines,
    GError ** error)
{
  const gchar *rtpmaps[128] = { NULL };
  gboolean seen[128] = { FALSE };
  guint n_formats = g_strv_length (formats);
  guint n_media_codecs = 0;

  for (gchar ** line = lines; *line != NULL && **line != 'm'; line++) {
    gint payload;

    if (!g_str_has_prefix (*line, "a=rtpmap:"))
      continue;
    const gchar *rest = split_payload (*line + strlen ("a=rtpmap:"), &payload);
    if (rest == NULL || payload < 0)
      return REFUSE (error, "m-line %u: broken rtpmap", media->index);
    rtpmaps[payload] = rest;
  }

  media->codecs = g_new0 (EdgeSdpCodec, n_formats);
  for (guint i = 0; i < n_formats; i++) {
    guint64 payload;

    if (!sdp_read_number (formats[i], 127, &payload) || seen[payload])
      return REFUSE (error, "m-line %u: broken payload type", media->index);
    seen[payload] = TRUE;
    if (edge_sdp_codec_init (&media->codecs[media->n_codecs], media->kind,
            (guint) payload, rtpmaps[payload]))
      media->n_codecs++;
  }
  if (!read_codec_lines (media, lines))
    return REFUSE (error, "m-line %u: broken fmtp or rtcp-fb", media->index);
  link_rtx (media);

  for (guint i = 0; i < media->n_codecs; i++) {
    const gchar *name = media->codecs[i].name;

    n_media_codecs += !g_str_equal (name, "RTX") && !g_str_equal (name, "RED")
        && !g_str_equal (name, "ULPFEC");
  }
  if (n_media_codecs == 0 && !media->rejected) {
    edge_set_error (error, EDGE_ERROR_CODEC,
        "The viewer offers no codec that is known here.",
        "m-line %u has %u payload types", media->index, n_formats);
    return FALSE;
  }
  return TRUE;
}

/* m=<kind> <port> <proto> <formats>. formats gets its own copy. */
static gboolean
read_media_line (Parser * self, EdgeSdpMedia * media, const gchar * line,
    gchar *** formats, GError ** error)
{
  static const gchar *const rtp_protos[] =
      { "UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", "RTP/SAVPF" };
  static const gchar *const sctp_protos[] =
      { "UDP/DTLS/SCTP", "TCP/DTLS/SCTP", "DTLS/SCTP" };
  SdpSection *section = &self->sections[media->index];
  g_auto (GStrv) parts = g_strsplit (line, " ", -1);
  guint64 port, sctp_port;
  gint kind;

  if (g_strv_length (parts) < 4
      || (kind = sdp_find_word (kinds, G_N_ELEMENTS (kinds), parts[0])) < 0
      || !sdp_read_number (parts[1], 65535, &port))
    return REFUSE (error, "m-line %u: not understood", media->index);
  media->kind = (EdgeSdpKind) kind;
  media->rejected = port == 0 && !section->bundle_only;

  if (media->kind != EDGE_SDP_APPLICATION) {
    if (sdp_find_word (rtp_protos, G_N_ELEMENTS (rtp_protos), parts[2]) < 0)
      return REFUSE (error, "m-line %u: protocol is not that of WebRTC",
          media->index);
    *formats = g_strdupv (parts + 3);
    return TRUE;
  }

  gint proto =
      sdp_find_word (sctp_protos, G_N_ELEMENTS (sctp_protos), parts[2]);
  if (proto < 0 || parts[4] != NULL)
    return REFUSE (error, "m-line %u: protocol is not that of WebRTC",
        media->index);
  if (proto == 2) {
    /* draft-ietf-mmusic-sctp-sdp-10, as aiortc before 1.15 has it */
    if (!sdp_read_number (parts[3], 65535, &sctp_port) || sctp_port == 0)
      return REFUSE (error, "m-line %u: bad SCTP port", media->index);
    section->sctp_port = (gint) sctp_port;
    self->offer->legacy_sctp = TRUE;
  } else if (!g_str_equal (parts[3], "webrtc-datachannel")
      || section->sctp_port == SDP_NO_PORT) {
    return REFUSE (error, "m-line %u: bad SCTP port", media->index);
  }
  return TRUE;
}

/* lines: the m-line and all that follow. */
static gboolean
read_media (Parser * self, gchar ** lines, GError ** error)
{
  EdgeSdpOffer *offer = self->offer;

  if (offer->n_media == EDGE_SDP_MAX_MEDIA)
    return REFUSE (error, "more than %u m-lines", EDGE_SDP_MAX_MEDIA);

  guint index = offer->n_media++;
  EdgeSdpMedia *media = &offer->media[index];
  SdpSection *section = &self->sections[index];
  g_auto (GStrv) formats = NULL;

  media->index = index;
  sdp_section_init (section, &self->session);
  for (gchar ** line = lines + 1; *line != NULL && **line != 'm'; line++) {
    if (**line == 'a'
        && !sdp_section_read_attribute (section, &media->extensions, *line + 2))
      return REFUSE (error, "m-line %u: bad attribute", index);
  }
  if (section->fingerprint == NULL) {
    section->algorithm = self->session.algorithm;
    section->fingerprint = self->session.fingerprint;
  }
  if (!read_media_line (self, media, *lines + 2, &formats, error))
    return FALSE;
  if (media->kind != EDGE_SDP_APPLICATION
      && !read_rtp (media, formats, lines + 1, error))
    return FALSE;

  if (section->mid == NULL)
    return REFUSE (error, "m-line %u: no mid", index);
  if (edge_sdp_offer_find_mid (offer, section->mid) != NULL)
    return REFUSE (error, "m-line %u: mid is there already", index);
  media->mid = g_strdup (section->mid);
  if (section->n_directions > 1)
    return REFUSE (error, "m-line %u: more than one direction", index);
  media->direction = section->direction < 0 ? EDGE_SDP_SENDRECV
      : (EdgeSdpDirection) section->direction;
  return TRUE;
}

static gboolean
read_session (Parser * self, gchar ** lines, GError ** error)
{
  sdp_section_init (&self->session, NULL);
  if (lines[0] == NULL || !g_str_equal (lines[0], "v=0") || lines[1] == NULL
      || !g_str_has_prefix (lines[1], "o="))
    return REFUSE (error, "does not begin with v=0 and o=");

  /* <username> <sess-id> <sess-version> <nettype> <addrtype> <address> */
  g_auto (GStrv) origin = g_strsplit (lines[1] + 2, " ", -1);
  guint64 number;
  if (g_strv_length (origin) != 6 || strlen (origin[1]) > 20
      || !sdp_read_number (origin[1], G_MAXUINT64, &number)
      || !sdp_read_number (origin[2], G_MAXUINT64,
          &self->offer->session_version))
    return REFUSE (error, "broken o= line");
  self->offer->session_id = g_strdup (origin[1]);

  for (lines += 2; *lines != NULL && **lines != 'm'; lines++) {
    if (**lines == 'a'
        && !sdp_section_read_attribute (&self->session, NULL, *lines + 2))
      return REFUSE (error, "bad attribute of the session");
  }
  if (self->session.n_bundles != 1)
    return REFUSE (error, "%u BUNDLE groups", self->session.n_bundles);
  return TRUE;
}

/* Each m-line in use is in the one group and all of it is secured by one
 * certificate. RFC 8843; webrtcbin has one transport for all. */
static gboolean
check_bundle (Parser * self, GError ** error)
{
  EdgeSdpOffer *offer = self->offer;
  g_auto (GStrv) members = g_strsplit (self->session.bundle, " ", -1);
  g_autoptr (GString) bundle = g_string_new (NULL);
  gint tag = -1;
  guint n_rtp = 0;

  for (gchar ** member = members; *member != NULL; member++) {
    const EdgeSdpMedia *media = edge_sdp_offer_find_mid (offer, *member);

    if (**member == '\0' && member[1] == NULL && tag >= 0)
      break;
    if (media == NULL || self->sections[media->index].bundled)
      return REFUSE (error, "BUNDLE names a mid that is not there or twice");
    self->sections[media->index].bundled = TRUE;
    if (media->rejected)
      continue;
    if (tag < 0)
      tag = (gint) media->index;
    g_string_append_printf (bundle, bundle->len == 0 ? "%s" : " %s",
        media->mid);
  }
  if (tag < 0)
    return REFUSE (error, "nothing in the BUNDLE is in use");
  self->tag = (guint) tag;
  offer->bundle = g_string_free (g_steal_pointer (&bundle), FALSE);

  const SdpSection *first = &self->sections[tag];
  if (first->ice_ufrag == NULL || first->ice_pwd == NULL)
    return REFUSE (error, "no ice-ufrag or no ice-pwd");
  if (first->setup == NULL)
    return REFUSE (error, "no setup");
  if (first->fingerprint == NULL)
    return REFUSE (error, "no fingerprint");

  for (guint i = 0; i < offer->n_media; i++) {
    const SdpSection *section = &self->sections[i];

    if (offer->media[i].rejected)
      continue;
    if (!section->bundled)
      return REFUSE (error, "m-line %u is not in the BUNDLE", i);
    if (section->ice_ufrag == NULL || section->ice_pwd == NULL
        || section->setup == NULL || section->fingerprint == NULL)
      return REFUSE (error, "m-line %u: no ice-ufrag, ice-pwd, setup or "
          "fingerprint", i);
    if (section->algorithm != first->algorithm
        || g_ascii_strcasecmp (section->fingerprint, first->fingerprint) != 0)
      return REFUSE (error, "m-line %u: another fingerprint", i);
    if (offer->media[i].kind == EDGE_SDP_APPLICATION)
      continue;
    if (!section->rtcp_mux)
      return REFUSE (error, "m-line %u: no rtcp-mux", i);
    n_rtp++;
  }
  if (n_rtp == 0)
    return REFUSE (error, "no audio and no video");
  return TRUE;
}

static gboolean
check_data_channels (const EdgeSdpOffer * offer, GError ** error)
{
  guint n_application = 0;

  for (guint i = 0; i < offer->n_media; i++)
    n_application += offer->media[i].kind == EDGE_SDP_APPLICATION
        && !offer->media[i].rejected;
  if (n_application > 1)
    return REFUSE (error, "%u m-lines for data channels", n_application);
  return TRUE;
}

static void
append_extension (GString * text, guint id, const gchar * uri)
{
  if (id != 0)
    g_string_append_printf (text, "a=extmap:%u %s\r\n", id, uri);
}

static void
append_rtp (const Parser * self, GString * text, const EdgeSdpMedia * media)
{
  const SdpSection *section = &self->sections[media->index];

  g_string_append_printf (text, "m=%s 9 UDP/TLS/RTP/SAVPF", kinds[media->kind]);
  for (guint i = 0; i < media->n_codecs; i++)
    g_string_append_printf (text, " %u", media->codecs[i].payload);
  if (media->n_codecs == 0)     /* rejected, but the line wants one */
    g_string_append (text, " 0");
  g_string_append_printf (text, "\r\nc=IN IP4 0.0.0.0\r\na=%s\r\n"
      "a=rtcp-mux\r\n", sdp_directions[media->rejected ? EDGE_SDP_INACTIVE
          : media->direction]);
  if (section->rtcp_rsize)
    g_string_append (text, "a=rtcp-rsize\r\n");
  append_extension (text, media->extensions.mid, EDGE_SDP_MID_URI);
  append_extension (text, media->extensions.twcc, EDGE_SDP_TWCC_URI);
  append_extension (text, media->extensions.playout_delay,
      EDGE_SDP_PLAYOUT_DELAY_URI);
  for (guint i = 0; i < media->n_codecs; i++)
    edge_sdp_codec_append_lines (&media->codecs[i], text);
}

/* The offer anew, of what is known and checked only. webrtcbin 1.22 does not
 * look at port 0, and answers with a BUNDLE in the order of the m-lines
 * whatever the offer's is, which then confuses it: it gets all of them, in that
 * order, with the credentials of the one that counts. */
static gchar *
write_offer (const Parser * self)
{
  const EdgeSdpOffer *offer = self->offer;
  const SdpSection *tag = &self->sections[self->tag];
  g_autofree gchar *fingerprint = g_ascii_strup (tag->fingerprint, -1);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "v=0\r\no=- %s %" G_GUINT64_FORMAT
      " IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE",
      offer->session_id, offer->session_version);
  for (guint i = 0; i < offer->n_media; i++)
    g_string_append_printf (text, " %s", offer->media[i].mid);
  g_string_append (text, "\r\n");

  for (guint i = 0; i < offer->n_media; i++) {
    const EdgeSdpMedia *media = &offer->media[i];

    if (media->kind == EDGE_SDP_APPLICATION)
      g_string_append_printf (text, "m=application 9 UDP/DTLS/SCTP "
          "webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=sctp-port:%d\r\n"
          "a=max-message-size:%" G_GUINT64_FORMAT "\r\n",
          MAX (self->sections[i].sctp_port, 1),
          MIN (self->sections[i].max_message_size, G_MAXINT32));
    else
      append_rtp (self, text, media);
    g_string_append_printf (text, "a=mid:%s\r\na=ice-ufrag:%s\r\n"
        "a=ice-pwd:%s\r\na=fingerprint:%s %s\r\na=setup:%s\r\n", media->mid,
        tag->ice_ufrag, tag->ice_pwd, sdp_algorithms[tag->algorithm].name,
        fingerprint, tag->setup);
    if (tag->trickle)
      g_string_append (text, "a=ice-options:trickle\r\n");
    /* The other m-lines' transports are gone with their credentials. */
    for (guint j = 0; i == 0 && j < tag->n_candidates; j++)
      g_string_append_printf (text, "a=%s\r\n", tag->candidates[j]);
  }
  return g_string_free (text, FALSE);
}

static gboolean
check_lines (gchar ** lines, GError ** error)
{
  guint n_lines = 0;

  for (; *lines != NULL; lines++) {
    gsize length = strlen (*lines);

    if (length > 0 && (*lines)[length - 1] == '\r')
      (*lines)[--length] = '\0';
    if (length == 0 && lines[1] == NULL) {
      *lines = (g_free (*lines), NULL);
      return TRUE;
    }
    if (length < 2 || !g_ascii_islower ((*lines)[0]) || (*lines)[1] != '=')
      return REFUSE (error, "line %u is not <letter>=<value>", n_lines + 1);
    for (gsize i = 0; i < length; i++) {
      if (g_ascii_iscntrl ((*lines)[i]))
        return REFUSE (error, "line %u: control character", n_lines + 1);
    }
    if (++n_lines > MAX_LINES)
      return REFUSE (error, "more than %u lines", MAX_LINES);
  }
  return TRUE;
}

/* Reports on each packet (transport-cc) are a quarter of what a viewer costs, and
 * nothing here reads them. They are the sign of life of GStreamer's viewers,
 * which report rarely otherwise; browsers, which offer goog-remb, too, report
 * each second. */
static void
drop_packet_reports (EdgeSdpOffer * offer)
{
  guint feedback = 0;

  for (guint i = 0; i < offer->n_media; i++) {
    for (guint j = 0; j < offer->media[i].n_codecs; j++)
      feedback |= offer->media[i].codecs[j].feedback;
  }
  if (!(feedback & EDGE_SDP_FEEDBACK_GOOG_REMB))
    return;
  for (guint i = 0; i < offer->n_media; i++) {
    offer->media[i].extensions.twcc = 0;
    for (guint j = 0; j < offer->media[i].n_codecs; j++)
      offer->media[i].codecs[j].feedback &= ~EDGE_SDP_FEEDBACK_TRANSPORT_CC;
  }
}

EdgeSdpOffer *
edge_sdp_offer_new (const gchar * text, gsize size, GError ** error)
{
  if (size == 0 || size > EDGE_SDP_MAX_SIZE
      || !g_utf8_validate (text, (gssize) size, NULL)) {
    (void) REFUSE (error, "%" G_GSIZE_FORMAT " bytes, allowed are %u of UTF-8",
        size, EDGE_SDP_MAX_SIZE);
    return NULL;
  }

  g_autofree gchar *copy = g_strndup (text, size);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);
  g_autoptr (EdgeSdpOffer) offer = g_new0 (EdgeSdpOffer, 1);
  g_autofree Parser *parser = g_new0 (Parser, 1);

  parser->offer = offer;
  if (!check_lines (lines, error) || !read_session (parser, lines, error))
    return NULL;
  for (gchar ** line = lines; *line != NULL; line++) {
    if (**line == 'm' && !read_media (parser, line, error))
      return NULL;
  }
  if (!check_bundle (parser, error) || !check_data_channels (offer, error))
    return NULL;

  const SdpSection *tag = &parser->sections[parser->tag];
  offer->fingerprint_algorithm = g_strdup (sdp_algorithms[tag->algorithm].name);
  offer->fingerprint = g_ascii_strup (tag->fingerprint, -1);
  offer->ice_ufrag = g_strdup (tag->ice_ufrag);
  offer->bundle_index = parser->tag;
  drop_packet_reports (offer);
  offer->text = write_offer (parser);
  return g_steal_pointer (&offer);
}

const EdgeSdpMedia *
edge_sdp_offer_find_mid (const EdgeSdpOffer * self, const gchar * mid)
{
  for (guint i = 0; i < self->n_media; i++) {
    if (self->media[i].mid != NULL && g_str_equal (self->media[i].mid, mid))
      return &self->media[i];
  }
  return NULL;
}

gboolean
edge_sdp_offer_same_connection (const EdgeSdpOffer * earlier,
    const EdgeSdpOffer * later)
{
  return g_str_equal (earlier->session_id, later->session_id)
      && g_str_equal (earlier->fingerprint_algorithm,
      later->fingerprint_algorithm)
      && g_str_equal (earlier->fingerprint, later->fingerprint);
}

gboolean
edge_sdp_offer_check_later (const EdgeSdpOffer * earlier,
    const EdgeSdpOffer * later, GError ** error)
{
  if (later->n_media < earlier->n_media)
    return REFUSE (error, "%u m-lines, there were %u", later->n_media,
        earlier->n_media);
  for (guint i = 0; i < earlier->n_media; i++) {
    if (earlier->media[i].kind != later->media[i].kind
        || !g_str_equal (earlier->media[i].mid, later->media[i].mid))
      return REFUSE (error, "m-line %u became another", i);
  }
  return TRUE;
}

const gchar *
edge_sdp_error_reason (const GError * error)
{
  return g_error_matches (error, EDGE_ERROR, EDGE_ERROR_CODEC) ? "no-codec"
      : "bad-offer";
}
